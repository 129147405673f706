package jpeg

import "tintype/transform/internal/pixel"

// encHeaderRoom is more than all segments of a sequential file take, the ICC
// profile not counted.
const encHeaderRoom = 2048

// appendHeader writes everything up to the first DHT.
func (e *Encoder) appendHeader(out []byte, sof uint8, icc []byte) ([]byte, error) {
	out = append(out, 0xff, markerSOI)
	switch e.img.Model {
	case pixel.RGB, pixel.CMYK:
		// Adobe Technical Note 5116: version 100, no flags, no transform.
		out = appendSegment(out, markerAPP14, 12)
		out = append(out, "Adobe\x00\x64\x00\x00\x00\x00\x00"...)
	default:
		// JFIF 1.02: version 1.1, no units, square pixels, no thumbnail.
		out = appendSegment(out, markerAPP0, 14)
		out = append(out, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"...)
	}
	if len(icc) > 0 {
		var err error
		if out, err = appendICC(out, icc); err != nil {
			return nil, err
		}
	}
	out = appendSegment(out, markerDQT, 65*e.nTables)
	for i := range e.nTables {
		out = append(out, uint8(i))
		for _, natural := range zigzag {
			out = append(out, e.quantTables[i][natural])
		}
	}
	out = appendSegment(out, sof, 6+3*len(e.comps))
	w, h := e.img.W, e.img.H
	out = append(out, 8, uint8(h>>8), uint8(h), uint8(w>>8), uint8(w), uint8(len(e.comps)))
	for i := range e.comps {
		c := &e.comps[i]
		out = append(out, c.id, uint8(c.h<<4|c.v), c.table)
	}
	return out, nil
}

// appendSegment writes a marker and the length of a segment with n bytes of
// content.
func appendSegment(out []byte, marker uint8, n int) []byte {
	return append(out, 0xff, marker, uint8((n+2)>>8), uint8(n+2))
}

// appendICC writes a color profile in APP2 segments, ICC.1:2022 section B.4.
func appendICC(out, profile []byte) ([]byte, error) {
	const (
		id      = "ICC_PROFILE\x00"
		maxPart = 65535 - 2 - len(id) - 2
	)
	parts := (len(profile) + maxPart - 1) / maxPart
	if parts > 255 {
		return nil, unsupportedError("ICC profile above 16 MB")
	}
	for i := range parts {
		part := profile[i*maxPart : min((i+1)*maxPart, len(profile))]
		out = appendSegment(out, markerAPP2, len(id)+2+len(part))
		out = append(out, id...)
		out = append(out, uint8(i+1), uint8(parts))
		out = append(out, part...)
	}
	return out, nil
}

// appendTable adds a Huffman table, an index of encTables, to those of a DHT segment.
func appendTable(tables []byte, table int, h *encHuffman) []byte {
	tables = append(tables, uint8(table>>1<<4|table&1))
	tables = append(tables, h.count[1:]...)
	return append(tables, h.symbols...)
}

// appendDHT writes the tables of a scan, if it has any.
func appendDHT(out, tables []byte) []byte {
	if len(tables) == 0 {
		return out
	}
	return append(appendSegment(out, markerDHT, len(tables)), tables...)
}

// appendSOS writes the header of a scan of comps. A progressive scan names only
// the tables that it uses (section B.2.3).
func appendSOS(out []byte, comps []encComponent, scan encScan) []byte {
	out = appendSegment(out, markerSOS, 4+2*len(comps))
	out = append(out, uint8(len(comps)))
	for i := range comps {
		tables := comps[i].table<<4 | comps[i].table
		switch {
		case scan.ss > 0:
			tables &= 0x0f
		case scan.se == 0:
			tables &= 0xf0
			if scan.ah > 0 {
				tables = 0
			}
		}
		out = append(out, comps[i].id, tables)
	}
	return append(out, scan.ss, scan.se, scan.ah<<4|scan.al)
}

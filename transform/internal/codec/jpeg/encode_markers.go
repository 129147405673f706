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

// An encPlan is what a file has behind its header.
type encPlan struct {
	sof    uint8
	tables []byte // of the DHT segment
	scans  []encPlanScan
	bits   int // of the tokens
}

// An encPlanScan is a scan, its tokens, and the codes for them.
type encPlanScan struct {
	encScan
	tokens *encTokenList
	codes  []encCoding
}

// encScan is one scan: of some components, of places ss to se of the zigzag sequence, and
// with which table, if only of AC.
type encScan struct {
	comps         []encComponent
	ss, se, table uint8
}

// An encCoding has the codes of the tokens of one of encTables.
type encCoding struct {
	table   int
	huffman encHuffman
}

// table adds a Huffman table of codes that occur count times, those of tokens of one of
// encTables. id is what stands in the segment: the class and the number (section B.2.4.2).
func (f *encPlan) table(id uint8, table int, count *[256]uint32) encCoding {
	c := encCoding{table, encOptimalTable(count)}
	f.bits += c.huffman.bits(count)
	f.tables = append(f.tables, id)
	f.tables = append(f.tables, c.huffman.count[1:]...)
	f.tables = append(f.tables, c.huffman.symbols...)
	return c
}

// add adds a scan.
func (f *encPlan) add(scan encScan, tokens *encTokenList, codes ...encCoding) {
	f.scans = append(f.scans, encPlanScan{scan, tokens, codes})
}

// size is about how many bytes follow the header: without the zeros that are stuffed.
func (f *encPlan) size() int {
	size := 4 + len(f.tables) + f.bits/8 + 2
	for i := range f.scans {
		size += 8 + 2*len(f.scans[i].comps) + 1
	}
	return size
}

// planSequential says what the sequential file has.
func (e *Encoder) planSequential() *encPlan {
	f := &encPlan{sof: markerSOF0}
	var codes []encCoding
	for i := range encTables {
		if i&1 < e.nTables {
			codes = append(codes, f.table(uint8(i>>1<<4|i&1), i, (*[256]uint32)(e.tokenizer.count[i*256:])))
		}
	}
	f.add(encScan{comps: e.comps, se: 63}, &e.tokens, codes...)
	return f
}

// appendScans writes what a plan says and the end of the file.
func (e *Encoder) appendScans(out []byte, f *encPlan) []byte {
	out = append(appendSegment(out, markerDHT, len(f.tables)), f.tables...)
	var codes encCodeTable
	for i := range f.scans {
		scan := &f.scans[i]
		for j := range scan.codes {
			codes.set(scan.codes[j].table, &scan.codes[j].huffman)
		}
		out = scan.tokens.write(appendSOS(out, &scan.encScan), &codes, e.meter)
	}
	return append(out, 0xff, markerEOI)
}

// appendSOS writes the header of a scan. A progressive scan names only
// the tables that it uses (section B.2.3).
func appendSOS(out []byte, scan *encScan) []byte {
	out = appendSegment(out, markerSOS, 4+2*len(scan.comps))
	out = append(out, uint8(len(scan.comps)))
	for i := range scan.comps {
		c := &scan.comps[i]
		tables := c.table<<4 | c.table
		switch {
		case scan.ss > 0:
			tables = scan.table
		case scan.se == 0:
			tables &= 0xf0
		}
		out = append(out, c.id, tables)
	}
	return append(out, scan.ss, scan.se, 0)
}

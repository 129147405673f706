package jpeg

import (
	"bytes"
	"strconv"
)

// Marker codes, table B.1, without their 0xFF.
const (
	markerSOF0  = 0xC0 // baseline
	markerSOF1  = 0xC1 // extended sequential
	markerSOF2  = 0xC2 // progressive
	markerDHT   = 0xC4
	markerJPG   = 0xC8
	markerDAC   = 0xCC
	markerSOF15 = 0xCF
	markerRST0  = 0xD0
	markerRST7  = 0xD7
	markerSOI   = 0xD8
	markerEOI   = 0xD9
	markerSOS   = 0xDA
	markerDQT   = 0xDB
	markerDRI   = 0xDD
	markerAPP0  = 0xE0
	markerAPP1  = 0xE1
	markerAPP2  = 0xE2
	markerAPP14 = 0xEE
	markerAPP15 = 0xEF
	markerCOM   = 0xFE
	markerTEM   = 0x01
)

// nextMarker moves behind the next marker and returns its code. Bytes that
// belong to no marker segment, stuffed zeros and fill bytes (section B.1.1.2)
// are passed over.
func (d *Decoder) nextMarker() (byte, error) {
	for {
		if !d.src.fill(2) {
			return 0, d.src.failure("no more markers")
		}
		s := &d.src
		i := bytes.IndexByte(s.buf[s.r:s.w-1], 0xFF)
		if i < 0 {
			s.r = s.w - 1
			continue
		}
		s.r += i
		switch c := s.buf[s.r+1]; c {
		case 0:
			s.r += 2
		case 0xFF:
			s.r++
		default:
			s.r += 2
			return c, nil
		}
	}
}

// readHeaders handles segments until a scan begins (found) or the image ends.
func (d *Decoder) readHeaders() (found bool, err error) {
	for {
		m, err := d.nextMarker()
		if err != nil {
			return false, err
		}
		switch {
		case m == markerEOI:
			return false, nil
		case m == markerSOI:
			return false, formatError("a second start of image")
		case m >= markerRST0 && m <= markerRST7, m == markerTEM:
			continue // no parameters; strays are harmless
		case m == markerSOS:
			if d.nComp == 0 {
				return false, formatError("a scan before the frame header")
			}
			return true, nil
		}
		if err := d.readSegment(m); err != nil {
			return false, err
		}
	}
}

// readSegment handles one marker segment with parameters, section B.2.4.
func (d *Decoder) readSegment(m byte) error {
	if !d.src.fill(2) {
		return d.src.failure("truncated segment")
	}
	n := int(d.src.buf[d.src.r])<<8 | int(d.src.buf[d.src.r+1])
	needed := m >= markerSOF0 && m <= markerSOF15 || m == markerDQT || m == markerDRI
	if n < 2 && needed {
		return formatError("segment length " + strconv.Itoa(n))
	}
	// A length that does not even count itself is taken as 2.
	n = max(n, 2)
	switch {
	case needed, m == markerAPP0, m == markerAPP1, m == markerAPP2, m == markerAPP14:
	default:
		if !d.src.skip(n) {
			return d.src.failure("truncated segment")
		}
		return nil
	}
	if !d.src.fill(n) {
		return d.src.failure("truncated segment")
	}
	p := d.src.buf[d.src.r+2 : d.src.r+n]
	d.src.r += n
	switch m {
	case markerSOF0, markerSOF1, markerSOF2:
		return d.readSOF(m, p)
	case markerDHT:
		return d.readDHT(p)
	case markerDQT:
		return d.readDQT(p)
	case markerDRI:
		if len(p) != 2 {
			return formatError("restart interval segment length")
		}
		d.restartInterval = int(p[0])<<8 | int(p[1])
	case markerDAC, markerJPG:
		// Arithmetic conditioning without an arithmetic frame, or reserved.
	case markerAPP0:
		d.sawJFIF = d.sawJFIF || len(p) >= 5 && string(p[:5]) == "JFIF\x00"
	case markerAPP1:
		d.readEXIF(p)
	case markerAPP2:
		d.icc.add(p)
	case markerAPP14:
		// Adobe Technical Note 5116: "Adobe", version, flags0, flags1, transform.
		if len(p) >= 12 && string(p[:5]) == "Adobe" {
			d.sawAdobe, d.adobeTransform = true, p[11]
		}
	default:
		return unsupportedFrame(m)
	}
	return nil
}

// unsupportedFrame names the coding process of a frame header marker.
//
//go:noinline
func unsupportedFrame(m byte) error {
	switch m {
	case 0xC3, 0xC7, 0xCB, 0xCF:
		return unsupportedError("lossless coding")
	case 0xC5, 0xC6, 0xCD, 0xCE:
		return unsupportedError("hierarchical coding")
	}
	return unsupportedError("arithmetic coding")
}

// readSOF handles a frame header, section B.2.2.
func (d *Decoder) readSOF(m byte, p []byte) error {
	if d.nComp != 0 {
		return formatError("a second frame header")
	}
	if len(p) < 6 || len(p) != 6+3*int(p[5]) {
		return formatError("frame header length")
	}
	if p[0] != 8 {
		return unsupportedError(strconv.Itoa(int(p[0])) + " bits a sample")
	}
	height, width := int(p[1])<<8|int(p[2]), int(p[3])<<8|int(p[4])
	if width == 0 || height == 0 {
		return formatError("an image without pixels")
	}
	n := int(p[5])
	if n != 1 && n != 3 && n != 4 {
		return unsupportedError(strconv.Itoa(n) + " components")
	}
	for i := range n {
		c := &d.comp[i]
		c.id, c.h, c.v, c.tq = p[6+3*i], int(p[7+3*i]>>4), int(p[7+3*i]&15), p[8+3*i]
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 {
			return formatError("sampling factors")
		}
		if c.tq > 3 {
			return formatError("quantization table number")
		}
		d.hMax, d.vMax = max(d.hMax, c.h), max(d.vMax, c.v)
	}
	if n == 1 {
		// One component is never interleaved: its sampling factors say nothing.
		d.comp[0].h, d.comp[0].v, d.hMax, d.vMax = 1, 1, 1, 1
	}
	d.progressive = m == markerSOF2
	d.width, d.height, d.nComp = width, height, n
	for i := range n {
		c := &d.comp[i]
		c.fullW = ceilDiv(width*c.h, d.hMax)
		c.fullH = ceilDiv(height*c.v, d.vMax)
		c.blocksX, c.blocksY = ceilDiv(c.fullW, 8), ceilDiv(c.fullH, 8)
	}
	d.mcusX, d.mcusY = ceilDiv(width, 8*d.hMax), ceilDiv(height, 8*d.vMax)
	return nil
}

// ceilDiv is a/b rounded up, for a ≥ 0 and b > 0.
func ceilDiv(a, b int) int { return (a + b - 1) / b }

// readDQT handles quantization tables, section B.2.4.1. They arrive in zigzag
// order and are kept in natural order.
func (d *Decoder) readDQT(p []byte) error {
	for len(p) > 0 {
		pq, tq := p[0]>>4, p[0]&15
		n := 65 + 64*int(pq)
		if pq > 1 || tq > 3 {
			return formatError("quantization table number")
		}
		if len(p) < n {
			return formatError("quantization table length")
		}
		for k, z := range zigzag {
			if pq == 0 {
				d.quant[tq][z] = uint16(p[1+k])
			} else {
				d.quant[tq][z] = uint16(p[1+2*k])<<8 | uint16(p[2+2*k])
			}
		}
		d.quantSet[tq] = true
		p = p[n:]
	}
	return nil
}

// decScanHeader is a scan header, section B.2.3.
type decScanHeader struct {
	n      int    // components in the scan
	comp   [4]int // their indices in the frame
	ss, se int    // spectral selection, as zigzag positions
	ah, al uint   // successive approximation
}

// readSOS reads the scan header that follows an SOS marker, and binds the
// tables that its components use.
func (d *Decoder) readSOS() (h decScanHeader, err error) {
	if !d.src.fill(3) {
		return h, d.src.failure("truncated scan header")
	}
	p := d.src.buf[d.src.r:]
	length := int(p[0])<<8 | int(p[1])
	h.n = int(p[2])
	if h.n < 1 || h.n > 4 || length != 6+2*h.n {
		return h, formatError("scan header length")
	}
	if !d.src.fill(length) {
		return h, d.src.failure("truncated scan header")
	}
	p = d.src.buf[d.src.r+3 : d.src.r+length]
	d.src.r += length
	blocks := 0
	for i := range h.n {
		ci, err := d.scanComponent(p[2*i], p[2*i+1], h.comp[:i])
		if err != nil {
			return h, err
		}
		h.comp[i] = ci
		blocks += d.comp[ci].h * d.comp[ci].v
	}
	if h.n > 1 && blocks > maxBlocks {
		return h, formatError("more than 10 blocks in an MCU")
	}
	p = p[2*h.n:]
	h.ss, h.se, h.ah, h.al = int(p[0]), int(p[1]), uint(p[2]>>4), uint(p[2]&15)
	if !d.progressive {
		// Decoders in use ignore these of a sequential scan, and so do we.
		h.ss, h.se, h.ah, h.al = 0, 63, 0, 0
		return h, nil
	}
	ok := h.ss == 0 && h.se == 0 || h.ss > 0 && h.ss <= h.se && h.se < 64 && h.n == 1
	if !ok || h.al > 13 || h.ah != 0 && h.ah != h.al+1 {
		return h, formatError("progression parameters")
	}
	return h, nil
}

// scanComponent finds the component with the given identifier, which must not
// be among those of the scan already, and sets its table selectors.
func (d *Decoder) scanComponent(id, tables byte, used []int) (int, error) {
	for ci := range d.nComp {
		c := &d.comp[ci]
		if c.id != id || contains(used, ci) {
			continue
		}
		c.td, c.ta = tables>>4, tables&15
		if c.td > 3 || c.ta > 3 {
			return 0, formatError("Huffman table number")
		}
		if !c.quantBound {
			// The table in force at a component's first scan is its table for good.
			if !d.quantSet[c.tq] {
				return 0, formatError("missing quantization table")
			}
			c.quant, c.quantBound = d.quant[c.tq], true
		}
		return ci, nil
	}
	return 0, formatError("unknown component in a scan")
}

func contains(s []int, v int) bool {
	for _, x := range s {
		if x == v {
			return true
		}
	}
	return false
}

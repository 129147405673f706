package jpegfile

// Markers of table B.1 that this package writes.
const (
	mSOI  = 0xd8
	mEOI  = 0xd9
	mRST0 = 0xd0
	mDHT  = 0xc4
	mSOS  = 0xda
	mDQT  = 0xdb
	mDRI  = 0xdd

	// APP0 begins the application segments: APPn is APP0+n.
	APP0 = 0xe0
	// COM is a comment.
	COM = 0xfe
)

// marker writes a marker with its fill bytes (B.1.1.2).
func (f *file) marker(m byte) {
	for range f.o.Fill {
		f.buf.WriteByte(0xff)
	}
	f.buf.Write([]byte{0xff, m})
}

func (f *file) segment(m byte, data []byte) {
	f.marker(m)
	n := len(data) + 2
	f.buf.Write([]byte{byte(n >> 8), byte(n)})
	f.buf.Write(data)
}

// quantTables writes the quantization tables in use (B.2.4.1).
func (f *file) quantTables() {
	for id := range f.im.Quant {
		if !f.im.usesQuant(id) {
			continue
		}
		q := &f.im.Quant[id]
		var data []byte
		if f.o.Wide {
			data = append(data, 0x10|byte(id))
			for _, n := range zigzag {
				data = append(data, byte(q[n]>>8), byte(q[n]))
			}
		} else {
			data = append(data, byte(id))
			for _, n := range zigzag {
				data = append(data, byte(min(q[n], 255)))
			}
		}
		f.segment(mDQT, data)
	}
}

// frameHeader writes SOFn (B.2.2).
func (f *file) frameHeader() {
	w, h := f.im.Width, f.im.Height
	data := []byte{8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), byte(len(f.im.Components))}
	for _, c := range f.im.Components {
		data = append(data, c.ID, byte(c.H<<4|c.V), byte(c.Quant))
	}
	f.segment(byte(f.o.Process), data)
}

// huffmanTables writes the tables that are not empty in one DHT (B.2.4.2).
func (f *file) huffmanTables(t *tableSet) {
	var data []byte
	for class := range t {
		for id, spec := range t[class] {
			if len(spec.values) == 0 {
				continue
			}
			data = append(data, byte(class<<4|id))
			data = append(data, spec.counts[:]...)
			data = append(data, spec.values...)
		}
	}
	if data != nil {
		f.segment(mDHT, data)
	}
}

// scanHeader writes SOS (B.2.3).
func (f *file) scanHeader(s Scan) {
	data := []byte{byte(len(s.Components))}
	for _, i := range s.Components {
		c := f.im.Components[i]
		t := byte(f.im.table(i))
		dc, ac := t, t
		if f.o.Process == Progressive {
			// Tables that the scan does not use are named 0 (G.1.1.1.1).
			if s.Ss > 0 {
				dc = 0
			} else {
				ac = 0
			}
		}
		data = append(data, c.ID, dc<<4|ac)
	}
	data = append(data, byte(s.Ss), byte(s.Se), byte(s.Ah<<4|s.Al))
	f.segment(mSOS, data)
}

// JFIF returns the APP0 segment of JFIF 1.02, 72 dots an inch, no thumbnail.
func JFIF() Segment {
	return Segment{APP0, []byte("JFIF\x00\x01\x02\x01\x00\x48\x00\x48\x00\x00")}
}

// Adobe returns the APP14 segment of Adobe's Technical Note 5116, section 18,
// with the color transform: 0 none (RGB or CMYK), 1 YCbCr, 2 YCCK.
func Adobe(transform byte) Segment {
	return Segment{APP0 + 14, append([]byte("Adobe\x00\x64\x00\x00\x00\x00"), transform)}
}

// ICC returns APP2 segments that carry a color profile, cut in chunks of at
// most chunk bytes, as ICC.1:2010 annex B.4 says.
func ICC(profile []byte, chunk int) []Segment {
	n := (len(profile) + chunk - 1) / chunk
	var segs []Segment
	for i := range n {
		part := profile[i*chunk : min((i+1)*chunk, len(profile))]
		data := append([]byte("ICC_PROFILE\x00"), byte(i+1), byte(n))
		segs = append(segs, Segment{APP0 + 2, append(data, part...)})
	}
	return segs
}

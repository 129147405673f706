package main

import "image"

// tiffFile is a TIFF 6.0 file of three 8-bit samples, in forms that
// x/image/tiff reads or refuses but does not write.
type tiffFile struct {
	order       byteOrder
	rows        int // of a strip
	packBits    bool
	planar      bool // planes instead of pixels
	orientation int
}

// bytes returns the file: header, directory, its long values, strips.
func (f tiffFile) bytes(m *image.NRGBA) []byte {
	strips := f.strips(m)
	e := exif{order: f.order}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	var lengths, offsets []byte
	for _, s := range strips {
		lengths = f.order.AppendUint32(lengths, uint32(len(s)))
	}
	fields := func() []field {
		bits := f.order.AppendUint16(f.order.AppendUint16(f.order.AppendUint16(nil, 8), 8), 8)
		list := []field{
			e.long(256, w), e.long(257, h), {258, typeShort, 3, bits},
			e.short(259, 1), e.short(262, 2), // not compressed, RGB
			{273, typeLong, uint32(len(strips)), offsets},
		}
		if f.packBits {
			list[3] = e.short(259, 32773)
		}
		if f.orientation > 0 {
			list = append(list, e.short(tagOrientation, f.orientation))
		}
		list = append(list, e.short(277, 3), e.long(278, f.rows), field{279, typeLong, uint32(len(strips)), lengths})
		if f.planar {
			list = append(list, e.short(284, 2))
		}
		return list
	}
	offsets = lengths // of the same size, to measure
	head, _ := e.directory(e.header(), fields())
	offsets = nil
	at := len(head)
	for _, s := range strips {
		offsets = f.order.AppendUint32(offsets, uint32(at))
		at += len(s)
	}
	b, _ := e.directory(e.header(), fields())
	for _, s := range strips {
		b = append(b, s...)
	}
	return b
}

// strips cuts the samples into strips of whole rows.
func (f tiffFile) strips(m *image.NRGBA) [][]byte {
	planes := [][]int{{0, 1, 2}}
	if f.planar {
		planes = [][]int{{0}, {1}, {2}}
	}
	var strips [][]byte
	for _, samples := range planes {
		for y := 0; y < m.Rect.Dy(); y += f.rows {
			var strip []byte
			for j := y; j < min(y+f.rows, m.Rect.Dy()); j++ {
				var row []byte
				for x := range m.Rect.Dx() {
					for _, s := range samples {
						row = append(row, m.Pix[j*m.Stride+4*x+s])
					}
				}
				if f.packBits {
					row = packBits(row)
				}
				strip = append(strip, row...)
			}
			strips = append(strips, strip)
		}
	}
	return strips
}

// packBits is section 9 of TIFF 6.0: runs of two and more, and what lies
// between them.
func packBits(row []byte) []byte {
	var out []byte
	for i := 0; i < len(row); {
		n := 1
		for n < 128 && i+n < len(row) && row[i+n] == row[i] {
			n++
		}
		if n > 1 {
			out = append(out, byte(1-n), row[i])
			i += n
			continue
		}
		for n < 128 && i+n < len(row) && (i+n+1 >= len(row) || row[i+n] != row[i+n+1]) {
			n++
		}
		out = append(append(out, byte(n-1)), row[i:i+n]...)
		i += n
	}
	return out
}

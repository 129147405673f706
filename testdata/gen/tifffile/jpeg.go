package tifffile

import "tintype/testdata/gen/jpegfile"

// JPEGs makes the File's JPEG and, where tables are to be shared (Technical Note
// 2), the tag JPEGTables. planes are of the whole image at full size; sampling has
// the factors of each, nil for 1 and 1.
func (f *File) JPEGs(planes []jpegfile.Plane, sampling [][2]int, quality int, o jpegfile.Options, share bool) {
	encode := func(x, y, w, h, plane int) []byte {
		l := jpegfile.Layout{Sampling: sampling, Quality: quality}
		parts := planes
		if f.Planar {
			parts, l.Sampling = planes[plane:plane+1], nil
		}
		var cut []jpegfile.Plane
		for _, p := range parts {
			c := jpegfile.Plane{W: w, H: h, Pix: make([]byte, w*h)}
			for j := range h {
				for i := range w {
					c.Pix[j*w+i] = p.Pix[min(y+j, p.H-1)*p.W+min(x+i, p.W-1)]
				}
			}
			cut = append(cut, c)
		}
		return jpegfile.Encode(jpegfile.FromFull(w, h, cut, l), o)
	}
	if len(sampling) == 3 {
		f.SubX, f.SubY = sampling[0][0]/sampling[1][0], sampling[0][1]/sampling[1][1]
	}
	if !share {
		f.JPEG = encode
		return
	}
	tables, _ := split(encode(0, 0, 8, 8, 0))
	f.Tags = append(f.Tags, Tag{ID: 347, Type: 7, Raw: tables})
	f.JPEG = func(x, y, w, h, plane int) []byte {
		_, rest := split(encode(x, y, w, h, plane))
		return rest
	}
}

// split makes two files of one: its tables, and all but them.
func split(b []byte) (tables, rest []byte) {
	tables, rest = append(tables, b[:2]...), append(rest, b[:2]...)
	for at := 2; ; {
		n := 2 + int(b[at+2])<<8 + int(b[at+3])
		switch b[at+1] {
		case 0xdb, 0xc4: // DQT, DHT
			tables = append(tables, b[at:at+n]...)
		case 0xda: // SOS
			return append(tables, 0xff, 0xd9), append(rest, b[at:]...)
		default:
			rest = append(rest, b[at:at+n]...)
		}
		at += n
	}
}

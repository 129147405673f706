package tiff

import (
	"fmt"
	"testing"

	jf "tintype/testdata/gen/jpegfile"
	tf "tintype/testdata/gen/tifffile"
)

// smooth are planes that JPEG hardly changes.
func smooth(w, h, n int) (planes []jf.Plane) {
	for s := range n {
		p := jf.Plane{W: w, H: h, Pix: make([]byte, w*h)}
		for i := range p.Pix {
			x, y := i%w, i/w
			p.Pix[i] = byte(40 + s*20 + x*(3-s)/2 + y*(s+1)/2)
		}
		planes = append(planes, p)
	}
	return planes
}

// JPEG in strips and tiles of every kind: gray, YCbCr with every subsampling, RGB
// and CMYK, with tables of their own and shared ones, sequential and progressive,
// pixels and planes.
func TestJPEG(t *testing.T) {
	even := func(n int) [][2]int {
		return [][2]int{{1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}}[:n]
	}
	for _, c := range []struct {
		photometric, samples int
		sampling             [][2]int
		tags                 []tf.Tag
	}{
		{tf.BlackIsZero, 1, even(1), nil},
		{tf.WhiteIsZero, 1, even(1), nil},
		{tf.RGB, 3, even(3), nil},
		{tf.Separated, 4, even(4), nil},
		{tf.RGB, 4, even(4), []tf.Tag{tf.Extra(2)}},
		{tf.YCbCr, 3, even(3), nil},
		{tf.YCbCr, 3, [][2]int{{2, 2}, {1, 1}, {1, 1}}, nil},
		{tf.YCbCr, 3, [][2]int{{2, 1}, {1, 1}, {1, 1}}, nil},
		{tf.YCbCr, 3, [][2]int{{1, 2}, {1, 1}, {1, 1}}, nil},
		{tf.YCbCr, 3, [][2]int{{4, 1}, {1, 1}, {1, 1}}, nil},
		{tf.YCbCr, 3, [][2]int{{2, 1}, {2, 1}, {2, 1}}, nil},
		{tf.ITULab, 3, even(3), nil},
	} {
		for _, l := range []tf.File{{Rows: 16}, {Rows: 32}, {}, {TileW: 32, TileH: 16}, {TileW: 16, TileH: 48}, {TileW: 96, TileH: 64}} {
			for i := range 8 {
				share, planar, o := i&1 != 0, i&2 != 0, jf.Options{}
				if i&4 != 0 {
					o.Process = jf.Progressive
				}
				if planar && (c.photometric == tf.YCbCr || c.samples == 1) || share && i&4 != 0 {
					continue
				}
				f := l
				f.W, f.H, f.Photometric, f.Samples, f.Planar, f.Compression = 61, 43, c.photometric, c.samples, planar, tf.JPEG
				f.Tags = append([]tf.Tag(nil), c.tags...)
				planes := smooth(f.W, f.H, c.samples)
				f.JPEGs(planes, c.sampling, 95, o, share)
				subX, subY := c.sampling[0][0]/c.sampling[c.samples-1][0], c.sampling[0][1]/c.sampling[c.samples-1][1]
				name := fmt.Sprintf("photometric %d of %d samples %v, strips of %d, tiles of %d, shared %v, planar %v, %+v", c.photometric, c.samples, c.sampling, l.Rows, l.TileW, share, planar, o)
				check(t, name, f, func(x, y, s int) byte {
					if s > 0 && c.photometric == tf.YCbCr {
						x, y = min(x*subX+subX/2, f.W-1), min(y*subY+subY/2, f.H-1)
					}
					v := func(s int) byte { return planes[s].Pix[y*f.W+x] }
					switch {
					case c.photometric == tf.WhiteIsZero, c.photometric == tf.Separated:
						return ^v(s)
					case c.photometric == tf.ITULab:
						lab := [3]float64{float64(v(0)) / 2.55, (float64(v(1)) - 128) * 170 / 255, (float64(v(2)) - 96) * 200 / 255}
						return labToSRGB(lab, [3]float64{0.9642, 1, 0.8249}, s)
					}
					return v(s)
				}, 6+20*(c.photometric/tf.ITULab))
			}
		}
	}
}

// Strips that are not what the directory says, or the first strip, are errors.
func TestWrongJPEG(t *testing.T) {
	base := tf.File{W: 61, H: 43, Rows: 16, Photometric: tf.YCbCr, Samples: 3, Compression: tf.JPEG}
	planes := smooth(61, 43, 3)
	s420 := [][2]int{{2, 2}, {1, 1}, {1, 1}}
	for name, change := range map[string]func(b []byte, y int) []byte{
		"no JPEG":             func(b []byte, y int) []byte { return b[:0] },
		"no start":            func(b []byte, y int) []byte { return b[2:] },
		"another width":       func(b []byte, y int) []byte { b[sof(b)+6]--; return b },
		"too few rows":        func(b []byte, y int) []byte { b[sof(b)+4] = 3; return b },
		"too many rows":       func(b []byte, y int) []byte { b[sof(b)+3] = 200; return b },
		"another subsampling": func(b []byte, y int) []byte { b[sof(b)+9] = 0x11 + byte(y)/16*0x11; return b },
		"uneven chroma":       func(b []byte, y int) []byte { b[sof(b)+12] = 0x12; return b },
		"arithmetic":          func(b []byte, y int) []byte { b[sof(b)] = 0xc9; return b },
	} {
		f := base
		f.JPEGs(planes, s420, 90, jf.Options{}, false)
		encode := f.JPEG
		f.JPEG = func(x, y, w, h, p int) []byte { return change(encode(x, y, w, h, p), y) }
		if _, err := whole(f.Bytes()); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
	f := base
	f.Photometric, f.Samples = tf.Separated, 4
	f.JPEGs(smooth(61, 43, 4), nil, 90, jf.Options{}, false)
	f.Photometric = tf.RGB // four samples, but a JPEG of four is what it has: alpha
	if _, err := whole(f.Bytes()); err != nil {
		t.Errorf("four components as RGB and alpha: %v", err)
	}
	f.Samples = 3
	if _, err := whole(f.Bytes()); err == nil {
		t.Error("four components for three samples: want an error")
	}
}

// sof returns where the frame header's marker stands, behind its 0xff.
func sof(b []byte) int {
	at := 2
	for b[at+1] != 0xc0 {
		at += 2 + int(b[at+2])<<8 + int(b[at+3])
	}
	return at + 1
}

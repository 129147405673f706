package tiff

import (
	"errors"
	"io"
	"testing"

	jf "tintype/testdata/gen/jpegfile"
	tf "tintype/testdata/gen/tifffile"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// Every way to store an image asks whether to go on about as often as it has
// samples, and ends with the answer's error.
func TestStops(t *testing.T) {
	for name, f := range map[string]tf.File{
		"stored": {}, "PackBits": {Compression: tf.PackBits}, "LZW": {Compression: tf.LZW}, "Deflate": {Compression: tf.Deflate},
		"rows of their own": {Compression: tf.Deflate, Rows: 1}, "tiles": {Compression: tf.LZW, TileW: 64, TileH: 64},
		"Group 3": {Compression: tf.T4, Bits: 1}, "Group 4": {Compression: tf.T6, Bits: 1}, "Lab": {Photometric: tf.CIELab, Samples: 3},
		"JPEG": {Compression: tf.JPEG, Rows: 64},
	} {
		asked := func(n int, answer error) (count int, err error) {
			f := f
			f.W, f.H, f.At = n, n, bitsOf(max(f.Bits, 1))
			if f.Bits == 0 {
				f.At = bitsOf(8)
			}
			if f.Compression == tf.JPEG {
				f.JPEGs([]jf.Plane{{W: n, H: n, Pix: make([]byte, n*n)}}, nil, 75, jf.Options{}, false)
			}
			d, err := Open(f.Bytes())
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			meter := work.New(func() error { count++; return answer })
			if err := d.Start(Options{Meter: meter}); err != nil {
				t.Fatal(err)
			}
			for err == nil {
				var b pixel.Band
				err = d.Next(&b)
			}
			return count, err
		}
		stop := errors.New("stop")
		if n, err := asked(512, stop); n != 1 || err != stop {
			t.Errorf("%s: asked %d times and got %v, want once and the answer", name, n, err)
		}
		small, err := asked(256, nil)
		large, err2 := asked(512, nil)
		if err != io.EOF || err2 != io.EOF || large < 2 || large < 2*small || large > 6*small+8 {
			t.Errorf("%s: asked %d times for 256 by 256 and %d times for 512 by 512 (%v, %v)", name, small, large, err, err2)
		}
	}
}

package transform

import (
	"bytes"
	"compress/gzip"
	"hash/fnv"
	"image"
	"io"
	"testing"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// A source that has gone back to its beginning gives the same rows once more, and what it
// reads is read from its reader only once.
func TestRewind(t *testing.T) {
	for _, name := range []string{
		"jpeg/size-400x300.jpg", "jpeg/progressive-1600x1067.jpg", "samples/glass.png", "png/gray-alpha16-interlaced.png", "png/animated.png", "gif/still.gif",
		"samples/planet.gif", "webp/lossy-best.webp", "webp/lossless-palette-16.webp", "webp/animated-odd.webp", "avif/p3.avif",
		"other/gray.tiff", "other/palette.bmp",
	} {
		data := readTestdata(t, name)
		for _, file := range [][]byte{data, gzipped(t, data, gzip.Header{}), data[:len(data)*3/4]} {
			src := &counter{r: bytes.NewReader(file)}
			d := &job{p: &Params{}, lim: DefaultLimits()}
			d.lim.meter = work.New(d.lim.poll)
			s, err := d.open(src)
			if err != nil {
				continue // of the file that is cut off
			}
			first, firstErr := rowsOf(s)
			if err := s.Rewind(); err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			again, againErr := rowsOf(s)
			if first != again || (firstErr == nil) != (againErr == nil) {
				t.Errorf("%s: got %x (%v), then %x (%v)", name, first, firstErr, again, againErr)
			}
			if src.n > len(file) {
				t.Errorf("%s: %d bytes were read of %d", name, src.n, len(file))
			}
		}
	}
}

// counter counts the bytes that are read.
type counter struct {
	r io.Reader
	n int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

// rowsOf returns a hash of all rows that a source delivers at full size.
func rowsOf(s codec.Source) (uint64, error) {
	h := fnv.New64a()
	head := s.Header()
	if _, err := s.Start(codec.Plan{N: [4]int{8, 8, 8, 8}, Crop: image.Rect(0, 0, head.W, head.H)}); err != nil {
		return 0, err
	}
	var b pixel.Band
	for {
		if err := s.Next(&b); err == io.EOF {
			return h.Sum64(), nil
		} else if err != nil {
			return h.Sum64(), err
		}
		for i := range head.Model.Planes() {
			p := &b.Plane[i]
			for y := range p.H {
				h.Write(p.Row(y))
			}
		}
	}
}

//go:build !wasm

package png

import (
	"bytes"
	"errors"
	stdpng "image/png"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"tintype/transform/internal/pixel"
)

// scene is an image of some kind that the encoder has a form for.
type scene struct {
	name      string
	model     pixel.Model
	alpha     bool
	at        func(x, y int) [4]byte
	colorType byte // that it should be written as, at 200x150
	depth     byte
}

func scenes() []scene {
	noise := func(x, y int) byte {
		v := uint32(x)*0x9e3779b1 ^ uint32(y)*0x85ebca6b
		v ^= v >> 15
		v *= 0xc2b2ae35
		return byte(v >> 16)
	}
	return []scene{
		{"photo", pixel.RGB, false, func(x, y int) [4]byte {
			return [4]byte{byte(x + int(noise(x, y)&7)), byte(y + int(noise(y, x)&7)), byte(x + y)}
		}, typeRGB, 8},
		{"photo with alpha", pixel.RGB, true, func(x, y int) [4]byte { return [4]byte{byte(x), byte(y), byte(x * y >> 8), byte(x * 2)} }, typeRGBA, 8},
		{"alpha that hides nothing", pixel.RGB, true, func(x, y int) [4]byte { return [4]byte{byte(x), byte(y), noise(x, y), 255} }, typeRGB, 8},
		{"gray as RGB", pixel.RGB, false, func(x, y int) [4]byte { return [4]byte{byte(x + y), byte(x + y), byte(x + y)} }, typeGray, 8},
		{"gray and alpha", pixel.Gray, true, func(x, y int) [4]byte { return [4]byte{0: noise(x, y), 3: byte(x)} }, typeGrayAlpha, 8},
		{"gray", pixel.Gray, false, func(x, y int) [4]byte { return [4]byte{noise(x, y)} }, typeGray, 8},
		{"two colors", pixel.RGB, false, func(x, y int) [4]byte { return [4]byte{200 * (noise(x, y) & 1), 9, 9} }, typePalette, 1},
		{"four colors with alpha", pixel.RGB, true, func(x, y int) [4]byte { return [4]byte{noise(x, y) & 3, 9, 9, 250 + noise(x, y)&3} }, typePalette, 2},
		{"nine colors", pixel.RGB, false, func(x, y int) [4]byte { return [4]byte{noise(x, y) % 9, 80, 9} }, typePalette, 4},
		{"256 colors", pixel.RGB, false, func(x, y int) [4]byte { return [4]byte{noise(x, y), 80, 9} }, typePalette, 8},
		{"flat", pixel.RGB, true, func(x, y int) [4]byte { return [4]byte{7, 7, 9, 0} }, typePalette, 1},
		{"noise", pixel.RGB, true, func(x, y int) [4]byte { return [4]byte{noise(x, y), noise(y, x), noise(x+y, x), noise(x*y, x)} }, typeRGBA, 8},
	}
}

func (s *scene) picture(w, h int) *pixel.Image {
	img := pixel.New(s.model, w, h, 1, 1, s.alpha)
	for y := range h {
		for x := range w {
			v := s.at(x, y)
			for c := range s.model.Planes() {
				img.Plane[c].Row(y)[x] = v[c]
			}
			if s.alpha {
				img.Alpha.Row(y)[x] = v[3]
			}
		}
	}
	return img
}

// same compares what the standard library reads with the image.
func same(t *testing.T, name string, file []byte, img *pixel.Image) {
	t.Helper()
	m, err := stdpng.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	compare(t, name, img, m)
}

// Every kind of image of every size comes back as it was, in its smallest
// form, from the standard library and from our own decoder.
func TestEncode(t *testing.T) {
	for _, s := range scenes() {
		for _, size := range [][2]int{{1, 1}, {1, 40}, {3, 2}, {17, 5}, {200, 150}, {330, 201}} {
			img := s.picture(size[0], size[1])
			file, err := Encode(img, Options{})
			if err != nil {
				t.Fatal(s.name, err)
			}
			same(t, s.name, file, img)
			if _, damage, err := decode(bytes.NewReader(file)); err != nil || damage != nil {
				t.Fatalf("%s: own decoder: %v, %v", s.name, err, damage)
			}
			if size[0] == 200 && (file[24] != s.depth || file[25] != s.colorType) {
				t.Errorf("%s: got depth %d and color type %d, want %d and %d", s.name, file[24], file[25], s.depth, s.colorType)
			}
		}
	}
}

// Files are no larger than 1.05 of those, and 150 bytes, of the standard library's encoder,
// which filters photographs well.
func TestEncodeSize(t *testing.T) {
	for _, s := range scenes() {
		img := s.picture(330, 201)
		file, err := Encode(img, Options{})
		if err != nil {
			t.Fatal(err)
		}
		m, err := stdpng.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		var std bytes.Buffer
		if err := stdpng.Encode(&std, m); err != nil {
			t.Fatal(err)
		}
		if got, most := len(file), std.Len()*105/100+150; got > most {
			t.Errorf("%s: got %d bytes, want at most %d", s.name, got, most)
		}
	}
}

// A profile is embedded; a poll function ends the work.
func TestEncodeOptions(t *testing.T) {
	s := scenes()[0]
	img := s.picture(50, 40)
	profile := bytes.Repeat([]byte("profile "), 100)
	copy(profile[16:], "RGB ")
	file, err := Encode(img, Options{ICC: profile})
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := NewDecoder(bytes.NewReader(file)).Config()
	if err != nil || !bytes.Equal(cfg.ICC, profile) {
		t.Errorf("got a profile of %d bytes, %v", len(cfg.ICC), err)
	}
	stop := errors.New("stop")
	if _, err := Encode(s.picture(300, 200), Options{Poll: func() error { return stop }}); err != stop {
		t.Errorf("got %v, want the poll's error", err)
	}
	if _, err := Encode(pixel.New(pixel.CMYK, 8, 8, 1, 1, false), Options{}); err == nil {
		t.Error("CMYK: got no error")
	}
}

// A palette keeps its order, and its alpha as far as there is any.
func TestEncodeIndexed(t *testing.T) {
	palette := [][4]byte{{1, 2, 3, 0}, {4, 5, 6, 128}, {7, 8, 9, 255}, {10, 11, 12, 255}, {13, 14, 15, 255}}
	img := pixel.New(pixel.RGB, 23, 9, 1, 1, true)
	indices := make([]byte, 23*9)
	for i := range indices {
		indices[i] = byte(i % 5)
		for c := range 3 {
			img.Plane[c].Row(i / 23)[i%23] = palette[i%5][c]
		}
		img.Alpha.Row(i / 23)[i%23] = palette[i%5][3]
	}
	file, err := EncodeIndexed(indices, 23, 9, palette, Options{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "indexed", file, img)
	if i := bytes.Index(file, []byte("tRNS")); i < 4 || file[i-1] != 2 {
		t.Error("tRNS is not two bytes long")
	}
	if _, err := EncodeIndexed(indices, 23, 10, palette, Options{}); err == nil {
		t.Error("too few indices: got no error")
	}
}

// Real images come back as they were.
func TestEncodeCorpus(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(corpus(t), "*.png"))
	for _, file := range files {
		img, _, err := decode(bytes.NewReader(read(t, file)))
		if err != nil {
			t.Fatal(err)
		}
		out, err := Encode(img, Options{})
		if err != nil {
			t.Fatal(err)
		}
		same(t, file, out, img)
	}
}

// Whatever the samples are, they come back.
func FuzzEncode(f *testing.F) {
	f.Add(uint8(10), uint8(10), uint8(3), []byte("some samples"))
	f.Fuzz(func(t *testing.T, w, h, kind uint8, samples []byte) {
		if w == 0 || h == 0 || len(samples) == 0 {
			return
		}
		model := [2]pixel.Model{pixel.Gray, pixel.RGB}[kind&1]
		img := pixel.New(model, int(w), int(h), 1, 1, kind&2 != 0)
		rng := rand.New(rand.NewPCG(uint64(len(samples)), 1))
		fill := func(p *pixel.Plane) {
			for i := range p.Pix {
				p.Pix[i] = samples[(i+rng.IntN(2))%len(samples)]
			}
		}
		for i := range model.Planes() {
			fill(&img.Plane[i])
		}
		if img.HasAlpha() {
			fill(&img.Alpha)
		}
		file, err := Encode(img, Options{})
		if err != nil {
			t.Fatal(err)
		}
		same(t, "fuzz", file, img)
	})
}

func BenchmarkEncode(b *testing.B) {
	for _, i := range []int{0, 1} {
		s := scenes()[i]
		img := s.picture(720, 480)
		b.Run(s.name, func(b *testing.B) {
			b.SetBytes(720 * 480)
			for range b.N {
				if _, err := Encode(img, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

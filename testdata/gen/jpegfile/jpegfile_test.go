package jpegfile

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"testing"
)

// image has soft and hard edges in all three colors.
func picture(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{uint8(40 + x*150/w), uint8(60 + y*130/h), uint8(200 - (x+y)*120/(w+h)), 255}
			if (x-w/3)*(x-w/3)+(y-h/2)*(y-h/2) < h*h/9 {
				c = color.NRGBA{220, 180, uint8(30 + x*60/w), 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

var (
	s444 = [][2]int{{1, 1}, {1, 1}, {1, 1}}
	s420 = [][2]int{{2, 2}, {1, 1}, {1, 1}}
	s411 = [][2]int{{4, 1}, {1, 1}, {1, 1}}
	s440 = [][2]int{{1, 2}, {1, 1}, {1, 1}}
)

func decode(t *testing.T, b []byte) image.Image {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// However the same coefficients are written, a decoder sees the same image.
func TestSyntaxDoesNotMatter(t *testing.T) {
	deep := []Scan{{Components: []int{0, 1, 2}, Al: 2}}
	for c := range 3 {
		deep = append(deep, Scan{Components: []int{c}, Ss: 1, Se: 9, Al: 3}, Scan{Components: []int{c}, Ss: 10, Se: 63, Al: 3})
	}
	for al := 2; al >= 0; al-- {
		for c := range 3 {
			deep = append(deep, Scan{Components: []int{c}, Ss: 1, Se: 63, Ah: al + 1, Al: al})
		}
	}
	deep = append(deep, Scan{Components: []int{0, 1, 2}, Ah: 2, Al: 1}, Scan{Components: []int{0, 1, 2}, Ah: 1})
	for _, sampling := range [][][2]int{s444, s420, s411, s440} {
		for _, size := range [][2]int{{1, 1}, {17, 13}, {64, 48}, {131, 77}} {
			im := FromNRGBA(picture(size[0], size[1]), Layout{Sampling: sampling, Quality: 92})
			want := decode(t, Encode(im, Options{}))
			for name, o := range map[string]Options{
				"optimized":   {Optimize: true},
				"extended":    {Process: Extended, Wide: true},
				"scans":       {Scans: Sequential(3)},
				"restart":     {Restart: 3, Fill: 2},
				"progressive": {Process: Progressive},
				// Not with restarts: image/jpeg counts MCUs of all components in
				// scans of one. Those files are judged by djpeg, see the generator.
				"deep": {Process: Progressive, Scans: deep},
			} {
				t.Run(fmt.Sprint(name, sampling[0], size), func(t *testing.T) {
					if !samePixels(want, decode(t, Encode(im, o))) {
						t.Error("differs from the baseline file")
					}
				})
			}
		}
	}
}

func samePixels(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}

// Files of every color model decode to what was encoded.
func TestModels(t *testing.T) {
	m := picture(96, 64)
	for _, k := range []struct {
		name    string
		layout  Layout
		options Options
	}{
		{"ycc", Layout{Quality: 95}, Options{Segments: []Segment{JFIF()}}},
		{"adobe ycc", Layout{Quality: 95}, Options{Segments: []Segment{Adobe(1)}}},
		{"rgb", Layout{Model: RGB, Quality: 95}, Options{Segments: []Segment{Adobe(0)}}},
		{"rgb by identifiers", Layout{Model: RGB, IDs: []byte("RGB"), Quality: 95}, Options{}},
		{"cmyk", Layout{Model: CMYK, Quality: 95}, Options{Segments: []Segment{Adobe(0)}}},
		{"ycck", Layout{Model: YCCK, Quality: 95}, Options{Segments: []Segment{Adobe(2)}}},
	} {
		got := decode(t, Encode(FromNRGBA(m, k.layout), k.options))
		if p := psnr(m, got); p < 34 {
			t.Errorf("%s: PSNR %.1f dB, want 34 at least", k.name, p)
		}
	}
}

func psnr(a, b image.Image) float64 {
	var sum, n float64
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			ar, ag, ab, _ := a.At(x, y).RGBA()
			br, bg, bb, _ := b.At(x, y).RGBA()
			for _, d := range []float64{float64(ar) - float64(br), float64(ag) - float64(bg), float64(ab) - float64(bb)} {
				sum += d * d
				n++
			}
		}
	}
	return 10 * math.Log10(65535*65535*n/sum)
}

// Every orientation, undone, is the image within the rounding of the inverse
// DCT.
func TestOrient(t *testing.T) {
	im := FromNRGBA(picture(64, 48), Layout{Sampling: s420, Quality: 85})
	want := decode(t, Encode(im, Options{})).(*image.YCbCr)
	for o := 1; o <= 8; o++ {
		got := decode(t, Encode(im.Orient(o), Options{})).(*image.YCbCr)
		for y := range 48 {
			for x := range 64 {
				sx, sy := stored(o, x, y, 64, 48)
				d := int(want.Y[want.YOffset(x, y)]) - int(got.Y[got.YOffset(sx, sy)])
				if d < -2 || d > 2 {
					t.Fatalf("orientation %d: luma at %d,%d is off by %d", o, x, y, d)
				}
			}
		}
	}
}

// stored returns where pixel (x, y) of an upright image of w by h stands in a
// file of an orientation, by the table of EXIF 2.3: what the 0th row and column
// are.
func stored(o, x, y, w, h int) (int, int) {
	switch o {
	case 2: // top, right
		return w - 1 - x, y
	case 3: // bottom, right
		return w - 1 - x, h - 1 - y
	case 4: // bottom, left
		return x, h - 1 - y
	case 5: // left, top
		return y, x
	case 6: // right, top
		return y, w - 1 - x
	case 7: // right, bottom
		return h - 1 - y, w - 1 - x
	case 8: // left, bottom
		return h - 1 - y, x
	}
	return x, y
}

// A code is complete but for the word of all ones, at most 16 bits long, and
// shorter for what is more frequent.
func TestOptimalTable(t *testing.T) {
	for name, f := range map[string]func(i int) int{
		"one symbol": func(i int) int { return map[int]int{7: 1}[i] },
		"even":       func(i int) int { return 5 },
		"fibonacci": func(i int) int {
			a, b := 1, 1
			for range min(i, 40) {
				a, b = b, a+b
			}
			return a
		},
	} {
		var freq [256]int
		for i := range freq {
			freq[i] = f(i)
		}
		s := optimalTable(&freq)
		sum := 0
		for n, c := range s.counts {
			sum += int(c) << (15 - n)
		}
		if sum >= 1<<16 {
			t.Errorf("%s: codes fill %d of 65536, want less", name, sum)
		}
		codes := s.codes()
		for i := range freq {
			if (codes[i].n > 0) != (freq[i] > 0) {
				t.Errorf("%s: symbol %d has a code of %d bits, frequency %d", name, i, codes[i].n, freq[i])
			}
			for k := range freq {
				if freq[i] > freq[k] && freq[k] > 0 && codes[i].n > codes[k].n {
					t.Fatalf("%s: symbol %d is more frequent than %d and longer", name, i, k)
				}
			}
		}
	}
}

// The typical tables are those that the standard library's encoder writes.
func TestStandardTables(t *testing.T) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(16, 16), nil); err != nil {
		t.Fatal(err)
	}
	for _, s := range []spec{lumaDC, lumaAC, chromaDC, chromaAC} {
		if !bytes.Contains(b.Bytes(), append(bytes.Clone(s.counts[:]), s.values...)) {
			t.Error("table is not in the file: ", s.counts)
		}
	}
}

// A frame that only lossless or arithmetic decoders read is refused, which
// shows that the test above reads what is written.
func TestUnknownProcess(t *testing.T) {
	_, err := jpeg.Decode(bytes.NewReader(Encode(FromNRGBA(picture(8, 8), Layout{}), Options{Process: 0xc9})))
	if !errors.As(err, new(jpeg.UnsupportedError)) {
		t.Errorf("got %v, want an UnsupportedError", err)
	}
}

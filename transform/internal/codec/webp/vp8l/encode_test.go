//go:build !wasm

package vp8l

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	xwebp "golang.org/x/image/webp"
)

// random is a small generator, so that pictures are the same everywhere.
type random uint32

func (r *random) next(n int) int {
	*r = *r*1664525 + 1013904223
	return int(uint32(*r)>>8) % n
}

// pictures are functions of position of every kind that plans tell apart.
var pictures = []struct {
	name  string
	alpha bool
	make  func(w, h int) func(x, y int) uint32
}{
	{"black", false, func(w, h int) func(x, y int) uint32 {
		return func(x, y int) uint32 { return 0xFF000000 }
	}},
	{"transparent", true, func(w, h int) func(x, y int) uint32 {
		return func(x, y int) uint32 { return 0 }
	}},
	{"noise", true, func(w, h int) func(x, y int) uint32 {
		r := random(7)
		return func(x, y int) uint32 { return uint32(r.next(1<<16))<<16 | uint32(r.next(1<<16)) }
	}},
	{"slope", true, func(w, h int) func(x, y int) uint32 {
		return func(x, y int) uint32 {
			return uint32(x*255/w)<<24 | uint32(x+y)&255<<16 | uint32(y*255/h)<<8 | uint32(x*x+y)>>5&255
		}
	}},
	{"photograph", false, func(w, h int) func(x, y int) uint32 {
		r := random(3)
		return func(x, y int) uint32 {
			g := (x*200/w + y*55/h + r.next(9)) & 255
			return 0xFF000000 | uint32(g*3/4+r.next(5))<<16 | uint32(g)<<8 | uint32(255-g)
		}
	}},
	{"cut out", true, func(w, h int) func(x, y int) uint32 {
		return func(x, y int) uint32 {
			a := min(max((w*w/9-(x-w/2)*(x-w/2)-(y-h/2)*(y-h/2))*8, 0), 255)
			return uint32(a)<<24 | uint32(x*3)&255<<16 | uint32(y*2+x)&255<<8 | uint32(x*y/16)&255
		}
	}},
	{"letters", false, func(w, h int) func(x, y int) uint32 {
		return func(x, y int) uint32 {
			v := uint32(x%7*37+y%11*59+x/7*y/11%3*17) & 0xC0
			return 0xFF000000 | v*0x010101 + uint32(x/40*16)
		}
	}},
	{"gray", false, func(w, h int) func(x, y int) uint32 {
		r := random(5)
		return func(x, y int) uint32 { return 0xFF000000 | uint32((x*3+y*2+r.next(4))&255)*0x010101 }
	}},
	{"2 colors", true, ofColors(2)}, {"3 colors", true, ofColors(3)}, {"16 colors", true, ofColors(16)},
	{"17 colors", true, ofColors(17)}, {"256 colors", true, ofColors(256)}, {"257 colors", true, ofColors(257)},
}

// ofColors makes pictures of n colors in uneven spots.
func ofColors(n int) func(w, h int) func(x, y int) uint32 {
	return func(w, h int) func(x, y int) uint32 {
		r := random(n)
		colors := make([]uint32, n)
		for i := range colors {
			colors[i] = uint32(128+r.next(128))<<24 | uint32(r.next(1<<24))
		}
		return func(x, y int) uint32 { return colors[(x/3*y/2+r.next(n)*r.next(5)/4)%n] }
	}
}

func paint(w, h int, at func(x, y int) uint32) []uint32 {
	pix := make([]uint32, w*h)
	for i := range pix {
		pix[i] = at(i%w, i/w)
	}
	return pix
}

// file wraps a VP8L chunk.
func file(data []byte) []byte {
	out := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(12+(len(data)+1)&^1))
	out = binary.LittleEndian.AppendUint32(append(out, "WEBPVP8L"...), uint32(len(data)))
	out = append(out, data...)
	return append(out, make([]byte, len(data)&1)...)
}

// decode returns the pixels that golang.org/x/image reads.
func decode(t testing.TB, data []byte, w, h int) []uint32 {
	t.Helper()
	m, err := xwebp.Decode(bytes.NewReader(file(data)))
	if err != nil {
		t.Fatal(err)
	}
	return pixels(t, m, w, h)
}

func pixels(t testing.TB, m image.Image, w, h int) []uint32 {
	t.Helper()
	got, ok := m.(*image.NRGBA)
	if !ok || m.Bounds() != image.Rect(0, 0, w, h) {
		t.Fatalf("got a %T of %v, want %dx%d", m, m.Bounds(), w, h)
	}
	pix := make([]uint32, w*h)
	for i := range pix {
		p := got.Pix[i/w*got.Stride+i%w*4:]
		pix[i] = uint32(p[3])<<24 | uint32(p[0])<<16 | uint32(p[1])<<8 | uint32(p[2])
	}
	return pix
}

// same compares what can be seen: where both are transparent, colors are free.
func same(t testing.TB, got, want []uint32, w int) {
	t.Helper()
	for i, v := range got {
		if v != want[i] && (v|want[i])>>24 != 0 {
			t.Fatalf("pixel %d,%d: got %08x, want %08x", i%w, i/w, v, want[i])
		}
	}
}

var sizes = [][2]int{{1, 1}, {1, 2}, {2, 1}, {1, 40}, {40, 1}, {3, 3}, {7, 5}, {17, 33}, {64, 64}, {131, 97}}

// Every picture of every size comes back exactly, at every effort, from
// golang.org/x/image.
func TestExact(t *testing.T) {
	for _, p := range pictures {
		for _, s := range sizes {
			w, h := s[0], s[1]
			t.Run(p.name+" "+strconv.Itoa(w)+"x"+strconv.Itoa(h), func(t *testing.T) {
				pix := paint(w, h, p.make(w, h))
				for effort := 1; effort <= MaxEffort; effort++ {
					data, err := Encode(pix, w, h, p.alpha, Options{Effort: effort})
					if err != nil {
						t.Fatal(err)
					}
					same(t, decode(t, data, w, h), pix, w)
				}
			})
		}
	}
}

// Every plan is right for every picture, not only that which is chosen for it.
func TestPlans(t *testing.T) {
	const w, h = 67, 41
	for _, p := range pictures {
		pix := paint(w, h, p.make(w, h))
		for _, plan := range []plan{{}, {green: true}, {predict: true}, {predict: true, green: true}} {
			e := newEncoder(Options{Effort: 2})
			b := header(w, h, true)
			e.writeColors(&b, pix, w, h, plan)
			same(t, decode(t, b.Finish(), w, h), pix, w)
		}
		if colors, indices := newEncoder(Options{Effort: 2}).findPalette(pix); colors != nil {
			e := newEncoder(Options{Effort: 2})
			b := header(w, h, true)
			e.writeIndexed(&b, colors, indices, w, h)
			same(t, decode(t, b.Finish(), w, h), pix, w)
		}
	}
}

// libwebp's decoder agrees, also where an image has many groups, a large cache
// and copies from far away.
func TestDwebp(t *testing.T) {
	if _, err := exec.LookPath("dwebp"); err != nil {
		t.Skip("not checked: that libwebp reads the files as golang.org/x/image does; dwebp is not installed (Debian: webp)")
	}
	for _, p := range pictures {
		const w, h = 331, 207
		t.Run(p.name, func(t *testing.T) {
			pix := paint(w, h, p.make(w, h))
			data, err := Encode(pix, w, h, p.alpha, Options{Effort: 3})
			if err != nil {
				t.Fatal(err)
			}
			same(t, decode(t, data, w, h), pix, w)
			same(t, dwebp(t, file(data), w, h), pix, w)
		})
	}
}

// dwebp returns the pixels that libwebp reads.
func dwebp(t *testing.T, file []byte, w, h int) []uint32 {
	t.Helper()
	in, out := filepath.Join(t.TempDir(), "x.webp"), filepath.Join(t.TempDir(), "x.pam")
	if err := os.WriteFile(in, file, 0o644); err != nil {
		t.Fatal(err)
	}
	if msg, err := exec.Command("dwebp", "-pam", in, "-o", out).CombinedOutput(); err != nil {
		t.Fatalf("dwebp: %v\n%s", err, msg)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	data = data[len(data)-4*w*h:] // behind the header
	pix := make([]uint32, w*h)
	for i := range pix {
		p := data[4*i:]
		pix[i] = uint32(p[3])<<24 | uint32(p[0])<<16 | uint32(p[1])<<8 | uint32(p[2])
	}
	return pix
}

// Files of graphics are at most 5 % larger than those of cwebp -lossless -m 4.
func TestSizes(t *testing.T) {
	if _, err := exec.LookPath("cwebp"); err != nil {
		t.Skip("not checked: bytes against cwebp, which is not installed (Debian package webp)")
	}
	if testing.Short() {
		t.Skip("not checked: bytes of large pictures against cwebp; they take seconds, and this is -short")
	}
	corpus := os.Getenv("TINTYPE_CORPUS")
	if corpus == "" {
		corpus = "../../../../../../shared/corpus"
	}
	for _, name := range []string{
		"../../../../../testdata/samples/glass.png", corpus + "/grey-alpha.png",
	} {
		t.Run(filepath.Base(name), func(t *testing.T) {
			f, err := os.Open(name)
			if err != nil {
				t.Skip("not checked: bytes of this picture beside cwebp; it is not there: " + err.Error())
			}
			defer f.Close()
			m, err := png.Decode(f)
			if err != nil {
				t.Fatal(err)
			}
			pix, w, h := visible(m)
			data, err := Encode(pix, w, h, true, Options{Effort: 3})
			if err != nil {
				t.Fatal(err)
			}
			same(t, decode(t, data, w, h), pix, w)
			out := filepath.Join(t.TempDir(), "x.webp")
			if msg, err := exec.Command("cwebp", "-quiet", "-lossless", "-m", "4", name, "-o", out).CombinedOutput(); err != nil {
				t.Fatalf("cwebp: %v\n%s", err, msg)
			}
			theirs, err := os.Stat(out)
			if err != nil {
				t.Fatal(err)
			}
			if got, most := len(file(data)), theirs.Size()*105/100; int64(got) > most {
				t.Errorf("got %d bytes, want at most %d", got, most)
			}
		})
	}
}

// visible returns the pixels of a picture, black where nothing is to be seen.
func visible(m image.Image) (pix []uint32, w, h int) {
	b := m.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			v := uint32(0)
			if c := color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA); c.A > 0 {
				v = uint32(c.A)<<24 | uint32(c.R)<<16 | uint32(c.G)<<8 | uint32(c.B)
			}
			pix = append(pix, v)
		}
	}
	return pix, b.Dx(), b.Dy()
}

// An error of Poll ends encoding, whenever it comes, and is returned.
func TestPoll(t *testing.T) {
	const w, h = 90, 70
	pix := paint(w, h, pictures[4].make(w, h))
	late := errors.New("late")
	polls := 0
	o := Options{Effort: 4, Poll: func() error { polls++; return nil }}
	if _, err := Encode(pix, w, h, false, o); err != nil {
		t.Fatal(err)
	}
	for n := range polls {
		left := n
		o.Poll = func() error {
			if left--; left < 0 {
				return late
			}
			return nil
		}
		if data, err := Encode(pix, w, h, false, o); err != late || data != nil {
			t.Fatalf("poll %d of %d: got %d bytes and %v, want %v", n, polls, len(data), err, late)
		}
	}
}

// The same pixels always make the same file, and the caller's stay as they are.
func TestRepeatable(t *testing.T) {
	const w, h = 80, 60
	for _, p := range pictures {
		pix := paint(w, h, p.make(w, h))
		before := append([]uint32(nil), pix...)
		one, _ := Encode(pix, w, h, p.alpha, Options{Effort: 3})
		two, _ := Encode(pix, w, h, p.alpha, Options{Effort: 3})
		if !bytes.Equal(one, two) {
			t.Errorf("%s: two files differ", p.name)
		}
		if !slices.Equal(pix, before) {
			t.Errorf("%s: the caller's pixels have changed", p.name)
		}
	}
}

// Whatever the pixels are, they come back.
func FuzzEncode(f *testing.F) {
	f.Add([]byte("a few bytes that repeat, a few bytes that repeat"), uint8(5), uint8(3), false)
	f.Add([]byte{0, 1, 2, 3, 255, 254, 253, 252}, uint8(2), uint8(1), true)
	f.Fuzz(func(t *testing.T, data []byte, width, effort uint8, wide bool) {
		w, n := int(width)+1, len(data)
		if wide {
			n /= 4
		}
		h := min(n/w, 400)
		if h == 0 {
			return
		}
		pix := make([]uint32, w*h)
		for i := range pix {
			if wide {
				pix[i] = binary.LittleEndian.Uint32(data[4*i:])
			} else {
				pix[i] = uint32(data[i]) * 0x01030507
			}
		}
		out, err := Encode(pix, w, h, true, Options{Effort: int(effort)%MaxEffort + 1})
		if err != nil {
			t.Fatal(err)
		}
		same(t, decode(t, out, w, h), pix, w)
	})
}

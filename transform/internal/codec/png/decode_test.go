//go:build !wasm

package png

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	stdcolor "image/color"
	stdpng "image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	embedded "tintype/testdata"
	"tintype/transform/internal/pixel"
)

const testdata = "../../../../testdata/"

// corpus returns the folder of real images, or skips the test.
func corpus(t testing.TB) string {
	if dir := os.Getenv("TINTYPE_CORPUS"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	for err == nil && dir != filepath.Dir(dir) {
		if c := filepath.Join(filepath.Dir(dir), "shared", "corpus"); exists(c) && exists(filepath.Join(dir, "go.mod")) {
			return c
		}
		dir = filepath.Dir(dir)
	}
	t.Skip("not checked: real-world PNG files; there is no ../shared/corpus beside the repository, and TINTYPE_CORPUS is not set")
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var errLarge = errors.New("too large for a test")

// decode reads a whole image and returns its damage.
func decode(r io.Reader) (*pixel.Image, error, error) {
	d := NewDecoder(r)
	cfg, err := d.Config()
	if err != nil {
		return nil, nil, err
	}
	if cfg.Width*cfg.Height > 1<<22 {
		return nil, nil, errLarge
	}
	if err := d.Start(64 << 20); err != nil {
		return nil, nil, err
	}
	img := pixel.New(cfg.Model, cfg.Width, cfg.Height, 1, 1, cfg.Alpha)
	var b pixel.Band
	for {
		err := d.Next(&b)
		if err == io.EOF {
			return img, d.Damage(), nil
		}
		if err != nil {
			return nil, nil, err
		}
		for i := range cfg.Model.Planes() {
			for y := range b.Plane[i].H {
				copy(img.Plane[i].Row(b.Y[i]+y), b.Plane[i].Row(y))
			}
		}
		if cfg.Alpha {
			for y := range b.Alpha.H {
				copy(img.Alpha.Row(b.Y[0]+y), b.Alpha.Row(y))
			}
		}
	}
}

// at returns a pixel as the standard library would.
func at(img *pixel.Image, x, y int) stdcolor.NRGBA {
	v := [4]byte{3: 255}
	for c := range 3 {
		v[c] = img.Plane[min(c, img.Model.Planes()-1)].Row(y)[x]
	}
	if img.HasAlpha() {
		v[3] = img.Alpha.Row(y)[x]
	}
	return stdcolor.NRGBA{R: v[0], G: v[1], B: v[2], A: v[3]}
}

// high returns the pixel of m in 8 bits as this package takes it from 16: the
// high bytes.
func high(m image.Image, x, y int) stdcolor.NRGBA {
	switch c := m.At(x, y).(type) {
	case stdcolor.NRGBA64:
		return stdcolor.NRGBA{R: byte(c.R >> 8), G: byte(c.G >> 8), B: byte(c.B >> 8), A: byte(c.A >> 8)}
	case stdcolor.RGBA64: // opaque
		return stdcolor.NRGBA{R: byte(c.R >> 8), G: byte(c.G >> 8), B: byte(c.B >> 8), A: 255}
	case stdcolor.Gray16:
		v := byte(c.Y >> 8)
		return stdcolor.NRGBA{R: v, G: v, B: v, A: 255}
	default:
		return stdcolor.NRGBAModel.Convert(c).(stdcolor.NRGBA)
	}
}

func compare(t *testing.T, name string, got *pixel.Image, want image.Image) {
	t.Helper()
	if b := want.Bounds(); b.Dx() != got.W || b.Dy() != got.H {
		t.Fatalf("%s: got %dx%d, want %v", name, got.W, got.H, b)
	}
	for y := range got.H {
		for x := range got.W {
			if g, w := at(got, x, y), high(want, x, y); g != w {
				t.Fatalf("%s: pixel %d,%d: got %v, want %v", name, x, y, g, w)
			}
		}
	}
}

// Every image is what the standard library sees in it, in whatever pieces its
// bytes come.
func TestDecodeAsStandard(t *testing.T) {
	files, _ := filepath.Glob(testdata + "png/*.png")
	samples, _ := filepath.Glob(testdata + "samples/*.png")
	files = append(files, samples...)
	if len(files) < 50 {
		t.Fatalf("got %d files", len(files))
	}
	for _, file := range files {
		b := read(t, file)
		want, err := stdpng.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%s: the oracle: %v", file, err)
		}
		for _, r := range []io.Reader{bytes.NewReader(b), iotest.OneByteReader(bytes.NewReader(b)), iotest.DataErrReader(bytes.NewReader(b))} {
			got, damage, err := decode(r)
			if err != nil || damage != nil {
				t.Fatalf("%s: %v, %v", file, err, damage)
			}
			compare(t, file, got, want)
		}
	}
}

// The same for real images.
func TestDecodeCorpus(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(corpus(t), "*.png"))
	for _, file := range files {
		b := read(t, file)
		want, err := stdpng.Decode(bytes.NewReader(b))
		if err != nil {
			continue // truncated.png: see TestDamage
		}
		got, damage, err := decode(bytes.NewReader(b))
		if err != nil || damage != nil {
			t.Fatalf("%s: %v, %v", file, err, damage)
		}
		compare(t, file, got, want)
	}
}

// A broken file is an error before its first row, and an image with damage
// after it.
func TestDamage(t *testing.T) {
	for name, want := range map[string]string{
		"half.png": "damage", "half-interlaced.png": "damage", "short-data.png": "damage",
		"crc-idat.png": "whole", "adler.png": "whole", "zip-bomb.png": "whole", "zip-bomb-text.png": "whole", "icc-bomb.png": "whole", "palette-short.png": "whole",
		"signature.png": "error", "crc.png": "error", "bad-filter.png": "damage", "bomb-65500.png": "error", "bomb-2g.png": "error",
		"size-0.png": "error", "no-palette.png": "error", "depth-3.png": "error", "unknown-critical.png": "error",
		"deflate-garbage.png": "error", "no-idat.png": "error", "chunk-length.png": "error", "jpeg-named.png": "error",
	} {
		_, damage, err := decode(bytes.NewReader(read(t, testdata+"broken/"+name)))
		got := "whole"
		if err != nil {
			got = "error"
		} else if damage != nil {
			got = "damage"
		}
		if got != want {
			t.Errorf("%s: got %s (%v, %v), want %s", name, got, err, damage, want)
		}
	}
}

// Cut anywhere, an image keeps its rows as far as they go; what is missing is
// black and transparent.
func TestCut(t *testing.T) {
	b := read(t, testdata+"png/rgba8.png")
	whole, _, err := decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	last := 0
	for n := 0; n < len(b); n += 37 {
		got, damage, err := decode(bytes.NewReader(b[:n]))
		if err != nil {
			if last > 0 {
				t.Fatalf("cut at %d: %v, though less gave %d rows", n, err, last)
			}
			continue
		}
		y := 0
		for y < got.H && slices.Equal(got.Alpha.Row(y), whole.Alpha.Row(y)) && slices.Equal(got.Plane[1].Row(y), whole.Plane[1].Row(y)) {
			y++
		}
		if y < last || y < got.H && damage == nil {
			t.Fatalf("cut at %d: %d rows, %d with less; damage %v", n, y, last, damage)
		}
		last = y
		for ; y < got.H; y++ {
			for x := range got.W {
				if at(got, x, y) != (stdcolor.NRGBA{}) {
					t.Fatalf("cut at %d: pixel %d,%d is %v", n, x, y, at(got, x, y))
				}
			}
		}
	}
	if last < whole.H-3 {
		t.Errorf("got %d rows in the end", last)
	}
}

// The header tells of a profile and of an orientation.
func TestConfig(t *testing.T) {
	for name, want := range map[string]Config{
		"exif-orientation-6.png":   {Width: 61, Height: 45, Model: pixel.RGB, Orientation: 6},
		"gray-alpha16.png":         {Width: 61, Height: 45, Model: pixel.Gray, Alpha: true},
		"trns-gray.png":            {Width: 40, Height: 30, Model: pixel.Gray, Alpha: true},
		"palette8-trns.png":        {Width: 61, Height: 45, Model: pixel.RGB, Alpha: true},
		"rgba8-interlaced.png":     {Width: 61, Height: 45, Model: pixel.RGB, Alpha: true, Interlaced: true},
		"interlaced-1x1.png":       {Width: 1, Height: 1, Model: pixel.RGB, Alpha: true, Interlaced: true},
		"../png/gray1.png":         {Width: 61, Height: 45, Model: pixel.Gray},
		"../broken/icc-bomb.png":   {Width: 1, Height: 1, Model: pixel.RGB},
		"../broken/bomb-65500.png": {Width: 65500, Height: 65500, Model: pixel.RGB},
	} {
		got, err := NewDecoder(bytes.NewReader(read(t, testdata+"png/"+name))).Config()
		if err != nil || got.Width != want.Width || got.Height != want.Height || got.Model != want.Model || got.Alpha != want.Alpha ||
			got.Interlaced != want.Interlaced || got.Orientation != want.Orientation || got.ICC != nil {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, want)
		}
	}
	got, err := NewDecoder(bytes.NewReader(read(t, testdata+"png/icc-p3.png"))).Config()
	if err != nil || len(got.ICC) < 128 || string(got.ICC[36:40]) != "acsp" {
		t.Errorf("icc-p3.png: got a profile of %d bytes, %v", len(got.ICC), err)
	}
}

// JPEG's head of EXIF is none of PNG's (third edition, section 11.3.3.5): an eXIf with it
// turns nothing, as in Chromium and in sharp.
func TestExifOfJPEG(t *testing.T) {
	whole := read(t, testdata+"png/exif-orientation-6.png")
	before, after, found := bytes.Cut(whole, []byte("eXIf"))
	if !found {
		t.Fatal("no eXIf")
	}
	n := int(binary.BigEndian.Uint32(before[len(before)-4:]))
	chunk := append([]byte("eXIfExif\x00\x00"), after[:n]...)
	file := binary.BigEndian.AppendUint32(bytes.Clone(before[:len(before)-4]), uint32(n+6))
	file = binary.BigEndian.AppendUint32(append(file, chunk...), crc32.ChecksumIEEE(chunk))
	got, err := NewDecoder(bytes.NewReader(append(file, after[n+4:]...))).Config()
	if err != nil || got.Orientation > 1 {
		t.Errorf("got %+v, %v, want no orientation", got, err)
	}
}

// What does not fit the memory is refused before it is allocated.
func TestMemory(t *testing.T) {
	b := read(t, testdata+"broken/bomb-65500.png")
	var memory *pixel.MemoryError
	if err := NewDecoder(bytes.NewReader(b)).Start(1 << 20); !errors.As(err, &memory) || memory.Limit != 1<<20 {
		t.Errorf("got %v, want a *pixel.MemoryError", err)
	}
	b = read(t, testdata+"png/rgba8-interlaced.png")
	if err := NewDecoder(bytes.NewReader(b)).Start(61 * 45 * 4); !errors.As(err, &memory) || memory.Need <= 61*45*4 {
		t.Errorf("interlaced: got %v, want a *pixel.MemoryError", err)
	}
}

// No input makes the decoder panic, and whatever the standard library reads, it
// reads too.
func FuzzDecode(f *testing.F) {
	files, _ := filepath.Glob(testdata + "png/*.png")
	broken, _ := filepath.Glob(testdata + "broken/*.png")
	for _, file := range append(files, broken...) {
		if b := read(f, file); len(b) < 3000 && !strings.Contains(file, "bomb") {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, damage, err := decode(bytes.NewReader(b))
		cfg, stdErr := stdpng.DecodeConfig(bytes.NewReader(b))
		if stdErr != nil || cfg.Width*cfg.Height > 1<<20 {
			return
		}
		want, stdErr := stdpng.Decode(bytes.NewReader(b))
		if stdErr != nil {
			return
		}
		if err == formatError("unknown critical chunk") {
			return // section 5.4 has it so
		}
		header := NewDecoder(bytes.NewReader(b))
		if p, ok := want.(*image.Paletted); ok && len(p.Palette) > header.f.nColors {
			return // it has indices beyond the palette, which are black there
		}
		if err != nil || damage != nil {
			t.Fatalf("got %v, %v; the standard library reads it", err, damage)
		}
		compare(t, "fuzz", got, want)
	})
}

func BenchmarkDecode(b *testing.B) {
	data, err := fs.ReadFile(embedded.Samples(), "glass.png")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(480 * 360 * 4)
	for range b.N {
		if _, _, err := decode(bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnfilter(b *testing.B) {
	src, prev, dst := make([]byte, 8192), make([]byte, 8192), make([]byte, 8192)
	for i := range src {
		src[i], prev[i] = byte(i*i>>7), byte(i*i>>9)
	}
	for filter, name := range []string{1: "sub", 2: "up", 3: "average", 4: "paeth"} {
		for _, pixel := range []int{1, 3, 4} {
			if filter == 0 {
				continue
			}
			b.Run(name+"-"+string(rune('0'+pixel)), func(b *testing.B) {
				b.SetBytes(8192)
				for range b.N {
					unfilter(byte(filter), dst, src, prev, pixel)
				}
			})
		}
	}
}

// Eight samples of 1 bit at once are what shifts give, at every width.
func TestSpreadBits(t *testing.T) {
	row := []byte{0xa5, 0x01, 0x80, 0xff, 0x3c}
	for w := 1; w <= 8*len(row); w++ {
		got := make([]byte, w)
		spreadBits(got, row)
		for i, v := range got {
			if want := row[i/8] >> (7 - i%8) & 1; v != want {
				t.Fatalf("width %d, sample %d: got %d, want %d", w, i, v, want)
			}
		}
	}
}

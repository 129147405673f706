package bmp

import (
	"bytes"
	"encoding/binary"
	"image"
	stdcolor "image/color"
	"os"
	"path/filepath"
	"testing"

	oracle "golang.org/x/image/bmp"

	"tintype/transform/internal/codec/codectest"
)

// decode puts all bands together.
func decode(data []byte) (*image.NRGBA, error) {
	img, err := codectest.Whole(openSource, data)
	if err != nil {
		return nil, err
	}
	m := image.NewNRGBA(image.Rect(0, 0, img.W, img.H))
	for y := range img.H {
		for x := range img.W {
			a := byte(255)
			if img.HasAlpha() {
				a = img.Alpha.Row(y)[x]
			}
			m.SetNRGBA(x, y, stdcolor.NRGBA{R: img.Plane[0].Row(y)[x], G: img.Plane[1].Row(y)[x], B: img.Plane[2].Row(y)[x], A: a})
		}
	}
	return m, nil
}

func differ(t *testing.T, got *image.NRGBA, want image.Image) {
	t.Helper()
	if got.Bounds() != want.Bounds() {
		t.Fatalf("got %v, want %v", got.Bounds(), want.Bounds())
	}
	for y := range got.Rect.Dy() {
		for x := range got.Rect.Dx() {
			if a, b := got.NRGBAAt(x, y), stdcolor.NRGBAModel.Convert(want.At(x, y)); a != b {
				t.Fatalf("(%d, %d): got %v, want %v", x, y, a, b)
			}
		}
	}
}

// The generated files, against x/image.
func TestFiles(t *testing.T) {
	files, _ := filepath.Glob("../../../../testdata/other/*.bmp")
	if len(files) == 0 {
		t.Fatal("no files")
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want, err := oracle.Decode(bytes.NewReader(data))
		if err != nil {
			continue // TestPairs judges these
		}
		differ(t, got, want)
	}
}

// bitmap builds a file of one row or two.
func bitmap(w, h int32, bits uint16, compression uint32, extra, pixels []byte) []byte {
	le := binary.LittleEndian
	b := append([]byte("BM"), make([]byte, 8)...)
	b = le.AppendUint32(b, uint32(54+len(extra)))
	b = le.AppendUint32(b, 40)
	b = le.AppendUint32(b, uint32(w))
	b = le.AppendUint32(b, uint32(h))
	b = le.AppendUint16(b, 1)
	b = le.AppendUint16(b, bits)
	b = le.AppendUint32(b, compression)
	b = append(b, make([]byte, 20)...)
	return append(append(b, extra...), pixels...)
}

// Kinds that x/image does not read, by hand.
func TestOtherKinds(t *testing.T) {
	red, green := stdcolor.NRGBA{R: 255, A: 255}, stdcolor.NRGBA{G: 255, A: 255}
	two := []byte{0, 0, 255, 0, 0, 255, 0, 0} // palette of red and green
	masks565 := []byte{0, 0xf8, 0, 0, 0xe0, 7, 0, 0, 0x1f, 0, 0, 0, 0, 0, 0, 0}
	for name, data := range map[string][]byte{
		"1 bit":         bitmap(2, 1, 1, 0, two, []byte{0x40, 0, 0, 0}),
		"4 bits":        bitmap(2, 1, 4, 0, append(two, make([]byte, 56)...), []byte{0x01, 0, 0, 0}),
		"5 5 5":         bitmap(2, 1, 16, 0, nil, []byte{0, 0x7c, 0xe0, 0x03}),
		"5 6 5":         bitmap(2, 1, 16, 3, masks565, []byte{0, 0xf8, 0xe0, 0x07}),
		"24, top-down":  bitmap(2, -1, 24, 0, nil, []byte{0, 0, 255, 0, 255, 0, 0, 0}),
		"24, bottom-up": bitmap(2, 1, 24, 0, nil, []byte{0, 0, 255, 0, 255, 0, 0, 0}),
	} {
		m, err := decode(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if m.NRGBAAt(0, 0) != red || m.NRGBAAt(1, 0) != green {
			t.Errorf("%s: got %v %v, want red and green", name, m.NRGBAAt(0, 0), m.NRGBAAt(1, 0))
		}
	}
}

// Files that hold the same pixels in other ways, up to what fewer bits lose, or
// to where run lengths pass over them.
func TestPairs(t *testing.T) {
	read := func(name string) *image.NRGBA {
		data, err := os.ReadFile("../../../../testdata/other/" + name + ".bmp")
		if err != nil {
			t.Fatal(err)
		}
		m, err := decode(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return m
	}
	photo := read("v5-icc")
	for _, c := range []struct {
		name  string
		most  int // levels that a color may be off
		alpha bool
		holes bool
	}{
		{"565", 5, false, false}, {"v4-1555", 5, true, false}, {"v5-alpha", 0, true, false}, {"v5-1010102", 1, true, false},
		{"v5-no-alpha", 0, true, false}, {"rle8", 60, false, false}, {"rle8-holes", 255, false, true},
	} {
		m := read(c.name)
		passed := 0
		for y := range m.Rect.Dy() {
			for x := range m.Rect.Dx() {
				p, q := m.NRGBAAt(x, y), photo.NRGBAAt(x, y)
				if c.holes && (p == stdcolor.NRGBA{A: 255}) {
					passed++
					continue
				}
				for _, d := range []int{int(p.R) - int(q.R), int(p.G) - int(q.G), int(p.B) - int(q.B)} {
					if max(d, -d) > c.most {
						t.Fatalf("%s: (%d, %d): got %v, want %v", c.name, x, y, p, q)
					}
				}
				if want := byte(x * 255 / 46); c.name == "v5-alpha" && p.A != want || !c.alpha && p.A != 255 {
					t.Fatalf("%s: (%d, %d): an alpha of %d", c.name, x, y, p.A)
				}
			}
		}
		if c.holes && (passed < 50 || passed > 800) {
			t.Errorf("%s: %d pixels were passed over", c.name, passed)
		}
	}
	differ(t, read("os2-2"), read("bits-4"))
	differ(t, read("os2-1"), read("bits-4"))
	differ(t, read("rle4"), read("bits-4"))
}

// Run lengths by hand: every code, what reaches beyond a row, and what is refused.
func TestRunLengths(t *testing.T) {
	palette := []byte{0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0} // red, green, blue
	picture := func(data []byte) string {
		m, err := decode(data)
		if err != nil {
			return err.Error()
		}
		var s []byte
		for i := 0; i < len(m.Pix); i += 4 {
			if i > 0 && i/4%m.Rect.Dx() == 0 {
				s = append(s, '/')
			}
			s = append(s, map[[3]byte]byte{{255, 0, 0}: 'r', {0, 255, 0}: 'g', {0, 0, 255}: 'b'}[[3]byte(m.Pix[i:])])
			if s[len(s)-1] == 0 {
				s[len(s)-1] = '.'
			}
		}
		return string(s)
	}
	const rows, beyond = "bmp: invalid format: rows are missing", "bmp: invalid format: pixels beyond a row"
	for _, c := range []struct {
		compression uint32
		w, h        int32
		codes       []byte
		want        string
	}{
		{1, 3, 2, []byte{3, 0, 0, 0, 3, 1, 0, 0, 0, 1}, "ggg/rrr"},
		{1, 3, 2, []byte{3, 0, 0, 0, 3, 1}, "ggg/rrr"},
		{1, 3, 2, []byte{0, 3, 0, 1, 2, 0, 0, 0, 9, 1, 0, 1}, "ggg/rgb"},
		{1, 3, 2, []byte{1, 0, 0, 0, 0, 2, 1, 0, 1, 1, 0, 1}, ".g./r.."},
		{1, 3, 3, []byte{1, 0, 0, 2, 1, 2, 1, 1, 0, 1}, "..g/.../r.."},
		{1, 3, 2, []byte{0, 1}, ".../..."},
		{1, 3, 2, []byte{0, 0, 0, 0}, ".../..."},
		{1, 3, 2, []byte{0, 2, 3, 1, 0, 1}, ".../..."},
		{1, 3, 2, []byte{3, 0}, rows},
		{1, 3, 2, []byte{3, 0, 0, 0, 2, 1}, rows},
		{1, 3, 2, nil, rows},
		{1, 3, 2, []byte{0, 2, 3}, rows},
		{1, 3, 2, []byte{0, 4, 0, 0, 0, 0, 0, 1}, beyond},
		{1, 3, 2, []byte{0, 3, 0}, beyond},
		{1, 3, 2, []byte{0, 2, 4, 0, 0, 1}, "bmp: invalid format: a step out of the image"},
		{1, 3, 2, []byte{0, 2, 0, 2, 0, 1}, "bmp: invalid format: a step out of the image"},
		{1, 3, -2, []byte{0, 1}, "bmp: invalid format: rows from the top down"},
		{2, 5, 1, []byte{5, 0x01, 0, 1}, "rgrgr"},
		{2, 5, 1, []byte{0, 5, 0x01, 0x21, 0x20, 0, 0, 1}, "rgbgb"},
		{2, 5, 1, []byte{9, 0x12, 0, 1}, "gbgbg"},
		{4, 3, 1, []byte{2, 255, 0, 0, 0, 1}, "bb."},
		{4, 3, 1, []byte{0, 3, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 1}, "bgr"},
	} {
		bits := uint16([]int{0, 8, 4, 0, 24}[c.compression])
		extra := palette
		if bits == 24 {
			extra = nil
		}
		data := bitmap(c.w, c.h, bits, c.compression, extra, c.codes)
		if bits < 24 {
			data[46] = 3 // colors
		}
		if got := picture(data); got != c.want {
			t.Errorf("compression %d of %v: got %s, want %s", c.compression, c.codes, got, c.want)
		}
	}
}

// What is no Windows bitmap of pixels is refused by name.
func TestRefused(t *testing.T) {
	for want, data := range map[string][]byte{
		"bmp: unsupported: an embedded JPEG":                bitmap(1, 1, 0, 4, nil, make([]byte, 4)),
		"bmp: unsupported: an embedded PNG":                 bitmap(1, 1, 0, 5, nil, make([]byte, 4)),
		"bmp: unsupported: the compression of fax machines": bitmap(1, 1, 1, 3, nil, make([]byte, 4)),
		"bmp: unsupported: compression 1 of 24 bits":        bitmap(1, 1, 24, 1, nil, make([]byte, 4)),
		"bmp: unsupported: compression 7 of 24 bits":        bitmap(1, 1, 24, 7, nil, make([]byte, 4)),
		"bmp: unsupported: 5 bits a pixel":                  bitmap(1, 1, 5, 0, nil, make([]byte, 4)),
		"bmp: invalid format: masks":                        bitmap(1, 1, 32, 3, []byte{5, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0}, make([]byte, 4)),
	} {
		if _, err := decode(data); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(bitmap(2, 1, 24, 0, nil, []byte{0, 0, 255, 0, 255, 0, 0, 0}))
	f.Add(bitmap(2, 1, 4, 0, make([]byte, 64), []byte{1, 0, 0, 0}))
	files, _ := filepath.Glob("../../../../testdata/*/*.bmp")
	for _, name := range files {
		if data, err := os.ReadFile(name); err == nil && len(data) < 1<<14 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { decode(data) })
}

// A tall image passes through many bands, some of which codes step over.
func TestTallRunLengths(t *testing.T) {
	const w, h = 3, 500
	var codes []byte
	for j := 0; j < h; j++ { // from the bottom
		if j == 100 {
			codes, j = append(codes, 0, 2, 0, 200), 300
		}
		codes = append(codes, 3, byte(j%3), 0, 0)
	}
	data := bitmap(w, h, 8, 1, []byte{0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0}, append(codes, 0, 1))
	data[46] = 3
	m, err := decode(data)
	if err != nil {
		t.Fatal(err)
	}
	for y := range h {
		j := h - 1 - y
		want := []stdcolor.NRGBA{{R: 255, A: 255}, {G: 255, A: 255}, {B: 255, A: 255}}[j%3]
		if j >= 100 && j < 300 {
			want = stdcolor.NRGBA{A: 255}
		}
		for x := range w {
			if got := m.NRGBAAt(x, y); got != want {
				t.Fatalf("(%d, %d): got %v, want %v", x, y, got, want)
			}
		}
	}
	// The places of bands take little, however many rows there are.
	tall := bitmap(4, 1<<24-1, 8, 1, make([]byte, 8), []byte{0, 1})
	d, err := Open(tall)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Start(8<<20, nil); err != nil {
		t.Errorf("16 million rows of 4 pixels within 8 MB: %v", err)
	}
}

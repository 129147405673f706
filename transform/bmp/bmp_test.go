package bmp

import (
	"bytes"
	"encoding/binary"
	"image"
	stdcolor "image/color"
	"io"
	"os"
	"path/filepath"
	"testing"

	oracle "golang.org/x/image/bmp"

	"tintype/transform/color"
)

// decode puts all bands together.
func decode(data []byte) (*image.NRGBA, error) {
	d, err := Open(data)
	if err != nil {
		return nil, err
	}
	c := d.Config()
	if int64(c.Width)*int64(c.Height) > 1<<24 {
		return nil, FormatError("too large for a test")
	}
	m := image.NewNRGBA(image.Rect(0, 0, c.Width, c.Height))
	for {
		var b color.Band
		err := d.Next(&b)
		if err == io.EOF {
			return m, nil
		}
		for y := range b.Plane[0].H {
			for x := range c.Width {
				a := byte(255)
				if c.Alpha {
					a = b.Alpha.Row(y)[x]
				}
				m.SetNRGBA(x, b.Y[0]+y, stdcolor.NRGBA{R: b.Plane[0].Row(y)[x], G: b.Plane[1].Row(y)[x], B: b.Plane[2].Row(y)[x], A: a})
			}
		}
	}
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
	files, _ := filepath.Glob("../../testdata/other/*.bmp")
	if len(files) == 0 {
		t.Fatal("no files")
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		want, err := oracle.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := decode(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
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

func FuzzDecode(f *testing.F) {
	f.Add(bitmap(2, 1, 24, 0, nil, []byte{0, 0, 255, 0, 255, 0, 0, 0}))
	f.Add(bitmap(2, 1, 4, 0, make([]byte, 64), []byte{1, 0, 0, 0}))
	f.Fuzz(func(t *testing.T, data []byte) { decode(data) })
}

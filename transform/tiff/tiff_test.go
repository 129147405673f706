package tiff

import (
	"bytes"
	"encoding/binary"
	"image"
	stdcolor "image/color"
	"io"
	"os"
	"path/filepath"
	"testing"

	oracle "golang.org/x/image/tiff"
	"golang.org/x/image/tiff/lzw"

	"tintype/transform/color"
)

// decode puts all bands together, CMYK multiplied out as image/color does.
func decode(data []byte) (*image.NRGBA64, error) {
	d, err := Open(data)
	if err != nil {
		return nil, err
	}
	c := d.Config()
	if d.Memory() > 1<<26 || int64(c.Width)*int64(c.Height) > 1<<24 {
		return nil, FormatError("too large for a test")
	}
	m := image.NewNRGBA64(image.Rect(0, 0, c.Width, c.Height))
	for {
		var b color.Band
		switch err := d.Next(&b); err {
		case nil:
		case io.EOF:
			return m, nil
		default:
			return nil, err
		}
		for y := range b.Plane[0].H {
			for x := range c.Width {
				p := func(i int) byte { return b.Plane[i].Row(y)[x] }
				var v stdcolor.Color
				switch c.Model {
				case color.Gray:
					v = stdcolor.NRGBA{p(0), p(0), p(0), 255}
				case color.CMYK:
					v = stdcolor.CMYK{^p(0), ^p(1), ^p(2), ^p(3)}
				default:
					v = stdcolor.NRGBA{p(0), p(1), p(2), 255}
				}
				if c.Alpha {
					n := stdcolor.NRGBAModel.Convert(v).(stdcolor.NRGBA)
					n.A = b.Alpha.Row(y)[x]
					v = n
				}
				m.Set(x, b.Y[0]+y, v)
			}
		}
	}
}

// The generated files, against x/image where it reads them: 16 bits by their
// high byte, associated alpha within what its rounding loses.
func TestFiles(t *testing.T) {
	files, _ := filepath.Glob("../../testdata/other/*.tiff")
	if len(files) < 8 {
		t.Fatal("files are missing")
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want, err := oracle.Decode(bytes.NewReader(data))
		if err != nil {
			if filepath.Base(name) != "planar.tiff" {
				t.Errorf("%s: the oracle says %v", name, err)
			}
			if want, err = oracleOf("../../testdata/other/rgb.tiff"); err != nil {
				t.Fatal(err)
			}
		}
		if got.Bounds() != want.Bounds() {
			t.Errorf("%s: got %v, want %v", name, got.Bounds(), want.Bounds())
			continue
		}
		if x, y, far := farthest(got, want); far > 2 {
			t.Errorf("%s: (%d, %d) is %d off: got %v, want %v", name, x, y, far, got.At(x, y), want.At(x, y))
		}
	}
}

func oracleOf(name string) (image.Image, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return oracle.Decode(bytes.NewReader(data))
}

// farthest returns the pixel that is farthest off, in levels of 8 bits.
func farthest(a, b image.Image) (fx, fy, far int) {
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			p, q := stdcolor.NRGBA64Model.Convert(a.At(x, y)).(stdcolor.NRGBA64), stdcolor.NRGBA64Model.Convert(b.At(x, y)).(stdcolor.NRGBA64)
			for _, d := range []int{int(p.R>>8) - int(q.R>>8), int(p.G>>8) - int(q.G>>8), int(p.B>>8) - int(q.B>>8), int(p.A>>8) - int(q.A>>8)} {
				if max(d, -d) > far {
					fx, fy, far = x, y, max(d, -d)
				}
			}
		}
	}
	return fx, fy, far
}

// The oracle's encoder writes LZW-free Deflate with a predictor; its files come
// back exactly.
func TestOracleFiles(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 67, 41))
	for i := range m.Pix {
		m.Pix[i] = byte(i * i >> 5)
		if i%4 == 3 {
			m.Pix[i] = 255
		}
	}
	for _, o := range []*oracle.Options{{}, {Compression: oracle.Deflate}, {Compression: oracle.Deflate, Predictor: true}} {
		var b bytes.Buffer
		if err := oracle.Encode(&b, m, o); err != nil {
			t.Fatal(err)
		}
		got, err := decode(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if x, y, far := farthest(got, m); far > 0 {
			t.Errorf("%+v: (%d, %d) is %d off", *o, x, y, far)
		}
	}
}

// lzwPack writes every byte as a code of its own, with a clear code before the
// table is full: the simplest LZW that is right.
func lzwPack(data []byte) []byte {
	var out []byte
	acc, bits, width, next := uint32(0), 0, 9, lzwFirst
	put := func(code int) {
		acc, bits = acc<<width|uint32(code), bits+width
		for ; bits >= 8; bits -= 8 {
			out = append(out, byte(acc>>(bits-8)))
		}
	}
	put(lzwClear)
	for i, c := range data {
		put(int(c))
		if i > 0 && next < 4094 {
			next++
			if next == 1<<width-1 && width < lzwMaxBits {
				width++
			}
		} else if i > 0 {
			put(lzwClear)
			width, next = 9, lzwFirst-1
		}
	}
	put(lzwEnd)
	return append(out, byte(acc<<(8-bits)))
}

// LZW over all widths of code, and cut short anywhere.
func TestLZW(t *testing.T) {
	data := make([]byte, 9000)
	for i := range data {
		data[i] = byte(i*i>>3) ^ byte(i)
	}
	packed := lzwPack(data)
	theirs, err := io.ReadAll(lzw.NewReader(bytes.NewReader(packed), lzw.MSB, 8))
	if err != nil || !bytes.Equal(theirs, data) {
		t.Fatalf("the oracle does not read the test's own packing: %v", err)
	}
	got := make([]byte, len(data))
	unpackLZW(got, packed)
	if !bytes.Equal(got, data) {
		i := 0
		for got[i] == data[i] {
			i++
		}
		t.Fatalf("byte %d: got %d, want %d", i, got[i], data[i])
	}
	for n := 0; n < len(packed); n += 37 {
		short := make([]byte, len(data))
		unpackLZW(short, packed[:n])
	}
}

// A directory that promises more than there is, or nonsense, is refused before
// anything is allocated for it.
func TestBroken(t *testing.T) {
	good, err := os.ReadFile("../../testdata/other/rgb.tiff")
	if err != nil {
		t.Fatal(err)
	}
	for n := range 64 {
		if _, err := decode(good[:n]); err == nil {
			t.Errorf("cut to %d bytes: want an error", n)
		}
	}
	huge := bytes.Clone(good)
	at := binary.LittleEndian.Uint32(huge[4:])
	for i := range int(binary.LittleEndian.Uint16(huge[at:])) {
		e := huge[int(at)+2+12*i:]
		if tag := binary.LittleEndian.Uint16(e); tag == tagWidth || tag == tagRowsPerStrip {
			binary.LittleEndian.PutUint16(e[2:], 4)
			binary.LittleEndian.PutUint32(e[8:], 1<<24)
		}
	}
	if d, err := Open(huge); err == nil && d.Memory() < 1<<26 {
		t.Errorf("got %d bytes of memory for a picture 2^24 wide", d.Memory())
	}
}

func FuzzDecode(f *testing.F) {
	files, _ := filepath.Glob("../../testdata/other/*.tiff")
	for _, name := range files {
		if data, err := os.ReadFile(name); err == nil && len(data) < 1<<16 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { decode(data) })
}

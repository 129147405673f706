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
	oraclelzw "golang.org/x/image/tiff/lzw"

	"tintype/transform/internal/codec/codectest"
	"tintype/transform/internal/pixel"
)

// whole puts all bands together.
func whole(data []byte) (*pixel.Image, error) { return codectest.Whole(openSource, data) }

// decode is whole as the oracles' images, CMYK multiplied out as image/color
// does.
func decode(data []byte) (*image.NRGBA64, error) {
	m, err := whole(data)
	if err != nil {
		return nil, err
	}
	out := image.NewNRGBA64(image.Rect(0, 0, m.W, m.H))
	inks := m.Model == pixel.CMYK
	if !inks {
		m = m.Convert(pixel.RGB, 1, 1)
	}
	for y := range m.H {
		for x := range m.W {
			p := func(i int) byte { return m.Plane[i].Row(y)[x] }
			n := stdcolor.NRGBA{p(0), p(1), p(2), 255}
			if inks {
				n = stdcolor.NRGBAModel.Convert(stdcolor.CMYK{^p(0), ^p(1), ^p(2), ^p(3)}).(stdcolor.NRGBA)
			}
			if m.HasAlpha() {
				n.A = m.Alpha.Row(y)[x]
			}
			out.Set(x, y, n)
		}
	}
	return out, nil
}

// The generated files, against x/image where it reads them: 16 bits by their
// high byte, associated alpha within what its rounding loses. libtiff judges the
// others.
func TestFiles(t *testing.T) {
	files, _ := filepath.Glob("../../../../testdata/other/*.tiff")
	judged := 0
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
		if base := filepath.Base(name); err != nil || base == "bits-lsb.tiff" || base == "fax-g4-tiles.tiff" {
			continue // or it knows nothing of the order of bits, and black and white in faxes
		}
		judged++
		if got.Bounds() != want.Bounds() {
			t.Errorf("%s: got %v, want %v", name, got.Bounds(), want.Bounds())
			continue
		}
		if x, y, far := farthest(got, want); far > 2 {
			t.Errorf("%s: (%d, %d) is %d off: got %v, want %v", name, x, y, far, got.At(x, y), want.At(x, y))
		}
	}
	if judged < 10 {
		t.Errorf("x/image judged %d files, want at least 10", judged)
	}
}

// farthest returns the pixel that is farthest off, in levels of 8 bits, colors
// weighted by alpha.
func farthest(a, b image.Image) (fx, fy, far int) {
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			p, q := stdcolor.RGBA64Model.Convert(a.At(x, y)).(stdcolor.RGBA64), stdcolor.RGBA64Model.Convert(b.At(x, y)).(stdcolor.RGBA64)
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

// unpackAll unpacks in pieces.
func unpackAll(u unpacker, dst []byte, piece int) {
	for ; len(dst) > 0; dst = dst[min(piece, len(dst)):] {
		u.unpack(dst[:min(piece, len(dst))])
	}
}

// LZW over all widths of code, and cut short anywhere.
func TestLZW(t *testing.T) {
	data := make([]byte, 9000)
	for i := range data {
		data[i] = byte(i*i>>3) ^ byte(i)
	}
	packed := lzwPack(data)
	theirs, err := io.ReadAll(oraclelzw.NewReader(bytes.NewReader(packed), oraclelzw.MSB, 8))
	if err != nil || !bytes.Equal(theirs, data) {
		t.Fatalf("the oracle does not read the test's own packing: %v", err)
	}
	got := make([]byte, len(data))
	unpackAll(newLZW(nil, packed), got, 1000)
	if !bytes.Equal(got, data) {
		i := 0
		for got[i] == data[i] {
			i++
		}
		t.Fatalf("byte %d: got %d, want %d", i, got[i], data[i])
	}
	for n := 0; n < len(packed); n += 37 {
		short := make([]byte, len(data))
		newLZW(nil, packed[:n]).unpack(short)
	}
}

// A directory that promises more than there is, or nonsense, is refused before
// anything is allocated for it.
func TestBroken(t *testing.T) {
	good, err := os.ReadFile("../../../../testdata/other/rgb.tiff")
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
	files, _ := filepath.Glob("../../../../testdata/*/*.tiff")
	for _, name := range files {
		if data, err := os.ReadFile(name); err == nil && len(data) < 1<<16 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { decode(data) })
}

//go:build !wasm

package jpeg

import (
	"bytes"
	"errors"
	"image"
	stdjpeg "image/jpeg"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
)

// readTestdata reads a generated file.
func readTestdata(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../../../testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// eighths is the same scale for all components.
func eighths(n int) DecodeOptions { return DecodeOptions{N: [4]int{n, n, n, n}} }

// decodePlanes decodes a whole file into planes.
func decodePlanes(data []byte, o DecodeOptions) (*Decoder, []pixel.Plane, error) {
	return decodeReader(bytes.NewReader(data), o)
}

func decodeReader(r io.Reader, o DecodeOptions) (*Decoder, []pixel.Plane, error) {
	d := NewDecoder(r)
	c, err := d.Config()
	if err != nil {
		return d, nil, err
	}
	if err := d.Start(o); err != nil {
		return d, nil, err
	}
	planes := make([]pixel.Plane, len(c.Components))
	for i := range planes {
		w, h := d.PlaneSize(i)
		planes[i] = pixel.NewPlane(w, h)
	}
	for {
		var b pixel.Band
		if err := d.Next(&b); err == io.EOF {
			return d, planes, nil
		} else if err != nil {
			return d, planes, err
		}
		for i := range planes {
			for y := range b.Plane[i].H {
				copy(planes[i].Row(b.Y[i]+y), b.Plane[i].Row(y))
			}
		}
	}
}

// mustDecode is decodePlanes for sound files.
func mustDecode(t testing.TB, data []byte, o DecodeOptions) []pixel.Plane {
	t.Helper()
	d, planes, err := decodePlanes(data, o)
	if err != nil {
		t.Fatal(err)
	}
	if d.partial || d.warnings > 0 {
		t.Fatalf("partial %v, %d warnings", d.partial, d.warnings)
	}
	return planes
}

// stdPlanes returns the planes of what the standard library decodes, in this
// package's conventions; none where it has converted them.
func stdPlanes(m image.Image) []pixel.Plane {
	b := m.Bounds()
	plane := func(pix []byte, stride, w, h int) pixel.Plane {
		return pixel.Plane{Pix: pix, Stride: stride, W: w, H: h}
	}
	switch m := m.(type) {
	case *image.Gray:
		return []pixel.Plane{plane(m.Pix, m.Stride, b.Dx(), b.Dy())}
	case *image.YCbCr:
		last := m.COffset(b.Dx()-1, b.Dy()-1)
		cw, ch := last%m.CStride+1, last/m.CStride+1
		return []pixel.Plane{plane(m.Y, m.YStride, b.Dx(), b.Dy()),
			plane(m.Cb, m.CStride, cw, ch), plane(m.Cr, m.CStride, cw, ch)}
	case *image.CMYK:
		planes := make([]pixel.Plane, 4)
		for i := range planes {
			planes[i] = pixel.NewPlane(b.Dx(), b.Dy())
			for y := range b.Dy() {
				for x := range b.Dx() {
					planes[i].Row(y)[x] = ^m.Pix[y*m.Stride+4*x+i]
				}
			}
		}
		return planes
	}
	return nil
}

// All planes must agree with the standard library's decoder, whose inverse
// transform is another one and may differ by 2.
func TestAgainstStandardLibrary(t *testing.T) {
	compared := 0
	for _, file := range jpegFiles(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file)
		if len(data) > 400_000 || filepath.Base(filepath.Dir(file)) == "broken" || name == "truncated.jpg" {
			continue
		}
		m, err := stdjpeg.Decode(bytes.NewReader(data))
		if err != nil {
			t.Logf("%s: left out: %v", name, err)
			continue
		}
		want := stdPlanes(m)
		if want == nil {
			continue
		}
		d, got, err := decodePlanes(data, eighths(8))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		limit := 2
		if _, ycck := d.model(); ycck {
			if got[0].W != got[1].W || got[0].H != got[1].H {
				continue // converted at another size
			}
			YCCKToCMYK(got[0].Pix, got[1].Pix, got[2].Pix)
			limit = 5 // 2, up to 2.7 times as much in RGB
		}
		compared++
		for i := range want {
			if want[i].W != got[i].W || want[i].H != got[i].H {
				continue // the standard library has scaled an unusual sampling
			}
			if most, count := maxDiff(t, &got[i], &want[i]); most > limit {
				t.Errorf("%s, plane %d: greatest difference %d, %d samples differ", name, i, most, count)
			}
		}
	}
	if compared < 60 {
		t.Errorf("compared %d files, want at least 60", compared)
	}
}

// How data arrive must not matter.
func TestReaders(t *testing.T) {
	for _, name := range []string{"jpeg/sampling-420.jpg", "jpeg/progressive-restart.jpg",
		"jpeg/fill-bytes.jpg", "jpeg/restart-7-scans.jpg", "broken/half-restart.jpg", "broken/half-scan.jpg"} {
		data := readTestdata(t, name)
		_, want, err := decodePlanes(data, eighths(8))
		if err != nil {
			t.Fatal(err)
		}
		for how, r := range map[string]io.Reader{
			"one byte":  iotest.OneByteReader(bytes.NewReader(data)),
			"halves":    iotest.HalfReader(bytes.NewReader(data)),
			"with EOF":  iotest.DataErrReader(bytes.NewReader(data)),
			"cut short": io.MultiReader(bytes.NewReader(data), iotest.ErrReader(io.ErrUnexpectedEOF)),
		} {
			_, got, err := decodeReader(r, eighths(8))
			if err != nil {
				t.Fatalf("%s, %s: %v", name, how, err)
			}
			for i := range got {
				if most, _ := maxDiff(t, &got[i], &want[i]); most > 0 {
					t.Errorf("%s, %s: plane %d differs", name, how, i)
				}
			}
		}
	}
}

// A reader's own error is not mistaken for the end of the file.
func TestReaderError(t *testing.T) {
	broken := errors.New("connection lost")
	for _, name := range []string{"jpeg/size-400x300.jpg", "jpeg/progressive-420.jpg"} {
		data := readTestdata(t, name)
		for _, n := range []int{0, 1, 100, len(data) / 2, len(data) - 3} {
			r := io.MultiReader(bytes.NewReader(data[:n]), iotest.ErrReader(broken))
			if _, _, err := decodeReader(r, eighths(4)); err != broken {
				t.Errorf("%s, %d bytes: error %v", name, n, err)
			}
		}
	}
}

// A file cut anywhere gives an error or an image, and more bytes never give
// fewer good rows.
func TestTruncation(t *testing.T) {
	for _, tt := range []struct {
		name string
		step int
	}{{"size-17x13", 1}, {"size-1x200", 1}, {"sampling-422", 29}, {"restart-row", 31}, {"gray", 23}} {
		data := readTestdata(t, "jpeg/"+tt.name+".jpg")
		whole := mustDecode(t, data, eighths(8))
		before, decoded := 0, false
		for n := 0; n < len(data); n += tt.step {
			d, got, err := decodePlanes(data[:n], eighths(8))
			if err != nil {
				if decoded {
					t.Fatalf("%s: %d bytes: %v, but fewer were enough", tt.name, n, err)
				}
				continue
			}
			decoded = true
			rows := goodRows(&got[0], &whole[0])
			// Zeros read behind the end can be right by chance, so that the row of
			// blocks in which the data end does not count.
			if rows < before-8 {
				t.Fatalf("%s: %d bytes: %d good rows, %d before", tt.name, n, rows, before)
			}
			if rows < whole[0].H && !d.partial {
				t.Fatalf("%s: %d bytes: %d of %d rows but not partial", tt.name, n, rows, whole[0].H)
			}
			before = max(before, rows)
		}
		if before < whole[0].H-8 {
			t.Errorf("%s: %d of %d rows at best", tt.name, before, whole[0].H)
		}
	}
}

// goodRows counts the rows from the top in which two planes agree.
func goodRows(a, b *pixel.Plane) int {
	for y := range a.H {
		if !bytes.Equal(a.Row(y), b.Row(y)) {
			return y
		}
	}
	return a.H
}

// An image of several scans that is cut anywhere is known to be partial.
func TestTruncatedScans(t *testing.T) {
	for _, tt := range []struct {
		name string
		step int
	}{{"progressive-17x13", 1}, {"progressive-444", 37}, {"sampling-411-scans", 17}} {
		data := readTestdata(t, "jpeg/"+tt.name+".jpg")
		for n := 0; n < len(data)-2; n += tt.step {
			if d, _, err := decodePlanes(data[:n], eighths(2)); err == nil && !d.partial {
				t.Fatalf("%s: %d bytes: not partial", tt.name, n)
			}
		}
	}
}

// Within the crop, samples must be those of the whole image.
func TestCrop(t *testing.T) {
	crops := []image.Rectangle{
		image.Rect(0, 0, 1, 1), image.Rect(150, 100, 155, 117), image.Rect(60, 30, 100, 90),
		image.Rect(100, 0, 101, 200), image.Rect(-5, 50, 500, 51), image.Rect(16, 16, 32, 32),
	}
	for _, name := range []string{"sampling-420", "sampling-411", "sampling-444", "sampling-cb-2x1-cr-1x2",
		"sampling-420-scans", "progressive-422", "restart-7-scans", "restart-1"} {
		data := readTestdata(t, "jpeg/"+name+".jpg")
		for _, n := range []int{1, 2, 3, 4, 5, 8} {
			want := mustDecode(t, data, eighths(n))
			for _, crop := range crops {
				o := eighths(n)
				o.Crop = crop
				d, got, err := decodePlanes(data, o)
				if err != nil {
					t.Fatal(err)
				}
				for i := range got {
					compareInside(t, d, i, n, crop, &got[i], &want[i])
				}
			}
		}
	}
}

// compareInside compares the samples of plane i that show a crop in pixels.
func compareInside(t *testing.T, d *Decoder, i, n int, crop image.Rectangle, got, want *pixel.Plane) {
	t.Helper()
	c := &d.comp[i]
	crop = crop.Intersect(image.Rect(0, 0, d.width, d.height))
	x0, x1 := crop.Min.X*c.h*n/(d.hMax*8), min(ceilDiv(crop.Max.X*c.h*n, d.hMax*8), got.W)
	y0, y1 := crop.Min.Y*c.v*n/(d.vMax*8), min(ceilDiv(crop.Max.Y*c.v*n, d.vMax*8), got.H)
	for y := y0; y < y1; y++ {
		if !bytes.Equal(got.Row(y)[x0:x1], want.Row(y)[x0:x1]) {
			t.Fatalf("crop %v at %d/8, plane %d, row %d: %v, want %v",
				crop, n, i, y, got.Row(y)[x0:x1], want.Row(y)[x0:x1])
		}
	}
}

// Components can have different scales.
func TestScalesByComponent(t *testing.T) {
	for _, name := range []string{"jpeg/sampling-420.jpg", "jpeg/progressive-420.jpg"} {
		data := readTestdata(t, name)
		got := mustDecode(t, data, DecodeOptions{N: [4]int{3, 8, 1}})
		for i, n := range []int{3, 8, 1} {
			want := mustDecode(t, data, eighths(n))
			if most, _ := maxDiff(t, &got[i], &want[i]); most > 0 {
				t.Errorf("%s: plane %d at %d/8 differs by %d", name, i, n, most)
			}
		}
	}
}

// With Corner set, N = 4 and 2 are transforms of their own, close to the means.
func TestCorner(t *testing.T) {
	data := readTestdata(t, "jpeg/size-400x300.jpg")
	for _, n := range []int{2, 4} {
		o := eighths(n)
		means := mustDecode(t, data, o)
		o.Corner = true
		corner := mustDecode(t, data, o)
		sum, differ := 0, 0
		for i, p := range corner[0].Pix {
			d := int(p) - int(means[0].Pix[i])
			sum += max(d, -d)
			if d != 0 {
				differ++
			}
		}
		if differ == 0 || sum > 4*len(corner[0].Pix) {
			t.Errorf("%d/8: %d of %d samples differ, by %d together", n, differ, len(corner[0].Pix), sum)
		}
	}
}

// Config reports what the headers say.
func TestConfig(t *testing.T) {
	for _, tt := range []struct {
		name        string
		w, h        int
		model       pixel.Model
		ycck        bool
		progressive bool
		orientation int
		icc         int // at least so many bytes
		comps       []Component
	}{
		{"jpeg/sampling-420.jpg", 155, 117, pixel.YCbCr, false, false, 0, 0, []Component{{2, 2}, {1, 1}, {1, 1}}},
		{"jpeg/gray-2x2.jpg", 155, 117, pixel.Gray, false, false, 0, 0, []Component{{1, 1}}},
		{"jpeg/no-jfif.jpg", 160, 120, pixel.YCbCr, false, false, 0, 0, nil},
		{"jpeg/component-ids.jpg", 160, 120, pixel.YCbCr, false, false, 0, 0, nil},
		{"jpeg/adobe-ycc.jpg", 160, 120, pixel.YCbCr, false, false, 0, 0, nil},
		{"jpeg/adobe-rgb.jpg", 160, 120, pixel.RGB, false, false, 0, 0, nil},
		{"jpeg/rgb-by-ids.jpg", 160, 120, pixel.RGB, false, false, 0, 0, nil},
		{"jpeg/adobe-cmyk.jpg", 160, 120, pixel.CMYK, false, false, 0, 0, nil},
		{"jpeg/adobe-ycck-420.jpg", 155, 117, pixel.CMYK, true, false, 0, 0,
			[]Component{{2, 2}, {1, 1}, {1, 1}, {2, 2}}},
		{"jpeg/progressive-444.jpg", 233, 157, pixel.YCbCr, false, true, 0, 0, []Component{{1, 1}, {1, 1}, {1, 1}}},
		{"jpeg/icc-chunks.jpg", 160, 120, pixel.YCbCr, false, false, 0, 400, nil},
		{"jpeg/exif-and-icc.jpg", 160, 120, pixel.YCbCr, false, false, 3, 400, nil},
		{"orient/orient-6.jpg", 160, 240, pixel.YCbCr, false, false, 6, 0, nil},
		{"broken/icc-chunk-missing.jpg", 160, 120, pixel.YCbCr, false, false, 0, 0, nil},
		{"broken/exif-loop.jpg", 160, 120, pixel.YCbCr, false, false, 6, 0, nil},
		{"broken/exif-offset-out.jpg", 160, 120, pixel.YCbCr, false, false, 0, 0, nil},
		{"broken/exif-orientation-9.jpg", 160, 120, pixel.YCbCr, false, false, 0, 0, nil},
	} {
		c, err := NewDecoder(bytes.NewReader(readTestdata(t, tt.name))).Config()
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if c.Width != tt.w || c.Height != tt.h || c.Model != tt.model || c.YCCK != tt.ycck ||
			c.Progressive != tt.progressive || c.Orientation != tt.orientation {
			t.Errorf("%s: %+v", tt.name, c)
		}
		if len(c.ICC) < tt.icc || tt.icc == 0 && c.ICC != nil {
			t.Errorf("%s: %d bytes of profile, want %d", tt.name, len(c.ICC), tt.icc)
		}
		for i, comp := range tt.comps {
			if len(c.Components) != len(tt.comps) || c.Components[i] != comp {
				t.Errorf("%s: components %v, want %v", tt.name, c.Components, tt.comps)
			}
		}
	}
}

// What cannot be decoded is told apart.
func TestErrors(t *testing.T) {
	var format codec.FormatError
	var unsupported codec.UnsupportedError
	for _, tt := range []struct {
		name string
		as   any
	}{
		{"empty.jpg", &format}, {"png-named.jpg", &format}, {"header-only.jpg", &format},
		{"width-0.jpg", &format}, {"two-sof.jpg", &format}, {"sampling-15.jpg", &format},
		{"huffman-oversubscribed.jpg", &format}, {"bad-component.jpg", &format}, {"no-dqt.jpg", &format},
		{"no-scan-data.jpg", &format}, {"precision-12.jpg", &unsupported}, {"lossless-sof3.jpg", &unsupported},
		{"arithmetic-sof9.jpg", &unsupported}, {"hierarchical-sof5.jpg", &unsupported},
	} {
		_, _, err := decodePlanes(readTestdata(t, "broken/"+tt.name), eighths(1))
		if !errors.As(err, tt.as) {
			t.Errorf("%s: error %v", tt.name, err)
		}
	}
}

// Memory is refused before it is allocated, and a poll's error ends decoding.
func TestLimits(t *testing.T) {
	bomb := readTestdata(t, "broken/bomb-progressive.jpg")
	o := eighths(8)
	o.MaxMemory = 64 << 20
	var memory *pixel.MemoryError
	if _, _, err := decodePlanes(bomb, o); !errors.As(err, &memory) || memory.Need < 7_200_000_000 {
		t.Errorf("60000x60000 progressive: error %v, want a *pixel.MemoryError", err)
	}
	stop := errors.New("deadline")
	for _, name := range []string{"jpeg/size-400x300.jpg", "jpeg/progressive-420.jpg"} {
		o := eighths(4)
		calls := 0
		o.Poll = func() error {
			if calls++; calls == 5 {
				return stop
			}
			return nil
		}
		if _, _, err := decodePlanes(readTestdata(t, name), o); err != stop || calls != 5 {
			t.Errorf("%s: error %v at call %d", name, err, calls)
		}
	}
}

// Hundreds of scans of an image that claims to be large are not followed.
func TestManyScans(t *testing.T) {
	data := readTestdata(t, "broken/scans-repeated.jpg")
	sof := bytes.Index(data, []byte{0xFF, 0xC2})
	copy(data[sof+5:], []byte{0x20, 0, 0x20, 0}) // 8192 by 8192
	rows := 0
	o := eighths(1)
	o.Poll = func() error { rows++; return nil }
	d, _, err := decodePlanes(data, o)
	if err != nil && !errors.As(err, new(codec.FormatError)) {
		t.Fatal(err)
	}
	if err == nil && !d.partial {
		t.Error("not partial")
	}
	if limit := 2000 + 1024*maxScanVisits; rows > limit {
		t.Errorf("%d rows of blocks, want at most %d", rows, limit)
	}
}

// Methods called out of order fail, and do so without harm.
func TestOrder(t *testing.T) {
	d := NewDecoder(bytes.NewReader(readTestdata(t, "jpeg/gray.jpg")))
	var b pixel.Band
	if err := d.Next(&b); err == nil {
		t.Error("Next before Start: no error")
	}
	if err := d.Start(eighths(9)); err == nil {
		t.Error("scale 9/8: no error")
	}
	d = NewDecoder(bytes.NewReader(readTestdata(t, "jpeg/gray.jpg")))
	if err := d.Start(eighths(8)); err != nil {
		t.Fatal(err)
	}
	if err := d.Start(eighths(8)); err == nil {
		t.Error("second Start: no error")
	}
}

// Frames of Motion JPEG have no Huffman tables: the typical ones apply.
func TestStandardTables(t *testing.T) {
	got, _, err := decodePlanes(readTestdata(t, "broken/no-dht.jpg"), eighths(8))
	if err != nil || got.partial {
		t.Errorf("error %v, partial %v", err, got.partial)
	}
}

func FuzzDecode(f *testing.F) {
	for _, g := range []string{"../../../../testdata/jpeg/*.jpg", "../../../../testdata/broken/*.jpg"} {
		files, _ := filepath.Glob(g)
		for i, file := range files {
			if data, err := os.ReadFile(file); err == nil && len(data) < 5000 {
				f.Add(data, uint8(i), i%5 == 0)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, n uint8, corner bool) {
		o := eighths(int(n%8) + 1)
		o.Corner, o.MaxMemory = corner, 8<<20
		bands := 0
		o.Poll = func() error {
			if bands++; bands > 4000 {
				return io.ErrShortBuffer
			}
			return nil
		}
		c, err := NewDecoder(bytes.NewReader(data)).Config()
		if err != nil || c.Width*c.Height > 1<<22 {
			return
		}
		_, want, err1 := decodePlanes(data, o)
		bands = 0
		_, got, err2 := decodeReader(iotest.OneByteReader(bytes.NewReader(data)), o)
		if (err1 == nil) != (err2 == nil) {
			t.Fatalf("error %v whole, %v byte by byte", err1, err2)
		}
		for i := range got {
			if !bytes.Equal(got[i].Pix, want[i].Pix) {
				t.Fatalf("plane %d differs when read byte by byte", i)
			}
		}
	})
}

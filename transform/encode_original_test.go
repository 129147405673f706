package transform

import (
	"bytes"
	"errors"
	"image"
	_ "image/jpeg"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	xwebp "golang.org/x/image/webp"

	"tintype/transform/params"
)

func testfile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func transformBytes(t *testing.T, src []byte, query string, lim Limits) ([]byte, Info) {
	t.Helper()
	p, err := Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	info, err := Do(&out, bytes.NewReader(src), p, lim)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return out.Bytes(), info
}

// coarse is a JPEG photograph of quality 20 with an EXIF and a comment segment, and
// bytes behind its end, as phones leave videos there.
func coarse(t testing.TB) []byte {
	t.Helper()
	p, _ := Parse("w=640&h=400&fit=crop&q=20&fm=jpg&jpg-progressive=0")
	var b bytes.Buffer
	if _, err := Do(&b, bytes.NewReader(testfile(t, "samples/landscape.jpg")), p, DefaultLimits()); err != nil {
		t.Fatal(err)
	}
	secret := "\xff\xe1\x00\x1cExif\x00\x00II*\x00secret-place!!!!\xff\xfe\x00\x0bsecret me"
	return []byte(string(b.Bytes()[:2]) + secret + string(b.Bytes()[2:]) + "secret video")
}

// same decodes two files and compares their pixels.
func same(t *testing.T, a, b []byte) bool {
	t.Helper()
	decode := func(b []byte) image.Image {
		if bytes.HasPrefix(b, []byte("RIFF")) {
			m, err := xwebp.Decode(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		m, _, err := image.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	x, y := decode(a), decode(b)
	if x.Bounds() != y.Bounds() {
		return false
	}
	for v := range x.Bounds().Dy() {
		for u := range x.Bounds().Dx() {
			r0, g0, b0, a0 := x.At(u, v).RGBA()
			if r1, g1, b1, a1 := y.At(u, v).RGBA(); r0 != r1 || g0 != g1 || b0 != b1 || a0 != a1 {
				return false
			}
		}
	}
	return true
}

// Where nothing changes and a new file would not be smaller, the pixels are the
// source's own, in no more bytes, and nothing of the metadata is left.
func TestOriginalIsKept(t *testing.T) {
	photo := coarse(t)
	for _, query := range []string{"auto=compress", "w=640", "w=640&h=400&fit=crop", "fit=max&w=4000", "fm=jpg", "q=90", "auto=format&dpr=1", "trim=color&trim-color=f0f", "rot=0&bri=0", "bg=f00", "or=1"} {
		out, info := transformBytes(t, photo, query, DefaultLimits())
		if !info.Kept || len(out) > len(photo) || !same(t, out, photo) || info.Width != 640 || info.Height != 400 || info.Format != "jpg" || info.Quality != 0 {
			t.Errorf("%s: got %d bytes of %d, %+v", query, len(out), len(photo), info)
		}
		if bytes.Contains(out, []byte("secret")) {
			t.Errorf("%s: metadata are left", query)
		}
	}
}

// What asks for another image, or for another file by name, gets it.
func TestOriginalIsNotKept(t *testing.T) {
	photo := coarse(t)
	for _, query := range []string{"w=639", "fm=png", "fm=webp", "fm=pjpg", "jpg-progressive=1", "q=5", "flip=h", "rot=180", "or=3", "border=1,f00",
		"border-radius=3", "mask=ellipse", "pad=1", "rect=0,0,639,400", "invert=1", "fm=json", "palette=css", "w=700", "blur=10", "blend=fff", "mark=/a.png"} {
		if _, info := transformBytes(t, photo, query, DefaultLimits()); info.Kept {
			t.Errorf("%s: the original is kept", query)
		}
	}
	// Every parameter that changes pixels: its own example says how.
	for _, s := range params.Table() {
		if s.Section != params.SectionAdjustment && s.Section != params.SectionWatermark {
			continue
		}
		p, err := Parse(s.Example)
		if err != nil {
			t.Fatal(err)
		}
		if p = p.Without("w"); !p.Paints() && s.Name != "usmrad" {
			t.Errorf("%s: Paints says no", s.Example)
		}
	}
}

// Files of every kind go through at their own size: what is kept has the source's
// pixels and is no larger, what is not kept is no larger either.
func TestNothingGrows(t *testing.T) {
	for _, pattern := range []string{"jpeg/*.jpg", "png/*.png", "gif/*.gif", "webp/*.webp", "avif/*.avif", "samples/*"} {
		files, _ := filepath.Glob("../testdata/" + pattern)
		kept := 0
		for _, file := range files {
			name, _ := filepath.Rel("../testdata", file)
			src := testfile(t, name)
			for _, query := range []string{"auto=compress", "fit=max&w=8000"} {
				p, _ := Parse(query)
				var b bytes.Buffer
				info, err := Do(&b, bytes.NewReader(src), p, DefaultLimits())
				if err != nil {
					t.Errorf("%s?%s: %v", name, query, err)
					continue
				}
				out := b.Bytes()
				if info.Kept {
					kept++
				}
				if len(out) > len(src)+len(src)/16 && !growsFor(name) {
					t.Errorf("%s?%s: %d bytes became %d", name, query, len(src), len(out))
				}
				if info.Kept && !strings.Contains(name, "animated") && !strings.Contains(name, "16") && !strings.Contains(name, "webp/") && !strings.Contains(name, "gif/") && !strings.Contains(name, "avif/") && !same(t, out, src) {
					t.Errorf("%s?%s: other pixels", name, query)
				}
			}
		}
		if kept == 0 {
			t.Errorf("%s: none was kept", pattern)
		}
	}
}

// growsFor says that a file's pixels change, so that another one is made of it.
func growsFor(name string) bool {
	for _, part := range []string{"avif/grid", "avif/iden", "avif/irot", "avif/pq", "avif/p3", "avif/depth-12", "orientation", "cmyk", "ycck", "icc-", "exif-and-icc", "gamma", "cicp", "animated.png", "no-eoi", "cut", "truncated", "chroma-over-luma"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// A limit of bytes holds, and an original that fits goes before anything given up.
func TestKeptFits(t *testing.T) {
	photo := coarse(t)
	lim := DefaultLimits()
	lim.ResponseBytes = len(photo) * 3 / 4
	out, info := transformBytes(t, photo, "auto=compress", lim)
	if info.Kept || len(out) > lim.ResponseBytes || info.Fit == "" {
		t.Errorf("got %d bytes of %d, %+v", len(out), lim.ResponseBytes, info)
	}
	lim.ResponseBytes = len(photo)
	if out, info = transformBytes(t, photo, "q=100", lim); !info.Kept || info.Fit != "" || len(out) > lim.ResponseBytes {
		t.Errorf("got %d bytes of %d, %+v", len(out), lim.ResponseBytes, info)
	}
}

// Orientation and profile are what they were: a file whose EXIF turns it is turned,
// one whose turn is ignored loses it; a profile that is sRGB goes, another one
// converts, or stays where it is asked for.
func TestKeptLooksTheSame(t *testing.T) {
	for _, c := range []struct {
		name, query string
		kept        bool
		profile     bool
	}{
		{"jpeg/icc-p3.jpg", "auto=compress", false, false},
		{"jpeg/icc-p3.jpg", "cs=origin&q=100", true, true},
		{"jpeg/icc-srgb.jpg", "q=100", true, false},
		{"png/icc-p3.png", "auto=compress", false, false},
		{"png/gamma-linear.png", "auto=compress", false, false},
		{"png/exif-orientation-6.png", "fm=png", false, false},
		{"webp/icc-p3.webp", "q=100", false, false},
		{"webp/icc-p3.webp", "cs=origin&q=100", true, true},
		{"webp/exif-orientation-6.webp", "q=100", false, false},
		{"webp/exif-orientation-6.webp", "or=1&q=100", true, false},
		{"jpeg/adobe-cmyk.jpg", "q=100", false, false},
	} {
		out, info := transformBytes(t, testfile(t, c.name), c.query, DefaultLimits())
		if info.Kept != c.kept {
			t.Errorf("%s?%s: kept is %v", c.name, c.query, info.Kept)
		}
		if c.kept && (bytes.Contains(out, []byte("ICC_PROFILE")) || bytes.Contains(out, []byte("ICCP")) || bytes.Contains(out, []byte("iCCP"))) != c.profile {
			t.Errorf("%s?%s: profile is %v", c.name, c.query, !c.profile)
		}
		if c.kept && (bytes.Contains(out, []byte("EXIF")) || bytes.Contains(out, []byte("Exif"))) {
			t.Errorf("%s?%s: EXIF is left", c.name, c.query)
		}
	}
}

// An animation is kept as it is, and no longer where anything of it is to change.
func TestAnimationIsKept(t *testing.T) {
	for _, name := range []string{"samples/planet.gif", "webp/animated-lossless.webp"} {
		src := testfile(t, name)
		out, info := transformBytes(t, src, "q=100&auto=compress", DefaultLimits())
		if len(out) > len(src) || info.Kept != (name == "samples/planet.gif") {
			t.Errorf("%s: %d bytes became %d, kept is %v", name, len(src), len(out), info.Kept)
		}
		for _, query := range []string{"loop=3", "frame=1", "frame=2-", "fps=9", "skip=2", "reverse=1"} {
			if _, info := transformBytes(t, src, query, DefaultLimits()); info.Kept {
				t.Errorf("%s?%s: kept", name, query)
			}
		}
	}
}

// A source whose rest cannot be read, or is too large to keep, is answered with a new
// file.
func TestKeptNeedsTheFile(t *testing.T) {
	photo := coarse(t)
	p, _ := Parse("auto=compress")
	cut := io.MultiReader(bytes.NewReader(photo[:len(photo)-5]), brokenReader{})
	if info, err := Do(io.Discard, cut, p, DefaultLimits()); err != nil || info.Kept {
		t.Errorf("got %+v, %v", info, err)
	}
	if info, err := Do(io.Discard, bytes.NewReader(append(photo, make([]byte, 70<<20>>3)...)), p, Limits{
		SourceBytes: 1 << 30, SourcePixels: 1 << 30, OutputSide: 8192, OutputPixels: 1 << 30, Memory: 64 << 20,
	}); err != nil || info.Kept {
		t.Errorf("got %+v, %v", info, err)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("connection lost") }

//go:build !wasm

package webp

import (
	"bytes"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/webp"
	"tintype/transform/internal/pixel"
)

// planar decodes a still file to planes of its size, by bands.
func planar(t testing.TB, name string, data []byte) (*pixel.Image, error) {
	t.Helper()
	d, err := NewDecoder(data)
	if err != nil {
		return nil, err
	}
	c := d.Config()
	sub := 1
	if c.Model == pixel.YCbCr {
		sub = 2
	}
	if err := d.Start(DecodeOptions{MaxMemory: 1 << 28}); err != nil {
		return nil, err
	}
	img := pixel.New(c.Model, c.Width, c.Height, sub, sub, c.Alpha)
	var b pixel.Band
	var seen [3]int
	for {
		err := d.Next(&b)
		if err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		for i := range 3 {
			if b.Y[i] != seen[i] {
				t.Fatalf("%s: plane %d goes on at row %d, want %d", name, i, b.Y[i], seen[i])
			}
			for y := range b.Plane[i].H {
				copy(img.Plane[i].Row(b.Y[i]+y), b.Plane[i].Row(y))
			}
			seen[i] += b.Plane[i].H
		}
		for y := range b.Alpha.H {
			if c.Alpha {
				copy(img.Alpha.Row(b.Y[0]+y), b.Alpha.Row(y))
			}
		}
	}
	for i := range 3 {
		if seen[i] != img.Plane[i].H {
			t.Fatalf("%s: %d rows of plane %d, want %d", name, seen[i], i, img.Plane[i].H)
		}
	}
	return img, nil
}

// stillFiles are the committed files and those of the corpus.
func stillFiles(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, pattern := range []string{"../../../../testdata/webp/*.webp", "../../../../testdata/samples/*.webp", "../../../../../shared/corpus/*.webp"} {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			// What is not announced is opaque here: see TestAlphaFlag.
			if !strings.Contains(name, "animated") && !strings.Contains(name, "-unflagged") && !strings.Contains(name, "-flagged-only") {
				files[filepath.Base(name)] = b
			}
		}
	}
	if len(files) < 50 {
		t.Fatalf("%d files, want those of testdata", len(files))
	}
	return files
}

// Lossless pictures, and alpha of lossy ones, have exactly the pixels that
// x/image decodes.
func TestExactPixels(t *testing.T) {
	for name, data := range stillFiles(t) {
		want, err := webp.Decode(bytes.NewReader(data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := planar(t, name, data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		switch want := want.(type) {
		case *image.NRGBA:
			for i := 0; i < len(want.Pix); i += 4 {
				x, y := i/4%want.Rect.Dx(), i/4/want.Rect.Dx()
				p := [4]uint8{got.Plane[0].Row(y)[x], got.Plane[1].Row(y)[x], got.Plane[2].Row(y)[x], 255}
				if got.HasAlpha() {
					p[3] = got.Alpha.Row(y)[x]
				}
				if p != [4]uint8(want.Pix[i:]) {
					t.Fatalf("%s: (%d, %d) is %v, want %v", name, x, y, p, want.Pix[i:i+4])
				}
			}
		case *image.NYCbCrA:
			for y := range got.H {
				if !bytes.Equal(got.Alpha.Row(y), want.A[y*want.AStride:][:got.W]) {
					t.Fatalf("%s: alpha of row %d differs", name, y)
				}
			}
		}
	}
}

// What is transparent the flag of the extended header says, and without such a
// header the picture.
func TestAlphaFlag(t *testing.T) {
	pixels := func(name string) *pixel.Image {
		b, err := os.ReadFile("../../../../testdata/webp/" + name + ".webp")
		if err != nil {
			t.Fatal(err)
		}
		img, err := planar(t, name, b)
		if err != nil {
			t.Fatal(err)
		}
		return img
	}
	for name, want := range map[string]bool{
		"alpha-unflagged": false, "alpha-flagged-only": false, "lossless-unflagged": false, "lossless-flagged-only": true,
	} {
		img := pixels(name)
		if img.HasAlpha() != want {
			t.Errorf("%s: alpha %v, want %v", name, img.HasAlpha(), want)
		}
		if want && img.Alpha.Row(0)[0] == 255 {
			t.Errorf("%s: the corner is opaque", name)
		}
	}
	if p, q := pixels("lossless-unflagged"), pixels("lossless-flagged-only"); !bytes.Equal(p.Plane[1].Pix, q.Plane[1].Pix) {
		t.Error("colors depend on the flag")
	}
}

// dwebp decodes every file to the same colors and alpha: of opaque lossy
// pictures the samples before the stretch are held against it.
func TestAgainstDwebp(t *testing.T) {
	dwebp, err := exec.LookPath("dwebp")
	if err != nil {
		t.Skip("not checked: that dwebp decodes files to the same pixels; dwebp is not installed (Debian: webp)")
	}
	dir := t.TempDir()
	for name, data := range stillFiles(t) {
		file, out := filepath.Join(dir, "in.webp"), filepath.Join(dir, "out.pam")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if text, err := exec.Command(dwebp, "-quiet", "-nodither", "-pam", file, "-o", out).CombinedOutput(); err != nil {
			t.Errorf("%s: %v %s", name, err, text)
			continue
		}
		pam, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		_, pix, _ := bytes.Cut(pam, []byte("ENDHDR\n"))
		img, err := planar(t, name, data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if img.Model == pixel.YCbCr {
			continue // TestLossyDecoder
		}
		for y := range img.H {
			for x := range img.W {
				p := [4]uint8{img.Plane[0].Row(y)[x], img.Plane[1].Row(y)[x], img.Plane[2].Row(y)[x], 255}
				if img.HasAlpha() {
					p[3] = img.Alpha.Row(y)[x]
				}
				if want := [4]uint8(pix[4*(y*img.W+x):]); p != want {
					t.Fatalf("%s: (%d, %d) is %v, want %v", name, x, y, p, want)
				}
			}
		}
	}
}

// Broken files end with an error or with all their rows, within their memory.
func TestBrokenFiles(t *testing.T) {
	names, _ := filepath.Glob("../../../../testdata/broken/*.webp")
	if len(names) < 10 {
		t.Fatalf("%d files, want those of testdata", len(names))
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		decodeAny(t, filepath.Base(name), data)
	}
	for _, name := range []string{"lossy-partitions", "lossless-groups", "alpha-compressed-gradient", "animated-lossy"} {
		data, err := os.ReadFile("../../../../testdata/webp/" + name + ".webp")
		if err != nil {
			t.Fatal(err)
		}
		for n := 0; n < len(data); n += 1 + len(data)/97 {
			decodeAny(t, name, data[:n])
		}
	}
}

// decodeAny decodes whatever data says it is, if that is small.
func decodeAny(t *testing.T, name string, data []byte) {
	d, err := NewDecoder(data)
	if err != nil {
		return
	}
	c := d.Config()
	if c.Width*c.Height > 1<<20 {
		return
	}
	if !c.Animated {
		planar(t, name, data)
		return
	}
	a, err := NewAnimation(data)
	for i := 0; err == nil && i < 20; i++ {
		_, err = a.Next(1 << 24)
	}
}

func FuzzDecode(f *testing.F) {
	names, _ := filepath.Glob("../../../../testdata/webp/*.webp")
	broken, _ := filepath.Glob("../../../../testdata/broken/*.webp")
	for _, name := range append(names, broken...) {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if len(data) < 20000 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { decodeAny(t, "input", data) })
}

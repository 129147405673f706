package jpeg

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"tintype/transform/color"
)

// corpusDir finds the folder of real images, which is not part of the project.
func corpusDir(t testing.TB) string {
	dirs := []string{os.Getenv("TINTYPE_CORPUS")}
	for up := "../.."; len(up) < 30; up += "/.." {
		dirs = append(dirs, filepath.Join(up, "shared/corpus"))
	}
	for _, dir := range dirs {
		if _, err := os.Stat(filepath.Join(dir, "photo-6mp.jpg")); dir != "" && err == nil {
			return dir
		}
	}
	t.Skip("the corpus of real images is not there (TINTYPE_CORPUS)")
	return ""
}

// decodePlanes decodes a whole file into planes.
func decodePlanes(data []byte, o DecodeOptions) (*Decoder, []color.Plane, error) {
	d := NewDecoder(bytes.NewReader(data))
	c, err := d.Config()
	if err != nil {
		return d, nil, err
	}
	if err := d.Start(o); err != nil {
		return d, nil, err
	}
	planes := make([]color.Plane, len(c.Components))
	for i := range planes {
		w, h := d.PlaneSize(i)
		planes[i] = color.NewPlane(w, h)
	}
	for {
		var b color.Band
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

// readPGM reads what djpeg writes for one channel: binary PGM, maxval 255.
func readPGM(t *testing.T, data []byte) color.Plane {
	var f [4]string
	rest := data
	for i := range f {
		n := bytes.IndexAny(rest, " \n")
		if n < 0 {
			t.Fatalf("not a PGM file: %d bytes", len(data))
		}
		f[i], rest = string(rest[:n]), rest[n+1:]
	}
	w, _ := strconv.Atoi(f[1])
	h, _ := strconv.Atoi(f[2])
	if f[0] != "P5" || len(rest) != w*h {
		t.Fatalf("unexpected PGM: %v, %d bytes", f, len(rest))
	}
	return color.Plane{Pix: rest, Stride: w, W: w, H: h}
}

// maxDiff compares two planes of the same size.
func maxDiff(t *testing.T, a, b *color.Plane) (most, count int) {
	if a.W != b.W || a.H != b.H {
		t.Fatalf("size %dx%d, want %dx%d", a.W, a.H, b.W, b.H)
	}
	for y := range a.H {
		ra, rb := a.Row(y), b.Row(y)
		for x := range ra {
			d := int(ra[x]) - int(rb[x])
			if d != 0 {
				count++
				most = max(most, d, -d)
			}
		}
	}
	return most, count
}

// Luminance must be that of libjpeg-turbo's integer transforms at every scale.
func TestDjpegLuma(t *testing.T) {
	if _, err := exec.LookPath("djpeg"); err != nil {
		t.Skip("djpeg (Debian: libjpeg-turbo-progs) is not installed")
	}
	files, _ := filepath.Glob(filepath.Join(corpusDir(t), "*.jpg"))
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := NewDecoder(bytes.NewReader(data)).Config()
		if err != nil || c.Model == color.CMYK || c.Width > 10000 || len(data) > 9_050_000 {
			t.Logf("%s: left out: %v %v", filepath.Base(file), c.Model, err)
			continue
		}
		for n := 1; n <= 8; n++ {
			cmd := exec.Command("djpeg", "-dct", "int", "-grayscale", "-pnm", "-scale", strconv.Itoa(n)+"/8", file)
			out, err := cmd.Output()
			if err != nil {
				t.Logf("%s: djpeg: %v", filepath.Base(file), err)
			}
			want := readPGM(t, out)
			_, got, err := decodePlanes(data, DecodeOptions{N: [4]int{n, n, n, n}})
			if err != nil {
				t.Fatal(err)
			}
			most, count := maxDiff(t, &got[0], &want)
			t.Logf("%s %d/8: greatest difference %d, %d samples differ", filepath.Base(file), n, most, count)
			if most > 0 {
				t.Errorf("%s %d/8: greatest difference %d, %d samples differ", filepath.Base(file), n, most, count)
			}
		}
	}
}

//go:build !wasm

package jpeg

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"tintype/transform/internal/pixel"
)

// notLikeDjpeg lists files whose luminance djpeg cannot judge, and why.
var notLikeDjpeg = map[string]string{
	"bomb-14000x20000.jpg":                 "too large for a test",
	"bomb-65500.jpg":                       "too large for a test",
	"bomb-progressive.jpg":                 "too large for a test",
	"bomb-gray.jpg":                        "djpeg makes a gray picture of less than a row",
	"video-001.rgb.jpeg":                   "djpeg takes larger scales of subsampled components",
	"sampling-chroma-over-luma.jpg":        "djpeg upsamples luminance",
	"video-001.q50.121121.jpeg":            "djpeg upsamples luminance",
	"video-001.q50.211211.jpeg":            "djpeg upsamples luminance",
	"progressive-dc-only.jpg":              "djpeg smoothes blocks that lack AC scans",
	"progressive-first-scan.jpg":           "djpeg smoothes blocks that lack AC scans",
	"half-progressive.jpg":                 "djpeg smoothes blocks that lack AC scans",
	"video-001.progressive.truncated.jpeg": "djpeg smoothes blocks that lack AC scans",
	"quant-max.jpg":                        "djpeg's samples wrap around where coefficients are out of range",
	"arithmetic-sof9.jpg":                  "djpeg knows arithmetic coding",
	"no-scan-data.jpg":                     "djpeg makes a gray picture of nothing",
}

// jpegFiles returns all JPEG files at hand: generated, the standard library's
// and those of the corpus.
func jpegFiles(t testing.TB) (files []string) {
	globs := []string{
		"../../../../testdata/jpeg/*.jpg", "../../../../testdata/orient/*.jpg", "../../../../testdata/broken/*.jpg",
		filepath.Join(runtime.GOROOT(), "src/image/testdata/*.jpeg"),
	}
	if dir := findCorpus(); dir != "" {
		globs = append(globs, filepath.Join(dir, "*.jpg"))
	} else {
		t.Log("the corpus of real images is not there (TINTYPE_CORPUS): without it")
	}
	for _, g := range globs {
		m, _ := filepath.Glob(g)
		files = append(files, m...)
	}
	return files
}

// findCorpus returns the folder of real images, which is not part of the
// project, or "".
func findCorpus() string {
	dirs := []string{os.Getenv("TINTYPE_CORPUS")}
	for up := "../.."; len(up) < 30; up += "/.." {
		dirs = append(dirs, filepath.Join(up, "shared/corpus"))
	}
	for _, dir := range dirs {
		if _, err := os.Stat(filepath.Join(dir, "photo-6mp.jpg")); dir != "" && err == nil {
			return dir
		}
	}
	return ""
}

// Luminance must be that of libjpeg-turbo's integer transforms at every scale,
// bit for bit, for sound files and for damaged ones that it makes something of;
// and what it refuses must be refused. Large files are compared at some scales
// only, unless TINTYPE_SLOW is set.
func TestDjpegLuma(t *testing.T) {
	if _, err := exec.LookPath("djpeg"); err != nil {
		t.Skip("not checked: luma against libjpeg-turbo at every scale; djpeg is not installed (Debian: libjpeg-turbo-progs)")
	}
	files := jpegFiles(t)
	if len(files) < 100 {
		t.Fatalf("%d files, want more than 100", len(files))
	}
	for _, file := range files {
		name := filepath.Base(file)
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if notLikeDjpeg[name] != "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := NewDecoder(bytes.NewReader(data)).Config()
			if c.Model == pixel.CMYK {
				return // djpeg writes no CMYK
			}
			step := 1
			if large := c.Width*c.Height > 20e6 || name == "scans-repeated.jpg"; large && os.Getenv("TINTYPE_SLOW") == "" {
				step = 7
			}
			for n := 1; n <= 8; n += step {
				compareDjpeg(t, data, c.Model, n)
			}
		})
	}
}

// compareDjpeg compares a scale of luminance, or of those planes of an RGB image that
// djpeg does not enlarge.
func compareDjpeg(t *testing.T, data []byte, m pixel.Model, n int) {
	args := []string{"-dct", "int", "-pnm", "-scale", strconv.Itoa(n) + "/8"}
	if m != pixel.RGB {
		args = append(args, "-grayscale")
	}
	cmd := exec.Command("djpeg", args...)
	cmd.Stdin = bytes.NewReader(data)
	var report strings.Builder
	cmd.Stderr = &report
	out, _ := cmd.Output() // the exit status is not 0 for warnings also
	_, got, err := decodePlanes(data, DecodeOptions{N: [4]int{n, n, n, n}})
	if len(out) == 0 || err != nil {
		if len(out) != 0 || err == nil {
			t.Errorf("%d/8: error %v; djpeg writes %d bytes and says %q", n, err, len(out), report.String())
		}
		return
	}
	want := readPNM(t, out)
	for i := range want {
		if m == pixel.RGB && (got[i].W < want[i].W || got[i].H < want[i].H) {
			continue
		}
		if most, count := maxDiff(t, &got[i], &want[i]); most > 0 {
			t.Errorf("%d/8, plane %d: greatest difference %d, %d samples differ", n, i, most, count)
		}
	}
}

// readPNM reads what djpeg writes: binary PGM or PPM, maxval 255.
func readPNM(t *testing.T, data []byte) []pixel.Plane {
	var f [4]string
	rest := data
	for i := range f {
		n := bytes.IndexAny(rest, " \n")
		if n < 0 {
			t.Fatalf("not a PNM file: %d bytes", len(data))
		}
		f[i], rest = string(rest[:n]), rest[n+1:]
	}
	planes := make([]pixel.Plane, map[string]int{"P5": 1, "P6": 3}[f[0]])
	w, _ := strconv.Atoi(f[1])
	h, _ := strconv.Atoi(f[2])
	if len(planes) == 0 || len(rest) != w*h*len(planes) {
		t.Fatalf("unexpected PNM: %v, %d bytes", f, len(rest))
	}
	for i := range planes {
		planes[i] = pixel.Plane{Pix: make([]byte, w*h), Stride: w, W: w, H: h}
		for j := range planes[i].Pix {
			planes[i].Pix[j] = rest[j*len(planes)+i]
		}
	}
	return planes
}

// maxDiff compares two planes of the same size.
func maxDiff(t *testing.T, a, b *pixel.Plane) (most, count int) {
	t.Helper()
	if a.W != b.W || a.H != b.H {
		t.Fatalf("size %dx%d, want %dx%d", a.W, a.H, b.W, b.H)
	}
	for y := range a.H {
		ra, rb := a.Row(y), b.Row(y)
		if bytes.Equal(ra, rb) {
			continue
		}
		for x := range ra {
			if d := int(ra[x]) - int(rb[x]); d != 0 {
				count++
				most = max(most, d, -d)
			}
		}
	}
	return most, count
}

package tiff

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// otherwise are files that tiff2rgba does not read, or shows in another way.
var otherwise = map[string]string{
	"rgb4": "no such depth", "rgb12": "no such depth", "rgb32": "no such depth",
	"float16": "no floating point", "float32": "no floating point", "float64": "no floating point",
	"lab": "for a screen of 1990", "lab16": "for a screen of 1990", "lab-icc": "no such Lab",
	"orientation-6": "turns only by halves", "ycc-422": "repeats chroma", "jpeg-420": "repeats chroma in small tiles",
}

// Every generated file, against libtiff.
func TestLibtiff(t *testing.T) {
	tool, err := exec.LookPath("tiff2rgba")
	if err != nil {
		t.Skip("not checked: TIFF beside libtiff; tiff2rgba is not installed")
	}
	files, _ := filepath.Glob("../../../../testdata/other/*.tiff")
	judged := 0
	for _, name := range files {
		base := strings.TrimSuffix(filepath.Base(name), ".tiff")
		if _, ok := otherwise[base]; ok {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode(data)
		if err != nil {
			t.Errorf("%s: %v", base, err)
			continue
		}
		flat := filepath.Join(t.TempDir(), "flat.tiff")
		if out, err := exec.Command(tool, "-c", "none", name, flat).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", base, err, out)
			continue
		}
		made, err := os.ReadFile(flat)
		if err != nil {
			t.Errorf("%s: libtiff does not read it", base)
			continue
		}
		// What it writes is not compressed, but keeps the order of bits, which
		// x/image does not know of.
		want, err := decode(made)
		if err != nil {
			t.Fatal(err)
		}
		judged++
		if x, y, far := farthest(got, want); far > 3 {
			t.Errorf("%s: (%d, %d) is %d off: got %v, want %v", base, x, y, far, got.At(x, y), want.At(x, y))
		}
	}
	if judged < 20 {
		t.Errorf("judged %d files, want at least 20", judged)
	}
}

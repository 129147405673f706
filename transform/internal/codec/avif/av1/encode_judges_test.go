//go:build !wasm

package av1

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestEncodeJudges has dav1d and libaom decode what is encoded.
func TestEncodeJudges(t *testing.T) {
	judges := map[string]func(in, out string) *exec.Cmd{
		"dav1d": func(in, out string) *exec.Cmd {
			return exec.Command("dav1d", "-q", "-i", in, "--muxer", "yuv", "-o", out)
		},
		"aomdec": func(in, out string) *exec.Cmd { return exec.Command("aomdec", "--rawvideo", "-o", out, in) },
	}
	for name := range judges {
		if _, err := exec.LookPath(name); err != nil {
			t.Logf("not checked: streams that are written, by %s, which is not installed (Debian: dav1d, aom-tools)", name)
			delete(judges, name)
		}
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "x.obu"), filepath.Join(dir, "x.yuv")
	for _, size := range [][2]int{{16, 16}, {65, 33}, {200, 131}, {4160, 8}, {130, 2400}} {
		for _, q := range []int{0, 1, 60, 150, 255} {
			for _, format := range [][3]int{{1, 1, 3}, {0, 0, 3}, {1, 1, 1}} {
				o := EncodeOptions{Width: size[0], Height: size[1], SubX: format[0], SubY: format[1], Mono: format[2] == 1,
					Quantizer: q, Effort: 1 + q%MaxEffort, Color: Color{Primaries: 1, Transfer: 13, Matrix: 6, FullRange: true}}
				if size[0]+size[1] > 2000 && (q != 60 || format[0] == 0) {
					continue
				}
				data, err := Encode(noisy(size[0], size[1], format[0], format[1], format[2]), o)
				if err != nil {
					t.Fatal(err)
				}
				planes, _ := decodeAll(t, data, Options{})
				want := append(append(append([]byte{}, planes[0]...), planes[1]...), planes[2]...)
				if err := os.WriteFile(in, append([]byte{0x12, 0}, data...), 0o644); err != nil { // after a temporal delimiter
					t.Fatal(err)
				}
				for name, judge := range judges {
					os.Remove(out)
					if text, err := judge(in, out).CombinedOutput(); err != nil {
						t.Errorf("%dx%d q %d %v: %s: %v: %s", size[0], size[1], q, format, name, err, text)
						continue
					}
					if got, err := os.ReadFile(out); err != nil || !bytes.HasPrefix(got, want) {
						t.Errorf("%dx%d q %d %v: %s decodes other samples", size[0], size[1], q, format, name)
					}
				}
			}
		}
	}
}

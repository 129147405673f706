//go:build !wasm

package av1

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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
	used := tally{}
	defer func() { observe = nil }()
	judged(func(name string, planes []Samples, o EncodeOptions) {
		data, err := Encode(planes, o)
		if err != nil {
			t.Fatal(name, err)
		}
		observe = used.count(formatOf(&o))
		got, _ := decodeAll(t, data, Options{})
		observe = nil
		want := slices.Concat(got...)
		if err := os.WriteFile(in, append([]byte{0x12, 0}, data...), 0o644); err != nil { // after a temporal delimiter
			t.Fatal(err)
		}
		for judgeName, judge := range judges {
			os.Remove(out)
			if text, err := judge(in, out).CombinedOutput(); err != nil {
				t.Errorf("%s: %s: %v: %s", name, judgeName, err, text)
				continue
			}
			if got, err := os.ReadFile(out); err != nil || !bytes.HasPrefix(got, want) {
				t.Errorf("%s: %s decodes other samples", name, judgeName)
			}
		}
	})
	checkTools(t, used)
}

func formatOf(o *EncodeOptions) string {
	switch {
	case o.Mono:
		return "mono"
	case o.SubX == 0:
		return "444"
	}
	return "420"
}

// judged calls f with what is judged: sizes, quantizers, formats and efforts with a
// little of all contents, and drawn ones with the tools for them.
func judged(f func(name string, planes []Samples, o EncodeOptions)) {
	for i, size := range [][2]int{{16, 16}, {65, 33}, {200, 131}, {4160, 8}, {130, 2400}} {
		for k, q := range []int{0, 1, 60, 150, 255} {
			for n, format := range [][3]int{{1, 1, 3}, {0, 0, 3}, {1, 1, 1}} {
				for _, screen := range []bool{false, true} {
					o := EncodeOptions{Width: size[0], Height: size[1], SubX: format[0], SubY: format[1], Mono: format[2] == 1, Screen: screen,
						Quantizer: q, Effort: 1 + (i+k+n)%MaxEffort, Color: Color{Primaries: 1, Transfer: 13, Matrix: 6, FullRange: true}}
					if size[0]+size[1] > 2000 && (q != 60 || format[0] == 0) {
						continue
					}
					planes := noisy(size[0], size[1], format[0], format[1], format[2])
					if screen {
						planes = lettered(size[0], size[1], format[0], format[1], format[2])
					}
					f(fmt.Sprintf("%dx%d q %d %v screen %v", size[0], size[1], q, format, screen), planes, o)
				}
			}
		}
	}
}

// checkTools holds what has been used against the tools that the encoder has, in each
// format that can have them.
func checkTools(t *testing.T, used tally) {
	for _, tool := range encoderTools() {
		line := fmt.Sprintf("%-24s", tool)
		for _, format := range []string{"420", "444", "mono"} {
			n := used[tool][format]
			line += fmt.Sprintf("%9d", n)
			if n == 0 && possible(tool, format) {
				t.Errorf("%s: no stream of %s that is judged has it", tool, format)
			}
		}
		t.Log(line)
	}
}

// encoderTools are the names of what the encoder uses, as tally.count has them.
func encoderTools() (all []string) {
	add := func(prefix string, names ...string) {
		for _, n := range names {
			all = append(all, prefix+" "+n)
		}
	}
	add("partition", "none", "horz", "vert", "split")
	add("block", "4x4", "8x4", "4x8", "8x8", "16x8", "8x16", "16x16", "32x32", "64x64")
	add("luma", modeNames[:13]...)
	add("chroma", "DC", "CfL", "Paeth")
	add("type", "DCT_DCT", "ADST_DCT", "DCT_ADST", "ADST_ADST", "IDTX", "V_DCT", "H_DCT", "WHT")
	for n := 2; n <= 8; n++ {
		add("palette", fmt.Sprintf("0 of %d", n), fmt.Sprintf("1 of %d", n))
	}
	return append(all, "quantizer matrix", "delta q")
}

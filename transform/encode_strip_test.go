package transform

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func strip(data []byte, profile bool) []byte {
	if f := sniff(data); f != nil && f.Strip != nil {
		return f.Strip(data, profile, true)
	}
	return nil
}

// checkStrip holds a stripped file against the one it was made of: no larger, the same
// once more, and the same image. It reports whether there is one.
func checkStrip(t *testing.T, name string, data []byte) bool {
	t.Helper()
	lim := DefaultLimits()
	lim.SourcePixels, lim.OutputPixels, lim.FramePixels, lim.Memory = 1<<17, 1<<17, 1<<20, 1<<24
	p, err := Parse("cs=origin&or=1&fm=png32&frame=1")
	if err != nil {
		t.Fatal(err)
	}
	made := func(data []byte) []byte {
		var b bytes.Buffer
		if _, err := Do(&b, bytes.NewReader(data), p, lim); err != nil {
			return nil
		}
		return b.Bytes()
	}
	for _, profile := range []bool{false, true} {
		got := strip(data, profile)
		if got == nil {
			return false
		}
		if len(got) > len(data)+1 { // WebP pads its last chunk
			t.Errorf("%s: %d bytes became %d", name, len(data), len(got))
		}
		if again := strip(got, profile); !bytes.Equal(again, got) {
			t.Errorf("%s: stripped again it is another file", name)
		}
		if profile && !bytes.Equal(made(got), made(data)) {
			t.Errorf("%s: stripped it is another image", name)
		}
	}
	return true
}

// What is left of a file without its metadata is the same image, for every file of
// testdata and of the corpus.
func TestStrip(t *testing.T) {
	count := map[string]int{}
	for _, dir := range []string{"jpeg", "png", "gif", "webp", "orient", "avif", "samples", "broken", "../../shared/corpus", "../../shared/corpus/bugs", "../../shared/corpus/avif"} {
		files, _ := filepath.Glob("../testdata/" + dir + "/*")
		if len(files) == 0 {
			t.Logf("not checked: %s, which is not there", dir)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err == nil && checkStrip(t, file, data) {
				count[sniff(data).Name]++
			}
		}
	}
	for format, least := range map[string]int{"jpg": 70, "png": 50, "gif": 10, "webp": 15, "avif": 20} {
		if count[format] < least {
			t.Errorf("%s: %d files were stripped, want at least %d", format, count[format], least)
		}
	}
	t.Log(count)
}

// Damaged files never panic, and are either refused or the same image.
func FuzzStrip(f *testing.F) {
	for _, pattern := range []string{"jpeg/exif*", "jpeg/icc*", "jpeg/segments*", "jpeg/restart*", "png/*text*", "png/exif*", "gif/*", "webp/*exif*", "webp/anim*", "avif/*", "broken/*"} {
		files, _ := filepath.Glob("../testdata/" + pattern)
		for _, file := range files {
			if data, err := os.ReadFile(file); err == nil && len(data) < 4000 {
				f.Add(data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { checkStrip(t, "input", data) })
}

package main

import (
	"bytes"
	"errors"
	"log"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tintype/bench/looks/table"
)

// What was measured once is found by its content, also behind half a line, unless more is
// asked for.
func TestKept(t *testing.T) {
	name := filepath.Join(t.TempDir(), "measured.jsonl")
	k, err := openKept(name)
	if err != nil {
		t.Fatal(err)
	}
	db := 30.0
	if err := k.put(measured{Key: keyOf([32]byte{1}, []byte("file")), Score: 70, PSNR: &db}); err != nil {
		t.Fatal(err)
	}
	k.file.WriteString(`{"key":"cut`)
	k.file.Close()
	k, err = openKept(name)
	if err != nil {
		t.Fatal(err)
	}
	k.put(measured{Key: "after"})
	k.file.Close()
	if k, err = openKept(name); err != nil {
		t.Fatal(err)
	}
	defer k.file.Close()
	if m, ok := k.get(keyOf([32]byte{1}, []byte("file")), true, false); !ok || m.Score != 70 {
		t.Error("got", m, ok)
	}
	if _, ok := k.get("after", false, false); !ok {
		t.Error("the line behind half a line is lost")
	}
	for key, ok := range map[string]bool{keyOf([32]byte{2}, []byte("file")): false, keyOf([32]byte{1}, []byte("other")): false} {
		if _, got := k.get(key, false, false); got != ok {
			t.Error("another picture or file was found")
		}
	}
	if _, ok := k.get(keyOf([32]byte{1}, []byte("file")), true, true); ok {
		t.Error("a line without the second opinion was found where it is asked for")
	}
}

func TestEach(t *testing.T) {
	sum := make([]int, 20)
	list := make([]int, len(sum))
	for i := range list {
		list[i] = i
	}
	wrong := errors.New("wrong")
	err := each(list, func(i int) error {
		sum[i]++
		if i == 7 {
			return wrong
		}
		return nil
	})
	if err != wrong {
		t.Error("got", err)
	}
	for i, n := range sum {
		if n != 1 {
			t.Errorf("%d: %d calls", i, n)
		}
	}
}

// The summary and the plot of two encoders' files of a photograph and a drawing.
func TestSummary(t *testing.T) {
	r := &table.Results{Qualities: []int{30, 60, 90}, Pairs: [][2]string{{"tintype webp", "sharp webp"}}}
	for _, group := range groups {
		files := func(size int, up float64) *table.Series {
			return &table.Series{Q: r.Qualities, Bytes: []int{size, 2 * size, 3 * size}, Score: []float64{40 + up, 60 + up, 80 + up}}
		}
		r.Pictures = append(r.Pictures, &table.Picture{Group: group, Name: "a " + group, W: 720, H: 480, Files: map[string]*table.Series{"tintype webp": files(8000, 3), "sharp webp": files(10000, 0)}})
	}
	r.Compare()
	var out bytes.Buffer
	summary(&out, r)
	for _, want := range []string{
		"tintype webp against sharp webp, photographs:\n", "tintype webp against sharp webp, graphics:\n",
		"  each: a graphics-720 -", "  no second opinion: butteraugli was not measured",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the summary does not have %q", want)
		}
	}
	if n := strings.Count(out.String(), "less the anchor's: 30: +3.0 60: +3.0 90: +3.0\n"); n != len(groups) {
		t.Errorf("scores at equal q: %d groups of %d have +3.0", n, len(groups))
	}
	for _, p := range r.Pictures {
		p.Files["sharp webp"].Butter, p.Files["tintype webp"].Butter = []float64{3, 2, 1}, []float64{3, 2, 1}
	}
	r.Compare()
	out.Reset()
	summary(&out, r)
	if !strings.Contains(out.String(), "more than 2 % larger by both SSIMULACRA2 and butteraugli: 0 of 1\n") {
		t.Error("the summary does not say what loses by both metrics")
	}
	if svg := string(plot(r)); strings.Count(svg, `"l webp"`) != 2+2*len(groups) || strings.Contains(svg, "NaN") {
		t.Error("the plot does not have a line for each encoder and picture")
	}
}

// A picture that changed has none of sharp's files left.
func TestStaleFiles(t *testing.T) {
	folder := t.TempDir()
	p := &picture{source: source{name: "a b"}, W: 320, png: []byte("one")}
	put := func(name string) { os.WriteFile(filepath.Join(folder, name), nil, 0o666) }
	has := func(name string) bool {
		_, err := os.Stat(filepath.Join(folder, name))
		return err == nil
	}
	if err := p.write(folder); err != nil {
		t.Fatal(err)
	}
	put("a b-320.jpeg.30")
	put("a b-3200.jpeg.30")
	if err := p.write(folder); err != nil || !has("a b-320.jpeg.30") {
		t.Error("the same picture: its files are gone", err)
	}
	p.png = []byte("two")
	if err := p.write(folder); err != nil || has("a b-320.jpeg.30") || !has("a b-3200.jpeg.30") || !has("a b-320.png") {
		t.Error("another picture: its old files are there, or those of others are gone", err)
	}
}

// The list has a hash for every file that was fitted with, and a folder with one of them is
// read.
func TestMore(t *testing.T) {
	photos, drawn := 0, 0
	for name, hash := range listed() {
		if len(hash) != 64 {
			t.Errorf("%s: hash: got %q", name, hash)
		}
		if strings.HasPrefix(name, "photos/") {
			photos++
		} else if strings.HasPrefix(name, "drawn/") {
			drawn++
		}
	}
	if photos != 42 || drawn != 30 {
		t.Errorf("got %d photographs and %d drawings, want 42 and 30", photos, drawn)
	}
	folder := t.TempDir()
	os.Mkdir(filepath.Join(folder, "photos"), 0o777)
	os.Mkdir(filepath.Join(folder, "drawn"), 0o777)
	os.WriteFile(filepath.Join(folder, "photos", "Aqua.jpg"), []byte("other"), 0o666)
	var said bytes.Buffer
	log.SetOutput(&said)
	defer log.SetOutput(os.Stderr)
	list, err := more(folder)
	if err != nil || len(list) != 3 || list[0].file != "photos/Aqua.jpg" || list[1].name != "Aqua a" {
		t.Error("got", list, err)
	}
	if n := strings.Count(said.String(), "is not"); n != photos+drawn {
		t.Errorf("%d files are said to differ, want all %d", n, photos+drawn)
	}
}

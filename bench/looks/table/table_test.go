package table

import (
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// made has two photographs and a drawing, of which the second encoder's files are the
// first's, times a factor for each picture.
func made(factors ...float64) *Results {
	r := &Results{Qualities: []int{30, 50, 70}, Pairs: [][2]string{{"ours", "theirs"}}}
	for i, f := range factors {
		p := &Picture{Group: "photographs", Name: "p", Held: i == 1, W: []int{320, 720, 300}[i], H: 100}
		if i == 2 {
			p.Group = "graphics"
		}
		theirs := &Series{Q: r.Qualities, Bytes: []int{10000, 20000, 30000}, Score: []float64{40, 60, 70}, Butter: []float64{4, 0, 1}}
		ours := &Series{Q: r.Qualities, Score: []float64{40, 60, 70}, Butter: theirs.Butter}
		for k, n := range theirs.Bytes {
			ours.Bytes = append(ours.Bytes, int(float64(n)*f))
			ours.Score[k] += float64(i)
			theirs.Score[k] += float64(i) - 1
		}
		p.Files = map[string]*Series{"ours": ours, "theirs": theirs}
		r.Pictures = append(r.Pictures, p)
	}
	r.Compare()
	return r
}

func TestMeans(t *testing.T) {
	r := made(0.9, 1.1, 0.5)
	m := r.Of(0, "photographs", Second)
	if m.N != 2 || math.Abs(m.All) > 1e-3 || math.Abs(m.Held-0.1) > 1e-3 || m.Name != "p-720" || math.Abs(m.ByWidth[320]+0.1) > 1e-3 || len(m.ByWidth) != 2 {
		t.Errorf("got %+v", m)
	}
	if m := r.Of(0, "photographs", "SSIM"); m.N != 0 {
		t.Errorf("a metric that was not measured: got %+v", m)
	}
	if m := r.Of(0, "graphics", First); m.N != 1 || !math.IsNaN(m.Held) {
		t.Errorf("graphics: got %+v", m)
	}
}

// A picture has lost where both metrics say so.
func TestLosing(t *testing.T) {
	r := made(0.9, 1.2, 0.9)
	names, n := r.Losing(0, "photographs")
	if n != 2 || len(names) != 1 {
		t.Errorf("got %v of %d", names, n)
	}
	r.Pictures[1].Rates[0][1] = nil
	if names, n := r.Losing(0, "photographs"); n != 1 || len(names) != 0 {
		t.Errorf("without the second opinion: got %v of %d", names, n)
	}
}

// Scores at equal q are compared within every group, and nothing is said of a quality that
// no picture has.
func TestOffset(t *testing.T) {
	r := made(0.9, 1.1, 0.9)
	for _, group := range []string{"photographs", "graphics"} {
		if v, ok := r.Offset(0, group, 50); !ok || math.Abs(v-1) > 1e-9 {
			t.Errorf("%s: got %v, %v", group, v, ok)
		}
		if v, ok := r.Offset(0, group, 90); ok {
			t.Errorf("%s at a quality that was not measured: got %v", group, v)
		}
	}
}

func TestRead(t *testing.T) {
	name := filepath.Join(t.TempDir(), "looks.json")
	if r, err := Read(name); r != nil || err != nil {
		t.Error("no file: got", r, err)
	}
	want := made(0.9, 1.1, 0.9)
	want.Pictures[0].Rates[0][0] = nil
	if err := want.Write(name); err != nil {
		t.Fatal(err)
	}
	got, err := Read(name)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	os.WriteFile(name, []byte(`{"other": 1}`), 0o666)
	if _, err := Read(name); err == nil {
		t.Error("an unknown field was read")
	}
}

func TestNearestWidth(t *testing.T) {
	for w, want := range map[int]int{100: 320, 320: 320, 403: 720, 720: 720, 1024: 1600, 2000: 1600} {
		if got := NearestWidth(w); got != want {
			t.Errorf("%d: got %d, want %d", w, got, want)
		}
	}
}

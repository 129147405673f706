package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tintype/bench/looks/table"
	"tintype/transform/measure"
)

const corpus = "../../../shared/corpus"

// accuracy is how far scores are from what they should be, whatever the sign: on the mean,
// and 95 % of them.
type accuracy struct{ mean, most float64 }

func accuracyOf(off []float64) accuracy {
	var m table.Average
	for i, v := range off {
		off[i] = math.Abs(v)
		m.Add(off[i])
	}
	slices.SortFunc(off, cmp.Compare[float64])
	return accuracy{m.Value(), off[(len(off)-1)*95/100]}
}

func (a accuracy) check(t *testing.T, what string, bound accuracy) {
	t.Helper()
	t.Logf("%s: %.2f on the mean, 95 %% within %.2f (bounds %.2f and %.2f)", what, a.mean, a.most, bound.mean, bound.most)
	if a.mean > bound.mean || a.most > bound.most {
		t.Errorf("%s: got %.2f on the mean and 95 %% within %.2f, want %.2f and %.2f", what, a.mean, a.most, bound.mean, bound.most)
	}
}

// readAll reads scores.json.
func readAll(t *testing.T) (list []*predicted) {
	t.Helper()
	b, err := os.ReadFile("scores.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func readHeld(t *testing.T) (list []*predicted, of map[string]*predicted) {
	of = map[string]*predicted{}
	for _, p := range readAll(t) {
		if p.Held && p.Group == "photographs" {
			of[fmt.Sprint(p.Name, p.W, p.Format)] = p
			list = append(list, p)
		}
	}
	return list, of
}

// oneQ is how far the scores of a format are from those of JPEG at the same q.
func oneQ(list []*predicted, of map[string]*predicted, format string) accuracy {
	var off []float64
	for _, p := range list {
		for q := 30; p.Format == format && q <= 90; q += 10 {
			want := of[fmt.Sprint(p.Name, p.W, "jpg")].at(float64(q))
			off = append(off, p.at(float64(measure.LooksLike(p.img, format, q)))-want)
		}
	}
	return accuracyOf(off)
}

// The table from a q to the qualities of formats is as accurate on the photographs that
// are held out as these bounds say, which are just above what it had; a better one tightens
// them.
func TestTableAccuracy(t *testing.T) {
	list, of := readHeld(t)
	for format, bound := range map[string]accuracy{"webp": {3.7, 6.9}, "avif": {2.8, 6.9}} {
		oneQ(list, of, format).check(t, format+" beside jpg", bound)
	}
}

// So are the predictions that q=auto and one q come from, which need the photographs.
func TestPredictionAccuracy(t *testing.T) {
	list, of := readHeld(t)
	images := map[string]*measure.Image{}
	for _, p := range list {
		key := fmt.Sprint(p.Name, p.W)
		if images[key] == nil {
			i := slices.IndexFunc(photographs, func(s source) bool { return s.name == p.Name })
			data, err := os.ReadFile(filepath.Join(corpus, photographs[i].file))
			if os.IsNotExist(err) {
				t.Skip("not checked: how near q=auto and one q come on held-out photographs; the corpus of real files is not there")
			} else if err != nil {
				t.Fatal(err)
			}
			made, err := newPicture(photographs[i], data, p.W)
			if err != nil {
				t.Fatal(err)
			}
			images[key] = imageOf(made.img)
		}
		p.img = images[key]
	}
	for format, bound := range map[string]accuracy{"webp": {1.65, 3.6}, "avif": {1.1, 2.8}} {
		oneQ(list, of, format).check(t, format+" beside jpg", bound)
	}
	for format, bound := range map[string]accuracy{"jpg": {1.1, 2.7}, "webp": {1.5, 3.1}, "avif": {1.05, 2.4}} {
		var off []float64
		for _, target := range targets {
			met, n := 0, 0
			for _, p := range list {
				if p.Format != format {
					continue
				}
				d := p.at(float64(measure.LooksQuality(p.img, format, target))) - float64(target)
				off = append(off, d)
				if n++; math.Abs(d) <= 3 {
					met++
				}
				if math.Abs(d) > 6 {
					t.Errorf("q=auto, %s, %s, %d: got %+.1f, want no more than 6", format, p.Name, target, d)
				}
			}
			if 10*met < 9*n {
				t.Errorf("q=auto, %s, %d: got %d of %d within 3 points, want nine of ten", format, target, met, n)
			}
		}
		accuracyOf(off).check(t, "q=auto, "+format, bound)
	}
}

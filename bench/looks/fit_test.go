package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"tintype/bench/engine"
	"tintype/bench/ssimulacra2"
	"tintype/transform/measure"
)

// The table from a quality of JPEG to that of other formats is what the scores say that
// are kept beside it.
func TestTableIsOfScores(t *testing.T) {
	b, err := os.ReadFile("scores.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []*predicted
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatal(err)
	}
	jpeg := meanScore(list, "jpg")
	for _, f := range scoredFormats {
		for i, want := range like(jpeg, meanScore(list, f)) {
			if got := measure.LooksLike(nil, f, 10*i); i > 0 && got != max(want, 1) {
				t.Errorf("%s, like q %d: got %d, the scores say %d", f, 10*i, got, want)
			}
		}
	}
}

// At one q all formats look alike where the server chooses, and q=auto meets its target,
// on images that no number was fitted to.
func TestOneQByScore(t *testing.T) {
	for _, s := range standIns {
		data, err := os.ReadFile("../../testdata/" + s.file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := newPicture(s, data, 320)
		if err != nil {
			t.Fatal(err)
		}
		reference := ssimulacra2.NewReference(p.img)
		score := func(query string) float64 {
			file, err := engine.Do(p.png, query)
			if err != nil {
				t.Fatal(err)
			}
			m, err := ssimulacra2.Decode(file)
			if err != nil {
				t.Fatal(err)
			}
			at, err := reference.Score(m)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		for _, f := range scoredFormats {
			for _, q := range []int{50, 75} {
				jpeg, got := score(fmt.Sprintf("fm=jpg&q=%d", q)), score(fmt.Sprintf("auto=format&fm=%s&q=%d", f, q))
				t.Logf("%s, %s, q %d: %.1f, JPEG %.1f", s.name, f, q, got, jpeg)
				if math.Abs(jpeg-got) > 6 {
					t.Errorf("%s, %s, q %d: got %.1f, JPEG %.1f", s.name, f, q, got, jpeg)
				}
			}
			const most = 7 // of generated pictures; for photographs see TestPredictionAccuracy
			for i, word := range []string{"best", "good", "eco", "low"} {
				got, want := score("q=auto:"+word+"&fm="+f), float64(targets[i])
				t.Logf("%s, %s, q=auto:%s: %.1f, want %.0f", s.name, f, word, got, want)
				if math.Abs(got-want) > most {
					t.Errorf("%s, %s, q=auto:%s: got %.1f, want %.0f", s.name, f, word, got, want)
				}
			}
		}
	}
}

func TestFitOfNothing(t *testing.T) {
	if at := like([101]float64{}, [101]float64{}); at[10] != 100 || !slices.IsSorted(at[:]) {
		t.Error("got", at)
	}
	if !bytes.Contains([]byte(spread([]float64{-2, 1})), []byte("mean 1.50")) {
		t.Error("got", spread([]float64{-2, 1}))
	}
}

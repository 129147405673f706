package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
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
	list := readAll(t)
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
			for i, word := range []string{"best", "good", "eco", "low"} {
				got, want := score("q=auto:"+word+"&fm="+f), float64(targets[i])
				t.Logf("%s, %s, q=auto:%s: %.1f, want %.0f", s.name, f, word, got, want)
				most := 4.5 // of generated pictures; for photographs see TestPredictionAccuracy
				if word == "low" {
					most = 7
				}
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

// Files that predictions are fitted with are those that q=auto writes: AVIF of a drawing has
// another quantizer there than the same q in a query.
func TestScoredFile(t *testing.T) {
	photo, err := os.ReadFile("../../testdata/samples/city.jpg")
	if err != nil {
		t.Fatal(err)
	}
	bars := image.NewGray(image.Rect(0, 0, 256, 192))
	for i := range bars.Pix {
		if x, y := i%256, i/256; y%16 < 8 && (x*x/7+y*3)%11 < 4 {
			bars.Pix[i] = 20
		} else {
			bars.Pix[i] = 255
		}
	}
	var drawing bytes.Buffer
	if err := png.Encode(&drawing, bars); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		data []byte
		same bool
	}{{"photograph", photo, true}, {"drawing", drawing.Bytes(), false}} {
		p, err := newPicture(source{name: c.name}, c.data, 320)
		if err != nil {
			t.Fatal(err)
		}
		got, err := scoredFile(p, "avif", 80)
		if err != nil {
			t.Fatal(err)
		}
		asked, err := engine.Do(p.png, "fm=avif&q=80")
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(got, asked) != c.same {
			t.Errorf("%s: got %d bytes, the query %d, want the same: %v", p, len(got), len(asked), c.same)
		}
	}
}

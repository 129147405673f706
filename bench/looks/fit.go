package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/format"
	"math"
	"os"
	"path/filepath"
	"slices"

	"tintype/transform/measure"
)

// Fits are found as follows. SSIMULACRA 2.1 bends a sum of norms by a polynomial and a
// power, in its last steps; undone, distances are left that add up. Those of files are the
// sum of features of the image and the quality (transform/internal/looks), weighted by
// numbers that are not negative, with the least squares of the scores' errors. Pictures
// that are held out take no part. What is drawn has weights of its own. Photographs of the
// set count for more than others, and scores that nobody asks for for less.
const (
	setCount     = 4
	lowestAsked  = 35
	highestAsked = 92
	othersCount  = 0.15
	power        = 0.6276336467831387
)

// farOf undoes scoreOf.
func farOf(score float64) float64 {
	low, high := 0.0, 150.0
	for range 60 {
		if mid := (low + high) / 2; scoreOf(mid) > min(score, 99.9) {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

func scoreOf(far float64) float64 {
	far = max(far, 0)
	return 100 - 10*math.Pow(2.326765642916932*far-0.020884521182843837*far*far+6.248496625763138e-05*far*far*far, power)
}

// predicted is a scored picture with what predicts its scores.
type predicted struct {
	scored
	img      *measure.Image
	drawn    bool
	flat     int64
	features [][measure.LooksFeatures]int64
}

// terms are what weights multiply: each feature for busy and for flat images at quality 0
// and at quality 100, then 1.
func (p *predicted) terms(i int) (list []float64) {
	flat, fine := float64(p.flat)/65536, float64(p.Q[i])/100
	for _, f := range p.features[i] {
		v := float64(f) / (1 << 20)
		list = append(list, v*(1-flat)*(1-fine), v*flat*(1-fine), v*(1-flat)*fine, v*flat*fine)
	}
	return append(list, 1)
}

// readScores reads files of -scores, and the pictures.
func readScores(o options, names []string) (list []*predicted, err error) {
	images := map[string]*measure.Image{}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var all []scored
		if err := json.Unmarshal(b, &all); err != nil {
			return nil, err
		}
		for _, s := range all {
			key := (&picture{source: source{name: s.Name}, W: s.W}).String()
			if images[key] == nil {
				if images[key], err = readPNG(filepath.Join(o.folder, key+".png")); err != nil {
					return nil, err
				}
			}
			p := &predicted{scored: s, img: images[key]}
			p.drawn, p.flat, p.features = measure.LooksOf(p.img, s.Format, s.Q)
			list = append(list, p)
		}
	}
	return list, nil
}

// weigh fits the weights of a format.
func weigh(list []*predicted, format string, drawn bool) []float64 {
	const n = 4*measure.LooksFeatures + 1
	var ata [n][n]float64
	var atb [n]float64
	for _, p := range list {
		if p.Format != format || p.Held || p.drawn != drawn {
			continue
		}
		for i, score := range p.Score {
			far := farOf(score)
			w := (scoreOf(far) - scoreOf(far+1e-4)) / 1e-4 // of the score's error to the distance's
			if score < lowestAsked || score > highestAsked {
				w *= othersCount
			}
			switch p.Group {
			case "photographs", "pieces", "graphics":
				w *= setCount
			}
			t := p.terms(i)
			for a := range t {
				for b := range t {
					ata[a][b] += w * w * t[a] * t[b]
				}
				atb[a] += w * w * t[a] * far
			}
		}
	}
	// Least squares without negative numbers, one number after the other.
	x := make([]float64, n)
	for range 20_000 {
		for a := range x {
			if ata[a][a] == 0 {
				continue
			}
			g := atb[a]
			for b, v := range x {
				g -= ata[a][b] * v
			}
			x[a] = max(x[a]+g/ata[a][a], 0)
		}
	}
	return x
}

// mean is the mean score of the photographs that are not held out, at qualities 0 to 100.
func meanScore(list []*predicted, format string) (at [101]float64) {
	n := 0.0
	for _, p := range list {
		if p.Format == format && !p.Held && p.Group == "photographs" {
			n++
			for q := range at {
				at[q] += p.at(float64(q))
			}
		}
	}
	for q := range at {
		at[q] /= n
		if q > 0 {
			at[q] = max(at[q], at[q-1]+1e-6)
		}
	}
	return at
}

// at is the score at a quality, between those that were measured on a line.
func (s *scored) at(q float64) float64 { return between(s.Q, s.Score, q) }

func (s *scored) bytesAt(q float64) float64 {
	var logs []float64
	for _, n := range s.Bytes {
		logs = append(logs, math.Log(float64(n)))
	}
	return math.Exp(between(s.Q, logs, q))
}

func between(qs []int, v []float64, q float64) float64 {
	i := 1
	for i < len(qs)-1 && float64(qs[i]) < q {
		i++
	}
	part := (q - float64(qs[i-1])) / float64(qs[i]-qs[i-1])
	return v[i-1] + (v[i]-v[i-1])*part
}

// like are the qualities of a format that have the mean score of JPEG's 0, 10, … 100.
func like(jpeg, other [101]float64) (at [11]int) {
	for i := range at {
		q := 0
		for q < 100 && other[q] < jpeg[10*i] {
			q++
		}
		if q > 0 && jpeg[10*i]-other[q-1] < other[q]-jpeg[10*i] {
			q--
		}
		at[i] = q
	}
	at[0], at[10] = 0, 100
	return at
}

// fit finds all numbers and writes them as Go.
func fit(o options, names []string) error {
	list, err := readScores(o, names)
	if err != nil {
		return err
	}
	var s bytes.Buffer
	s.WriteString("// Generated by bench/looks -fit; do not edit.\n\npackage looks\n")
	jpeg := meanScore(list, "jpg")
	s.WriteString("\n// Scores are those of JPEG's qualities 0, 10, … 100 on the mean of photographs.\nvar Scores = [11]int8{")
	for q := 0; q <= 100; q += 10 {
		fmt.Fprintf(&s, "%d, ", int(math.Round(max(jpeg[q], -100))))
	}
	s.WriteString("}\n")
	for i, f := range scoredFormats {
		fmt.Fprintf(&s, "\n// %s is what files of that format look like.\nvar %[1]s = Fit{\n", []string{"JPEG", "WebP", "AVIF"}[i])
		for _, drawn := range []bool{false, true} {
			x := weigh(list, f, drawn)
			fmt.Fprintf(&s, "%s: Weights{\nOf: [Features][4]int32{\n", map[bool]string{false: "Photo", true: "Drawn"}[drawn])
			for a := 0; a+3 < len(x); a += 4 {
				if slices.Max(x[a:a+4]) < 1.0/512 {
					fmt.Fprint(&s, "{},\n")
					continue
				}
				fmt.Fprintf(&s, "{%.0f, %.0f, %.0f, %.0f},\n", 256*x[a], 256*x[a+1], 256*x[a+2], 256*x[a+3])
			}
			fmt.Fprintf(&s, "},\nRest: %d,\n},\n", int(math.Round(256*x[len(x)-1])))
		}
		s.WriteString("Alike: [11]uint8{")
		for _, q := range like(jpeg, meanScore(list, f)) {
			fmt.Fprintf(&s, "%d, ", q)
		}
		s.WriteString("},\n}\n")
	}
	code, err := format.Source(s.Bytes())
	if err != nil {
		return err
	}
	return os.WriteFile("transform/internal/looks/fits.go", code, 0o666)
}

package main

import (
	"bytes"
	"cmp"
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
// that are held out take no part. Photographs of the set count for more than others,
// graphics for less, and so do scores that nobody asks for.
const (
	graphicsCount = 0.3
	setCount      = 4
	lowestAsked   = 35
	highestAsked  = 92
	othersCount   = 0.15
	power         = 0.6276336467831387
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
			p.flat, p.features = measure.LooksOf(p.img, s.Format, s.Q)
			list = append(list, p)
		}
	}
	return list, nil
}

// weigh fits the weights of a format.
func weigh(list []*predicted, format string) []float64 {
	const n = 4*measure.LooksFeatures + 1
	var ata [n][n]float64
	var atb [n]float64
	for _, p := range list {
		if p.Format != format || p.Held {
			continue
		}
		for i, score := range p.Score {
			far := farOf(score)
			w := (scoreOf(far) - scoreOf(far+1e-4)) / 1e-4 // of the score's error to the distance's
			if score < lowestAsked || score > highestAsked {
				w *= othersCount
			}
			switch p.Group {
			case "graphics", "more drawings":
				w *= graphicsCount
			case "photographs", "pieces":
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
		x := weigh(list, f)
		fmt.Fprintf(&s, "\n// %s is what files of that format look like.\nvar %[1]s = Fit{\nWeights: [Features][4]int32{\n", []string{"JPEG", "WebP", "AVIF"}[i])
		for a := 0; a+3 < len(x); a += 4 {
			if slices.Max(x[a:a+4]) < 1.0/512 {
				fmt.Fprint(&s, "{},\n")
				continue
			}
			fmt.Fprintf(&s, "{%.0f, %.0f, %.0f, %.0f},\n", 256*x[a], 256*x[a+1], 256*x[a+2], 256*x[a+3])
		}
		fmt.Fprintf(&s, "},\nRest: %d,\nAlike: [11]uint8{", int(math.Round(256*x[len(x)-1])))
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

// fitted prints what the engine makes of its numbers: how far predicted scores are off,
// how far formats are apart at one q, and what q=auto comes to.
func fitted(o options, names []string) error {
	list, err := readScores(o, names)
	if err != nil {
		return err
	}
	of := map[string]*predicted{}
	for _, p := range list {
		of[fmt.Sprint(p.Name, p.W, p.Format)] = p
	}
	groups := []struct {
		name string
		has  func(p *predicted) bool
	}{
		{"photographs", func(p *predicted) bool { return p.Group == "photographs" }},
		{"held out", func(p *predicted) bool { return p.Group == "photographs" && p.Held }},
		{"more", func(p *predicted) bool { return p.Group == "more" }},
		{"pieces", func(p *predicted) bool { return p.Group == "pieces" }},
		{"pieces held out", func(p *predicted) bool { return p.Group == "pieces" && p.Held }},
		{"graphics", func(p *predicted) bool { return p.Group == "graphics" }},
		{"all but pieces", func(p *predicted) bool { return p.Group == "photographs" || p.Group == "graphics" }},
	}
	for _, f := range scoredFormats[1:] {
		for _, g := range groups {
			var apart, table []float64
			by := ""
			for q := 30; q <= 90; q += 10 {
				var at []float64
				for _, p := range list {
					if p.Format == f && g.has(p) {
						want := of[fmt.Sprint(p.Name, p.W, "jpg")].at(float64(q))
						at = append(at, p.at(float64(measure.LooksLike(p.img, f, q)))-want)
						table = append(table, p.at(float64(measure.LooksLike(nil, f, q)))-want)
					}
				}
				by += fmt.Sprintf(" %d: %+.1f", q, signed(at))
				apart = append(apart, at...)
			}
			if len(apart) == 0 {
				continue
			}
			fmt.Printf("one q, %s beside jpg, %s: %s; by the table alone %s; mean by q%s\n", f, g.name, spread(apart), spread(table), by)
		}
	}
	for _, f := range scoredFormats {
		for _, g := range groups {
			for _, target := range []int{85, 75, 65, 50} {
				var off []float64
				n, auto := 0, 0.0
				var chosen []*predicted
				for _, p := range list {
					if p.Format == f && g.has(p) {
						q := float64(measure.LooksQuality(p.img, f, target))
						off = append(off, p.at(q)-float64(target))
						auto += p.bytesAt(q)
						n++
						chosen = append(chosen, p)
					}
				}
				if n == 0 {
					continue
				}
				// The fixed quality that has, on the mean, the score that q=auto has.
				best, fixed := 100.0, 0.0
				for q := 10.0; q <= 97; q += 0.25 {
					sum, size := 0.0, 0.0
					for _, p := range chosen {
						sum += p.at(q) - float64(target)
						size += p.bytesAt(q)
					}
					if d := math.Abs(sum/float64(n) - signed(off)); d < best {
						best, fixed = d, size
					}
				}
				// That at which nine of ten have the target or more, less the three points that
				// q=auto may miss.
				safe := 0.0
				for q, met := 10.0, 0; 10*met < 9*n && q <= 97; q += 0.25 {
					safe, met = 0, 0
					for _, p := range chosen {
						safe += p.bytesAt(q)
						if p.at(q) >= float64(target)-3 {
							met++
						}
					}
				}
				fmt.Printf("q=auto, %s, %s, %d: %s, mean %+.1f; bytes against the fixed q of that mean %+.1f %%, against that which suits nine of ten %+.1f %%\n", f, g.name, target, spread(off), signed(off), 100*(auto/fixed-1), 100*(auto/safe-1))
			}
		}
	}
	return nil
}

func signed(list []float64) float64 {
	var m mean
	for _, v := range list {
		m.add(v)
	}
	return m.value()
}

// spread tells how large numbers are, whatever their sign.
func spread(signed []float64) string {
	if len(signed) == 0 {
		return "none"
	}
	var m mean
	var list []float64
	three, four, six := 0, 0, 0
	for _, v := range signed {
		v = math.Abs(v)
		list = append(list, v)
		m.add(v)
		if v <= 3 {
			three++
		}
		if v <= 4 {
			four++
		}
		if v <= 6 {
			six++
		}
	}
	sorted := slices.SortedFunc(slices.Values(list), cmp.Compare[float64])
	n := max(len(list), 1)
	return fmt.Sprintf("mean %.2f, 95 %% within %.1f, most %.1f, within 3 %d %%, 4 %d %%, 6 %d %%", m.value(), sorted[(len(list)-1)*95/100], sorted[len(list)-1], 100*three/n, 100*four/n, 100*six/n)
}

package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"tintype/bench/looks/table"
	"tintype/transform/measure"
)

var pictureGroups = []struct {
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

var targets = []int{85, 75, 65, 50}

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
	for _, f := range scoredFormats[1:] {
		for _, g := range pictureGroups {
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
		for _, g := range pictureGroups {
			var chosen []*predicted
			for _, p := range list {
				if p.Format == f && g.has(p) {
					chosen = append(chosen, p)
				}
			}
			for _, target := range targets {
				if len(chosen) > 0 {
					printAuto(f+", "+g.name, chosen, float64(target))
				}
			}
		}
	}
	return nil
}

// printAuto prints how near q=auto comes to a target, and what its files take beside those
// of a fixed quality: one that has the same score on the mean, and one at which nine of ten
// have the target or more, less the three points that q=auto may miss. The same is printed
// for an oracle that gives every picture just the target, which nothing can be better than.
func printAuto(title string, list []*predicted, target float64) {
	var auto, oracle []float64 // qualities
	var off []float64
	for _, p := range list {
		q := float64(measure.LooksQuality(p.img, p.Format, int(target)))
		auto = append(auto, q)
		off = append(off, p.at(q)-target)
		oracle = append(oracle, leastQuality(func(q float64) bool { return p.at(q) >= target }))
	}
	mean := func(most float64) func(q float64) bool {
		return func(q float64) bool {
			sum := 0.0
			for _, p := range list {
				sum += p.at(q) - target
			}
			return sum/float64(len(list)) >= most
		}
	}
	safe := leastQuality(func(q float64) bool {
		met := 0
		for _, p := range list {
			if p.at(q) >= target-3 {
				met++
			}
		}
		return 10*met >= 9*len(list)
	})
	fmt.Printf("q=auto, %s, %.0f: %s, mean %+.1f; bytes against the fixed q of that mean %s, against that which suits nine of ten %s; oracle %s, %s\n", title, target, spread(off), signed(off),
		saved(list, auto, leastQuality(mean(signed(off)))), saved(list, auto, safe), saved(list, oracle, leastQuality(mean(0))), saved(list, oracle, safe))
}

// leastQuality is the least quality that will do, in quarters.
func leastQuality(will func(q float64) bool) float64 {
	q := 5.0
	for q < 97 && !will(q) {
		q += 0.25
	}
	return q
}

// saved tells what files of qualities take more or less than those of a fixed one, all
// together and on the mean of pictures.
func saved(list []*predicted, q []float64, fixed float64) string {
	own, all := 0.0, 0.0
	var m table.Average
	for i, p := range list {
		a, b := p.bytesAt(q[i]), p.bytesAt(fixed)
		own, all = own+a, all+b
		m.Add(a / b)
	}
	return fmt.Sprintf("%+.1f %% (%+.1f)", 100*(own/all-1), 100*(m.Value()-1))
}

func signed(list []float64) float64 {
	var m table.Average
	for _, v := range list {
		m.Add(v)
	}
	return m.Value()
}

// spread tells how large numbers are, whatever their sign.
func spread(signed []float64) string {
	if len(signed) == 0 {
		return "none"
	}
	var m table.Average
	var list []float64
	three, four, six := 0, 0, 0
	for _, v := range signed {
		v = math.Abs(v)
		list = append(list, v)
		m.Add(v)
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
	return fmt.Sprintf("mean %.2f, 95 %% within %.1f, most %.1f, within 3 %d %%, 4 %d %%, 6 %d %%", m.Value(), sorted[(len(list)-1)*95/100], sorted[len(list)-1], 100*three/n, 100*four/n, 100*six/n)
}

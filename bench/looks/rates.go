package main

import (
	"fmt"
	"io"
	"math"

	"tintype/bench/bdrate"
)

// rate is what an encoder's files of one picture take at equal looks, as a part of
// the anchor's: -0.1 for a tenth less.
type rate struct {
	Group   string             `json:"group"`
	Name    string             `json:"name"`
	Held    bool               `json:"held"`
	W       int                `json:"w"`
	Encoder string             `json:"encoder"`
	Anchor  string             `json:"anchor"`
	By      map[string]float64 `json:"by"`
}

var metrics = []string{"SSIMULACRA2", "butteraugli", "PSNR-Y", "SSIM"}

func rates(curves []curve, butter, full bool) (list []rate) {
	of := map[string]curve{}
	key := func(c curve, encoder string) string { return fmt.Sprint(c.Name, c.W, encoder) }
	for _, c := range curves {
		of[key(c, c.Encoder)] = c
	}
	for _, e := range encoders {
		for _, anchor := range e.Anchors {
			for _, c := range curves {
				of, ok := of[key(c, anchor)]
				if c.Encoder != e.Name || !ok {
					continue
				}
				r := rate{c.Group, c.Name, c.Held, c.W, e.Name, anchor, map[string]float64{}}
				for _, m := range metrics {
					if m == "SSIMULACRA2" || full && (m != "butteraugli" || butter) {
						v := bdrate.Of(samples(of, m), samples(c, m))
						if !math.IsNaN(v) {
							r.By[m] = v
						}
					}
				}
				list = append(list, r)
			}
		}
	}
	return list
}

func samples(c curve, metric string) (list []bdrate.Sample) {
	for _, p := range c.Points {
		list = append(list, bdrate.Sample{Bytes: float64(p.Bytes), Quality: p.quality(metric)})
	}
	return list
}

// summary prints means: for each encoder and anchor those of a group, of what is
// held out of it, and of each width; then how scores at equal q differ.
func summary(w io.Writer, r *results) {
	for _, e := range encoders {
		for _, anchor := range e.Anchors {
			for _, group := range []string{"photographs", "graphics"} {
				var list []rate
				for _, x := range r.Rates {
					if x.Encoder == e.Name && x.Anchor == anchor && x.Group == group {
						list = append(list, x)
					}
				}
				if len(list) > 0 {
					summarize(w, fmt.Sprintf("%s against %s, %s", e.Name, anchor, group), list)
				}
			}
			offsets(w, r, e.Name, anchor)
		}
	}
}

func summarize(w io.Writer, title string, list []rate) {
	fmt.Fprintf(w, "%s:", title)
	for _, m := range metrics {
		all, held, worst, worstName, n := 0.0, mean{}, math.Inf(-1), "", 0
		byWidth := map[int]*mean{}
		for _, x := range list {
			v, ok := x.By[m]
			if !ok {
				continue
			}
			n++
			all += v
			if x.Held {
				held.add(v)
			}
			k := nearestWidth(x.W)
			if byWidth[k] == nil {
				byWidth[k] = &mean{}
			}
			byWidth[k].add(v)
			if v > worst {
				worst, worstName = v, fmt.Sprint(x.Name, "-", x.W)
			}
		}
		if n == 0 {
			continue
		}
		fmt.Fprintf(w, "\n  %-12s %+6.2f %% of %d (held out %+.2f", m, 100*all/float64(n), n, 100*held.value())
		for _, k := range widths {
			if byWidth[k] != nil {
				fmt.Fprintf(w, "; %d %+.2f", k, 100*byWidth[k].value())
			}
		}
		fmt.Fprintf(w, "; worst %s %+.1f)", worstName, 100*worst)
		if m == "SSIMULACRA2" && list[0].Group == "graphics" {
			each(w, list)
		}
	}
	fmt.Fprintln(w)
}

// each prints what every picture takes, since graphics are few and unlike one another.
func each(w io.Writer, list []rate) {
	fmt.Fprint(w, "\n  each:")
	for _, x := range list {
		if v, ok := x.By["SSIMULACRA2"]; ok {
			fmt.Fprintf(w, " %s-%d %+.1f", x.Name, x.W, 100*v)
		}
	}
}

// offsets prints by how much scores at equal q are above the anchor's, on the mean
// of the photographs.
func offsets(w io.Writer, r *results, encoder, anchor string) {
	scores := map[string]float64{}
	for _, c := range r.Curves {
		for _, p := range c.Points {
			scores[fmt.Sprint(c.Name, c.W, c.Encoder, p.Q)] = p.Score
		}
	}
	fmt.Fprintf(w, "  score at equal q less the anchor's:")
	for _, q := range r.Qualities {
		var m mean
		for _, c := range r.Curves {
			ours, ok := scores[fmt.Sprint(c.Name, c.W, encoder, q)]
			theirs, both := scores[fmt.Sprint(c.Name, c.W, anchor, q)]
			if c.Encoder == encoder && c.Group == "photographs" && ok && both {
				m.add(ours - theirs)
			}
		}
		fmt.Fprintf(w, " %d: %+.1f", q, m.value())
	}
	fmt.Fprintln(w)
}

func nearestWidth(w int) int {
	best := widths[0]
	for _, k := range widths {
		if k <= w || w > best {
			best = k
		}
		if k >= w {
			break
		}
	}
	return best
}

type mean struct {
	sum float64
	n   int
}

func (m *mean) add(v float64) { m.sum, m.n = m.sum+v, m.n+1 }

func (m *mean) value() float64 { return m.sum / float64(max(m.n, 1)) }

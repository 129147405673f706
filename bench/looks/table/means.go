package table

import (
	"fmt"
	"math"
	"slices"
)

// Widths that pictures of the set are resized to; the means of each are told.
var Widths = []int{320, 720, 1600}

// NearestWidth is the one of Widths that a picture counts for. One that is no wider than
// a width stays as wide as it is.
func NearestWidth(w int) int {
	for _, k := range Widths {
		if w <= k {
			return k
		}
	}
	return Widths[len(Widths)-1]
}

// Mean is of the rates of a pair over a group of pictures, by one metric.
type Mean struct {
	N       int
	All     float64
	Held    float64 // of those that are held out, NaN where none is
	ByWidth map[int]float64
	Worst   float64
	Name    string // of the picture that is worst
}

// Of is the mean for pair i over a group by a metric; N is 0 where nothing was measured.
func (r *Results) Of(i int, group, metric string) Mean {
	m := Mean{Worst: math.Inf(-1), ByWidth: map[int]float64{}}
	var all, held Average
	byWidth := map[int]*Average{}
	for _, p := range r.Pictures {
		v, ok := p.rate(i, metric)
		if !ok || p.Group != group {
			continue
		}
		m.N++
		all.Add(v)
		if p.Held {
			held.Add(v)
		}
		k := NearestWidth(p.W)
		if byWidth[k] == nil {
			byWidth[k] = &Average{}
		}
		byWidth[k].Add(v)
		if v > m.Worst {
			m.Worst, m.Name = v, p.String()
		}
	}
	m.All, m.Held = all.Value(), held.Value()
	for k, v := range byWidth {
		m.ByWidth[k] = v.Value()
	}
	return m
}

func (p *Picture) rate(i int, metric string) (float64, bool) {
	k := slices.Index(Metrics, metric)
	if p.Rates[i] == nil || p.Rates[i][k] == nil {
		return 0, false
	}
	return *p.Rates[i][k], true
}

// Loss is how much a picture may take more, by the first metric and by the second, before
// it has lost.
const Loss = 0.02

// Losing names the pictures of a group that take more than Loss more at equal quality, by
// the first metric and by the second; n is how many were judged by both.
func (r *Results) Losing(i int, group string) (names []string, n int) {
	for _, p := range r.Pictures {
		a, ok := p.rate(i, First)
		b, both := p.rate(i, Second)
		if p.Group != group || !ok || !both {
			continue
		}
		n++
		if a > Loss && b > Loss {
			names = append(names, fmt.Sprintf("%s %+.1f and %+.1f %%", p, 100*a, 100*b))
		}
	}
	return names, n
}

// Offset is by how much the scores of pair i's files are above those of its second at a
// quality, on the mean of a group; ok is false where no picture has both.
func (r *Results) Offset(i int, group string, quality int) (mean float64, ok bool) {
	var m Average
	for _, p := range r.Pictures {
		if p.Group != group {
			continue
		}
		ours, has := p.Files[r.Pairs[i][0]].at(quality)
		theirs, both := p.Files[r.Pairs[i][1]].at(quality)
		if has && both {
			m.Add(ours - theirs)
		}
	}
	return m.Value(), m.n > 0
}

// at is the score of a quality's file.
func (s *Series) at(quality int) (float64, bool) {
	if s == nil {
		return 0, false
	}
	i := slices.Index(s.Q, quality)
	if i < 0 {
		return 0, false
	}
	return s.Score[i], true
}

// Average is the mean of what is added.
type Average struct {
	sum float64
	n   int
}

func (m *Average) Add(v float64) { m.sum, m.n = m.sum+v, m.n+1 }

// Value is NaN of nothing.
func (m *Average) Value() float64 { return m.sum / float64(m.n) }

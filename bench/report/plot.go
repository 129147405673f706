package main

import (
	"bytes"
	"fmt"
	"math"
	"strings"
)

// The plots are SVG with colors that a dark page can change: no script, no
// font, readable as text.
const svgStyle = `<style>
text{font:12px system-ui,sans-serif;fill:#333}.t{font-weight:600;font-size:14px}.s{fill:#777}.g{stroke:#8884}.us{fill:#b4552d}.th{fill:#3f6f8f}.o{fill:#9a9a9a}.line{fill:none;stroke-width:1.5}.us.line{stroke:#b4552d}.th.line{stroke:#3f6f8f}
@media(prefers-color-scheme:dark){text{fill:#ddd}.s{fill:#999}.us{fill:#e08a5f}.th{fill:#7fb2d3}.o{fill:#777}.line{fill:none}.us.line{stroke:#e08a5f}.th.line{stroke:#7fb2d3}}
</style>`

type svg struct {
	bytes.Buffer
	w, h int
}

func newSVG(w, h int, title string) *svg {
	s := &svg{w: w, h: h}
	fmt.Fprintf(s, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s">%s`+"\n", w, h, w, h, title, svgStyle)
	s.text(10, 22, "t", "start", title)
	return s
}

func (s *svg) text(x, y float64, class, anchor, words string) {
	words = strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(words)
	fmt.Fprintf(s, `<text x="%.1f" y="%.1f" class="%s" text-anchor="%s">%s</text>`+"\n", x, y, class, anchor, words)
}

func (s *svg) done() []byte {
	s.WriteString("</svg>\n")
	return s.Bytes()
}

func classOf(name string) string {
	switch name {
	case "tintype":
		return "us"
	case "sharp":
		return "th"
	}
	return "o"
}

// warmPlot draws, task by task, the time of each contender on one logarithmic
// axis of ratios to native sharp.
func warmPlot(r *results) []byte {
	const left, right, rowH, top = 170, 30, 24, 60
	const lo, hi = 0.25, 64.0
	s := newSVG(860, top+rowH*len(r.Tasks)+50, "Warm time, native sharp = 1 (left is faster)")
	x := func(v float64) float64 {
		v = min(max(v, lo), hi)
		return left + (math.Log2(v/lo)/math.Log2(hi/lo))*float64(s.w-left-right)
	}
	bottom := float64(top + rowH*len(r.Tasks))
	for v := lo; v <= hi; v *= 2 {
		fmt.Fprintf(s, `<line class="g" x1="%.1f" x2="%.1f" y1="%d" y2="%.0f"/>`+"\n", x(v), x(v), top-14, bottom)
		s.text(x(v), bottom+16, "s", "middle", fmt.Sprintf("%g", v))
	}
	for i := range r.Tasks {
		t := &r.Tasks[i]
		y := float64(top + rowH*i)
		s.text(left-12, y+4, "", "end", t.Name)
		base := t.Results["sharp"]
		if base == nil || base.Skip {
			continue
		}
		for _, n := range names(t) {
			c := t.Results[n]
			if c.Skip || strings.HasSuffix(n, "-node22") {
				continue
			}
			v := t.ratio(n)
			if c == base {
				v = 1
			}
			if v == 0 {
				continue
			}
			fmt.Fprintf(s, `<circle class="%s" cx="%.1f" cy="%.1f" r="%d"><title>%s %.1f ms (%.2f)</title></circle>`+"\n",
				classOf(n), x(v), y, map[bool]int{true: 6, false: 4}[n == "tintype" || n == "sharp"], n, c.undisturbed(), v)
		}
	}
	s.legend(bottom + 38)
	return s.done()
}

func (s *svg) legend(y float64) {
	for i, l := range [][2]string{{"us", "tintype (wasm)"}, {"th", "sharp (native)"}, {"o", "the other peers"}} {
		x := float64(170 + 150*i)
		fmt.Fprintf(s, `<circle class="%s" cx="%.0f" cy="%.0f" r="5"/>`+"\n", l[0], x, y-4)
		s.text(x+12, y, "", "start", l[1])
	}
}

// coldPlot draws package size against the time to the first answer.
func coldPlot(r *results) []byte {
	const left, top, bottom, right = 70, 50, 300, 800
	s := newSVG(860, 350, "Package and cold start: nearer to the corner is better")
	x := func(mb float64) float64 { return left + (right-left)*math.Log2(min(max(mb, 0.5), 16)/0.5)/5 }
	y := func(ms float64) float64 { return bottom - (bottom-top)*math.Log2(min(max(ms, 64), 2048)/64)/5 }
	for mb := 0.5; mb <= 16; mb *= 2 {
		fmt.Fprintf(s, `<line class="g" x1="%.1f" x2="%.1f" y1="%d" y2="%d"/>`+"\n", x(mb), x(mb), top, bottom)
		s.text(x(mb), bottom+18, "s", "middle", fmt.Sprintf("%g MB", mb))
	}
	for ms := 64.0; ms <= 2048; ms *= 2 {
		fmt.Fprintf(s, `<line class="g" x1="%d" x2="%d" y1="%.1f" y2="%.1f"/>`+"\n", left, right, y(ms), y(ms))
		s.text(left-8, y(ms)+4, "s", "end", fmt.Sprintf("%g ms", ms))
	}
	s.text(left, bottom+38, "s", "start", "package, zipped, against a new process up to its first answer (first task that was measured cold)")
	for i := range r.Tasks {
		t := &r.Tasks[i]
		if c := t.Results["tintype"]; c == nil || c.Cold == nil {
			continue
		}
		for _, n := range names(t) {
			c, size := t.Results[n].Cold, r.Zipped[n]
			if c == nil || size == 0 {
				continue
			}
			px, py := x(float64(size)/1e6), y(c.whole())
			fmt.Fprintf(s, `<circle class="%s" cx="%.1f" cy="%.1f" r="6"/>`+"\n", classOf(n), px, py)
			s.text(px+10, py+4, "", "start", fmt.Sprintf("%s, %.0f ms", n, c.whole()))
		}
		break
	}
	return s.done()
}

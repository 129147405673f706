package main

import (
	"bytes"
	"fmt"
	"math"
	"strings"

	"tintype/bench/looks/table"
)

// line is how an encoder is drawn: colors are of formats, ours are whole lines, others'
// are dashed.
type line struct{ encoder, class, dash string }

var lines = []line{
	{"sharp jpeg", "jpeg", "1 3"},
	{"sharp mozjpeg", "jpeg", "5 3"},
	{"tintype jpg", "jpeg", ""},
	{"sharp webp", "webp", "5 3"},
	{"tintype webp", "webp", ""},
	{"sharp avif 0", "avif", "1 3"},
	{"sharp avif 2", "avif", "5 3"},
	{"sharp avif 4", "avif", "9 3 2 3"},
	{"tintype avif", "avif", ""},
}

// Colors suit light pages and dark ones, as those of bench/report's plots do.
const style = `<style>
text{font:12px system-ui,sans-serif;fill:#333}.t{font-weight:600;font-size:14px}.s{fill:#777;font-size:10px}.g{stroke:#8884}
.l{fill:none;stroke-width:1.6}.jpeg{stroke:#3f6f8f}.webp{stroke:#3a8a4a}.avif{stroke:#b4552d}
@media(prefers-color-scheme:dark){text{fill:#ddd}.s{fill:#999}.jpeg{stroke:#7fb2d3}.webp{stroke:#7fcf8f}.avif{stroke:#e08a5f}}
</style>`

// The sizes of a panel and of what is around it.
const (
	columns, panelW, panelH = 3, 290, 230
	gapX, gapY              = 50, 62
	plotLeft, plotTop       = 40, 96
)

// plot draws a panel for every picture that is 720 wide, or the widest below it: the
// score over bits a pixel, which are logarithmic.
func plot(r *table.Results) []byte {
	var list []*table.Picture
	for _, group := range groups {
		for _, p := range r.Pictures {
			if table.NearestWidth(p.W) == 720 && p.Group == group {
				list = append(list, p)
			}
		}
	}
	rows := (len(list) + columns - 1) / columns
	width, height := plotLeft+columns*(panelW+gapX), plotTop+rows*(panelH+gapY)
	var s bytes.Buffer
	const title = "SSIMULACRA2 by bits a pixel (up and left is better)"
	fmt.Fprintf(&s, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%[1]d" height="%d" role="img" aria-label="%s">%s`+"\n", width, height, title, style)
	fmt.Fprintf(&s, `<text x="10" y="22" class="t">%s</text>`+"\n", title)
	for i, l := range lines {
		x, y := plotLeft+i%5*190, 44+i/5*20
		fmt.Fprintf(&s, `<path class="l %s" stroke-dasharray="%s" d="M%d %dh36"/><text x="%d" y="%d">%s</text>`+"\n", l.class, l.dash, x, y-4, x+42, y, l.encoder)
	}
	for i, p := range list {
		panel(&s, p, float64(plotLeft+i%columns*(panelW+gapX)), float64(plotTop+i/columns*(panelH+gapY)))
	}
	s.WriteString("</svg>\n")
	return s.Bytes()
}

func panel(s *bytes.Buffer, p *table.Picture, left, top float64) {
	const w, h = panelW, panelH
	x0, x1, y0, y1 := math.Inf(1), 0.0, 100.0, 0.0
	bits := func(n int) float64 { return 8 * float64(n) / float64(p.W*p.H) }
	for _, l := range lines {
		if f := p.Files[l.encoder]; f != nil {
			for i, n := range f.Bytes {
				x0, x1 = min(x0, bits(n)), max(x1, bits(n))
				y0, y1 = min(y0, f.Score[i]), max(y1, f.Score[i])
			}
		}
	}
	if x1 <= x0 {
		return
	}
	y0, y1 = 10*math.Floor(y0/10), 10*math.Ceil(y1/10)
	x := func(v float64) float64 { return left + w*math.Log(v/x0)/math.Log(x1/x0) }
	y := func(v float64) float64 { return top + h - h*(v-y0)/(y1-y0) }
	held := ""
	if p.Held {
		held = ", held out"
	}
	fmt.Fprintf(s, `<text x="%.0f" y="%.0f">%s, %d by %d%s</text>`+"\n", left, top-8, p.Name, p.W, p.H, held)
	for v := y0; v <= y1; v += 10 {
		fmt.Fprintf(s, `<path class="g" d="M%.0f %.1fh%d"/><text class="s" x="%.0f" y="%.1f" text-anchor="end">%.0f</text>`+"\n", left, y(v), panelW, left-4, y(v)+3, v)
	}
	for _, v := range []float64{0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 4} {
		if v >= x0 && v <= x1 {
			fmt.Fprintf(s, `<path class="g" d="M%.1f %.0fv%d"/><text class="s" x="%.1f" y="%.1f" text-anchor="middle">%.3g</text>`+"\n", x(v), top, panelH, x(v), top+h+14, v)
		}
	}
	for _, l := range lines {
		f := p.Files[l.encoder]
		if f == nil {
			continue
		}
		var at []string
		for i, n := range f.Bytes {
			at = append(at, fmt.Sprintf("%.1f %.1f", x(bits(n)), y(f.Score[i])))
		}
		fmt.Fprintf(s, `<path class="l %s" stroke-dasharray="%s" d="M%s"/>`+"\n", l.class, l.dash, strings.Join(at, "L"))
	}
}

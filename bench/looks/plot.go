package main

import (
	"bytes"
	"fmt"
	"math"
)

// plot draws a panel for every picture that is 720 wide or the widest below it: the
// score over bits a pixel, which are logarithmic.
func plot(r *results) []byte {
	const columns, w, h, gapX, gapY, left, top = 4, 230, 180, 50, 60, 50, 60
	panels := map[string][]curve{}
	var order []string
	for _, c := range r.Curves {
		if nearestWidth(c.W) == 720 {
			if panels[c.Name] == nil {
				order = append(order, c.Name)
			}
			panels[c.Name] = append(panels[c.Name], c)
		}
	}
	rows := (len(order) + columns - 1) / columns
	height := top + rows*(h+gapY) + 30
	width := left + columns*(w+gapX)
	var s bytes.Buffer
	fmt.Fprintf(&s, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", width, height)
	fmt.Fprintf(&s, `<rect width="100%%" height="100%%" fill="#fff"/><text x="%d" y="24" font-size="16">SSIMULACRA2 by bits a pixel (up and left is better)</text>`+"\n", left)
	for i, name := range order {
		panel(&s, name, panels[name], float64(left+i%columns*(w+gapX)), float64(top+i/columns*(h+gapY)), w, h)
	}
	for i, e := range encoders {
		x := left + width/len(encoders)*i
		fmt.Fprintf(&s, `<line x1="%d" x2="%d" y1="%d" y2="%d" stroke="%s" stroke-width="2"/><text x="%d" y="%d">%s</text>`+"\n",
			x, x+24, height-14, height-14, colors[e.Name], x+30, height-10, e.Name)
	}
	s.WriteString("</svg>\n")
	return s.Bytes()
}

var colors = map[string]string{"sharp jpeg": "#888", "sharp mozjpeg": "#c80", "sharp webp": "#5a5", "tintype jpg": "#06c", "tintype pjpg": "#609", "tintype webp": "#063",
	"sharp avif 0": "#fcc", "sharp avif 2": "#f88", "sharp avif 4": "#f44", "tintype avif": "#900"}

func panel(s *bytes.Buffer, title string, list []curve, left, top, w, h float64) {
	x0, x1, y0, y1 := math.Inf(1), 0.0, 100.0, 0.0
	bits := func(c curve, p point) float64 { return 8 * float64(p.Bytes) / float64(c.W*c.H) }
	for _, c := range list {
		for _, p := range c.Points {
			x0, x1 = min(x0, bits(c, p)), max(x1, bits(c, p))
			y0, y1 = min(y0, p.Score), max(y1, p.Score)
		}
	}
	y0, y1 = 10*math.Floor(y0/10), 10*math.Ceil(y1/10)
	x := func(v float64) float64 { return left + w*math.Log(v/x0)/math.Log(x1/x0) }
	y := func(v float64) float64 { return top + h - h*(v-y0)/(y1-y0) }
	fmt.Fprintf(s, `<text x="%.0f" y="%.0f">%s, %d by %d</text>`+"\n", left, top-8, title, list[0].W, list[0].H)
	for v := y0; v <= y1; v += 10 {
		fmt.Fprintf(s, `<line x1="%.0f" x2="%.0f" y1="%.1f" y2="%.1f" stroke="#eee"/><text x="%.0f" y="%.1f" text-anchor="end" font-size="10">%.0f</text>`+"\n",
			left, left+w, y(v), y(v), left-4, y(v)+3, v)
	}
	for _, v := range []float64{0.05, 0.1, 0.2, 0.5, 1, 2, 4} {
		if v >= x0 && v <= x1 {
			fmt.Fprintf(s, `<text x="%.1f" y="%.1f" text-anchor="middle" font-size="10">%.3g</text>`+"\n", x(v), top+h+14, v)
		}
	}
	for _, c := range list {
		fmt.Fprintf(s, `<polyline fill="none" stroke="%s" stroke-width="1.5" points="`, colors[c.Encoder])
		for _, p := range c.Points {
			fmt.Fprintf(s, "%.1f,%.1f ", x(bits(c, p)), y(p.Score))
		}
		s.WriteString("\"/>\n")
	}
}

package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
)

// grown is a row of scaling.json: one source size at the one output size.
type grown struct {
	MP     int     `json:"mp"`
	Pixels float64 `json:"pixels"`
	MS     float64 `json:"ms"`
	Memory float64 `json:"memory"` // bytes of a fresh guest after one picture
}

// readScaling returns no rows where the file is not there.
func readScaling(name string) (rows []grown, err error) {
	b, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return rows, json.Unmarshal(b, &rows)
}

// scaling is the table of how time and memory grow with the source.
func (p *page) scaling(rows []grown) {
	if rows == nil {
		return
	}
	p.line("\n## How it grows\n")
	p.line("One scene, mirrored to 1, 4, 16 and 64 megapixels, baseline 4:2:0, to 800 wide at q 80. Memory is that of a fresh guest.\n")
	p.row("source", "ms", "ms a megapixel", "guest memory MB")
	p.row("---", "--:", "--:", "--:")
	for _, r := range rows {
		p.row(fmt.Sprintf("%d MP", r.MP), fmt.Sprintf("%.1f", r.MS), fmt.Sprintf("%.2f", r.MS/r.Pixels*1e6), fmt.Sprintf("%.1f", r.Memory/(1<<20)))
	}
	p.line("\n![time and memory by source size](scaling.svg)")
}

// scalingPlot draws time and memory against the source's size, all axes
// logarithmic, so that what grows in proportion is a line at 45 degrees.
func scalingPlot(rows []grown) []byte {
	const left, top, bottom, right = 70, 50, 300, 800
	s := newSVG(860, 350, "Source size against time and guest memory")
	x := func(mp float64) float64 { return left + (right-left)*math.Log2(mp)/6 }
	y := func(v float64) float64 { return bottom - (bottom-top)*math.Log2(max(v, 2)/2)/6 }
	for v := 1.0; v <= 64; v *= 2 {
		fmt.Fprintf(s, `<line class="g" x1="%.1f" x2="%.1f" y1="%d" y2="%d"/>`+"\n", x(v), x(v), top, bottom)
		fmt.Fprintf(s, `<line class="g" x1="%d" x2="%d" y1="%.1f" y2="%.1f"/>`+"\n", left, right, y(2*v), y(2*v))
		s.text(x(v), bottom+18, "s", "middle", fmt.Sprintf("%g MP", v))
		s.text(left-8, y(2*v)+4, "s", "end", fmt.Sprintf("%g", 2*v))
	}
	for i, r := range rows {
		fmt.Fprintf(s, `<circle class="us" cx="%.1f" cy="%.1f" r="6"/>`+"\n", x(float64(r.MP)), y(r.MS))
		fmt.Fprintf(s, `<circle class="th" cx="%.1f" cy="%.1f" r="6"/>`+"\n", x(float64(r.MP)), y(r.Memory/(1<<20)))
		if i == len(rows)-1 {
			s.text(x(float64(r.MP))+10, y(r.MS)+4, "", "start", "ms")
			s.text(x(float64(r.MP))+10, y(r.Memory/(1<<20))+4, "", "start", "MB")
		}
	}
	return s.done()
}

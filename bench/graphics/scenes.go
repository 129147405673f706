package main

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
)

// words stand in for a text.
const words = "the quick plate is coated and exposed while it is wet so that a portrait takes a minute from pose to print " +
	"thin sheets of iron are cheap and do not break which is why travelling photographers carried them to every fair"

// paragraph returns some words from a place on.
func paragraph(at, n int) string {
	all := strings.Fields(words)
	var out []string
	for i := range n {
		out = append(out, all[(at+i)%len(all)])
	}
	return strings.Join(out, " ")
}

// logo is a mark and a name on nothing: soft edges, few colors.
func logo() (image.Image, error) {
	c := newCanvas(1200, 480, color.Transparent)
	c.fill(rgb(0xd9480f), circle(240, 240, 190, 1), circle(240, 240, 120, -1))
	c.fill(rgb(0x2b2f36), circle(240, 240, 84, 1))
	c.fill(rgb(0xffd43b), path{{240, 176}, {288, 272}, {192, 272}})
	if err := c.text(480, 270, 150, true, 0x2b2f36, "tintype"); err != nil {
		return nil, err
	}
	return c.RGBA, c.text(486, 350, 52, false, 0xd9480f, "images at the edge")
}

// screenshot is a page in a window: bars, cards, text, a table and a chart.
func screenshot() (image.Image, error) {
	c := newCanvas(1200, 800, rgb(0xf4f5f7))
	c.rect(0, 0, 1200, 56, 0x1f2933)
	c.rect(0, 56, 220, 744, 0xffffff)
	c.rect(220, 56, 1, 744, 0xd9dde3)
	var err error
	text := func(x, y, size int, bold bool, v uint32, s string) {
		if e := c.text(x, y, size, bold, v, s); e != nil {
			err = e
		}
	}
	text(24, 36, 20, true, 0xffffff, "Dashboard")
	for i, s := range []string{"Overview", "Images", "Caches", "Origins", "Requests", "Settings", "Billing", "Support"} {
		if i == 1 {
			c.rect(8, 80+i*44, 204, 36, 0xe6f0ff)
		}
		c.fill(rgb(0x5b6b7c), circle(32, float64(98+i*44), 7, 1))
		text(52, 104+i*44, 16, i == 1, 0x27364a, s)
	}
	for i := range 3 {
		x := 244 + i*312
		c.rect(x, 80, 296, 104, 0xffffff)
		c.rect(x, 80, 296, 3, []uint32{0x2f80ed, 0x27ae60, 0xeb5757}[i])
		text(x+16, 112, 14, false, 0x6b7786, []string{"Requests a day", "Hit ratio", "Errors"}[i])
		text(x+16, 160, 36, true, 0x1f2933, []string{"1,284,019", "63.7 %", "0.02 %"}[i])
	}
	c.rect(244, 200, 920, 300, 0xffffff)
	var points [][2]float64
	for i := range 90 {
		points = append(points, [2]float64{float64(264 + i*10), 380 - 90*math.Sin(float64(i)/9) - float64(i*i%37)})
	}
	for y := 240; y < 500; y += 40 {
		c.rect(260, y, 890, 1, 0xe6e9ee)
	}
	c.line(2.5, rgb(0x2f80ed), points...)
	c.rect(244, 516, 920, 260, 0xffffff)
	for row := range 8 {
		y := 544 + row*30
		c.rect(244, y+10, 920, 1, 0xe6e9ee)
		text(260, y, 14, row == 0, 0x27364a, paragraph(row*5, 3))
		text(520, y, 14, row == 0, 0x27364a, paragraph(row*7+2, 6))
		text(1040, y, 14, row == 0, 0x6b7786, fmt.Sprintf("%d.%d ms", 7+row*13%40, row*7%10))
	}
	return c.RGBA, err
}

// lineDrawing is a plan in black lines on white, gray where lines have soft
// edges.
func lineDrawing() (image.Image, error) {
	c := newCanvas(1200, 900, color.White)
	ink := rgb(0x101418)
	for i := range 14 {
		a := float64(i) * math.Pi / 7
		x, y := 600+380*math.Cos(a), 450+340*math.Sin(a)
		c.line(2, ink, [2]float64{600, 450}, [2]float64{x, y})
		c.fill(ink, circle(x, y, 34, 1), circle(x, y, 31, -1))
		if err := c.text(int(x)-12, int(y)+7, 20, false, 0x101418, fmt.Sprint(i+1)); err != nil {
			return nil, err
		}
	}
	for r := 60.0; r < 420; r += 45 {
		c.fill(ink, circle(600, 450, r, 1), circle(600, 450, r-1.5, -1))
	}
	var wave [][2]float64
	for x := 40.0; x <= 1160; x += 8 {
		wave = append(wave, [2]float64{x, 860 - 20*math.Sin(x/40)})
	}
	c.line(3, ink, wave...)
	return c.RGBA, nil
}

// scan is a page of text in 1 bit, with the specks that a scanner leaves.
func scan() (image.Image, error) {
	c := newCanvas(1200, 1600, color.White)
	for row := range 46 {
		if row%12 == 0 {
			if err := c.text(110, 130+row*31, 30, true, 0, paragraph(row, 5)); err != nil {
				return nil, err
			}
			continue
		}
		if err := c.text(110, 130+row*31, 24, false, 0, paragraph(row*11, 14)); err != nil {
			return nil, err
		}
	}
	out := image.NewPaletted(c.Rect, color.Palette{color.Black, color.White})
	state := uint32(1)
	for y := range 1600 {
		for x := range 1200 {
			state = state*1664525 + 1013904223
			if v := c.RGBAAt(x, y).R; v > 127 != (state>>8 < 6000) {
				out.SetColorIndex(x, y, 1)
			}
		}
	}
	return out, nil
}

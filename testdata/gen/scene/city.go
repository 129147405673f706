package scene

import "math"

// City draws a skyline at dusk above water: straight edges, thousands of small
// lit windows, letters of light, a soft sky.
func City(w, h int) *Picture {
	c := newCity()
	shore := math.Floor(float64(h) * 0.78)
	p := NewPicture(w, h)
	parallel(int(shore), func(y int) {
		for x := range w {
			p.set(x, y, c.at((float64(x)+0.5)/float64(w), (shore-float64(y)-0.5)/float64(w)))
		}
	})
	parallel(h-int(shore), func(j int) {
		y := int(shore) + j
		for x := range w {
			p.set(x, y, c.water(p, x, y, shore))
		}
	})
	return p
}

// tower is one building; x and width in parts of the image's width, as all
// lengths here.
type tower struct {
	x, width, height float64
	top              int // kind of roof
	floors, columns  int
	tone             Color
	lit              float64 // part of the windows that are
	seed             uint32
}

type city struct {
	layers [3][]tower // far to near
}

func newCity() *city {
	c := &city{}
	for l := range c.layers {
		x := -0.02
		for i := 0; x < 1.02; i++ {
			r := func(k uint32) float64 { return unit(i, l, 900+k) }
			t := tower{x: x, seed: hash(int32(i), int32(l), 930)}
			t.width = float64([]float64{0.028, 0.042, 0.062}[l] * (0.7 + float64(0.8*r(0))))
			mid := math.Abs(x+float64(t.width/2)-0.56) * 2.1
			t.height = []float64{0.21, 0.17, 0.105}[l] * (0.45 + float64(1.0*r(1)*r(1)) + float64(0.75*r(2)*clamp(1-mid, 0, 1)))
			t.top = int(r(3) * 4)
			t.floors = max(int(t.height/[]float64{0.0055, 0.0068, 0.0095}[l]), 2)
			t.columns = max(int(t.width/[]float64{0.0045, 0.006, 0.0088}[l]), 2)
			t.tone = mixColor([]Color{hex(0x5b5578), hex(0x35385a), hex(0x191c30)}[l], hex(0x6b4a5e), 0.25*r(4))
			t.lit = 0.18 + float64(0.45*r(5)*r(5))
			c.layers[l] = append(c.layers[l], t)
			x += t.width * (0.94 + float64([]float64{0.1, 0.35, 0.6}[l]*r(6)*r(6)))
		}
	}
	return c
}

// at returns the color at x and a height above the shore.
func (c *city) at(x, y float64) Color {
	out := duskSky(x, y)
	for l := range c.layers {
		for i := range c.layers[l] {
			if t := &c.layers[l][i]; x >= t.x-0.01 && x < t.x+t.width+0.01 {
				out = t.over(out, x, y, l)
			}
		}
	}
	return neon(out, x, y)
}

func duskSky(x, y float64) Color {
	c := mixColor(hex(0xf6a45e), hex(0xdd6f6a), step(0.02, 0.16, y))
	c = mixColor(c, hex(0x6b4a86), step(0.10, 0.30, y))
	c = mixColor(c, hex(0x16224a), step(0.22, 0.56, y))
	wx, wy := float64(x*3.4), float64(y*15)
	d := fbm(wx+float64(1.4*fbm(wx, wy*0.5, 3, 911)), wy, 6, 910)
	cloud := step(0.03, 0.42, d) * step(0.05, 0.14, y) * step(0.5, 0.22, y)
	c = mixColor(c, mixColor(hex(0xf08a70), hex(0x57426f), step(0.1, 0.34, y)), 0.75*cloud)
	mx, my := x-0.2, y-0.405
	r := math.Sqrt(float64(mx*mx) + float64(my*my))
	c = c.add(hex(0xf4ecd0), 0.22/(1+float64(r*r*900)))
	face := 1 - float64(0.16*fbm(x*60, y*60, 4, 912))
	c = mixColor(c, hex(0xf6efd8).scale(face), step(0.0295, 0.0285, r))
	if k := unit(int(math.Floor(x*420)), int(math.Floor(y*420)), 913); k > 0.9965 && r > 0.05 {
		c = c.add(Color{1, 1, 1}, step(0.26, 0.5, y)*(k-0.99)*70)
	}
	return c
}

// over draws the building onto a color.
func (t *tower) over(c Color, x, y float64, layer int) Color {
	u, v := (x-t.x)/t.width, y/t.height
	if mast := t.x + float64(t.width*0.5); t.top == 1 && layer > 0 && math.Abs(x-mast) < 0.0007 && y < t.height*1.22 {
		c = t.tone.scale(0.6)
		if y > t.height*1.205 {
			c = hex(0xff3b30)
		}
	}
	roof := 1.0
	switch t.top {
	case 2: // set back
		if u < 0.2 || u > 0.8 {
			roof = 0.9
		}
	case 3: // slanted
		roof = 0.92 + float64(0.08*u)
	}
	if u < 0 || u >= 1 || v >= roof {
		return c
	}
	haze := step(0.5, 0, v) * []float64{0.5, 0.3, 0.08}[layer]
	wall := mixColor(t.tone.scale(1.1-float64(0.35*u)), hex(0xd9706c), haze)
	fx, fy := u*float64(t.columns), v*float64(t.floors)
	i, j := math.Floor(fx), math.Floor(fy)
	fx -= i
	fy -= j
	if fx < 0.22 || fx > 0.80 || fy < 0.28 || fy > 0.80 || v > roof-0.03 {
		return wall
	}
	k := unit(int(i), int(j), t.seed)
	busy := t.lit * (0.6 + float64(0.8*unit(0, int(j), t.seed+1)))
	if k > busy {
		return wall.scale(0.72) // dark glass
	}
	lamp := mixColor(hex(0xffb45a), hex(0xfff0c8), unit(int(i), int(j), t.seed+2))
	if unit(int(i), int(j), t.seed+3) > 0.93 {
		lamp = hex(0x9fd8ff) // a screen
	}
	return mixColor(lamp.scale(0.62+float64(0.38*unit(int(i), int(j), t.seed+4))), wall, []float64{0.5, 0.22, 0.0}[layer])
}

// glyphs holds the letters of the sign, five columns by seven rows each.
var glyphs = map[rune][7]string{
	'T': {"#####", "..#..", "..#..", "..#..", "..#..", "..#..", "..#.."},
	'I': {".###.", "..#..", "..#..", "..#..", "..#..", "..#..", ".###."},
	'N': {"#...#", "##..#", "##..#", "#.#.#", "#..##", "#..##", "#...#"},
	'Y': {"#...#", "#...#", ".#.#.", "..#..", "..#..", "..#..", "..#.."},
	'P': {"####.", "#...#", "#...#", "####.", "#....", "#....", "#...."},
	'E': {"#####", "#....", "#....", "####.", "#....", "#....", "#####"},
}

// neon draws the sign with its glow.
func neon(c Color, x, y float64) Color {
	const left, base, dot = 0.318, 0.052, 0.0030
	const word = "TINTYPE"
	fx, fy := (x-left)/dot, 7-(y-base)/dot
	if fx < -9 || fx > 6*float64(len(word))+8 || fy < -9 || fy > 16 {
		return c
	}
	if fx > -2.5 && fx < 6*float64(len(word))+1.5 && fy > -2.5 && fy < 9.5 {
		c = mixColor(c, hex(0x120d1a), 0.93)
	}
	near := 100.0 // squared distance to the nearest lit dot
	col, row := int(math.Floor(fx)), int(math.Floor(fy))
	for j := row - 4; j <= row+4; j++ {
		for i := col - 4; i <= col+4; i++ {
			if i < 0 || i >= 6*len(word) || i%6 == 5 || j < 0 || j > 6 || glyphs[rune(word[i/6])][j][i%6] != '#' {
				continue
			}
			dx, dy := fx-clamp(fx, float64(i)+0.15, float64(i)+0.85), fy-clamp(fy, float64(j)+0.15, float64(j)+0.85)
			near = min(near, float64(dx*dx)+float64(dy*dy))
		}
	}
	c = c.add(hex(0xff4f6a), 0.34*step(16, 0, near)*step(16, 0, near))
	return mixColor(c, hex(0xfff1e6), step(0.06, 0.005, near))
}

// water mirrors what is above it, drawn out by waves.
func (c *city) water(p *Picture, x, y int, shore float64) Color {
	depth := float64(y) + 0.5 - shore
	w := float64(p.W)
	u, z := float64(x)/w, 0.02/(depth/w+0.004)
	wave := fbm(u*26*z, z*60, 4, 950)
	ripple := fbm(u*70*z, z*190, 3, 951)
	sx := float64(x) + float64(w*0.010*wave*(0.3+float64(depth/w*5)))
	var sum Color
	const taps = 5
	for k := range taps {
		spread := float64((float64(k)/taps - 0.5) * float64(0.25+float64(0.9*math.Abs(ripple))))
		sy := shore - 1 - float64(depth*(1.25+spread)) + float64(w*0.022*ripple)
		sum = sum.add(p.smooth(sx, min(sy, shore-2)), 1.0/taps)
	}
	fade := 0.80 - float64(1.1*depth/w)
	return mixColor(hex(0x0b1024), sum, fade+float64(0.12*ripple))
}

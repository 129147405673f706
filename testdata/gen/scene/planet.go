package scene

import "math"

// Planet draws one frame of a small planet that turns among the stars; turn is
// its part of a whole revolution, from 0 to 1. The last frame leads to the
// first.
func Planet(size int, turn float64) *Picture {
	p := NewPicture(size, size)
	s, c := circle(turn)
	parallel(size, func(y int) {
		for x := range size {
			u := (float64(x)+0.5)/float64(size)*2 - 1
			v := (float64(y)+0.5)/float64(size)*2 - 1
			p.set(x, y, planetColor(u/0.8, v/0.8, s, c))
		}
	})
	return p
}

// circle returns sine and cosine of a part of a turn, by the Taylor series in
// the first eighth, where ten terms are exact to the last bit or two.
func circle(turn float64) (sin, cos float64) {
	turn -= math.Floor(turn)
	eighth := int(turn * 8)
	t := turn - float64(eighth)/8
	if eighth&1 == 1 {
		t = 0.125 - t
	}
	a := t * 2 * math.Pi
	s, c, term := a, 1.0, a
	for k := 2; k < 20; k++ { // a^k/k!, even to the cosine, odd to the sine
		term = term * a / float64(k)
		signed := term
		if k&2 == 2 {
			signed = -term
		}
		if k&1 == 0 {
			c += signed
		} else {
			s += signed
		}
	}
	if eighth&1 == 1 {
		s, c = c, s
	}
	switch eighth / 2 {
	case 1:
		s, c = c, -s
	case 2:
		s, c = -s, -c
	case 3:
		s, c = -c, s
	}
	return s, c
}

func planetColor(x, y, sin, cos float64) Color {
	d := math.Sqrt(float64(x*x) + float64(y*y))
	// The atmosphere glows on the side of the sun.
	lit := clamp(0.55-float64(0.6*x)-float64(0.35*y), 0, 1)
	glow := step(1.16, 1.0, d)
	sky := stars(x, y).add(hex(0x5fa8ff), 0.75*glow*glow*lit)
	if d > 1 {
		return sky
	}
	z := math.Sqrt(1 - d*d)
	// The axis leans by 0.3 to 1: turn about z, then about the axis.
	ax, ay := float64(0.958*x)+float64(0.287*y), float64(0.958*y)-float64(0.287*x)
	px, pz := float64(ax*cos)-float64(z*sin), float64(ax*sin)+float64(z*cos)
	land := solidNoise(px, ay, pz, 1.7, 6, 700)
	shelf := clamp(land+0.06, -0.3, 0.3)
	surface := mixColor(hex(0x0d2f66), hex(0x2f86b8), step(-0.18, 0.01, shelf))
	if land > -0.05 {
		dry := solidNoise(px, ay, pz, 3.1, 4, 720)
		surface = mixColor(hex(0x3c7a35), hex(0xb59a58), step(-0.1, 0.14, dry+float64(0.3*(0.35-math.Abs(ay)))))
		surface = mixColor(surface, hex(0x6b5a45), step(0.12, 0.3, land))
	}
	ice := step(0.80, 0.90, math.Abs(ay)+float64(0.25*land))
	surface = mixColor(surface, hex(0xf2f8ff), ice)
	cloud := step(0.04, 0.4, solidNoise(px, float64(ay*1.6), pz, 2.6, 5, 740))
	surface = mixColor(surface, hex(0xffffff), 0.85*cloud)

	sun := clamp(float64(-0.62*x)+float64(-0.42*y)+float64(0.66*z), 0, 1)
	c := surface.scale(0.03 + float64(1.08*sun))
	rim := 1 - z
	c = c.add(hex(0x6fb4ff), 0.7*rim*rim*rim*clamp(sun+0.15, 0, 1))
	return mixColor(sky, c, step(1.0, 0.985, d))
}

// solidNoise is noise on a sphere: the mean of three planes' noise, weighted by
// how much the surface faces them.
func solidNoise(x, y, z, freq float64, octaves int, seed uint32) float64 {
	wx, wy, wz := float64(x*x*x*x), float64(y*y*y*y), float64(z*z*z*z)
	sum := float64(wx*fbm(float64(y*freq)+3.3, z*freq, octaves, seed)) +
		float64(wy*fbm(z*freq, float64(x*freq)+7.7, octaves, seed+20)) +
		float64(wz*fbm(float64(x*freq)+1.1, float64(y*freq)-5.5, octaves, seed+40))
	return sum / (wx + wy + wz)
}

// stars are points of different brightness.
func stars(x, y float64) Color {
	c := hex(0x05070f)
	k := unit(int(math.Floor(x*58)), int(math.Floor(y*58)), 760)
	if k > 0.985 {
		b := (k - 0.985) / 0.015
		return c.add(mixColor(hex(0xffd9b0), hex(0xcfe0ff), unit(int(math.Floor(x*58)), int(math.Floor(y*58)), 761)), 0.25+float64(0.75*b*b))
	}
	return c
}

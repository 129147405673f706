package scene

import "math"

// Balloon draws hot-air balloons above dunes in the evening: an upright
// image of smooth gradients and sharp edges of strong colors.
func Balloon(w, h int) *Picture {
	p := NewPicture(w, h)
	d := &dunes{w: float64(w), horizon: math.Floor(float64(h) * 0.70), focal: float64(w) * 1.25}
	parallel(h, func(y int) {
		for x := range w {
			u := (float64(x) + 0.5) / float64(w)
			v := (float64(y) + 0.5) / float64(w)
			c := d.sky(u-0.5, (d.horizon-float64(y))/d.focal)
			for i := range balloons {
				c = balloons[i].over(c, u, v)
			}
			p.set(x, y, c)
		}
	})
	d.sun = newShadows(-30, 0.5, 30, 60, 0.05, 0.30, 0.2, d.height)
	t := &terrain{eye: 2.1, focal: d.focal, horizon: d.horizon, near: 1.2, far: 56, stepSize: 0.002, height: d.height, shade: d.shade}
	t.draw(p, false)
	return p
}

type dunes struct {
	w, horizon, focal float64
	sun               *shadows
}

func (d *dunes) sky(u, e float64) Color {
	e = max(e, 0)
	c := mixColor(hex(0xf9c58d), hex(0xe9b9a6), step(0, 0.12, e))
	c = mixColor(c, hex(0x9fb4c8), step(0.06, 0.36, e))
	c = mixColor(c, hex(0x3f6f9f), step(0.25, 1.0, e))
	glow := 1 / (1 + float64(9*(float64((u+0.75)*(u+0.75))+float64((e-0.04)*(e-0.04)*4))))
	c = mixColor(c, hex(0xffe3b3), 0.8*glow)
	x, y := float64(u*3), float64(e*13)
	wisp := fbm(x+float64(1.5*fbm(x, y*0.5, 3, 801))+4.2, y+float64(2*fbm(x*0.6, y*0.3, 3, 802)), 6, 800)
	cover := step(0.02, 0.5, wisp) * step(0.04, 0.2, e) * step(0.85, 0.4, e)
	return mixColor(c, hex(0xfff0e2), 0.55*cover)
}

// height is made of crests that the wind has bent: a ridge's lee side is steep.
func (d *dunes) height(x, z float64) float64 {
	wx := x + float64(1.6*noise(float64(x*0.11)+3, z*0.09, 810)) + float64(0.5*noise(x*0.5, z*0.4, 811))
	wz := z + float64(2.2*noise(x*0.09, float64(z*0.11)+8, 812))
	a := noise(float64(wx*0.20)+2.3, wz*0.15, 813)
	b := noise(float64(wx*0.43)+9.1, wz*0.36, 814)
	h := float64(1.5*(1-math.Abs(a))) + float64(0.42*(1-math.Abs(b)))
	return float64(h*(0.55+float64(0.45*step(2, 16, z)))) + float64(0.25*noise(x*0.05, z*0.05, 815))
}

func (d *dunes) shade(p hit) Color {
	dx, dz := p.dx, p.dz
	// Ripples bend the light, finer than the height field knows.
	near := 1 / (1 + float64(p.z*p.z*0.012))
	phase := float64(p.x*7.5) + float64(p.z*2.2) + float64(2.6*noise(p.x*0.6, p.z*0.6, 820)) + float64(0.6*noise(p.x*4, p.z*4, 821))
	fold := phase - math.Floor(phase)
	ripple := step(0, 0.65, fold) - step(0.65, 1, fold) - 0.5
	dx += float64(0.34 * ripple * near)
	inv := 1 / math.Sqrt(1+float64(dx*dx)+float64(dz*dz))
	sun := clamp(inv*(float64(dx*0.90)+0.32+float64(-0.22*dz)), 0, 1)
	sun *= d.sun.light(p.x, p.y, p.z, 0.08)
	sand := mixColor(hex(0xd08a4e), hex(0xe8b573), clamp(0.5+float64(0.8*fbm(p.x*0.7, p.z*0.7, 4, 822)), 0, 1))
	grains := 1 + float64(0.10*noise(p.x*160/(1+float64(p.z*0.4)), p.z*160/(1+float64(p.z*0.4)), 823))
	light := hex(0x7f7c9c).scale(0.55+float64(0.2*inv)).add(hex(0xffd29a), 1.25*sun)
	c := sand.scale(grains).mul(light)
	haze := 1 - 1/(1+float64(p.z*p.z*0.0007))
	return mixColor(c, mixColor(hex(0xe6b694), hex(0xfbd3a0), step(0.4, -0.6, p.x/p.z)), haze)
}

// balloon is placed in parts of the image's width.
type balloon struct {
	x, y, r float64
	turn    float64
	haze    float64
	colors  [3]Color
}

var balloons = []balloon{
	{0.165, 0.62, 0.043, 0.3, 0.45, [3]Color{hex(0x2d6a8f), hex(0xe9d8b4), hex(0x1d4460)}},
	{0.86, 0.83, 0.026, 0.7, 0.6, [3]Color{hex(0x7d8f3a), hex(0xf0e2b0), hex(0x4f6a2c)}},
	{0.585, 0.40, 0.255, 0.13, 0.0, [3]Color{hex(0xc5342b), hex(0xf2a71b), hex(0xf6ead2)}},
}

// over draws a balloon onto a color.
func (b *balloon) over(c Color, u, v float64) Color {
	x, y := (u-b.x)/b.r, (v-b.y)/b.r
	if math.Abs(x) > 1.02 || y < -1.02 || y > 2.15 {
		return c
	}
	edge := 0.0025 / b.r
	if width, slope := profile(y); width > 0 {
		s := x / width
		if a := step(1, 1-edge/width, math.Abs(s)); a > 0 {
			c = mixColor(c, mixColor(b.envelope(clamp(s, -1, 1), y, slope), hex(0xe8bd9c), b.haze), a)
		}
	}
	return b.basket(c, x, y)
}

// profile returns the envelope's half width at a height and how fast it falls.
func profile(y float64) (width, slope float64) {
	switch {
	case y < -1 || y > 1.42:
		return 0, 0
	case y < 0.42: // a sphere
		width = math.Sqrt(1 - float64(y*y))
		return width, -y / max(width, 0.05)
	}
	// From where the sphere falls by 0.463 a straight cone leads to the mouth.
	t := y - 0.42
	return 0.9075 - float64(0.463*t) - float64(0.30*t*t), -0.463 - float64(0.6*t)
}

func (b *balloon) envelope(s, y, slope float64) Color {
	angle := arcsin(s)/math.Pi + b.turn // half turns
	const gores = 12
	g := angle * gores
	gore := int(math.Floor(g))
	f := g - math.Floor(g)

	// Bands zigzag around the envelope.
	zig := float64(math.Abs(f-0.5) * 0.34)
	band := y + zig
	var k int
	switch {
	case band < -0.80:
		k = 0
	case band < -0.52:
		k = 1
	case band < -0.26:
		k = gore & 1
	case band < 0.22:
		k = []int{0, 2, 1, 2}[gore&3]
	case band < 0.50:
		k = 1 - gore&1
	case band < 0.78:
		k = 1
	default:
		k = 0
	}
	c := b.colors[k]
	if math.Abs(band-0.22) < 0.02 || math.Abs(band+0.26) < 0.02 {
		c = b.colors[2]
	}
	// Each gore bulges between its seams.
	bulge := float64((f - 0.5) * 0.42)
	nx := s + bulge
	nz := math.Sqrt(max(1-float64(nx*nx), 0))
	ny := -slope
	inv := 1 / math.Sqrt(float64(nx*nx)+float64(nz*nz)+float64(ny*ny))
	sun := clamp(inv*(float64(-0.83*nx)+float64(-0.30*-ny)+float64(0.42*nz)), 0, 1)
	shine := sun * sun * sun * sun
	c = c.mul(hex(0x74809c).scale(0.72).add(hex(0xffdcae), 1.1*sun)).add(hex(0xfff4dc), 0.10*shine)
	// The burner's light shows through the cloth low down.
	c = c.add(b.colors[1], 0.30*step(0.2, 1.4, y)*(1-math.Abs(s)))
	seam := step(0.035, 0.0, min(f, 1-f))
	return c.scale(1 - float64(0.35*seam))
}

// basket draws skirt, ropes and basket.
func (b *balloon) basket(c Color, x, y float64) Color {
	if y > 1.40 && y < 1.80 {
		t := (y - 1.40) / 0.40
		for _, end := range []float64{-0.115, -0.05, 0.05, 0.115} {
			rx := end * (1.2 - float64(0.2*t))
			if math.Abs(x-rx) < 0.006+0.0006/b.r {
				c = mixColor(c, hex(0x4b3a2c), 0.8*(1-b.haze))
			}
		}
	}
	half := 0.125 - float64(0.02*step(1.8, 2.0, y))
	if y > 1.78 && y < 2.0 && math.Abs(x) < half {
		weave := 0.75 + float64(0.5*float64((int(math.Floor(x*130))+int(math.Floor(y*90)))&1)) - 0.25
		round := math.Sqrt(max(1-float64(x*x)/(half*half), 0))
		k := hex(0x8a5a2b).scale(weave * (0.45 + float64(0.45*round) - float64(1.8*x)))
		if y < 1.81 {
			k = hex(0x3d2a1a)
		}
		c = mixColor(k, hex(0xe8bd9c), b.haze)
	}
	return c
}

// arcsin is formula 4.4.45 of Abramowitz and Stegun, good to 7·10⁻⁵.
func arcsin(x float64) float64 {
	a := math.Abs(x)
	p := 1.5707288 + float64(a*(-0.2121144+float64(a*(0.0742610-float64(0.0187293*a)))))
	r := math.Pi/2 - float64(math.Sqrt(1-a)*p)
	if x < 0 {
		return -r
	}
	return r
}

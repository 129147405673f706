package scene

import "math"

// Landscape draws mountains above a lake in the light of the early morning: a
// wide range of tones, fine detail from the forests, soft gradients in the sky.
func Landscape(w, h int) *Picture {
	l := newLandscape(w, h)
	p := NewPicture(w, h)
	mirror := NewPicture(w, h)
	l.sky(p, func(y int) float64 { return (l.t.horizon - float64(y) - 0.5) / l.t.focal })
	l.sky(mirror, func(y int) float64 { return (float64(y) + 0.5 - l.t.horizon) / l.t.focal })
	l.t.draw(mirror, true)
	l.mirror = mirror
	l.t.draw(p, false)
	return p
}

type landscape struct {
	t      *terrain
	sun    *shadows
	mirror *Picture // what the lake reflects
	w      float64
}

func newLandscape(w, h int) *landscape {
	l := &landscape{w: float64(w)}
	l.sun = newShadows(-45, 0.5, 45, 60, 0.06, 0.36, 0.35, l.mass)
	l.t = &terrain{
		eye: 0.22, focal: float64(w) * 0.95, horizon: math.Floor(float64(h) * 0.56),
		near: 0.4, far: 58, stepSize: 0.0016,
		height: l.height, shade: l.shade,
	}
	return l
}

// mass is the ground without trees, the lake's bed cut off at 0.
func (l *landscape) mass(x, z float64) float64 {
	return max(l.ground(x, z), 0)
}

// ground is the height of the ground, negative under water.
func (l *landscape) ground(x, z float64) float64 {
	// The far shore winds; a wooded spit comes in from the left.
	shore := 8.6 + float64(1.6*noise(x*0.17, 2.5, 5)) - float64(0.16*math.Abs(x))
	h := min(float64((z-shore)*0.13)+float64(0.3*fbm(x*0.6, z*0.6, 4, 11)), 0.8)
	spit := 0.5 - float64(0.4*math.Abs(z-5.2-float64(0.25*noise(x*0.9, 0, 3)))) - float64(0.25*(x+2.7))
	h = max(h, min(spit, 0.22)+float64(0.16*fbm(x*1.7, z*1.7, 3, 12)))
	if z > 9 {
		m := eroded(float64(x*0.105)+7.3, float64(z*0.105)+1.1, 10, 40)
		rise := step(11, 30, z-float64(0.1*math.Abs(x-2)))
		peak := 1.25 - float64(0.5*step(0, 15, math.Abs(x+1.5)))
		h += float64(rise * peak * max(2.2+float64(7.4*m), 0))
		hills := step(9, 14, z) * (1 - step(16, 26, z))
		h += float64(hills * (0.35 + float64(1.5*fbm(x*0.21, z*0.21, 4, 21))))
	}
	return h
}

// treeLine is the height up to which forest grows.
const treeLine = 2.5

// height adds trees to the ground: cones on a jittered grid.
func (l *landscape) height(x, z float64) float64 {
	g := l.ground(x, z)
	if g <= 0.012 {
		return max(g, 0)
	}
	if z < 26 && g < treeLine {
		g += l.trees(x, z, g).height
	}
	return g
}

// tree is the canopy at a point.
type tree struct {
	height float64 // above the ground; 0 where there is none
	side   float64 // from -1 at the tree's left to 1 at its right
	kind   float64 // [0, 1), of the whole tree
}

// trees returns the highest of the trees that cover a point.
func (l *landscape) trees(x, z, g float64) (best tree) {
	dense := float64(fbm(x*0.6, z*0.6, 3, 77)) + 0.22 - float64(0.5*step(treeLine*0.6, treeLine, g)) + float64(0.12*step(0.3, 0.9, g))
	const pitch = 0.11
	cx, cz := int(math.Floor(x/pitch)), int(math.Floor(z/pitch))
	for kz := cz - 1; kz <= cz+1; kz++ {
		for kx := cx - 1; kx <= cx+1; kx++ {
			if unit(kx, kz, 90) > dense*3 {
				continue
			}
			tx := (float64(kx) + 0.5 + float64((unit(kx, kz, 91)-0.5)*0.8)) * pitch
			tz := (float64(kz) + 0.5 + float64((unit(kx, kz, 92)-0.5)*0.8)) * pitch
			tall := 0.15 + float64(0.16*unit(kx, kz, 93))
			radius := 0.026 + float64(tall*0.13)
			dx, dz := (x-tx)/radius, (z-tz)/radius
			d := math.Sqrt(float64(dx*dx) + float64(dz*dz))
			// Branches make the outline ragged.
			d += float64(0.16 * noise(x*95, z*95, 94))
			if cone := tall * (1 - d); cone > best.height {
				best = tree{cone, dx, unit(kx, kz, 95)}
			}
		}
	}
	return best
}

// sky fills p; elevation gives the tangent of a row's angle above the horizon.
func (l *landscape) sky(p *Picture, elevation func(y int) float64) {
	parallel(p.H, func(y int) {
		e := max(elevation(y), 0)
		for x := range p.W {
			u := (float64(x) + 0.5 - float64(p.W)/2) / l.t.focal
			p.set(x, y, l.skyColor(u, e))
		}
	})
}

func (l *landscape) skyColor(u, e float64) Color {
	c := mixColor(hex(0xf7d9b0), hex(0xbfd3e0), step(0, 0.16, e))
	c = mixColor(c, hex(0x5c8fc4), step(0.06, 0.62, e))
	glow := 1 / (1 + float64(14*(float64((u+0.62)*(u+0.62))+float64((e-0.1)*(e-0.1)*5))))
	c = mixColor(c, hex(0xffe2b8), 0.75*glow)
	// Clouds lie on a plane high above: perspective squeezes them at the horizon.
	if e > 0.015 {
		k := 1 / (e + 0.06)
		x, y := u*k*1.1, k*1.5
		wx, wy := fbm(x*0.7, y*0.7, 4, 301), fbm(float64(x*0.7)+5, y*0.7, 4, 302)
		d := fbm(float64(x*0.55)+float64(1.3*wx)+1.7, float64(y*0.9)+float64(1.3*wy), 7, 303)
		cover := step(0.02, 0.42, d) * step(0.015, 0.12, e)
		lit := fbm(float64(x*0.55)+float64(1.3*wx)+1.62, float64(y*0.9)+float64(1.3*wy)+0.05, 5, 303)
		tone := mixColor(hex(0xaeb4c2), hex(0xfff3e0), step(-0.16, 0.16, d-lit+0.05))
		c = mixColor(c, tone, 0.9*cover)
	}
	return c
}

// shade returns the color of a point, haze included.
func (l *landscape) shade(p hit) Color {
	g := l.ground(p.x, p.z)
	if p.y <= 0 || g <= 0 {
		return l.water(p)
	}
	var t tree
	if g > 0.012 && g < treeLine && p.z < 26 {
		t = l.trees(p.x, p.z, g)
	}
	inv := 1 / math.Sqrt(1+float64(p.dx*p.dx)+float64(p.dz*p.dz))
	// Toward the sun: from the left, low, somewhat from the front.
	sun := clamp(inv*(float64(p.dx*0.86)+float64(0.42)+float64(p.dz*-0.30)), 0, 1)
	var albedo Color
	if t.height > 0.01 {
		inv = 0.7
		sun = clamp(0.42-float64(0.75*t.side), 0, 1)
		albedo = t.color(p, g)
	} else {
		albedo = l.material(p, inv)
	}
	sun *= l.sun.light(p.x, p.y, p.z, 0.12)
	sky := 0.42 + float64(0.3*inv)
	c := albedo.mul(hex(0x8fa9cc).scale(sky*0.62).add(hex(0xffd9a4), float64(1.35*sun)))
	haze := 1 - 1/(1+float64(p.z*p.z*0.0011*(1.1-float64(step(0, 5.5, p.y)*0.72))))
	air := mixColor(hex(0xb9c7d6), hex(0xf3d9ba), step(0.6, -0.9, p.x/p.z+0.1))
	return mixColor(c, air, haze)
}

// color shades a conifer: tiers of branches, darker below each.
func (t *tree) color(p hit, g float64) Color {
	c := mixColor(hex(0x2f4f2c), hex(0x5d6f30), t.kind*t.kind)
	if t.kind > 0.93 {
		c = hex(0xa8782a) // a larch in autumn
	}
	above := p.y - g
	tier := float64((above+float64(0.01*t.side*t.side))*38) + float64(4*t.kind) + float64(0.5*noise(p.x*60, p.y*60, 97))
	tier -= math.Floor(tier)
	twigs := noise(p.x*170, p.y*170, 96)
	return c.scale(0.5 + float64(0.55*tier) + float64(0.3*twigs) + float64(0.5*clamp(above*2, 0, 0.5)))
}

// material returns what the open ground is made of.
func (l *landscape) material(p hit, inv float64) Color {
	rough := fbm(p.x*3, p.z*3+p.y, 5, 61)
	strata := noise(p.y*9+float64(2*rough), p.x*0.4, 62)
	rock := mixColor(hex(0x6b6259), hex(0x9a8d7d), clamp(0.5+rough+float64(0.25*strata), 0, 1))
	scree := mixColor(hex(0x7d7a5c), hex(0x8d8468), clamp(0.5+rough, 0, 1))
	c := mixColor(rock, scree, step(0.66, 0.86, inv))
	grass := mixColor(hex(0x6f7d35), hex(0xa39a4c), clamp(0.5+float64(1.4*fbm(p.x*2.1, p.z*2.1, 5, 63)), 0, 1))
	grass = grass.scale(0.85 + float64(0.3*noise(p.x*40/(1+float64(p.z*0.1)), p.z*60/(1+float64(p.z*0.1)), 64)))
	c = mixColor(c, grass, step(0.55, 0.8, inv)*step(3.4, 1.8, p.y+rough))
	snow := step(2.9, 4.1, p.y+float64(1.6*rough)) * step(0.36, 0.62, inv+float64(0.35*rough))
	c = mixColor(c, hex(0xf4f7fb), snow)
	beach := step(0.035, 0.012, p.y)
	return mixColor(c, hex(0x8f8266), beach)
}

// water reflects the mirror image, broken by ripples; near the viewer one
// looks into it.
func (l *landscape) water(p hit) Color {
	z := l.t.eye * l.t.focal / max(float64(p.py)+0.5-l.t.horizon, 0.5)
	x := float64((float64(p.px) + 0.5 - l.w/2) / l.t.focal * z)
	calm := 0.25 + float64(0.75*step(-0.1, 0.35, fbm(x*0.25, z*0.6, 3, 70)))
	nx := fbm(x*5, z*14, 4, 71) * calm
	nz := fbm(float64(x*4)+9, z*16, 4, 72) * calm
	dx := nx * 0.011 * l.w / (0.6 + float64(z*0.5))
	dy := nz * 0.045 * l.w / (0.6 + float64(z*0.6))
	m := l.mirror.smooth(float64(p.px)+dx, float64(p.py)+float64(math.Abs(dy)*0.6)+float64(dy*0.4))
	view := l.t.eye / math.Sqrt(float64(z*z)+float64(l.t.eye*l.t.eye))
	fresnel := 0.94 - float64(1.35*view)
	deep := mixColor(hex(0x16343a), hex(0x2c5357), clamp(0.5+fbm(x*2, z*2, 3, 73), 0, 1))
	return mixColor(deep, m, clamp(fresnel, 0.25, 0.92))
}

// smooth returns the image's color at a point between pixels.
func (p *Picture) smooth(x, y float64) Color {
	x = clamp(x, 0, float64(p.W-2))
	y = clamp(y, 0, float64(p.H-2))
	i, j := int(x), int(y)
	fx, fy := x-float64(i), y-float64(j)
	row := mixColor(p.color(i, j), p.color(i+1, j), fx)
	return mixColor(row, mixColor(p.color(i, j+1), p.color(i+1, j+1), fx), fy)
}

func (p *Picture) color(x, y int) Color {
	q := p.at(x, y)
	return Color{float64(q[0]) / 65535, float64(q[1]) / 65535, float64(q[2]) / 65535}
}

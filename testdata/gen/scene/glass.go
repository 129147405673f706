package scene

import "math"

// marble is a ball of colored glass on a table that is not there.
type marble struct {
	x, y, r float64
	tint    Color
	swirl   Color
	seed    uint32
}

// Glass draws glass marbles and their shadows on nothing: every value of alpha
// occurs, from shadows that fade out to opaque highlights. Height is 3/4 of w.
func Glass(w int) *Picture {
	h := w * 3 / 4
	p := NewPicture(w, h)
	marbles := []marble{
		{0.66, 0.335, 0.185, hex(0xe8a21c), hex(0xfff4d0), 1},
		{0.335, 0.39, 0.255, hex(0x1a7fa8), hex(0xc9f3ff), 2},
		{0.60, 0.565, 0.135, hex(0xb02a3c), hex(0xffd5c8), 3},
		{0.83, 0.52, 0.105, hex(0x2f8f4e), hex(0xd9ffd0), 4},
		{0.155, 0.63, 0.07, hex(0x7a4ab0), hex(0xf0e0ff), 5},
	}
	parallel(h, func(y int) {
		for x := range w {
			var l layer
			u, v := (float64(x)+0.5)/float64(w), (float64(y)+0.5)/float64(w)
			for i := range marbles {
				marbles[i].shadow(&l, u, v)
			}
			for i := range marbles {
				marbles[i].draw(&l, u, v)
			}
			l.store(p.at(x, y))
		}
	})
	return p
}

// layer collects colors, premultiplied.
type layer struct {
	c Color
	a float64
}

// over lays a color of alpha a on top.
func (l *layer) over(c Color, a float64) {
	a = clamp(a, 0, 1)
	l.c = l.c.scale(1-a).add(c, a)
	l.a = float64(l.a*(1-a)) + a
}

func (l *layer) store(q []uint16) {
	if l.a <= 0 {
		return
	}
	q[0], q[1], q[2], q[3] = sample(l.c.R/l.a), sample(l.c.G/l.a), sample(l.c.B/l.a), sample(l.a)
}

// shadow is an ellipse that fades out, with the light that the glass gathers.
func (m *marble) shadow(l *layer, u, v float64) {
	dx, dy := (u-m.x-float64(0.42*m.r))/m.r, (v-m.y-float64(0.86*m.r))/m.r
	d := math.Sqrt(float64(dx*dx*0.62) + float64(dy*dy*6.5))
	dark := step(1.25, 0.1, d)
	l.over(hex(0x0a1018), 0.55*dark*dark)
	dx -= 0.12
	d = math.Sqrt(float64(dx*dx*2.2) + float64(dy*dy*16))
	light := step(0.95, 0, d)
	l.over(mixColor(m.tint, m.swirl, 0.45), 0.6*light*light)
}

// draw lays the ball itself on top: the tinted body, the swirl in it, what it
// reflects.
func (m *marble) draw(l *layer, u, v float64) {
	x, y := (u-m.x)/m.r, (v-m.y)/m.r
	d2 := float64(x*x) + float64(y*y)
	if d2 >= 1.03 {
		return
	}
	edge := step(1.0, 1-0.006/m.r, math.Sqrt(d2))
	z := math.Sqrt(max(1-d2, 0))

	// The body is seen through twice: light from behind gathers low on the
	// far side from the lamp, which stands above on the left.
	gather := step(-0.4, 1, float64(x*0.55)+float64(y*0.7))
	body := m.tint.scale(0.46 + float64(0.95*gather) + float64(0.1*z))
	l.over(body, edge*(0.58+float64(0.32*(1-z))))

	// A ribbon, refracted: the ball magnifies what is inside.
	k := 1 / (0.55 + float64(0.45*z))
	rx, ry := x*k, y*k
	bend := fbm(float64(rx*0.8)+float64(m.seed), ry*0.8, 3, 500+m.seed)
	t := float64(rx*0.8) - float64(ry*0.6) + float64(1.1*bend)
	along := float64(rx*0.6) + float64(ry*0.8)
	ribbon := step(0.34, 0.05, math.Abs(t-float64(0.3*along*along))) * step(1.0, 0.72, d2)
	thread := 0.72 + float64(0.28*noise(t*26, along*1.4, 510+m.seed))
	l.over(m.swirl.scale(thread), edge*ribbon*0.8)

	// Bubbles.
	if b := unit(int(math.Floor(rx*9)), int(math.Floor(ry*9)), 520+m.seed); b > 0.9 {
		bx, by := rx*9-math.Floor(rx*9)-0.5, ry*9-math.Floor(ry*9)-0.5
		r := math.Sqrt(float64(bx*bx) + float64(by*by))
		l.over(Color{1, 1, 1}, edge*0.5*step(0.08, 0.16, r)*step(0.24, 0.18, r)*step(0.9, 0.7, d2))
	}
	m.reflect(l, x, y, z, edge)
}

// reflect adds what the surface mirrors: the room, a window, a low strip light.
func (m *marble) reflect(l *layer, x, y, z, edge float64) {
	f := 1 - z
	fresnel := 0.05 + float64(0.9*f*f*f*f)
	// Where the mirrored ray leaves: half the angle does without the far side.
	rx, ry := float64(x*(1.75-float64(0.6*z))), float64(y*(1.75-float64(0.6*z)))
	room := mixColor(hex(0xdfe8f0), hex(0x3a3632), step(-0.9, 0.8, ry))
	l.over(room, edge*fresnel)

	wx, wy := (rx+0.62)/0.30, (ry+0.70)/0.26
	pane := step(1.04, 0.98, math.Abs(wx)) * step(1.04, 0.98, math.Abs(wy)) *
		step(0.05, 0.085, math.Abs(wx)) * step(0.05, 0.085, math.Abs(wy))
	l.over(Color{1, 1, 1}, edge*0.93*pane*step(-1.4, 1.2, -wy))
	strip := step(0.07, 0.0, math.Abs(ry-0.98+float64(0.12*rx*rx))) * step(0.7, 0.2, math.Abs(rx-0.1))
	l.over(mixColor(m.swirl, Color{1, 1, 1}, 0.5), edge*0.4*strip)
	rim := step(0.86, 0.99, math.Sqrt(float64(x*x)+float64(y*y)))
	l.over(m.tint.scale(0.35), edge*0.35*rim*step(-0.6, 0.6, -y))
}

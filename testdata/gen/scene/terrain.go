package scene

import "math"

// terrain renders height fields in perspective, a column of pixels at a time
// from the front to the back: a sample is seen where it rises above all samples
// nearer than it. x goes right, y up, z away from the viewer.
type terrain struct {
	eye      float64 // height of the eye
	focal    float64 // in pixels
	horizon  float64 // row of the horizon
	near     float64
	far      float64
	stepSize float64 // distance of samples as a part of z

	height func(x, z float64) float64
	shade  func(h hit) Color
}

// hit is a point of the terrain that is seen.
type hit struct {
	x, y, z float64
	dx, dz  float64 // slopes
	px, py  int     // pixel
}

// draw renders into p over what is there. mirrored draws the image that a
// level water surface at y = 0 reflects.
func (t *terrain) draw(p *Picture, mirrored bool) {
	parallel(p.W, func(px int) {
		u := (float64(px) + 0.5 - float64(p.W)/2) / t.focal
		t.column(p, px, u, mirrored)
	})
}

func (t *terrain) column(p *Picture, px int, u float64, mirrored bool) {
	eye, nRows := t.eye, p.H
	if mirrored {
		eye, nRows = -eye, int(t.horizon) // what lies below the horizon is not mirrored
	}
	todo := newRows(nRows)
	for z := t.near; z < t.far; z += float64(z * t.stepSize) {
		x := float64(u * z)
		h := t.height(x, z)
		if mirrored && h <= 0 {
			continue
		}
		row := t.horizon - float64((h-eye)*t.focal)/z
		y := todo.next(max(int(math.Ceil(row-0.5)), 0))
		if y >= nRows {
			continue
		}
		const e = 1.0 / 512
		d := max(e, float64(z*0.0008))
		dx := (t.height(x+d, z) - h) / d
		dz := (t.height(x, z+d) - h) / d
		for ; y < nRows; y = todo.next(y + 1) {
			// Rows between two samples lie below the crest: their height follows.
			hy := eye + float64((t.horizon-float64(y)-0.5)*z)/t.focal
			if mirrored && hy <= 0 {
				break // under the surface: farther things are seen there
			}
			todo.done(y)
			at := y
			if mirrored {
				at = int(2*t.horizon) - 1 - y
			}
			if at < p.H {
				p.set(px, at, t.shade(hit{x, min(hy, h), z, dx, dz, px, at}))
			}
		}
	}
}

// rows finds the rows of a column that are still to be drawn: each entry leads
// on to the next that may be.
type rows []int

func newRows(n int) rows {
	r := make(rows, n+2)
	for i := range r {
		r[i] = i
	}
	return r
}

// next returns the first row from y on that is to be drawn, or the number of
// rows or more.
func (r rows) next(y int) int {
	if y >= len(r) {
		return y
	}
	for r[y] != y {
		r[y] = r[r[y]]
		y = r[y]
	}
	return y
}

func (r rows) done(y int) { r[y] = y + 1 }

// shadows holds, on a grid, how high the shadow of the terrain reaches. The sun
// stands in the direction of -x, by slope per unit of distance above the ground.
type shadows struct {
	x0, z0, cell float64
	nx, nz       int
	top          []float64
}

// newShadows sweeps the grid away from the sun. drift is how far in z the light
// moves per unit of x.
func newShadows(x0, z0, x1, z1, cell, slope, drift float64, height func(x, z float64) float64) *shadows {
	s := &shadows{x0: x0, z0: z0, cell: cell}
	s.nx, s.nz = int((x1-x0)/cell), int((z1-z0)/cell)
	s.top = make([]float64, s.nx*s.nz)
	parallel(s.nz, func(j int) {
		for i := range s.nx {
			s.top[j*s.nx+i] = height(x0+float64(float64(i)*cell), z0+float64(float64(j)*cell))
		}
	})
	for i := 1; i < s.nx; i++ {
		for j := range s.nz {
			from := clamp(float64(j)-drift, 0, float64(s.nz-1))
			a := min(int(from), s.nz-2)
			f := from - float64(a)
			before := mix(s.top[a*s.nx+i-1], s.top[(a+1)*s.nx+i-1], f) - float64(slope*cell)
			s.top[j*s.nx+i] = max(s.top[j*s.nx+i], before)
		}
	}
	return s
}

// light returns how much of the sun reaches a point: 0 in shadow, 1 outside,
// between them over the height soft.
func (s *shadows) light(x, y, z, soft float64) float64 {
	fx := clamp((x-s.x0)/s.cell, 0, float64(s.nx-2))
	fz := clamp((z-s.z0)/s.cell, 0, float64(s.nz-2))
	i, j := int(fx), int(fz)
	fx -= float64(i)
	fz -= float64(j)
	o := j*s.nx + i
	top := mix(mix(s.top[o], s.top[o+1], fx), mix(s.top[o+s.nx], s.top[o+s.nx+1], fx), fz)
	return step(soft, -soft/4, top-y)
}

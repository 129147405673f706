package scene

import "math"

// hash mixes two coordinates and a seed; the finalizer is that of MurmurHash3.
func hash(x, y int32, seed uint32) uint32 {
	h := uint32(x)*0x9e3779b1 ^ uint32(y)*0x85ebca77 ^ seed*0xc2b2ae3d
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	h ^= h >> 16
	return h
}

// unit returns the hash as a number in [0, 1).
func unit(x, y int, seed uint32) float64 {
	return float64(hash(int32(x), int32(y), seed)>>8) / (1 << 24)
}

// noise is value noise of period 1 in [-1, 1], smooth to the second derivative.
func noise(x, y float64, seed uint32) float64 {
	x, y = float64(x), float64(y)
	fx, fy := math.Floor(x), math.Floor(y)
	ix, iy := int32(fx), int32(fy)
	u, v := fade(x-fx), fade(y-fy)
	a := corner(ix, iy, seed)
	b := corner(ix+1, iy, seed)
	c := corner(ix, iy+1, seed)
	d := corner(ix+1, iy+1, seed)
	return mix(mix(a, b, u), mix(c, d, u), v)
}

func corner(x, y int32, seed uint32) float64 {
	return float64(float64(int32(hash(x, y, seed))) / (1 << 31)) // division by a power of two is a product too
}

// fade is 6t⁵-15t⁴+10t³.
func fade(t float64) float64 {
	return float64(t * t * t * (float64(t*(float64(t*6)-15)) + 10))
}

// mix interpolates from a to b.
func mix(a, b, t float64) float64 {
	a, b = float64(a), float64(b) // callers may pass products
	return a + float64((b-a)*t)
}

// mixColor interpolates from a to b.
func mixColor(a, b Color, t float64) Color {
	return Color{mix(a.R, b.R, t), mix(a.G, b.G, t), mix(a.B, b.B, t)}
}

// scale multiplies a color.
func (c Color) scale(k float64) Color { return Color{c.R * k, c.G * k, c.B * k} }

// add adds a color scaled by k.
func (c Color) add(d Color, k float64) Color {
	return Color{float64(c.R) + float64(d.R*k), float64(c.G) + float64(d.G*k), float64(c.B) + float64(d.B*k)}
}

// mul multiplies by components.
func (c Color) mul(d Color) Color { return Color{c.R * d.R, c.G * d.G, c.B * d.B} }

// hex returns the color 0xRRGGBB.
func hex(rgb int) Color {
	return Color{float64(rgb>>16) / 255, float64(rgb>>8&255) / 255, float64(rgb&255) / 255}
}

// fbm sums octaves of noise, each of half the amplitude and about twice the
// frequency of the one before, turned so that the lattices do not line up.
func fbm(x, y float64, octaves int, seed uint32) float64 {
	sum, amp := 0.0, 0.5
	for i := range octaves {
		sum += float64(amp * noise(x, y, seed+uint32(i)))
		x, y = turn(x, y)
		amp /= 2
	}
	return sum
}

// ridged sums octaves of folded noise: crests, each octave rougher where the
// one before is high. The result is in [0, 1].
func ridged(x, y float64, octaves int, seed uint32) float64 {
	sum, amp, weight := 0.0, 0.5, 1.0
	for i := range octaves {
		n := 1 - math.Abs(noise(x, y, seed+uint32(i)))
		n *= n * weight
		sum += float64(n * amp)
		weight = clamp(n*1.6, 0, 1)
		x, y = turn(x, y)
		amp /= 2
	}
	return sum
}

// eroded sums octaves that count less where the sum is steep already: slopes
// stay smooth, crests and valleys keep their detail, as weather makes them.
func eroded(x, y float64, octaves int, seed uint32) float64 {
	sum, amp, dx, dy := 0.0, 0.5, 0.0, 0.0
	for i := range octaves {
		n, nx, ny := slope(x, y, seed+uint32(i))
		dx += nx
		dy += ny
		sum += float64(amp*n) / (1 + float64(dx*dx) + float64(dy*dy))
		x, y = turn(x, y)
		amp /= 2
	}
	return sum
}

// slope is noise with its derivatives.
func slope(x, y float64, seed uint32) (n, dx, dy float64) {
	x, y = float64(x), float64(y)
	fx, fy := math.Floor(x), math.Floor(y)
	ix, iy := int32(fx), int32(fy)
	x, y = x-fx, y-fy
	u, v := fade(x), fade(y)
	du := 30 * x * x * (float64(x*(x-2)) + 1)
	dv := 30 * y * y * (float64(y*(y-2)) + 1)
	a := corner(ix, iy, seed)
	b := corner(ix+1, iy, seed) - a
	c := corner(ix, iy+1, seed) - a
	d := corner(ix+1, iy+1, seed) - a - b - c
	n = a + float64(b*u) + float64(c*v) + float64(d*u*v)
	return n, du * (b + float64(d*v)), dv * (c + float64(d*u))
}

// turn rotates by atan(3/4) and scales by 2.
func turn(x, y float64) (float64, float64) {
	return float64(1.6*x) - float64(1.2*y) + 17.3, float64(1.2*x) + float64(1.6*y) - 9.1
}

func clamp(v, lo, hi float64) float64 { return float64(min(max(v, lo), hi)) }

// step rises smoothly from 0 at a to 1 at b; a may be greater than b.
func step(a, b, v float64) float64 {
	t := clamp((v-a)/(b-a), 0, 1)
	return float64(t * t * (3 - float64(2*t)))
}

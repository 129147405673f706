package ops

import "tintype/transform/internal/pixel"

// Adjust applies point operations: one look-up a sample for what
// treats the channels alike, then one matrix a pixel, Vib before it. Where
// there are none the image comes back as it is. Alpha stays; CMYK is not taken.
func Adjust(img *pixel.Image, a *Adjustments) *pixel.Image {
	if *a == (Adjustments{}) { // as of most: what follows would be compiled for a guest's first image
		return img
	}
	return adjust(img, a)
}

func adjust(img *pixel.Image, a *Adjustments) *pixel.Image {
	table, tones := tone(a)
	m, mixes := colors(a)
	if !tones && !mixes && a.Vib == 0 {
		return img
	}
	if img.Model == pixel.Gray {
		flat, ok := m.onGray()
		if ok {
			if tones {
				lookUp(img, 1, &table)
			}
			if mixes {
				lookUp(img, 1, &flat)
			}
			return img
		}
	}
	img = RGB(img)
	if tones {
		lookUp(img, 3, &table)
	}
	if !mixes && a.Vib == 0 {
		return img
	}
	k := mixer{vib: int32(part(a.Vib))}
	for i := range m {
		for j := range m[i] {
			k.m[i][j] = int32(m[i][j])
		}
	}
	for y := 0; y < img.H && img.Meter.Spend(16*img.W); y++ {
		r, g, b := img.Plane[0].Row(y), img.Plane[1].Row(y), img.Plane[2].Row(y)
		if k.vib != 0 {
			k.vibrate(r, g, b)
		}
		if mixes {
			k.mix(r, g, b)
		}
	}
	return img
}

// RGB returns the image as RGB with planes of its own.
func RGB(img *pixel.Image) *pixel.Image {
	shared := img.Model == pixel.Gray
	img = img.Convert(pixel.RGB, 1, 1)
	if shared {
		for i := range 2 {
			img.Plane[i] = clone(&img.Plane[i])
		}
	}
	return img
}

func clone(p *pixel.Plane) pixel.Plane {
	out := *p
	out.Pix = append([]byte(nil), p.Pix...)
	return out
}

// lookUp replaces every sample of the first n planes.
func lookUp(img *pixel.Image, n int, t *[256]byte) {
	for i := range n {
		for y := 0; y < img.H && img.Meter.Spend(img.W); y++ {
			row := img.Plane[i].Row(y)
			for x, v := range row {
				row[x] = t[v]
			}
		}
	}
}

// mixer is the two operations that see a whole pixel, in 32 bits.
type mixer struct {
	m   [3][4]int32 // Q16
	vib int32       // Q16, -1 to 1
}

// mix multiplies every pixel with the matrix and clips once.
func (k *mixer) mix(r, g, b []byte) {
	m := &k.m
	g, b = g[:len(r)], b[:len(r)]
	for x := range r {
		// A row's factors are below 8 in sum: a product is below 2^27.
		u, v, w := int32(r[x]), int32(g[x]), int32(b[x])
		r[x] = clamp8((m[0][0]*u + m[0][1]*v + m[0][2]*w + m[0][3] + 1<<15) >> 16)
		g[x] = clamp8((m[1][0]*u + m[1][1]*v + m[1][2]*w + m[1][3] + 1<<15) >> 16)
		b[x] = clamp8((m[2][0]*u + m[2][1]*v + m[2][2]*w + m[2][3] + 1<<15) >> 16)
	}
}

// vibrate is sat for pale colors: with s = (max-min)/255 of a pixel, its
// distance from its luminance is multiplied by 1 + vib/100·(1-s).
func (k *mixer) vibrate(r, g, b []byte) {
	g, b = g[:len(r)], b[:len(r)]
	for x := range r {
		u, v, w := int32(r[x]), int32(g[x]), int32(b[x])
		l := (213*u + 715*v + 72*w + 500) / 1000
		pale := 255 - max(u, v, w) + min(u, v, w)
		f := k.vib * pale / 255 // Q16
		r[x] = clamp8(u + ((u-l)*f+1<<15)>>16)
		g[x] = clamp8(v + ((v-l)*f+1<<15)>>16)
		b[x] = clamp8(w + ((w-l)*f+1<<15)>>16)
	}
}

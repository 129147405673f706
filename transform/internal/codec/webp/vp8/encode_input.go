package vp8

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// input is the picture as the encoder sees it: 4:2:0, limited range
// (ITU-R BT.601: luma 16 to 235, chroma 16 to 240), padded to whole macroblocks
// by repeating the last column and row.
type input struct {
	luma, u, v               []uint8
	lumaStride, chromaStride int
}

// A rangeMap takes full range samples to limited range, rounded to nearest:
// (v*scale + offset) / 255, which stays within 16 bits.
type rangeMap struct{ scale, offset uint16 }

var (
	lumaRange   = rangeMap{219, 16*255 + 127}            // v*219/255 + 16
	chromaRange = rangeMap{224, 128*255 - 128*224 + 127} // (v-128)*224/255 + 128
	sameRange   = rangeMap{255, 0}
)

func (r *rangeMap) sample(v uint8) uint8 {
	return uint8((uint32(v)*uint32(r.scale) + uint32(r.offset)) / 255)
}

// load fills the source from img.
func (s *input) load(img *pixel.Image, mbW, mbH int, m *work.Meter) error {
	s.lumaStride, s.chromaStride = 16*mbW, 8*mbW
	luma, chroma := s.lumaStride*16*mbH, s.chromaStride*8*mbH
	buf := make([]uint8, luma+2*chroma)
	s.luma, s.u, s.v = buf[:luma:luma], buf[luma:][:chroma:chroma], buf[luma+chroma:]
	switch img.Model {
	case pixel.YCbCr, pixel.Gray:
		s.loadYCbCr(img, m)
	case pixel.RGB:
		s.loadRGB(img, m)
	default:
		return unsupportedError("color model " + img.Model.String())
	}
	if img.HasAlpha() {
		s.clearTransparent(&img.Alpha, m)
	}
	w, h := img.W, img.H
	padPlane(s.luma, s.lumaStride, w, h, 16*mbH)
	padPlane(s.u, s.chromaStride, (w+1)/2, (h+1)/2, 8*mbH)
	padPlane(s.v, s.chromaStride, (w+1)/2, (h+1)/2, 8*mbH)
	return m.Err()
}

func (s *input) loadYCbCr(img *pixel.Image, m *work.Meter) {
	ofLuma, ofChroma := &lumaRange, &chromaRange
	if img.Coding.Limited {
		ofLuma, ofChroma = &sameRange, &sameRange
	}
	for y := 0; y < img.H && m.Spend(2*img.W); y++ {
		mapRow(s.luma[y*s.lumaStride:], img.Plane[0].Row(y), ofLuma)
	}
	if img.Model == pixel.Gray {
		Fill(s.u, 128)
		Fill(s.v, 128)
		return
	}
	for i, dst := range [2][]uint8{s.u, s.v} {
		p := &img.Plane[1+i]
		for y := 0; y < (img.H+1)/2 && m.Spend(4*img.W); y++ {
			row := dst[y*s.chromaStride:]
			if img.SubX == 2 && img.SubY == 2 {
				mapRow(row, p.Row(y), ofChroma)
				continue
			}
			above, below := p.Row(y), p.Row(y)
			if img.SubY == 1 {
				above, below = p.Row(2*y), p.Row(min(2*y+1, p.H-1))
			}
			for x := range (img.W + 1) / 2 {
				x0, x1 := x, x
				if img.SubX == 1 {
					x0, x1 = 2*x, min(2*x+1, p.W-1)
				}
				sum := int(above[x0]) + int(above[x1]) + int(below[x0]) + int(below[x1])
				row[x] = ofChroma.sample(uint8((sum + 2) >> 2))
			}
		}
	}
}

// mapRowScalar maps a row of samples.
func mapRowScalar(dst, src []uint8, r *rangeMap) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] = r.sample(v)
	}
}

// RGB to limited range BT.601, Q16.
const (
	lumaR, lumaG, lumaB = 16839, 33059, 6420
	uR, uG, uB          = -9719, -19081, 28800
	vR, vG, vB          = 28800, -24116, -4684
)

// loadRGB converts; a chroma sample is the mean of the up to four pixels that
// it covers, those that alpha hides left out of account.
func (s *input) loadRGB(img *pixel.Image, m *work.Meter) {
	if !img.HasAlpha() {
		opaque := *img
		opaque.Meter = m
		opaque.Limited(s.luma, s.u, s.v, s.lumaStride, s.chromaStride)
		return
	}
	w, h := img.W, img.H
	rp, gp, bp := &img.Plane[0], &img.Plane[1], &img.Plane[2]
	for y := 0; y < h && m.Spend(4*w); y++ {
		r, g, b := rp.Row(y), gp.Row(y), bp.Row(y)
		dst := s.luma[y*s.lumaStride:][:w]
		for x := range dst {
			sum := lumaR*int32(r[x]) + lumaG*int32(g[x]) + lumaB*int32(b[x])
			dst[x] = uint8((sum + 16<<16 + 1<<15) >> 16)
		}
	}
	for y := 0; y < (h+1)/2 && m.Spend(16*w); y++ {
		y0, y1 := 2*y, min(2*y+1, h-1)
		u, v := s.u[y*s.chromaStride:], s.v[y*s.chromaStride:]
		var rows [3][2][]uint8
		for i := range rows {
			rows[i] = [2][]uint8{img.Plane[i].Row(y0), img.Plane[i].Row(y1)}
		}
		for x := range (w + 1) / 2 {
			x0, x1 := 2*x, min(2*x+1, w-1)
			var c [3]int32 // sums of four
			for i := range c {
				c[i] = int32(rows[i][0][x0]) + int32(rows[i][0][x1]) + int32(rows[i][1][x0]) + int32(rows[i][1][x1])
			}
			if img.HasAlpha() {
				visibleMean(img, &c, x0, x1, y0, y1)
			}
			u[x] = uint8((uR*c[0] + uG*c[1] + uB*c[2] + 128<<18 + 1<<17) >> 18)
			v[x] = uint8((vR*c[0] + vG*c[1] + vB*c[2] + 128<<18 + 1<<17) >> 18)
		}
	}
}

// visibleMean replaces the sums of four pixels by four times their mean weighted
// with alpha, unless all are equally visible.
func visibleMean(img *pixel.Image, c *[3]int32, x0, x1, y0, y1 int) {
	a0, a1 := img.Alpha.Row(y0), img.Alpha.Row(y1)
	weights := [4]int32{int32(a0[x0]), int32(a0[x1]), int32(a1[x0]), int32(a1[x1])}
	total := weights[0] + weights[1] + weights[2] + weights[3]
	if total == 0 || total == 4*weights[0] && weights[0] == weights[1] && weights[0] == weights[2] {
		return
	}
	for i := range c {
		p0, p1 := img.Plane[i].Row(y0), img.Plane[i].Row(y1)
		sum := weights[0]*int32(p0[x0]) + weights[1]*int32(p0[x1]) + weights[2]*int32(p1[x0]) + weights[3]*int32(p1[x1])
		c[i] = (4*sum + total/2) / total
	}
}

// padPlane repeats the last of w columns and of h rows up to the stride and to
// rows rows.
func padPlane(p []uint8, stride, w, h, rows int) {
	if w < stride {
		for y := range h {
			row := p[y*stride:][:stride]
			Fill(row[w:], row[w-1])
		}
	}
	final := p[(h-1)*stride:][:stride]
	for y := h; y < rows; y++ {
		copy(p[y*stride:], final)
	}
}

package vp8

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// Samples whose alpha is 0 are never seen, and those whose alpha is hardly more hold
// what resizing left of very little. They are replaced by what costs the fewest bits:
// blocks with nothing to see reuse the value of a transparent neighbor (above, else left),
// other blocks take the mean of their visible samples.

// faint is the alpha up to which a sample counts as transparent: what it may be wrong by
// changes what is seen by 8 of 255 at the most.
const faint = 8

// TransparentSize is the side of the blocks, in pixels.
const TransparentSize = 8

// clearTransparent replaces the transparent samples of all planes.
func (s *input) clearTransparent(alpha *pixel.Plane, m *work.Meter) {
	mask := make([]bool, alpha.W*alpha.H)
	for y := 0; y < alpha.H && m.Spend(2*alpha.W); y++ {
		for x, v := range alpha.Row(y) {
			mask[y*alpha.W+x] = v > faint
		}
	}
	clearPlane(s.luma, s.lumaStride, mask, alpha.W, alpha.H, TransparentSize, m)

	w, h := (alpha.W+1)/2, (alpha.H+1)/2
	half := make([]bool, w*h)
	for y := 0; y < alpha.H && m.Spend(2*alpha.W); y++ {
		for x := range alpha.W {
			if mask[y*alpha.W+x] {
				half[y/2*w+x/2] = true
			}
		}
	}
	clearPlane(s.u, s.chromaStride, half, w, h, TransparentSize/2, m)
	clearPlane(s.v, s.chromaStride, half, w, h, TransparentSize/2, m)
}

// clearPlane replaces the samples of p, w by h of them, where visible is not set.
func clearPlane(p []uint8, stride int, visible []bool, w, h, size int, m *work.Meter) {
	const none = -1
	above := make([]int, (w+size-1)/size) // values of transparent blocks
	for i := range above {
		above[i] = none
	}
	for y := 0; y < h && m.Spend(8*size*w); y += size {
		left := none
		for x := 0; x < w; x += size {
			bw, bh := min(size, w-x), min(size, h-y)
			mean, nVisible := visibleBlock(p[y*stride+x:], stride, visible[y*w+x:], w, bw, bh)
			value := &above[x/size]
			switch {
			case nVisible == bw*bh:
				left, *value = none, none
				continue
			case nVisible > 0:
				fillTransparent(p[y*stride+x:], stride, visible[y*w+x:], w, bw, bh, uint8(mean))
				left, *value = none, none
				continue
			case *value != none:
				left = *value
			case left != none:
				*value = left
			case x > 0:
				*value = int(p[y*stride+x-1])
			case y > 0:
				*value = int(p[(y-1)*stride+x])
			default:
				*value = 128
			}
			left = *value
			fillTransparent(p[y*stride+x:], stride, visible[y*w+x:], w, bw, bh, uint8(left))
		}
	}
}

// visibleBlock returns how many samples of a block are visible, and their mean.
func visibleBlock(p []uint8, stride int, visible []bool, w, bw, bh int) (mean, n int) {
	sum := 0
	for y := range bh {
		for x, v := range p[y*stride:][:bw] {
			if visible[y*w+x] {
				sum += int(v)
				n++
			}
		}
	}
	if n > 0 {
		mean = (sum + n/2) / n
	}
	return mean, n
}

// fillTransparent sets the transparent samples of a block.
func fillTransparent(p []uint8, stride int, visible []bool, w, bw, bh int, value uint8) {
	for y := range bh {
		row := p[y*stride:][:bw]
		for x := range row {
			if !visible[y*w+x] {
				row[x] = value
			}
		}
	}
}

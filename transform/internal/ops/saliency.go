package ops

import (
	"math/bits"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/resample"
	"tintype/transform/params"
)

// The longer side of what is looked at: for edges so few pixels that texture,
// however strong, is even and only what is as large as an object has edges.
const (
	entropySide = 256
	edgesSide   = 48
)

// Choose returns where a window of w by h is put into an image at least as
// large, so that it holds the most:
//
//	entropy  the highest entropy of 64 levels of luminance
//	edges    the most differences between neighbors, those in the middle of the
//	         window counting four times those at its ends
//
// A cut has room along one axis. Of equal windows the one nearest to the middle
// is taken.
func Choose(img *pixel.Image, w, h int, how params.Crop) (x, y int) {
	side := entropySide
	if how == params.CropEdges {
		side = edgesSide
	}
	small := glance(img, side)
	x, y = (img.W-w)/2, (img.H-h)/2
	lines, at, room, length := small.W, &x, img.W-w, img.W
	if room < img.H-h {
		lines, at, room, length = small.H, &y, img.H-h, img.H
		small = turned(small)
	}
	if room <= 0 || lines < 2 {
		return x, y
	}
	n := max(1, lines*(length-room)/length)
	var scores []int64
	if how == params.CropEntropy {
		scores = entropies(small, n)
	} else {
		scores = detail(small, n)
	}
	best := len(scores) / 2
	for d := 1; d < len(scores); d++ {
		for _, i := range [2]int{len(scores)/2 - d, len(scores)/2 + d} {
			if i >= 0 && i < len(scores) && scores[i] > scores[best] {
				best = i
			}
		}
	}
	if best != len(scores)/2 {
		*at = (2*best*room + len(scores) - 1) / (2 * (len(scores) - 1))
	}
	return x, y
}

// glance returns a luminance plane of at most that side, black where nothing is.
func glance(img *pixel.Image, side int) *pixel.Plane {
	gray := &pixel.Image{Model: pixel.Gray, W: img.W, H: img.H, SubX: 1, SubY: 1, Meter: img.Meter}
	gray.Plane[0] = img.Convert(pixel.Gray, 1, 1).Plane[0]
	long := max(img.W, img.H)
	if long > side {
		w, h := max(1, img.W*side/long), max(1, img.H*side/long)
		gray.Alpha = img.Alpha
		gray = Resize(gray, w, h, resample.Full(img.W), resample.Full(img.H), resample.Box)
	} else if img.HasAlpha() {
		gray.Alpha = img.Alpha
		gray.Plane[0] = clone(&gray.Plane[0])
	}
	premultiply(gray)
	return &gray.Plane[0]
}

func turned(p *pixel.Plane) *pixel.Plane {
	out := pixel.NewPlane(p.H, p.W)
	for y := range p.H {
		for x, v := range p.Row(y) {
			out.Row(x)[y] = v
		}
	}
	return &out
}

// entropies returns the entropy of every window of n columns, but for a constant:
// minus the sum of c·log2(c) over the counts c of the levels.
func entropies(p *pixel.Plane, n int) []int64 {
	var count [64]int64
	add := func(x int, d int64) {
		for y := range p.H {
			count[p.Pix[y*p.Stride+x]>>2] += d
		}
	}
	for x := range n - 1 {
		add(x, 1)
	}
	scores := make([]int64, p.W-n+1)
	for i := range scores {
		add(i+n-1, 1)
		for _, c := range count {
			scores[i] -= c * log2(c)
		}
		add(i, -1)
	}
	return scores
}

// log2 returns the binary logarithm as Q8, 0 for 0.
func log2(n int64) int64 {
	if n <= 1 {
		return 0
	}
	whole := bits.Len64(uint64(n)) - 1
	m := uint64(n) << (31 - whole) // 1.31
	l := int64(whole)
	for range 8 {
		m = m * m >> 31
		l <<= 1
		if m >= 1<<32 {
			m >>= 1
			l++
		}
	}
	return l
}

// detail returns how much every window of n columns holds.
func detail(p *pixel.Plane, n int) []int64 {
	columns := make([]int64, p.W)
	for y := range p.H {
		row, below := p.Row(y), p.Row(min(y+1, p.H-1))
		for x, v := range row {
			right := row[min(x+1, p.W-1)]
			columns[x] += max(int64(v)-int64(right), int64(right)-int64(v)) + max(int64(v)-int64(below[x]), int64(below[x])-int64(v))
		}
	}
	weights := make([]int64, n)
	for i := range weights {
		d := int64(2*i+1-n) * 256 / int64(n) // -256 to 256 over the window
		weights[i] = 1024 - 768*d*d>>16
	}
	scores := make([]int64, p.W-n+1)
	for i := range scores {
		for k, w := range weights {
			scores[i] += columns[i+k] * w
		}
	}
	return scores
}

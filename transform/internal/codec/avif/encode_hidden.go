package avif

import "tintype/transform/internal/pixel"

// faint is from which alpha on colors are left as they are. That of fainter pixels is
// hardly seen.
const faint = 16

// hideEdges gives pixels that alpha hides the color of what is seen beside them, and
// faint ones something of it. What is left there, usually black, makes an edge
// that nobody sees and that takes bytes, and where alpha is coded with a loss it shows.
func hideEdges(img *pixel.Image) {
	alpha := &img.Alpha
	for i := range img.Model.Planes() {
		p := &img.Plane[i]
		if p.W != alpha.W || p.H != alpha.H {
			alpha = halved(alpha, p.W, p.H, img.SubX, img.SubY)
		}
		h := hider{p: p, alpha: alpha, row: make([]uint8, (p.W+63)/64)}
		for y := 0; y < p.H && img.Meter.Spend(64*p.W); y += 64 {
			h.left = 128
			if y > 0 {
				h.left = h.row[0]
			}
			for x := 0; x < p.W; x += 64 {
				h.square(x, y)
			}
		}
	}
}

// halved is the most of the samples of alpha that share one of chroma.
func halved(alpha *pixel.Plane, w, h, subX, subY int) *pixel.Plane {
	out := pixel.NewPlane(w, h)
	for y := range h {
		to := out.Row(y)
		for v := y * subY; v < min(y*subY+subY, alpha.H); v++ {
			for x, a := range alpha.Row(v) {
				to[x/subX] = max(to[x/subX], a)
			}
		}
	}
	return &out
}

// hider works on a plane in squares of 64 samples, as AV1 does: hidden samples become
// as even as they can within its blocks.
type hider struct {
	p, alpha *pixel.Plane
	left     uint8   // what a square without anything to see becomes
	row      []uint8 // that of the squares above
	sums     [4][64]sum
}

// sum is of samples and their weights.
type sum struct{ value, weight int32 }

func (s *sum) add(t sum) { s.value, s.weight = s.value+t.value, s.weight+t.weight }

func (h *hider) square(x0, y0 int) {
	x1, y1 := min(x0+64, h.p.W), min(y0+64, h.p.H)
	if h.measure(x0, y0, x1, y1) {
		for y := y0; y < y1; y += 8 {
			for x := x0; x < x1; x += 8 {
				h.cell(x, y, min(x+8, x1), min(y+8, y1), h.color((x-x0)>>3, (y-y0)>>3))
			}
		}
	}
	edge := 0
	for y := y0; y < y1; y++ {
		edge += int(h.p.Row(y)[x1-1])
	}
	h.left = uint8(edge / (y1 - y0))
	edge = 0
	for _, v := range h.p.Row(y1 - 1)[x0:x1] {
		edge += int(v)
	}
	h.row[x0>>6] = uint8(edge / (x1 - x0))
}

// measure sums the samples of a square's cells of 8 by 8, weighted with alpha, and
// says whether there are faint ones.
func (h *hider) measure(x0, y0, x1, y1 int) (faints bool) {
	h.sums = [4][64]sum{}
	least := uint8(255)
	for y := y0; y < y1; y++ {
		line, alpha := h.p.Row(y)[x0:x1], h.alpha.Row(y)[x0:x1]
		at := (y - y0) >> 3 << 3
		for x, a := range alpha[:len(line)] {
			s := &h.sums[0][(at+x>>3)&63]
			s.value += int32(a) * int32(line[x])
			s.weight += int32(a)
			least = min(least, a)
		}
	}
	if least >= faint {
		return false
	}
	for i, s := range h.sums[0] {
		h.sums[1][i>>4<<2|i&7>>1].add(s)
	}
	for i, s := range h.sums[1][:16] {
		h.sums[2][i>>3<<1|i&3>>1].add(s)
	}
	for _, s := range h.sums[2][:4] {
		h.sums[3][0].add(s)
	}
	return true
}

// color is the mean of the smallest square around a cell that shows something.
func (h *hider) color(x, y int) int {
	for level := range h.sums {
		if s := &h.sums[level][y>>level<<(3-level)+x>>level]; s.weight > 0 {
			return int((s.value + s.weight/2) / s.weight)
		}
	}
	return int(h.left)
}

func (h *hider) cell(x0, y0, x1, y1, color int) {
	for y := y0; y < y1; y++ {
		line := h.p.Row(y)[x0:x1]
		for x, a := range h.alpha.Row(y)[x0:x1] {
			if a < faint {
				line[x] = uint8((int(line[x])*int(a) + color*(faint-int(a)) + faint/2) / faint)
			}
		}
	}
}

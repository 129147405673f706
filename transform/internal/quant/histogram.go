package quant

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

const (
	slotBits  = 16
	maxBins   = 1 << 14 // distinct bins; beyond, they become coarser
	maxPixels = 1 << 20 // about how many pixels of a picture are counted
	// maxProbes is how far a bin may lie from where its colour hashes to. Colours
	// chosen to hash alike make the bins coarser before they make a long search.
	maxProbes = 64
)

// A bin holds pixels of about the same colour.
type bin struct {
	key uint32
	n   uint32
	sum [4]uint32 // of premultiplied red, green, blue, and of alpha
}

// A Histogram counts the colours of one picture or more. Its zero value is empty.
type Histogram struct {
	// Meter, if not nil, may end the work of any method, whose result is then of
	// no use.
	Meter *work.Meter

	slots [1 << slotBits]uint16 // number of a bin plus 1, 0 for none
	bins  []bin
	shift uint32 // low bits of each sample that a bin does not tell apart
	clear bool   // there are pixels without any alpha
}

// Add counts the pixels of a Gray or RGB picture; of a large one those of some
// rows, evenly spread.
func (h *Histogram) Add(img *pixel.Image) {
	step := 1 + img.W*img.H/maxPixels
	row := make([]Colour, img.W)
	for y := 0; y < img.H; y += step {
		if !h.Meter.Spend(16 * img.W) {
			return
		}
		pixels(row, img, y)
		for rest := row; len(rest) > 0; {
			c, n := rest[0], 1
			for n < len(rest) && rest[n] == c { // drawings have long runs
				n++
			}
			h.clear = h.clear || c[3] == 0
			r, g, b, a := premultiply(c[0], c[3]), premultiply(c[1], c[3]), premultiply(c[2], c[3]), c[3]
			k := uint32(n)
			h.count(&bin{n: k, sum: [4]uint32{k * uint32(r), k * uint32(g), k * uint32(b), k * uint32(a)}})
			rest = rest[n:]
		}
	}
}

// count adds to the bin of the mean of o.
func (h *Histogram) count(o *bin) {
	key := uint32(0)
	for _, s := range o.sum {
		key = key<<8 | s/o.n>>h.shift
	}
	i := key * 0x9e3779b1 >> (32 - slotBits)
	probes := 0
	for ; h.slots[i] != 0 && probes < maxProbes; probes++ {
		if b := &h.bins[h.slots[i]-1]; b.key == key {
			b.n += o.n
			for c, s := range o.sum {
				b.sum[c] += s
			}
			return
		}
		i = (i + 1) % (1 << slotBits)
	}
	if len(h.bins) == maxBins || probes == maxProbes {
		h.coarsen()
		h.count(o)
		return
	}
	o.key = key
	h.bins = append(h.bins, *o)
	h.slots[i] = uint16(len(h.bins))
}

// Coarse reports that there are more colors than bins: no palette comes so near to all
// of them that it does not show.
func (h *Histogram) Coarse() bool { return h.shift > 0 }

// coarsen joins bins.
func (h *Histogram) coarsen() {
	old := h.bins
	h.bins = make([]bin, 0, maxBins)
	clear(h.slots[:])
	h.shift++
	for i := range old {
		h.count(&old[i])
	}
}

// pixels puts row y of a picture together.
func pixels(dst []Colour, img *pixel.Image, y int) {
	r := img.Plane[0].Row(y)
	g, b := r, r
	if img.Model != pixel.Gray {
		g, b = img.Plane[1].Row(y), img.Plane[2].Row(y)
	}
	for x := range dst {
		dst[x] = Colour{r[x], g[x], b[x], 255}
	}
	if img.HasAlpha() {
		for x, a := range img.Alpha.Row(y)[:len(dst)] {
			dst[x][3] = a
		}
	}
}

package quant

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

const (
	slotBits  = 16
	maxBins   = 1 << 14 // distinct bins; beyond, they become coarser
	maxPixels = 1 << 20 // about how many pixels of an image are counted
	// maxProbes is how far a bin may lie from where its color hashes to. Colors
	// chosen to hash alike make the bins coarser before they make a long search.
	maxProbes = 64
)

// A bin holds pixels of about the same color.
type bin struct {
	key uint32
	n   uint32
	sum [4]uint32 // of premultiplied red, green, blue, and of alpha
}

// A Histogram counts the colors of one image or more. Its zero value is empty.
type Histogram struct {
	// Meter, if not nil, may end the work of any method, whose result is then of
	// no use.
	Meter *work.Meter

	slots [1 << slotBits]uint16 // number of a bin plus 1, 0 for none
	bins  []bin
	shift uint32 // low bits of each sample that a bin does not tell apart
	clear bool   // there are pixels without any alpha
}

// Add counts the pixels of a Gray or RGB image; of a large one those of some
// rows, evenly spread.
func (h *Histogram) Add(img *pixel.Image) { h.add(img, false) }

// AddFine is Add for who has no use for a histogram that is coarse: it ends there, and
// reports whether it is not.
func (h *Histogram) AddFine(img *pixel.Image) bool {
	h.add(img, true)
	return h.shift == 0
}

func (h *Histogram) add(img *pixel.Image, fine bool) {
	step := 1 + img.W*img.H/maxPixels
	row := make([]Color, img.W)
	for y := 0; y < img.H && !(fine && h.shift > 0); y += step {
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
			k, r, g, b, a := uint32(n), uint32(c[0]), uint32(c[1]), uint32(c[2]), uint32(c[3])
			if a < 255 {
				r, g, b = uint32(premultiply(c[0], c[3])), uint32(premultiply(c[1], c[3])), uint32(premultiply(c[2], c[3]))
			}
			if found := h.find(h.key(r, g, b, a)); found != nil {
				found.n += k
				found.sum[0] += k * r
				found.sum[1] += k * g
				found.sum[2] += k * b
				found.sum[3] += k * a
			} else {
				h.count(&bin{n: k, sum: [4]uint32{k * r, k * g, k * b, k * a}})
			}
			rest = rest[n:]
		}
	}
}

// Distinct is how many colors are told apart.
func (h *Histogram) Distinct() int { return len(h.bins) }

// key is what a bin is told by.
func (h *Histogram) key(r, g, b, a uint32) uint32 {
	return r>>h.shift<<24 | g>>h.shift<<16 | b>>h.shift<<8 | a>>h.shift
}

// hash is where a bin is looked for first.
func hash(key uint32) uint32 { return key * 0x9e3779b1 >> (32 - slotBits) }

// find returns the bin with a key, nil where there is none.
func (h *Histogram) find(key uint32) *bin {
	i := hash(key)
	for range maxProbes {
		s := h.slots[i]
		if s == 0 {
			break
		}
		if b := &h.bins[s-1]; b.key == key {
			return b
		}
		i = (i + 1) % (1 << slotBits)
	}
	return nil
}

// count adds to the bin of the mean of o.
func (h *Histogram) count(o *bin) {
	for {
		key := h.key(o.sum[0]/o.n, o.sum[1]/o.n, o.sum[2]/o.n, o.sum[3]/o.n)
		if b := h.find(key); b != nil {
			b.n += o.n
			for c, s := range o.sum {
				b.sum[c] += s
			}
			return
		}
		i := hash(key)
		probes := 0
		for ; h.slots[i] != 0 && probes < maxProbes; probes++ {
			i = (i + 1) % (1 << slotBits)
		}
		if len(h.bins) < maxBins && probes < maxProbes {
			o.key = key
			h.bins = append(h.bins, *o)
			h.slots[i] = uint16(len(h.bins))
			return
		}
		h.coarsen()
	}
}

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

// pixels puts row y of an image together.
func pixels(dst []Color, img *pixel.Image, y int) {
	r := img.Plane[0].Row(y)
	g, b := r, r
	if img.Model != pixel.Gray {
		g, b = img.Plane[1].Row(y), img.Plane[2].Row(y)
	}
	for x := range dst {
		dst[x] = Color{r[x], g[x], b[x], 255}
	}
	if img.HasAlpha() {
		for x, a := range img.Alpha.Row(y)[:len(dst)] {
			dst[x][3] = a
		}
	}
}

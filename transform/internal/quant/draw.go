package quant

import (
	"encoding/binary"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// The cache of nearest colors: places in a searcher by vector.
const cacheBits = 13

type cached struct {
	v     vector
	place int16 // plus 1, 0 for none
}

// DitherLimit returns a limit for Draw from the mean error that Histogram.Error
// gives. Colors whose neighbors are as far as others' are mixed; a color that
// only a far one could make more exact is left as it is, not strewn with that one.
func DitherLimit(mean int) int {
	root := 0
	for root*root < mean {
		root++
	}
	return 16 + 3*root
}

// Draw writes a Gray or RGB image as indices into a palette of 1 to 256
// colors, row by row without gaps, each pixel as the nearest color. With a limit
// above 0 it adds to each pixel what its neighbors were drawn wrong (Floyd and
// Steinberg, every other row from right to left), up to the limit (of twice a
// sample's steps), but not to those that are wholly transparent. The meter may end
// it early.
func Draw(indices []byte, img *pixel.Image, palette []Color, limit int, m *work.Meter) {
	d := drawer{s: newSearcher(palette), cache: make([]cached, 1<<cacheBits), row: make([]Color, img.W), limit: int32(limit)}
	if limit > 0 {
		d.here, d.below = make([]vector, img.W+2), make([]vector, img.W+2)
	}
	for y := range img.H {
		if !d.s.report(m, 8*img.W) {
			return
		}
		pixels(d.row, img, y)
		out := indices[y*img.W:][:img.W]
		switch {
		case limit == 0:
			d.plain(out)
		case y%2 == 0:
			d.dithered(out, 0, 1)
		default:
			d.dithered(out, img.W-1, -1)
		}
	}
}

type drawer struct {
	s     *searcher
	cache []cached
	row   []Color
	last  int
	limit int32
	// Errors of this row and the next one in sixteenths, one place before and
	// one behind the row.
	here, below []vector
}

// nearest returns the entry for v, from the cache if it is there.
func (d *drawer) nearest(v *vector) *paletteEntry {
	h := (uint32(v[0])*0x9e3779b1 ^ uint32(v[1])*0x85ebca6b ^ uint32(v[2])*0xc2b2ae35 ^ uint32(v[3])*0x27d4eb2f) >> (32 - cacheBits)
	c := &d.cache[h]
	if c.place == 0 || c.v != *v {
		d.last = d.s.nearest(v, d.last)
		*c = cached{*v, int16(d.last + 1)}
	}
	return &d.s.entries[c.place-1]
}

func (d *drawer) plain(out []byte) {
	last, index := ^0, uint8(0)
	for x, c := range d.row {
		if key := int(binary.LittleEndian.Uint32(c[:])); key != last {
			v := vectorOfColor(c)
			last, index = key, d.nearest(&v).index
		}
		out[x] = index
	}
}

// taken is what a pixel takes over of an error in sixteenths.
func (d *drawer) taken(e int32) int32 { return min(max((e+8)>>4, -d.limit), d.limit) }

// dithered draws a row from x on in direction step.
func (d *drawer) dithered(out []byte, x, step int) {
	d.here, d.below = d.below, d.here
	clear(d.below)
	for range out {
		c := d.row[x]
		v := vectorOfColor(c)
		at := x + 1
		if c[3] != 0 {
			e := &d.here[at]
			for i := range 3 {
				v[i] = min(max(v[i]+d.taken(e[i]), -255), 255)
			}
			v[3] = min(max(v[3]+d.taken(e[3]), 0), opaque)
		}
		p := d.nearest(&v)
		out[x] = p.index
		if c[3] != 0 {
			ahead, under := &d.here[at+step], &d.below[at]
			before, after := &d.below[at-step], &d.below[at+step]
			for i := range v {
				err := v[i] - p.v[i]
				ahead[i] += 7 * err
				before[i] += 3 * err
				under[i] += 5 * err
				after[i] += err
			}
		}
		x += step
	}
}

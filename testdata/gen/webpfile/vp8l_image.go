package webpfile

import "math/bits"

// imageCoder writes an entropy-coded image, or the spatially coded one, which
// may have groups of prefix codes (RFC 9649, section 5).
type imageCoder struct {
	pix       []argb
	w         int
	cacheBits int
	copies    bool
	groupBits int
	main      bool // the spatially coded image
}

// The five prefix codes of a group: green with lengths and cache, red, blue,
// alpha, distance.
const (
	codeGreen = iota
	codeRed
	codeBlue
	codeAlpha
	codeDistance
	nCodes
)

// symbol is one symbol of the data with its extra bits.
type symbol struct {
	code, value  int
	extra, nBits int
	group        int
}

func (c *imageCoder) write(b *bitWriter) {
	if c.cacheBits > 0 {
		b.write(1, 1)
		b.write(c.cacheBits, 4)
	} else {
		b.write(0, 1)
	}
	nGroups := 1
	group := func(i int) int { return 0 }
	if c.main {
		if c.groupBits > 0 {
			nGroups, group = c.writeGroups(b)
		} else {
			b.write(0, 1)
		}
	}
	symbols := c.symbols(group)
	groups := make([][nCodes]prefixCode, nGroups)
	for g := range groups {
		for k := range nCodes {
			size := [nCodes]int{256 + 24, 256, 256, 256, 40}[k]
			if k == codeGreen && c.cacheBits > 0 {
				size += 1 << c.cacheBits
			}
			freq := make([]int, size)
			for _, s := range symbols {
				if s.group == g && s.code == k {
					freq[s.value]++
				}
			}
			groups[g][k] = newPrefixCode(freq, 15)
			groups[g][k].writeTo(b)
		}
	}
	for _, s := range symbols {
		groups[s.group][s.code].put(b, s.value)
		b.write(s.extra, s.nBits)
	}
}

// writeGroups writes the entropy image (section 5.2.2): three groups that
// alternate by tiles. It returns the group of a pixel.
func (c *imageCoder) writeGroups(b *bitWriter) (n int, group func(i int) int) {
	b.write(1, 1)
	t := Transform{Bits: c.groupBits}
	number := func(tx, ty int) int { return (tx + 2*ty) % 3 }
	most := 0
	t.tiles(b, c.w, len(c.pix)/c.w, func(tx, ty int) argb {
		most = max(most, number(tx, ty))
		return pack(255, 0, number(tx, ty), 0)
	})
	return most + 1, func(i int) int { return number(i%c.w>>c.groupBits, i/c.w>>c.groupBits) }
}

// symbols turns pixels into literals, cache hits and copies (section 5.2).
func (c *imageCoder) symbols(group func(i int) int) []symbol {
	var out []symbol
	var cache []argb
	if c.cacheBits > 0 {
		cache = make([]argb, 1<<c.cacheBits)
	}
	slot := func(p argb) int { return int(uint32(0x1e35a7bd) * uint32(p) >> (32 - c.cacheBits)) }
	last := map[[3]argb]int{} // where three pixels were seen last
	for i := 0; i < len(c.pix); {
		g := group(i)
		add := func(code, value, extra, n int) { out = append(out, symbol{code, value, extra, n, g}) }
		length := 1
		if at, n := c.match(last, i); c.copies && n >= 4 {
			length = n
			v, extra, nb := prefixOf(length)
			add(codeGreen, 256+v, extra, nb)
			v, extra, nb = prefixOf(c.distanceCode(i - at))
			add(codeDistance, v, extra, nb)
		} else if p := c.pix[i]; cache != nil && cache[slot(p)] == p {
			add(codeGreen, 256+24+slot(p), 0, 0)
		} else {
			add(codeGreen, p.green(), 0, 0)
			add(codeRed, p.red(), 0, 0)
			add(codeBlue, p.blue(), 0, 0)
			add(codeAlpha, p.alpha(), 0, 0)
		}
		for range length {
			if cache != nil {
				cache[slot(c.pix[i])] = c.pix[i]
			}
			if i+3 <= len(c.pix) {
				last[[3]argb(c.pix[i:])] = i
			}
			i++
		}
	}
	return out
}

// match returns an earlier place that continues like i, and for how long.
func (c *imageCoder) match(last map[[3]argb]int, i int) (at, n int) {
	if i+3 > len(c.pix) {
		return 0, 0
	}
	at, ok := last[[3]argb(c.pix[i:])]
	if !ok {
		return 0, 0
	}
	for n < 4096 && i+n < len(c.pix) && c.pix[at+n] == c.pix[i+n] {
		n++
	}
	return at, n
}

// distanceCode returns the code of a distance: near neighbors by their place
// in two dimensions, others plus 120 (section 5.2.2). Of the map it uses the
// first six entries.
func (c *imageCoder) distanceCode(d int) int {
	for i, o := range []struct{ x, y int }{{0, 1}, {1, 0}, {1, 1}, {-1, 1}, {0, 2}, {2, 0}} {
		if max(o.x+o.y*c.w, 1) == d {
			return i + 1
		}
	}
	return d + 120
}

// prefixOf splits a length or distance into a prefix symbol and extra bits.
func prefixOf(v int) (symbol, extra, nBits int) {
	v--
	if v < 4 {
		return v, 0, 0
	}
	high := bits.Len(uint(v)) - 1
	nBits = high - 1
	return 2*high + v>>nBits&1, v & (1<<nBits - 1), nBits
}

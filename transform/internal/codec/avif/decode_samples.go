package avif

// scale is a table from stored samples to 8 bits of full range.
type scale []byte

// newScale makes the table of luma, or with chroma that of the color differences,
// whose middle is 128. H.273, section 8.3: limited range has black at 16, white at 235
// and color differences from 16 to 240, times a power of two by depth.
func newScale(depth int, full, chroma bool) scale {
	n := 1 << depth
	t := make(scale, n)
	shift := depth - 8
	zero, unit, at := 16<<shift, 219<<shift, 0
	switch {
	case chroma && full:
		zero, unit, at = n/2, n-1, 128
	case chroma:
		zero, unit, at = n/2, 224<<shift, 128
	case full:
		zero, unit = 0, n-1
	}
	for v := range t {
		x := 2 * 255 * (v - zero) // rounded half up, by floor
		t[v] = byte(min(max(at+floorDiv(x+unit, 2*unit), 0), 255))
	}
	return t
}

func floorDiv(a, b int) int {
	if a < 0 {
		return -((-a + b - 1) / b)
	}
	return a / b
}

// identity reports that the table changes nothing.
func (t scale) identity() bool { return len(t) == 256 && t[0] == 0 && t[16] == 16 && t[255] == 255 }

// rows converts a row.
func (t scale) row(dst []byte, src []uint16) {
	src = src[:len(dst)]
	if t.identity() {
		for i, v := range src {
			dst[i] = byte(v)
		}
		return
	}
	mask := uint16(len(t) - 1)
	for i, v := range src {
		dst[i] = t[v&mask]
	}
}

// reversible undoes YCgCo-Re and YCgCo-Ro (H.273, matrix coefficients 16 and 17), which
// code RGB without loss in up to two bits more, in place; y, cg and co become red,
// green and blue of depth bits.
func reversible(y, cg, co []uint16, depth, more int) {
	middle := int32(1) << (depth - 1)
	top := int32(1)<<(depth-more) - 1
	cg, co = cg[:len(y)], co[:len(y)]
	for i := range y {
		g, o := int32(cg[i])-middle, int32(co[i])-middle
		t := int32(y[i]) - g>>1
		green := g + t
		blue := t - o>>1
		red := blue + o
		y[i], cg[i], co[i] = clamp(red, top), clamp(green, top), clamp(blue, top)
	}
}

func clamp(v, top int32) uint16 { return uint16(min(max(v, 0), top)) }

package av1

// Content is what Look finds in a plane: of how many blocks of 8 by 8 samples, and how
// many of them are drawn: at least a third of their samples have one value and others
// are far from it, or there are at most four values that are far apart. Photographs have
// few such blocks, even in skies that are blown out; text has them when it is blurred, too.
type Content struct{ Blocks, Drawn int }

// Graphics says whether there are enough drawn blocks for the tools that are made for
// them.
func (c Content) Graphics() bool { return 33*c.Drawn > c.Blocks }

// contrast is how far apart the least and the greatest sample of a drawn block are.
const contrast = 24

// Look counts the drawn blocks of a plane.
func Look(s *Samples) (c Content) {
	for y := 0; y+8 <= s.H; y += 8 {
		for x := 0; x+8 <= s.W; x += 8 {
			c.Blocks++
			if drawn(s.Pix[y*s.Stride+x:], s.Stride) {
				c.Drawn++
			}
		}
	}
	return c
}

func drawn[T byte | uint16](p []T, stride int) bool {
	least, most := T(255), T(0)
	for y := range 8 {
		for _, v := range p[y*stride:][:8] {
			least, most = min(least, v), max(most, v)
		}
	}
	if most-least < contrast {
		return false
	}
	// The value that most have is one of those on a coarse grid, if there is one.
	same := 0
	for _, at := range [...]int{0, 4, 7, 3*stride + 2, 4*stride + 5, 7 * stride, 7*stride + 3, 7*stride + 7} {
		v, n := p[at], 0
		for y := range 8 {
			for _, x := range p[y*stride:][:8] {
				if x == v {
					n++
				}
			}
		}
		same = max(same, n)
	}
	return same >= 21
}

// findDrawn takes a superblock's blocks that are drawn, and those beside them: at the
// edges of what is drawn there are blurred ones.
func (e *encoder) findDrawn(r, c int) {
	s := &e.src[0]
	e.drawn = [64]bool{}
	for i := range e.drawn {
		x, y := i&7, i>>3
		if !drawn(s.pix[s.at(4*c+8*x, 4*r+8*y):], s.stride) {
			continue
		}
		for v := max(y-1, 0); v <= min(y+1, 7); v++ {
			for u := max(x-1, 0); u <= min(x+1, 7); u++ {
				e.drawn[8*v+u] = true
			}
		}
	}
}

// graphic says that some of a block is drawn, so that the tools for that are tried.
func (e *encoder) graphic() bool {
	b := &e.d.b
	if !e.d.h.screenContent {
		return false
	}
	at := b.r & 15 >> 1 * 8
	for range (b.h4 + 1) >> 1 {
		for x := range (b.w4 + 1) >> 1 {
			if e.drawn[at+b.c&15>>1+x] {
				return true
			}
		}
		at += 8
	}
	return false
}

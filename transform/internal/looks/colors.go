package looks

import (
	"math/bits"

	"tintype/transform/internal/pixel/icc"
)

// Colors are seen as SSIMULACRA 2.1 sees them, in XYB: linear light, averaged over cells
// of four by four pixels and of more, mixed to what three kinds of cones see, of which
// cube roots are taken.

// tables are what levels become.
type tables struct {
	// linear is the linear light of levels from -256 on, Q16, of which those outside of 0 to
	// 255 are clipped. No sum of luma and color is beyond 511.
	linear [1024]uint16
	// gray is what luma is in XYB where nothing has a color, Q16.
	gray [256]uint16
}

func newTables() *tables {
	t := new(tables)
	for i := range t.gray {
		light := uint16(min(icc.Linear(uint8(i))>>8, 1<<16-1))
		t.linear[256+i] = light
		t.gray[i] = uint16(min(cone(uint32(light)<<16), 1<<16-1))
	}
	black, white := t.linear[256], t.linear[511]
	for i := range 256 {
		t.linear[i], t.linear[512+i] = black, white
	}
	return t
}

const side = 32 // of a tile, in pixels

// samples are a tile's: luma, and color differences for two by two of them, less 128.
type samples struct {
	luma   [side * side]int16
	chroma [2][side * side / 4]int16
}

// Scales of a tile: cells are 4, 8 and 16 pixels wide.
const (
	scales = 3
	first  = side / 4 // cells across at the first scale
	cells  = first*first + first*first/4 + first*first/16
)

// look is what is seen of a tile: the colors of its cells, Q16, scale by scale, and the
// luma of cells of two by two pixels.
type look struct {
	xyb  [3][cells]int32
	half [side * side / 4]int32
}

// see sets what is seen of a tile.
func (to *look) see(s *samples, by *tables) {
	linear, c := &by.linear, &to.xyb
	var light [3][cells]uint32
	for y := 0; y < side; y += 2 {
		at := y >> 2 * first
		blue, red := (*[side / 2]int16)(s.chroma[0][y*side/4:]), (*[side / 2]int16)(s.chroma[1][y*side/4:])
		top, low := (*[side]int16)(s.luma[y*side:]), (*[side]int16)(s.luma[(y+1)*side:])
		half := (*[side / 2]int32)(to.half[y/2*side/2:])
		var r, g, b uint32
		for x := range side / 2 {
			cb, cr := int32(blue[x]), int32(red[x])
			y0, y1, y2, y3 := int32(top[2*x]), int32(top[2*x+1]), int32(low[2*x]), int32(low[2*x+1])
			half[x] = int32(by.gray[((y0+y1+y2+y3+2)>>2+128)&255])
			// JFIF's; 384 is level 128 of the table.
			k := 384 + 359*cr>>8
			r += uint32(linear[(y0+k)&1023]) + uint32(linear[(y1+k)&1023]) + uint32(linear[(y2+k)&1023]) + uint32(linear[(y3+k)&1023])
			k = 384 - (88*cb+183*cr)>>8
			g += uint32(linear[(y0+k)&1023]) + uint32(linear[(y1+k)&1023]) + uint32(linear[(y2+k)&1023]) + uint32(linear[(y3+k)&1023])
			k = 384 + 454*cb>>8
			b += uint32(linear[(y0+k)&1023]) + uint32(linear[(y1+k)&1023]) + uint32(linear[(y2+k)&1023]) + uint32(linear[(y3+k)&1023])
			if x&1 == 1 { // the cell's end in this row
				cell := at + x>>1
				light[0][cell] += r
				light[1][cell] += g
				light[2][cell] += b
				r, g, b = 0, 0, 0
			}
		}
	}
	for i := range light {
		from, n, next := 0, first, first*first
		for n > first>>(scales-1) {
			for y := 0; y < n; y += 2 {
				for x := 0; x < n; x += 2 {
					k := from + y*n + x
					light[i][next] = (light[i][k] + light[i][k+1] + light[i][k+n] + light[i][k+n+1] + 2) >> 2
					next++
				}
			}
			from, n = from+n*n, n/2
		}
	}
	for k := range cells {
		r, g, b := light[0][k]>>4, light[1][k]>>4, light[2][k]>>4
		l, m, s := cone(19661*r+40763*g+5112*b), cone(15073*r+45351*g+5112*b), cone(15953*r+13420*g+36163*b)
		y := (l + m) / 2
		c[0][k], c[1][k], c[2][k] = 7*(l-m), y, s-y
	}
}

// darkness is added to what cones see, Q16.
const darkness = 249

// roots are the cube roots of 32 to 64 thirty-seconds, Q16.
var roots = [33]int32{
	65536, 66212, 66874, 67523, 68160, 68786, 69400, 70003, 70597, 71180, 71754, 72319, 72875, 73423, 73963, 74495, 75020,
	75537, 76048, 76551, 77049, 77539, 78024, 78503, 78976, 79443, 79905, 80361, 80813, 81259, 81701, 82138, 82570,
}

// halves are the cube roots of 1, 1/2, 1/4 and so on, Q16.
var halves = [10]int32{65536, 52016, 41285, 32768, 26008, 20643, 16384, 13004, 10321, 8192}

// cone returns the cube root of light, in Q32, as Q16.
func cone(light uint32) int32 {
	x := light>>16 + darkness
	n := 17 - bits.Len32(x)
	m := int32(x << n)
	i, part := m>>11&31, m&2047
	root := roots[i] + (roots[i+1]-roots[i])*part>>11
	return int32(int64(root) * int64(halves[n]) >> 16)
}

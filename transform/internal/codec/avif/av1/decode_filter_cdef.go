package av1

// outside marks samples that CDEF must not use. As a signed number it is less
// than every sample, and as an unsigned one it is greater, so that neither the
// maximum nor the minimum takes it; differences to it are so large that they
// count for nothing.
const outside = 0x8000

func (d *decoder) keepNotSkipped() {
	b := &d.b
	cols := d.h.miCols >> 1
	w := (b.inW + b.c&1 + 1) >> 1
	for y := b.r >> 1; y <= (b.r+b.inH-1)>>1; y++ {
		fill(d.notSkipped, y*cols+b.c>>1, w, 1)
	}
}

// cdefRows applies CDEF (section 7.15) to rows from y0 to y1 of luma, multiples
// of 8, from d.cur to d.deringed.
func (d *decoder) cdefRows(y0, y1 int) {
	endX, endY := d.h.miCols*4, d.h.miRows*4
	for p := range d.planes {
		subX, subY := d.sub(p)
		s := &d.cur[p]
		w := endX >> subX
		for y := y0>>subY - 2; y < y1>>subY+2; y++ {
			row := s.pix[s.at(-2, y):][:w+4]
			if y < 0 || y >= endY>>subY {
				for i := range row {
					row[i] = outside
				}
				continue
			}
			row[0], row[1], row[w+2], row[w+3] = outside, outside, outside, outside
		}
	}
	d.copyRows(y0, y1)
	cols := d.h.miCols >> 1
	for y := y0; y < y1 && d.meter.Spend(12*64*cols); y += 8 {
		for x := 0; x < cols; x++ {
			if d.notSkipped[y>>3*cols+x] == 0 {
				continue
			}
			if i := d.cdefIndex[y>>6*d.cdefStride+x>>3]; i >= 0 {
				d.cdefBlock(8*x, y, int(i))
			}
		}
	}
}

// copyRows copies what CDEF leaves as it is.
func (d *decoder) copyRows(y0, y1 int) {
	for p := range d.planes {
		subX, subY := d.sub(p)
		from, to := &d.cur[p], &d.deringed[p]
		w := d.h.miCols * 4 >> subX
		for y := y0 >> subY; y < y1>>subY; y++ {
			copy(to.pix[to.at(0, y):][:w], from.pix[from.at(0, y):][:w])
		}
	}
}

// cdefUVDir is Cdef_Uv_Dir for 4:2:2; the other samplings keep the direction.
var cdefUVDir = [8]uint8{7, 0, 2, 4, 5, 6, 6, 6}

// cdefBlock filters a block of 8 by 8 samples of luma and its chroma (section
// 7.15.1).
func (d *decoder) cdefBlock(x, y, index int) {
	c := &d.h.cdef
	shift := uint(d.seq.depth - 8)
	pri, sec := c.pri[0][index], c.sec[0][index]
	uvPri, uvSec := c.pri[1][index], c.sec[1][index]
	if pri|sec|uvPri|uvSec == 0 {
		return
	}
	dir, variance := 0, 0
	s := &d.cur[0]
	if pri|uvPri != 0 {
		dir, variance = cdefDirection(s.pix[s.at(x, y):], s.stride, shift)
	}
	if pri|sec != 0 {
		strength := 0
		if variance > 0 {
			v := 0
			if variance>>6 > 0 {
				v = min(floorLog2(variance>>6), 12)
			}
			strength = (pri<<shift*(4+v) + 8) >> 4
		}
		along := dir
		if pri == 0 {
			along = 0
		}
		d.cdefPlane(0, x, y, 8, 8, strength, sec<<shift, c.damping+int(shift), along)
	}
	if d.planes == 1 || uvPri|uvSec == 0 {
		return
	}
	if uvPri == 0 {
		dir = 0
	} else if d.seq.subX > d.seq.subY {
		dir = int(cdefUVDir[dir&7])
	}
	subX, subY := d.sub(1)
	for p := 1; p < 3; p++ {
		d.cdefPlane(p, x>>subX, y>>subY, 8>>subX, 8>>subY, uvPri<<shift, uvSec<<shift, c.damping+int(shift)-1, dir)
	}
}

// cdefSteps is Cdef_Directions (section 7.15.3): rows and columns.
var cdefSteps = [8][2][2]int8{
	{{-1, 1}, {-2, 2}}, {{0, 1}, {-1, 2}}, {{0, 1}, {0, 2}}, {{0, 1}, {1, 2}},
	{{1, 1}, {2, 2}}, {{1, 0}, {2, 1}}, {{1, 0}, {2, 0}}, {{1, 0}, {2, -1}},
}

func (d *decoder) cdefPlane(plane, x, y, w, h, pri, sec, damping, dir int) {
	from, to := &d.cur[plane], &d.deringed[plane]
	k := &d.ringing
	k.pri, k.sec = uint16(pri), uint16(sec)
	k.priShift, k.secShift = cdefShift(pri, damping), cdefShift(sec, damping)
	k.tap0, k.tap1 = 4, 2
	if pri>>(d.seq.depth-8)&1 != 0 {
		k.tap0, k.tap1 = 3, 3
	}
	for i := range 2 {
		for j, turn := range [3]int{0, 2, 6} {
			step := cdefSteps[(dir+turn)&7][i]
			k.steps[i][j] = int(step[0])*from.stride + int(step[1])
		}
	}
	cdefFilter(from.pix, from.at(x, y), from.stride, to.pix[to.at(x, y):], to.stride, w, h, k)
}

func cdefShift(strength, damping int) uint {
	if strength == 0 {
		return 0
	}
	return uint(max(0, damping-floorLog2(strength)))
}

// ringing is what cdefFilter filters with: strengths, shifts, and for each of
// two distances where the samples along the direction and across it are.
type ringing struct {
	pri, sec           uint16
	priShift, secShift uint
	tap0, tap1         int16
	steps              [2][3]int
}

// cdefFilterScalar is the CDEF filter process (section 7.15.3).
func cdefFilterScalar(src []uint16, at, stride int, dst []uint16, dstStride, w, h int, k *ringing) {
	for y := range h {
		for x := range w {
			i := at + y*stride + x
			v := int(int16(src[i]))
			sum, most, least := 0, v, v
			for dist := range 2 {
				tap := int(k.tap0)
				if dist == 1 {
					tap = int(k.tap1)
				}
				for j, step := range k.steps[dist] {
					strength, shift := int(k.pri), k.priShift
					if j > 0 {
						strength, shift, tap = int(k.sec), k.secShift, 2-dist
					}
					for _, p := range [2]uint16{src[i+step], src[i-step]} {
						if p == outside {
							continue
						}
						most, least = max(most, int(p)), min(least, int(p))
						diff := int(p) - v
						c := min(max(strength-abs(diff)>>shift, 0), abs(diff))
						if diff < 0 {
							c = -c
						}
						sum += tap * c
					}
				}
			}
			dst[y*dstStride+x] = uint16(min(max(v+(8+sum+sum>>63)>>4, least), most))
		}
	}
}

// cdefDirectionScalar is the CDEF direction process (section 7.15.2).
func cdefDirectionScalar(src []uint16, stride int, shift uint) (dir, variance int) {
	var partial [8][15]int
	for i := range 8 {
		row := src[i*stride:][:8]
		for j, v := range row {
			x := int(v>>shift) - 128
			partial[0][i+j] += x
			partial[1][i+j/2] += x
			partial[2][i] += x
			partial[3][3+i-j/2] += x
			partial[4][7+i-j] += x
			partial[5][3-i/2+j] += x
			partial[6][j] += x
			partial[7][i/2+j] += x
		}
	}
	return bestDirection(&partial)
}

// divTable is 840 by how many samples a line has.
var divTable = [9]int{0, 840, 420, 280, 210, 168, 140, 120, 105}

func bestDirection(partial *[8][15]int) (dir, variance int) {
	var cost [8]int
	for i := range 8 {
		cost[2] += partial[2][i] * partial[2][i]
		cost[6] += partial[6][i] * partial[6][i]
	}
	cost[2] *= 105
	cost[6] *= 105
	for k := 0; k < 8; k += 4 {
		p := &partial[k]
		for i := range 7 {
			cost[k] += (p[i]*p[i] + p[14-i]*p[14-i]) * divTable[i+1]
		}
		cost[k] += p[7] * p[7] * 105
	}
	for k := 1; k < 8; k += 2 {
		p := &partial[k]
		for j := range 5 {
			cost[k] += p[3+j] * p[3+j]
		}
		cost[k] *= 105
		for j := range 3 {
			cost[k] += (p[j]*p[j] + p[10-j]*p[10-j]) * divTable[2*j+2]
		}
	}
	best := 0
	for i, c := range cost {
		if c > best {
			best, dir = c, i
		}
	}
	return dir, (best - cost[(dir+4)&7]) >> 10
}

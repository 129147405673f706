package vp8

// A quantizer turns coefficients of one kind of block into levels and back.
// Index 0 is for DC, 1 for AC.
type quantizer struct {
	step [2]uint16
	inv  [2]uint16 // 65536/step
	bias [2]uint16 // rounding, Q16: below one half, which makes a dead zone
	mean int       // average step of a block, for the lambdas
}

// biasLumaDC is the rounding of levels of second order blocks, in 1/256, DC and AC.
var biasLumaDC = [2]uint16{85, 103}

// Those of the DCs of luma and chroma; the tuning has those of their AC.
const (
	biasLuma     = 106
	biasChromaDC = 128
)

func (q *quantizer) set(dc, ac int, bias *[2]uint16) {
	q.step = [2]uint16{uint16(dc), uint16(ac)}
	for i, s := range q.step {
		q.inv[i] = uint16(1 << 16 / uint32(s))
		q.bias[i] = bias[i] << 8
	}
	q.mean = (dc + 15*ac + 8) >> 4
}

// level quantizes the magnitude of a coefficient. i is 0 for DC and 1 for AC.
// The largest magnitudes, 2040 of a first order and 16320 of a second order
// block, over the smallest steps, 4 and 8, stay below 2048, the most that
// category 6 codes.
func (q *quantizer) level(magnitude, i int) int {
	return (magnitude*int(q.inv[i]) + int(q.bias[i])) >> 16
}

// quantized is what quantization makes of a block8.
type quantized struct {
	level block8 // magnitudes of the levels in coding order, not by position
	// code is what costTable.lane needs of a level, in the same order:
	// 2*min(level, maxCostLevel) + 256*min(level, 2).
	code block8
	last [8]int16 // place of the last level that is not zero, plus 1
	peak [8]int16 // the largest level
	sum  [8]int16 // of the levels, each counted up to sumLevel
	// distEven and distOdd are the squared errors of the samples, of the blocks
	// in lanes 0, 2, 4, 6 and 1, 3, 5, 7.
	distEven, distOdd [4]uint32
	// texture is how much the weighted sum of the magnitudes of the coefficients
	// differs from that of the source: what the eye sees of blurring and noise.
	texture [8]int16
}

// dist returns the squared error of one block.
func (q *quantized) dist(lane int) int {
	if lane&1 == 0 {
		return int(q.distEven[lane>>1&3])
	}
	return int(q.distOdd[lane>>1&3])
}

// sumDist returns the squared error of all eight blocks.
func (q *quantized) sumDist() int {
	sum := uint32(0)
	for i := range 4 {
		sum += q.distEven[i] + q.distOdd[i]
	}
	return int(sum)
}

// textureWeight weighs magnitudes by position.
var textureWeight = [16]int16{
	38, 32, 20, 9,
	32, 28, 17, 7,
	20, 17, 10, 4,
	9, 7, 4, 2,
}

// codingPlace is the inverse of zigzag.
var codingPlace = [16]uint8{0, 1, 5, 6, 2, 4, 7, 12, 3, 8, 11, 13, 9, 10, 14, 15}

// quantizeScalar quantizes the coefficients c of residuals. src holds the
// coefficients of the source itself, for texture. Where dc is given the block's
// DC is coded elsewhere and reconstructed as dc: level 0 is then 0.
func quantizeScalar(c, src *block8, q *quantizer, dc *[8]int16, out *quantized) {
	for i := range 8 {
		last, peak, sum, dist, texture := int16(0), int16(0), int16(0), uint32(0), int32(0)
		for pos := range 16 {
			v, n, k := int32(c[pos][i]), codingPlace[pos], min(pos, 1)
			sign := v >> 31
			var level, e int32
			if pos == 0 && dc != nil {
				// Second order errors pile up; a square must fit 16 bits.
				e = min(max(v-int32(dc[i]), -255), 255)
				sign = 0
			} else {
				mag := max(v, -v)
				level = int32(q.level(int(mag), k))
				e = mag - level*int32(q.step[k]) // less than a step
			}
			out.level[n][i] = int16(level)
			out.code[n][i] = int16(2*min(level, maxCostLevel) + min(level, 2)<<8)
			peak = max(peak, int16(level))
			sum += int16(min(level, sumLevel))
			if level != 0 {
				last = max(last, int16(n)+1)
			}
			dist += uint32(uint16(e * e))
			s := int32(src[pos][i])
			r := s - (e ^ sign - sign)
			change := int16(max(r, -r)-max(s, -s)) * textureWeight[pos] >> 1
			texture = min(max(texture+int32(change), -32768), 32767)
		}
		out.last[i], out.peak[i], out.sum[i] = last, peak, sum
		dist = (dist + 2) >> 2 // coefficients are scaled by two
		if i&1 == 0 {
			out.distEven[i>>1] = dist
		} else {
			out.distOdd[i>>1] = dist
		}
		texture = max(texture, -32767)
		out.texture[i] = int16(max(texture, -texture) >> 3)
	}
}

// dequantizeScalar writes the coefficients that a decoder reconstructs from the
// levels; c gives the signs. Where dc is given it is the DC.
func dequantizeScalar(c *block8, q *quantizer, levels *quantized, dc *[8]int16, out *block8) {
	for pos := range 16 {
		step := int16(q.step[min(pos, 1)])
		for i := range 8 {
			v := levels.level[codingPlace[pos]][i] * step
			if c[pos][i] < 0 {
				v = -v
			}
			out[pos][i] = v
		}
	}
	if dc != nil {
		out[0] = *dc
	}
}

// What a block's coefficients cost is guessed from the sum of its levels and
// the place of the last: sumLevel, guessSum and guessLast are a least squares
// fit over photographs at q 40 to 90, good to two or three bits.
const (
	sumLevel  = 8
	guessSum  = 26 // in 1/16 bit
	guessLast = 16
)

// guess estimates the cost of the coefficients in a lane, in 1/256 bit.
func (q *quantized) guess(lane int) int {
	return (int(q.sum[lane&7])*guessSum + int(q.last[lane&7])*guessLast) << 4
}

// scores4Scalar rates the eight candidates of a 4x4 block: distortion plus
// lambda times the cost of the mode, pick's, and a guess of that of the
// coefficients. A score has the candidate's lane in its low three bits. The
// order is that of lanes 0, 2, 4, 6, 1, 3, 5, 7.
func scores4Scalar(q *quantized, pick *[16]int8, costs *modeCostLanes, lambda, texture int32, out *[8]int32) {
	for i := range 8 {
		lane := i&3<<1 + i>>2
		dist := int32(q.dist(lane)) + (int32(q.texture[lane])*texture+128)>>8
		rate := costs.at(pick[lane]) + int32(q.guess(lane))
		out[i] = (dist*distWeight+rate*lambda)&^7 | int32(lane)
	}
}

// sumMagnitudesScalar sums the magnitudes of all coefficients.
func sumMagnitudesScalar(b *block8) int {
	sum := 0
	for pos := range b {
		for _, v := range b[pos] {
			sum += int(max(v, -v))
		}
	}
	return sum
}

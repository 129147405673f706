package jpeg

// Quantization (section A.3.4) with the example tables of Annex K, scaled by
// quality the way the Independent JPEG Group's library does, so that a q means
// what it means everywhere. Then a little is traded: AC steps are made 7 %
// finer, and in return AC coefficients are rounded with a dead zone, which
// saves more bits than the finer steps cost at the same PSNR (encRefine).

// encLumaTable is table K.1 and encChromaTable table K.2, in natural order.
var (
	encLumaTable = [64]uint8{
		16, 11, 10, 16, 24, 40, 51, 61,
		12, 12, 14, 19, 26, 58, 60, 55,
		14, 13, 16, 24, 40, 57, 69, 56,
		14, 17, 22, 29, 51, 87, 80, 62,
		18, 22, 37, 56, 68, 109, 103, 77,
		24, 35, 55, 64, 81, 104, 113, 92,
		49, 64, 78, 87, 103, 121, 120, 101,
		72, 92, 95, 98, 112, 100, 103, 99,
	}
	encChromaTable = [64]uint8{
		17, 18, 24, 47, 99, 99, 99, 99,
		18, 21, 26, 66, 99, 99, 99, 99,
		24, 26, 56, 99, 99, 99, 99, 99,
		47, 66, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99,
	}
)

// encScaleTable returns a table of Annex K for quality 1 to 100: 50 is the
// table itself, 100 all ones.
func encScaleTable(base *[64]uint8, quality int) (table [64]uint8) {
	percent := encScaleOfQuality(quality)
	for i, b := range base {
		table[i] = uint8(min(max((int(b)*percent+50)/100, 1), 255))
	}
	return table
}

// encScaleOfQuality returns the percentage by which a quality scales the tables
// of Annex K.
func encScaleOfQuality(quality int) int {
	if quality < 50 {
		return 5000 / quality
	}
	return 200 - 2*quality
}

// encQualityOfScale is the inverse of encScaleOfQuality.
func encQualityOfScale(percent int) int {
	if percent > 100 {
		return 5000 / percent
	}
	return 100 - percent/2
}

// encInvGain[k] is 1/encGain[k] (see encode_fdct.go) in Q15:
// round(32768 / (sqrt(2)*cos(k*pi/16)) / 2^(k==6) / 4^(k==7)).
var encInvGain = [8]uint32{32768, 23624, 25080, 27867, 32768, 41706, 30274, 29692}

// An encQuant is a quantization table made ready for quantizeRow: vector
// pos>>3, lane pos&7 is for the coefficient at pos = encCoefPos(u, v).
type encQuant [8]encQuantVector

type encQuantVector struct {
	// recip is 2^20 / (q * 16*encGain[u]*encGain[v]), so that coefficient *
	// recip is the quantized level in Q20. It is below 2^17, the product below
	// 2^30.
	recip [8]int32
	// dead is by how much coefficients are moved towards 0 before they are
	// rounded, in their own units, and negDead its negative, which saves the
	// kernel an operation.
	dead, negDead [8]int16
}

const encRecipBits = 20

// set prepares z for a table, in natural order. The dead zone is deadZone(u+v)
// /1024 of a step at strength 256 and proportionally less below.
func (z *encQuant) set(table *[64]uint8, strength int, deadZone func(diagonal int) int) {
	for v := range 8 {
		for u := range 8 {
			inv := encInvGain[u] * encInvGain[v] // Q30, below 2^31
			q := uint32(table[v*8+u])
			pos := encCoefPos(u, v)
			vector, lane := &z[pos>>3], pos&7
			// Q30 / 16 in Q20 is a shift by 14.
			recip := int((inv/q + 1<<13) >> 14)
			vector.recip[lane] = int32(recip)
			// A step has 2^20/recip units.
			dead := int16((deadZone(u+v)*strength<<2 + recip/2) / recip)
			vector.dead[lane], vector.negDead[lane] = dead, -dead
		}
	}
}

// encFiner is how many per cent finer the AC steps are made.
const encFiner = 7

// encRefine makes the AC steps of a table encFiner per cent finer, as far as
// integers allow, and returns the strength of the dead zone that this pays for:
// 256 if the steps are finer by that much altogether, 0 if none is (above
// quality 96).
func encRefine(table *[64]uint8) (strength int) {
	before, after := 0, 0
	for i := 1; i < len(table); i++ {
		t := int(table[i])
		finer := (t*(100-encFiner) + 50) / 100
		before += t
		after += finer
		table[i] = uint8(finer)
	}
	return min((before-after)*(100-encFiner)*256/(after*encFiner), 256)
}

// encLumaDeadZone and encChromaDeadZone are the dead zones in 1/1024 of a step,
// found by trial: on no image of the corpus is the PSNR of luma at quality
// 40 to 80 below that of plain rounding with libjpeg's steps. Low frequencies
// have the finest steps: there a bit is saved for the least error. DC has none,
// as smooth areas would show it.
func encLumaDeadZone(diagonal int) int {
	if diagonal == 0 {
		return 0
	}
	return max(100-6*(diagonal-1), 45)
}

func encChromaDeadZone(diagonal int) int {
	if diagonal == 0 {
		return 0
	}
	return max(90-17*(diagonal-1), 38)
}

// encLevelPos returns where quantizeRow puts the level of the coefficient that
// fdctRow left at pos: packing two vectors of int32 into one of int16 turns
// the order of lanes 0…7 into 0 4 1 5 2 6 3 7.
func encLevelPos(pos int) int {
	return pos&^7 + pos&3*2 + pos>>2&1
}

// quantizeRowScalar is the reference of quantizeRow: it replaces the
// coefficients of the blocks of a span by their levels, rounded to the nearest
// integer after the dead zone, and sets the blocks' masks. Bit lane*8+vector of a mask is set where
// the level at vector*8+lane is not 0.
//
// levels and coefs may be the same slice.
func quantizeRowScalar(levels []int16, masks []uint64, coefs []int16, z *encQuant, span encSpan) {
	for i := range span.n {
		b := span.block(i)
		in := *(*[64]int16)(coefs[b*64:])
		out := (*[64]int16)(levels[b*64:])
		var mask uint64
		for pos, c := range in {
			vector, lane := &z[pos>>3], pos&7
			c -= max(min(c, vector.dead[lane]), vector.negDead[lane])
			level := int16((int32(c)*vector.recip[lane] + 1<<(encRecipBits-1)) >> encRecipBits)
			to := encLevelPos(pos)
			out[to] = level
			if level != 0 {
				mask |= 1 << (to&7*8 + 7 - to>>3)
			}
		}
		masks[b] = mask
	}
}

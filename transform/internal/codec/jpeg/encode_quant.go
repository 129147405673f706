package jpeg

// Quantization (section A.3.4). A quality means the looks that it has in the files of
// the Independent JPEG Group's library, where it scales the tables of Annex K; the
// tables are others, and take fewer bytes for those looks (encTables8). Coefficients are
// rounded with a dead zone, and thinning follows (encThin).

// What a quality means: up to encCoarseQuality the tables are the first of encTables8,
// from encFineQuality on the second.
const (
	encCoarseQuality = 45
	encFineQuality   = 85
)

// encTable returns the table of luma, 0, or chroma, 1, for quality 1 to 100, in natural
// order. At 100 all steps are 1.
func encTable(i, quality int) (table [64]uint8) {
	blend := min(max(quality-encCoarseQuality, 0), encFineQuality-encCoarseQuality)
	percent := encScaleOfQuality(quality) * encLooks(quality)
	for k := range table {
		coarse, fine := int(encTables8[i][0][k]), int(encTables8[i][1][k])
		step := coarse*(encFineQuality-encCoarseQuality-blend) + fine*blend // times 8*40
		table[k] = uint8(min(max((step*percent+320*100*256/2)/(320*100*256), 1), 255))
	}
	return table
}

// encLooksAt says by how much, in 256, tables have to be scaled beside
// encScaleOfQuality so that a quality has the looks of libjpeg's, at 0, 10, … 100.
var encLooksAt = [11]int{238, 238, 238, 238, 236, 231, 236, 246, 268, 281, 256}

func encLooks(quality int) int {
	at, part := quality/10, quality%10
	if part == 0 {
		return encLooksAt[at]
	}
	return (encLooksAt[at]*(10-part) + encLooksAt[at+1]*part + 5) / 10
}

// encStrength is how much of the dead zone and of thinning a quality has, 0 to 256:
// near 100 they would be all that is lost.
func encStrength(quality int) int { return min(100-quality, 10) * 256 / 10 }

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
	// dead is by how much coefficients are moved toward 0 before they are
	// rounded, in their own units, and negDead its negative, which saves the
	// kernel an operation.
	dead, negDead [8]int16
}

const encRecipBits = 20

// encShrink is by how much less than a step levels of luma and chroma are apart, in 1/1024,
// when coefficients are rounded to them: energy that comes back a little larger hides that
// some is lost. DC has none, and neither have steps of 1, whose levels might be beyond what a
// code can tell.
var encShrink = [2]int{12, 25}

const encShrinkBits = 10

// encRecip is 2^20 / (step * 16*encGain[u]*encGain[v]) for a step in 1/1024.
func encRecip(u, v, step int) int {
	inv := uint64(encInvGain[u]) * uint64(encInvGain[v]) << encShrinkBits // Q40
	// Q40 / 1024 / 16 in Q20 is a shift by 14.
	return int((inv/uint64(step) + 1<<13) >> 14)
}

// set prepares z for a table of luma, 0, or chroma, 1, in natural order. What shrinks a step
// and its dead zone are whole at strength 256 and proportionally less below.
func (z *encQuant) set(class int, table *[64]uint8, strength int) {
	for v := range 8 {
		for u := range 8 {
			step := int(table[v*8+u]) << encShrinkBits
			if u+v > 0 && step > 1<<encShrinkBits {
				step -= step >> encShrinkBits * encShrink[class] * strength >> 8
			}
			recip := encRecip(u, v, step)
			pos := encCoefPos(u, v)
			vector, lane := &z[pos>>3], pos&7
			vector.recip[lane] = int32(recip)
			// A step has 2^20/recip units.
			dead := int16((encDeadZone(class, u+v)*strength<<2 + recip/2) / recip)
			vector.dead[lane], vector.negDead[lane] = dead, -dead
		}
	}
}

// encDeadZone is the dead zone in 1/1024 of a step, found together with the tables. DC has
// none, as smooth areas would show it, and chroma is left to thinning.
func encDeadZone(class, diagonal int) int {
	if class == 1 {
		return 0
	}
	return 9 * max(diagonal-1, 0)
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

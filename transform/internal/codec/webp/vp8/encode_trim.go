package vp8

// What a bit is worth where the last levels of a block are looked at once more, beside
// segment.lambda4, in sixteenths. It is more than where modes are compared, for what is
// lost is the finest detail.
const (
	trimWorth4  = 12
	trimWorth16 = 18
)

// trim leaves out levels of 1 at the end of the block in a lane, from place first on, as
// long as that saves more bits than the error is worth. coef are its coefficients.
func (q *quantized) trim(coef *block8, z *quantizer, lane, first, worth int) {
	lane &= 7
	n := int(q.last[lane]) - 1
	for n >= first && q.level[n&15][lane] == 1 {
		before := n - 1
		for before >= first && q.level[before&15][lane] == 0 {
			before--
		}
		c := int(coef[zigzag[n&15]&15][lane])
		step := int(z.step[min(n, 1)])
		more := (2*max(c, -c) - step) * step >> 2 // coefficients are scaled by two
		saved := (guessSum + guessLast*(n-before)) << 4
		if more*distWeight >= worth*saved>>4 {
			return
		}
		q.level[n&15][lane], q.code[n&15][lane] = 0, 0
		if q.last[lane] = int16(before + 1); before < first {
			q.last[lane] = 0
		}
		n = before
	}
}

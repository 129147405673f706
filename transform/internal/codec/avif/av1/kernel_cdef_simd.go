//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package av1

import (
	"simd/archsimd"
	"tintype/transform/internal/pixel/simd"
	"unsafe"
)

// cdefFilter filters rows of eight samples; of those of blocks that are four
// wide, the other four are for nothing.
func cdefFilter(src []uint16, at, stride int, dst []uint16, dstStride, w, h int, k *ringing) {
	_ = dst[(h-1)*dstStride+w-1]
	_, _ = src[at-2*stride-2], src[at+(h+1)*stride+8+2]
	from, to := unsafe.Pointer(&src[at]), unsafe.Pointer(&dst[0])
	var steps [6]int
	for i := range 3 {
		steps[i], steps[3+i] = 2*k.steps[0][i], 2*k.steps[1][i]
	}
	for range h {
		var v half16
		switch {
		case k.sec == 0:
			v = cdefPrimary(from, steps[0], steps[3], k)
		case k.pri == 0:
			v = cdefSecondary(from, &steps, k)
		default:
			v = cdefBoth(from, &steps, k)
		}
		if w == 8 {
			store8(to, v)
		} else {
			*(*uint64)(to) = bitsOf(v)
		}
		from, to = unsafe.Add(from, 2*stride), unsafe.Add(to, 2*dstStride)
	}
}

// With one strength alone, the weights of the samples are less than the whole:
// what comes out is between them, and nothing has to be clamped.

func cdefPrimary(from unsafe.Pointer, near, far int, k *ringing) half16 {
	x := load8(from)
	pri, shift := archsimd.BroadcastUint16x8(k.pri), uint64(k.priShift)
	a := constrain(load8(unsafe.Add(from, near)), x, pri, shift).Add(constrain(load8(unsafe.Add(from, -near)), x, pri, shift))
	b := constrain(load8(unsafe.Add(from, far)), x, pri, shift).Add(constrain(load8(unsafe.Add(from, -far)), x, pri, shift))
	return cdefSum(x, a.Mul(archsimd.BroadcastInt16x8(k.tap0)).Add(b.Mul(archsimd.BroadcastInt16x8(k.tap1)))).ToBits()
}

func cdefSecondary(from unsafe.Pointer, steps *[6]int, k *ringing) half16 {
	x := load8(from)
	sec, shift := archsimd.BroadcastUint16x8(k.sec), uint64(k.secShift)
	a := constrain(load8(unsafe.Add(from, steps[1])), x, sec, shift).Add(constrain(load8(unsafe.Add(from, -steps[1])), x, sec, shift))
	a = a.Add(constrain(load8(unsafe.Add(from, steps[2])), x, sec, shift)).Add(constrain(load8(unsafe.Add(from, -steps[2])), x, sec, shift))
	b := constrain(load8(unsafe.Add(from, steps[4])), x, sec, shift).Add(constrain(load8(unsafe.Add(from, -steps[4])), x, sec, shift))
	b = b.Add(constrain(load8(unsafe.Add(from, steps[5])), x, sec, shift)).Add(constrain(load8(unsafe.Add(from, -steps[5])), x, sec, shift))
	return cdefSum(x, a.Add(a).Add(b)).ToBits()
}

func cdefBoth(from unsafe.Pointer, steps *[6]int, k *ringing) half16 {
	x := load8(from)
	most, least := x.BitsToInt16(), x
	pri, sec := archsimd.BroadcastUint16x8(k.pri), archsimd.BroadcastUint16x8(k.sec)
	priShift, secShift := uint64(k.priShift), uint64(k.secShift)
	var sum archsimd.Int16x8
	for dist := range 2 {
		s := steps[3*dist:][:3]
		tap := k.tap0
		if dist == 1 {
			tap = k.tap1
		}
		p, q := load8(unsafe.Add(from, s[0])), load8(unsafe.Add(from, -s[0]))
		most, least = most.Max(p.BitsToInt16()).Max(q.BitsToInt16()), least.Min(p).Min(q)
		sum = sum.Add(constrain(p, x, pri, priShift).Add(constrain(q, x, pri, priShift)).Mul(archsimd.BroadcastInt16x8(tap)))
		p, q = load8(unsafe.Add(from, s[1])), load8(unsafe.Add(from, -s[1]))
		most, least = most.Max(p.BitsToInt16()).Max(q.BitsToInt16()), least.Min(p).Min(q)
		side := constrain(p, x, sec, secShift).Add(constrain(q, x, sec, secShift))
		p, q = load8(unsafe.Add(from, s[2])), load8(unsafe.Add(from, -s[2]))
		most, least = most.Max(p.BitsToInt16()).Max(q.BitsToInt16()), least.Min(p).Min(q)
		side = side.Add(constrain(p, x, sec, secShift)).Add(constrain(q, x, sec, secShift))
		sum = sum.Add(side)
		if dist == 0 {
			sum = sum.Add(side)
		}
	}
	return cdefSum(x, sum).Max(least.BitsToInt16()).Min(most).ToBits()
}

func cdefSum(x half16, sum archsimd.Int16x8) archsimd.Int16x8 {
	return x.BitsToInt16().Add(sum.Add(sum.ShiftAllRight(15)).Add(archsimd.BroadcastInt16x8(8)).ShiftAllRight(4))
}

// constrain is the function of section 7.15.3. What is outside is so far away
// that nothing is left of it.
func constrain(p, x, strength half16, shift uint64) archsimd.Int16x8 {
	d := apart(p, x)
	c := strength.SubSaturated(d.ShiftAllRight(shift)).Min(d).BitsToInt16()
	sign := p.Sub(x).BitsToInt16().ShiftAllRight(15)
	return c.Xor(sign).Sub(sign)
}

// Lookups that move lanes up by one, two and so on, out of a vector and, of what
// is moved beyond its end, into the next.
var lanesUp, lanesOver = func() (up, over [8][16]int8) {
	for k := range 8 {
		for i := range 16 {
			up[k][i], over[k][i] = int8(i-2*k), int8(i-2*k+16)
			if i < 2*k {
				up[k][i] = -1
			} else {
				over[k][i] = -1
			}
		}
	}
	return up, over
}()

func moved(v archsimd.Int16x8, table *[16]int8) archsimd.Int16x8 {
	return simd.PickInt8(v.ToBits().ReshapeToUint8s().BitsToInt8(), archsimd.LoadInt8x16Array(table)).ToBits().ReshapeToUint16s().BitsToInt16()
}

// cdefDirection is cdefDirectionScalar: directions 4 to 7 and 0 have sums of
// rows that are moved sideways, 1 to 3 the same of columns.
func cdefDirection(src []uint16, stride int, shift uint) (dir, variance int) {
	_ = src[7*stride+7]
	p := unsafe.Pointer(&src[0])
	mid := archsimd.BroadcastInt16x8(128)
	var rows, cols [8][8]int16
	for i := range rows {
		load8(unsafe.Add(p, 2*i*stride)).ShiftAllRight(uint64(shift)).BitsToInt16().Sub(mid).StoreArray(&rows[i])
	}
	r := unsafe.Pointer(&rows)
	a0, a1, a2, a3 := zip(ldU(r, 0), ldU(r, 1), ldU(r, 2), ldU(r, 3))
	b0, b1, b2, b3 := zip(ldU(r, 4), ldU(r, 5), ldU(r, 6), ldU(r, 7))
	c := unsafe.Pointer(&cols)
	stP(c, 0, a0.SetElem(1, b0.GetElem(0)))
	stP(c, 1, a1.SetElem(1, b1.GetElem(0)))
	stP(c, 2, a2.SetElem(1, b2.GetElem(0)))
	stP(c, 3, a3.SetElem(1, b3.GetElem(0)))
	stP(c, 4, b0.SetElem(0, a0.GetElem(1)))
	stP(c, 5, b1.SetElem(0, a1.GetElem(1)))
	stP(c, 6, b2.SetElem(0, a2.GetElem(1)))
	stP(c, 7, b3.SetElem(0, a3.GetElem(1)))
	var cost [8]int
	cost[0], cost[4] = diagonalCosts(&rows)
	cost[5], cost[6], cost[7] = steepCosts(&rows)
	cost[3], cost[2], cost[1] = steepCosts(&cols)
	best := 0
	for i, c := range cost {
		if c > best {
			best, dir = c, i
		}
	}
	return dir, (best - cost[(dir+4)&7]) >> 10
}

// diagonalCosts are the costs of the two diagonals: sums of rows moved by their
// number, and by what is left to seven.
func diagonalCosts(rows *[8][8]int16) (down, up int) {
	zero := archsimd.BroadcastInt16x8(0)
	l0, h0, l4, h4 := zero, zero, zero, zero
	for i := range rows {
		v := archsimd.LoadInt16x8Array(&rows[i])
		l0, h0 = l0.Add(moved(v, &lanesUp[i])), h0.Add(moved(v, &lanesOver[i]))
		l4, h4 = l4.Add(moved(v, &lanesUp[7-i])), h4.Add(moved(v, &lanesOver[7-i]))
	}
	return weighed(l0, &weightsUp) + weighed(h0, &weightsDown), weighed(l4, &weightsUp) + weighed(h4, &weightsDown)
}

// Weights of lines by how many samples they have (divTable).
var (
	weightsUp    = [8]int32{840, 420, 280, 210, 168, 140, 120, 105}
	weightsDown  = [8]int32{120, 140, 168, 210, 280, 420, 840, 0}
	weightsSteep = [8]int32{420, 210, 140, 105, 105, 105, 105, 105}
	weightsEnd   = [8]int32{140, 210, 420, 0, 0, 0, 0, 0}
	weightsEven  = [8]int32{105, 105, 105, 105, 105, 105, 105, 105}
)

// weighed sums weighted squares.
func weighed(v archsimd.Int16x8, weights *[8]int32) int {
	w := unsafe.Pointer(weights)
	s := simd.MulLoInt16(v, v).Mul(ld(w, 0)).Add(simd.MulHiInt16(v, v).Mul(ld(w, 1)))
	x := s.ToBits().ReshapeToUint64s()
	a, b := x.GetElem(0), x.GetElem(1)
	return int(uint32(a)) + int(a>>32) + int(uint32(b)) + int(b>>32)
}

// steepCosts are the costs of 5, 6 and 7: pairs of rows moved by what is left to
// three, not at all, and by their number.
func steepCosts(rows *[8][8]int16) (left, straight, right int) {
	zero := archsimd.BroadcastInt16x8(0)
	l5, h5, l7, h7, s6 := zero, zero, zero, zero, zero
	for i := range 4 {
		v := archsimd.LoadInt16x8Array(&rows[2*i]).Add(archsimd.LoadInt16x8Array(&rows[2*i+1]))
		s6 = s6.Add(v)
		l7, h7 = l7.Add(moved(v, &lanesUp[i])), h7.Add(moved(v, &lanesOver[i]))
		l5, h5 = l5.Add(moved(v, &lanesUp[3-i])), h5.Add(moved(v, &lanesOver[3-i]))
	}
	return weighed(l5, &weightsSteep) + weighed(h5, &weightsEnd), weighed(s6, &weightsEven), weighed(l7, &weightsSteep) + weighed(h7, &weightsEnd)
}

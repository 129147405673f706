//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package vp8l

import (
	"simd/archsimd"
	"unsafe"

	"tintype/transform/internal/pixel/simd"
)

type bytes16 = archsimd.Uint8x16

// pixelBytes and rowBytes are the sizes of a pixel and of a tile's row, modeBytes
// that of a mode's residuals.
const (
	pixelBytes = 4
	rowBytes   = pixelBytes * tileSide
	modeBytes  = rowBytes * tileSide
)

// keepFirst, from byte 16-4k on, keeps the first k of four pixels.
var keepFirst = [32]uint8{
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
}

// priceSums are the sums of prices of each mode, in lanes.
type priceSums [nModes][8]uint16

// estimate is estimateScalar. pix goes on for four pixels behind what is read.
func (t *tileResiduals) estimate(pix []uint32, at, w, n, rows int) {
	var sums priceSums
	p := unsafe.Pointer(unsafe.SliceData(pix))
	_, _ = pix[at-w-1], pix[at+(rows-1)*w+n-1]
	for y := range rows {
		estimateRow(&sums, unsafe.Add(unsafe.Pointer(&t.left), y*rowBytes), unsafe.Add(p, (at+y*w)*pixelBytes), w*pixelBytes, n)
	}
	for mode := range sums {
		v := archsimd.LoadUint16x8Array(&sums[mode])
		w := v.ExtendLo4ToUint32().Add(simd.ExtendHiUint16(v))
		t.cost[mode] = w.GetElem(0) + w.GetElem(1) + w.GetElem(2) + w.GetElem(3)
	}
}

// estimateRow does a row of n pixels, at most tileSide, in one leaf: prices of
// its eight vectors fit a byte.
func estimateRow(sums *priceSums, out, row unsafe.Pointer, stride, n int) {
	near, far := archsimd.LoadInt8x16Array(&nearPrice), archsimd.LoadInt8x16Array(&farPrice)
	one, fifteen := archsimd.BroadcastUint8x16(1), archsimd.BroadcastUint8x16(15)
	alpha := archsimd.BroadcastUint32x4(0xFF000000).ReshapeToUint8s()
	var zero, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13 bytes16
	price := func(r bytes16) bytes16 {
		d := r.Min(zero.Sub(r))
		a := simd.PickInt8(near, d.Min(fifteen).BitsToInt8()).ToBits()
		b := simd.PickInt8(far, simd.ShiftRightUint8(d, 4).BitsToInt8()).ToBits()
		return a.Max(b)
	}
	above := unsafe.Add(row, -stride)
	for i := 0; i < n*pixelBytes; i += 16 {
		v, l := simd.Load8(row, i), simd.Load8(row, i-pixelBytes)
		t, c, r := simd.Load8(above, i), simd.Load8(above, i-pixelBytes), simd.Load8(above, i+pixelBytes)
		// Of hidden pixels alpha is kept, of those behind the row nothing.
		keep := simd.Load8(unsafe.Pointer(&keepFirst), 16-min(n*pixelBytes-i, 16))
		shown := v.And(alpha).ReshapeToUint32s().NotEqual(zero.ReshapeToUint32s()).ToInt32x4().ToBits().ReshapeToUint8s()
		keep = keep.And(shown.Or(alpha))

		d := v.Sub(alpha).And(keep)
		simd.Store8(out, 0*modeBytes+i, d)
		s0 = s0.Add(price(d))
		d = v.Sub(l).And(keep)
		simd.Store8(out, 1*modeBytes+i, d)
		s1 = s1.Add(price(d))
		d = v.Sub(t).And(keep)
		simd.Store8(out, 2*modeBytes+i, d)
		s2 = s2.Add(price(d))
		d = v.Sub(r).And(keep)
		simd.Store8(out, 3*modeBytes+i, d)
		s3 = s3.Add(price(d))
		d = v.Sub(c).And(keep)
		simd.Store8(out, 4*modeBytes+i, d)
		s4 = s4.Add(price(d))
		m := l.Average(r).Sub(l.Xor(r).And(one))
		m = m.Average(t).Sub(m.Xor(t).And(one))
		d = v.Sub(m).And(keep)
		simd.Store8(out, 5*modeBytes+i, d)
		s5 = s5.Add(price(d))
		lc := l.Average(c).Sub(l.Xor(c).And(one))
		d = v.Sub(lc).And(keep)
		simd.Store8(out, 6*modeBytes+i, d)
		s6 = s6.Add(price(d))
		lt := l.Average(t).Sub(l.Xor(t).And(one))
		d = v.Sub(lt).And(keep)
		simd.Store8(out, 7*modeBytes+i, d)
		s7 = s7.Add(price(d))
		m = c.Average(t).Sub(c.Xor(t).And(one))
		d = v.Sub(m).And(keep)
		simd.Store8(out, 8*modeBytes+i, d)
		s8 = s8.Add(price(d))
		tr := t.Average(r).Sub(t.Xor(r).And(one))
		d = v.Sub(tr).And(keep)
		simd.Store8(out, 9*modeBytes+i, d)
		s9 = s9.Add(price(d))
		m = lc.Average(tr).Sub(lc.Xor(tr).And(one))
		d = v.Sub(m).And(keep)
		simd.Store8(out, 10*modeBytes+i, d)
		s10 = s10.Add(price(d))
		near, far := sumOfPixel(t.Max(c).Sub(t.Min(c))), sumOfPixel(l.Max(c).Sub(l.Min(c)))
		left := near.Less(far).ToInt32x4().ToBits().ReshapeToUint8s()
		d = v.Sub(simd.SelectUint8(l, t, left)).And(keep)
		simd.Store8(out, 11*modeBytes+i, d)
		s11 = s11.Add(price(d))
		// Of t-c and c-t one saturates to 0.
		m = l.AddSaturated(t.SubSaturated(c)).SubSaturated(c.SubSaturated(t))
		d = v.Sub(m).And(keep)
		simd.Store8(out, 12*modeBytes+i, d)
		s12 = s12.Add(price(d))
		m = lt.AddSaturated(simd.ShiftRightUint8(lt.SubSaturated(c), 1)).SubSaturated(simd.ShiftRightUint8(c.SubSaturated(lt), 1))
		d = v.Sub(m).And(keep)
		simd.Store8(out, 13*modeBytes+i, d)
		s13 = s13.Add(price(d))
	}
	addSums(sums, 0, s0, s1, s2, s3)
	addSums(sums, 4, s4, s5, s6, s7)
	addSums(sums, 8, s8, s9, s10, s11)
	addSums(sums, 12, s12, s13, zero, zero)
}

// sumOfPixel adds the four bytes of each pixel.
func sumOfPixel(v bytes16) archsimd.Uint32x4 {
	w := v.ReshapeToUint16s()
	w = w.And(archsimd.BroadcastUint16x8(0xff)).Add(w.ShiftAllRight(8))
	d := w.ReshapeToUint32s()
	return d.And(archsimd.BroadcastUint32x4(0xffff)).Add(d.ShiftAllRight(16))
}

func addSums(sums *priceSums, mode int, a, b, c, d bytes16) {
	low := archsimd.BroadcastUint16x8(0xff)
	for i, v := range [4]bytes16{a, b, c, d} {
		if mode+i < nModes {
			s, w := &sums[mode+i], v.ReshapeToUint16s()
			archsimd.LoadUint16x8Array(s).Add(w.And(low)).Add(w.ShiftAllRight(8)).StoreArray(s)
		}
	}
}

// lowBytes puts the even bytes of a vector before the odd ones.
var lowBytes = [16]int8{0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15}

// foretell is foretellScalar. Samples behind the n are 0 up to the next vector.
func foretell(out, target, a, b *bytePlane, fa, fb int8, n int) uint32 {
	o, t, p, q := unsafe.Pointer(out), unsafe.Pointer(target), unsafe.Pointer(a), unsafe.Pointer(b)
	near, far := archsimd.LoadInt8x16Array(&nearPrice), archsimd.LoadInt8x16Array(&farPrice)
	order := archsimd.LoadInt8x16Array(&lowBytes)
	fifteen, low := archsimd.BroadcastUint8x16(15), archsimd.BroadcastInt16x8(0xff)
	byA, byB := archsimd.BroadcastInt8x16(fa), archsimd.BroadcastInt8x16(fb)
	var zero bytes16
	var sum archsimd.Uint16x8
	for i := 0; i < min(n, len(out)); i += 16 {
		x, y := simd.Load8(p, i).BitsToInt8(), simd.Load8(q, i).BitsToInt8()
		lo := simd.MulLoInt8(x, byA).ShiftAllRight(5).Add(simd.MulLoInt8(y, byB).ShiftAllRight(5))
		hi := simd.MulHiInt8(x, byA).ShiftAllRight(5).Add(simd.MulHiInt8(y, byB).ShiftAllRight(5))
		both := simd.PickInt8(lo.And(low).Or(hi.ShiftAllLeft(8)).ToBits().ReshapeToUint8s().BitsToInt8(), order).ToBits()
		r := simd.Load8(t, i).Sub(both)
		simd.Store8(o, i, r)
		d := r.Min(zero.Sub(r))
		v := simd.PickInt8(near, d.Min(fifteen).BitsToInt8()).ToBits().Max(simd.PickInt8(far, simd.ShiftRightUint8(d, 4).BitsToInt8()).ToBits())
		sum = sum.Add(v.ExtendLo8ToUint16()).Add(simd.ExtendHiUint8(v))
	}
	w := sum.ExtendLo4ToUint32().Add(simd.ExtendHiUint16(sum))
	return w.GetElem(0) + w.GetElem(1) + w.GetElem(2) + w.GetElem(3)
}

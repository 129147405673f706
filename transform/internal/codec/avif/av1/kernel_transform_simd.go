//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package av1

import (
	"simd/archsimd"
	"tintype/transform/internal/pixel/simd"
	"unsafe"
)

// Transforms of four rows or columns at once, in lanes of 32 bits. Sums are not
// clamped here: reconstruct takes the scalar way when the coefficients are so
// large that they could have to be. More than 10 bits take it too, for products
// of more than 32 bits.

const simdTransforms = true

type (
	vec  = archsimd.Int32x4
	vecs = [64][4]int32
)

func ld(p unsafe.Pointer, i uintptr) vec {
	return archsimd.LoadInt32x4Array((*[4]int32)(unsafe.Add(p, 16*i)))
}

func st(p unsafe.Pointer, i uintptr, v vec) { v.StoreArray((*[4]int32)(unsafe.Add(p, 16*i))) }

// turn is a rotation: a*cos - b*sin and a*sin + b*cos.
func turn(a, b vec, cos, sin int32) (x, y vec) {
	c, s, r := archsimd.BroadcastInt32x4(cos), archsimd.BroadcastInt32x4(sin), archsimd.BroadcastInt32x4(2048)
	return a.Mul(c).Sub(b.Mul(s)).Add(r).ShiftAllRight(12), a.Mul(s).Add(b.Mul(c)).Add(r).ShiftAllRight(12)
}

// half is turn by 45 degrees, flipped: a + b and a - b, times 2896.
func half(a, b vec) (x, y vec) {
	c, r := archsimd.BroadcastInt32x4(2896), archsimd.BroadcastInt32x4(2048)
	a, b = a.Mul(c).Add(r), b.Mul(c)
	return a.Add(b).ShiftAllRight(12), a.Sub(b).ShiftAllRight(12)
}

func dct4Values(x0, x1, x2, x3 vec) (y0, y1, y2, y3 vec) {
	a, b := half(x0, x2)
	c, d := turn(x1, x3, 1567, 3784)
	return a.Add(d), b.Add(c), b.Sub(c), a.Sub(d)
}

func dct8Values(x0, x1, x2, x3, x4, x5, x6, x7 vec) (y0, y1, y2, y3, y4, y5, y6, y7 vec) {
	a0, a1, a2, a3 := dct4Values(x0, x2, x4, x6)
	b4, b7 := turn(x1, x7, 799, 4017)
	b5, b6 := turn(x5, x3, 3406, 2276)
	c4, c5, c6, c7 := b4.Add(b5), b4.Sub(b5), b7.Sub(b6), b7.Add(b6)
	d6, d5 := half(c6, c5)
	return a0.Add(c7), a1.Add(d6), a2.Add(d5), a3.Add(c4), a3.Sub(c4), a2.Sub(d5), a1.Sub(d6), a0.Sub(c7)
}

func dct4Vec(p unsafe.Pointer) {
	y0, y1, y2, y3 := dct4Values(ld(p, 0), ld(p, 1), ld(p, 2), ld(p, 3))
	st(p, 0, y0)
	st(p, 1, y1)
	st(p, 2, y2)
	st(p, 3, y3)
}

func dct8Vec(p unsafe.Pointer) {
	y0, y1, y2, y3, y4, y5, y6, y7 := dct8Values(ld(p, 0), ld(p, 1), ld(p, 2), ld(p, 3), ld(p, 4), ld(p, 5), ld(p, 6), ld(p, 7))
	st(p, 0, y0)
	st(p, 1, y1)
	st(p, 2, y2)
	st(p, 3, y3)
	st(p, 4, y4)
	st(p, 5, y5)
	st(p, 6, y6)
	st(p, 7, y7)
}

// dct16Vec reads its values step vectors apart and writes them beside each
// other, over the first sixteen.
func dct16Vec(p unsafe.Pointer, step uintptr) {
	b8, b15 := turn(ld(p, step), ld(p, 15*step), 401, 4076)
	b9, b14 := turn(ld(p, 9*step), ld(p, 7*step), 3166, 2598)
	b10, b13 := turn(ld(p, 5*step), ld(p, 11*step), 1931, 3612)
	b11, b12 := turn(ld(p, 13*step), ld(p, 3*step), 3920, 1189)
	c8, c9, c10, c11 := b8.Add(b9), b8.Sub(b9), b11.Sub(b10), b11.Add(b10)
	c12, c13, c14, c15 := b12.Add(b13), b12.Sub(b13), b15.Sub(b14), b15.Add(b14)
	d9, d14 := turn(c14, c9, 1567, 3784)
	d10, d13 := turn(c13, c10, -3784, 1567)
	e8, e9, e10, e11 := c8.Add(c11), d9.Add(d10), d9.Sub(d10), c8.Sub(c11)
	e12, e13, e14, e15 := c15.Sub(c12), d14.Sub(d13), d14.Add(d13), c15.Add(c12)
	f13, f10 := half(e13, e10)
	f12, f11 := half(e12, e11)
	y0, y1, y2, y3, y4, y5, y6, y7 := dct8Values(ld(p, 0), ld(p, 2*step), ld(p, 4*step), ld(p, 6*step),
		ld(p, 8*step), ld(p, 10*step), ld(p, 12*step), ld(p, 14*step))
	st(p, 0, y0.Add(e15))
	st(p, 15, y0.Sub(e15))
	st(p, 1, y1.Add(e14))
	st(p, 14, y1.Sub(e14))
	st(p, 2, y2.Add(f13))
	st(p, 13, y2.Sub(f13))
	st(p, 3, y3.Add(f12))
	st(p, 12, y3.Sub(f12))
	st(p, 4, y4.Add(f11))
	st(p, 11, y4.Sub(f11))
	st(p, 5, y5.Add(f10))
	st(p, 10, y5.Sub(f10))
	st(p, 6, y6.Add(e9))
	st(p, 9, y6.Sub(e9))
	st(p, 7, y7.Add(e8))
	st(p, 8, y7.Sub(e8))
}

func adst4Vec(p unsafe.Pointer) {
	s1, s2, s3, s4 := archsimd.BroadcastInt32x4(1321), archsimd.BroadcastInt32x4(2482), archsimd.BroadcastInt32x4(3344), archsimd.BroadcastInt32x4(3803)
	r := archsimd.BroadcastInt32x4(2048)
	a, b, c, e := ld(p, 0), ld(p, 1), ld(p, 2), ld(p, 3)
	x := a.Mul(s1).Add(c.Mul(s4)).Add(e.Mul(s2)).Add(r)
	y := a.Mul(s2).Sub(c.Mul(s1)).Sub(e.Mul(s4))
	z := b.Mul(s3)
	st(p, 0, x.Add(z).ShiftAllRight(12))
	st(p, 1, y.Add(z).Add(r).ShiftAllRight(12))
	st(p, 2, a.Sub(c).Add(e).Mul(s3).Add(r).ShiftAllRight(12))
	st(p, 3, x.Add(y).Sub(z).ShiftAllRight(12))
}

// adst8Vec and adst16Vec are adstProgram, written out.
func adst8Vec(p unsafe.Pointer) {
	a1, a0 := turn(ld(p, 7), ld(p, 0), 401, 4076)
	a3, a2 := turn(ld(p, 5), ld(p, 2), 1931, 3612)
	a5, a4 := turn(ld(p, 3), ld(p, 4), 3166, 2598)
	a7, a6 := turn(ld(p, 1), ld(p, 6), 3920, 1189)
	b0, b4 := a0.Add(a4), a0.Sub(a4)
	b1, b5 := a1.Add(a5), a1.Sub(a5)
	b2, b6 := a2.Add(a6), a2.Sub(a6)
	b3, b7 := a3.Add(a7), a3.Sub(a7)
	e5, e4 := turn(b4, b5, 1567, 3784)
	e6, e7 := turn(b7, b6, 3784, 1567)
	f0, f2 := b0.Add(b2), b0.Sub(b2)
	f1, f3 := b1.Add(b3), b1.Sub(b3)
	f4, f6 := e4.Add(e6), e4.Sub(e6)
	f5, f7 := e5.Add(e7), e5.Sub(e7)
	g2, g3 := half(f2, f3)
	g6, g7 := half(f6, f7)
	st(p, 0, f0)
	st(p, 1, f4.Neg())
	st(p, 2, g6)
	st(p, 3, g2.Neg())
	st(p, 4, g3)
	st(p, 5, g7.Neg())
	st(p, 6, f5)
	st(p, 7, f1.Neg())
}

func adst16Vec(p unsafe.Pointer) {
	a1, a0 := turn(ld(p, 15), ld(p, 0), 201, 4091)
	a3, a2 := turn(ld(p, 13), ld(p, 2), 995, 3973)
	a5, a4 := turn(ld(p, 11), ld(p, 4), 1751, 3703)
	a7, a6 := turn(ld(p, 9), ld(p, 6), 2440, 3290)
	a9, a8 := turn(ld(p, 7), ld(p, 8), 3035, 2751)
	a11, a10 := turn(ld(p, 5), ld(p, 10), 3513, 2106)
	a13, a12 := turn(ld(p, 3), ld(p, 12), 3857, 1380)
	a15, a14 := turn(ld(p, 1), ld(p, 14), 4052, 601)
	b0, b8 := a0.Add(a8), a0.Sub(a8)
	b1, b9 := a1.Add(a9), a1.Sub(a9)
	b2, b10 := a2.Add(a10), a2.Sub(a10)
	b3, b11 := a3.Add(a11), a3.Sub(a11)
	b4, b12 := a4.Add(a12), a4.Sub(a12)
	b5, b13 := a5.Add(a13), a5.Sub(a13)
	b6, b14 := a6.Add(a14), a6.Sub(a14)
	b7, b15 := a7.Add(a15), a7.Sub(a15)
	c9, c8 := turn(b8, b9, 799, 4017)
	c12, c13 := turn(b13, b12, 4017, 799)
	c11, c10 := turn(b10, b11, 3406, 2276)
	c14, c15 := turn(b15, b14, 2276, 3406)
	d0, d4 := b0.Add(b4), b0.Sub(b4)
	d8, d12 := c8.Add(c12), c8.Sub(c12)
	d1, d5 := b1.Add(b5), b1.Sub(b5)
	d9, d13 := c9.Add(c13), c9.Sub(c13)
	d2, d6 := b2.Add(b6), b2.Sub(b6)
	d10, d14 := c10.Add(c14), c10.Sub(c14)
	d3, d7 := b3.Add(b7), b3.Sub(b7)
	d11, d15 := c11.Add(c15), c11.Sub(c15)
	e5, e4 := turn(d4, d5, 1567, 3784)
	e6, e7 := turn(d7, d6, 3784, 1567)
	e13, e12 := turn(d12, d13, 1567, 3784)
	e14, e15 := turn(d15, d14, 3784, 1567)
	f0, f2 := d0.Add(d2), d0.Sub(d2)
	f1, f3 := d1.Add(d3), d1.Sub(d3)
	f4, f6 := e4.Add(e6), e4.Sub(e6)
	f5, f7 := e5.Add(e7), e5.Sub(e7)
	f8, f10 := d8.Add(d10), d8.Sub(d10)
	f9, f11 := d9.Add(d11), d9.Sub(d11)
	f12, f14 := e12.Add(e14), e12.Sub(e14)
	f13, f15 := e13.Add(e15), e13.Sub(e15)
	g2, g3 := half(f2, f3)
	g6, g7 := half(f6, f7)
	g10, g11 := half(f10, f11)
	g14, g15 := half(f14, f15)
	st(p, 0, f0)
	st(p, 1, f8.Neg())
	st(p, 2, f12)
	st(p, 3, f4.Neg())
	st(p, 4, g6)
	st(p, 5, g14.Neg())
	st(p, 6, g10)
	st(p, 7, g2.Neg())
	st(p, 8, g3)
	st(p, 9, g11.Neg())
	st(p, 10, g15)
	st(p, 11, g7.Neg())
	st(p, 12, f5)
	st(p, 13, f13.Neg())
	st(p, 14, f9)
	st(p, 15, f1.Neg())
}

// oddPart is the half of a DCT of 32 or 64 values that works on those at odd
// places; the other is the DCT of half the size.
type oddPart struct {
	from  []uint8 // where the values come from, that is, odd places
	steps []oddStep
}

type oddStep struct {
	turns []oddTurn
	sums  []oddSum
}

type oddTurn struct {
	a, b, x, y uint16 // in bytes
	cos, sin   int32
}

type oddSum struct{ a, b uint16 }

var oddParts = [7]*oddPart{5: makeOddPart(5), 6: makeOddPart(6)}

func makeOddPart(n int) *oddPart {
	p, size := dctPrograms[n], uint8(1)<<n
	o := &oddPart{from: p.input[size/2:]}
	for i, s := range p.steps {
		var step oddStep
		for _, r := range s.rotations {
			if r.a >= size/2 {
				step.turns = append(step.turns, oddTurn{uint16(r.a) * 16, uint16(r.b) * 16, uint16(r.x) * 16, uint16(r.y) * 16, r.cos, r.sin})
			}
		}
		for _, h := range s.sums {
			if h.a >= size/2 && h.b >= size/2 {
				step.sums = append(step.sums, oddSum{uint16(h.a) * 16, uint16(h.b) * 16})
			}
		}
		if i == len(p.steps)-1 && len(step.turns)+len(step.sums) == 0 {
			break
		}
		o.steps = append(o.steps, step)
	}
	return o
}

func at(p unsafe.Pointer, offset uint16) vec {
	return archsimd.LoadInt32x4Array((*[4]int32)(unsafe.Add(p, uintptr(offset))))
}

func (o *oddPart) run(p unsafe.Pointer) {
	r := archsimd.BroadcastInt32x4(2048)
	for i := range o.steps {
		s := &o.steps[i]
		for k := range s.turns {
			t := &s.turns[k]
			a, b := at(p, t.a), at(p, t.b)
			c, n := archsimd.BroadcastInt32x4(t.cos), archsimd.BroadcastInt32x4(t.sin)
			a.Mul(c).Sub(b.Mul(n)).Add(r).ShiftAllRight(12).StoreArray((*[4]int32)(unsafe.Add(p, uintptr(t.x))))
			a.Mul(n).Add(b.Mul(c)).Add(r).ShiftAllRight(12).StoreArray((*[4]int32)(unsafe.Add(p, uintptr(t.y))))
		}
		for k := range s.sums {
			h := &s.sums[k]
			a, b := at(p, h.a), at(p, h.b)
			a.Add(b).StoreArray((*[4]int32)(unsafe.Add(p, uintptr(h.a))))
			a.Sub(b).StoreArray((*[4]int32)(unsafe.Add(p, uintptr(h.b))))
		}
	}
}

// dctBigVec transforms 1<<n values, n 5 or 6, step vectors apart, and writes them
// beside each other. scratch has room for 64 more.
func dctBigVec(p unsafe.Pointer, n int, step uintptr, scratch unsafe.Pointer) {
	half := uintptr(1) << n >> 1
	for i, from := range oddParts[n].from {
		st(scratch, half+uintptr(i), ld(p, uintptr(from)*step))
	}
	oddParts[n].run(scratch)
	if n == 5 {
		dct16Vec(p, 2*step)
	} else {
		// The odd values of the smaller one are below those that wait.
		dctBigVec(p, 5, 2*step, scratch)
	}
	for i := range half {
		a, b := ld(p, i), ld(scratch, 2*half-1-i)
		st(p, i, a.Add(b))
		st(scratch, i, a.Sub(b))
	}
	for i := range half {
		st(p, 2*half-1-i, ld(scratch, i))
	}
}

func identityVec(p unsafe.Pointer, n uint8) {
	r := archsimd.BroadcastInt32x4(2048)
	for i := range uintptr(1) << n {
		v := ld(p, i)
		switch n {
		case 2:
			v = v.Mul(archsimd.BroadcastInt32x4(5793)).Add(r).ShiftAllRight(12)
		case 3:
			v = v.Add(v)
		case 4:
			v = v.Mul(archsimd.BroadcastInt32x4(11586)).Add(r).ShiftAllRight(12)
		default:
			v = v.ShiftAllLeft(2)
		}
		st(p, i, v)
	}
}

func transformVec(kind, n uint8, p, scratch unsafe.Pointer) {
	switch {
	case kind == kindIdentity:
		identityVec(p, n)
	case kind == kindDCT:
		switch n {
		case 2:
			dct4Vec(p)
		case 3:
			dct8Vec(p)
		case 4:
			dct16Vec(p, 1)
		default:
			dctBigVec(p, int(n), 1, scratch)
		}
	case n == 2:
		adst4Vec(p)
	case n == 3:
		adst8Vec(p)
	default:
		adst16Vec(p)
	}
}

// transpose turns four vectors.
func transpose(a, b, c, d vec) (w, x, y, z vec) {
	low := archsimd.BroadcastUint64x2(0xFFFFFFFF)
	a2, b2 := a.ToBits().ReshapeToUint64s(), b.ToBits().ReshapeToUint64s()
	c2, d2 := c.ToBits().ReshapeToUint64s(), d.ToBits().ReshapeToUint64s()
	ab0, ab1 := a2.And(low).Or(b2.ShiftAllLeft(32)), a2.ShiftAllRight(32).Or(b2.AndNot(low))
	cd0, cd1 := c2.And(low).Or(d2.ShiftAllLeft(32)), c2.ShiftAllRight(32).Or(d2.AndNot(low))
	return ab0.SetElem(1, cd0.GetElem(0)).ReshapeToUint32s().BitsToInt32(), ab1.SetElem(1, cd1.GetElem(0)).ReshapeToUint32s().BitsToInt32(),
		cd0.SetElem(0, ab0.GetElem(1)).ReshapeToUint32s().BitsToInt32(), cd1.SetElem(0, ab1.GetElem(1)).ReshapeToUint32s().BitsToInt32()
}

// narrow4 looks up the lower halves of four lanes.
var narrow4 = [16]int8{0, 1, 4, 5, 8, 9, 12, 13, -1, -1, -1, -1, -1, -1, -1, -1}

// inverseAdd is inverse and addResidue for coefficients that need no clamping.
func inverseAdd(coefs *[1024]int32, work *[4096]int32, t *[2]vecs, dst []uint16, stride int, w, h uint8, rows int, kind uint8, top int) {
	rowKind, colKind := rowKinds[kind], colKinds[kind]
	shift := uint64(transformShifts[txSizes[w-2][h-2]])
	size := uintptr(1) << w
	coded, codedH := uintptr(1)<<min(w, 5), uintptr(1)<<min(h, 5)
	p, scratch := unsafe.Pointer(&t[0]), unsafe.Pointer(&t[1])
	out := unsafe.Pointer(work)
	zero := archsimd.BroadcastInt32x4(0)
	round := archsimd.BroadcastInt32x4(1 << shift >> 1)
	flipX := rowKind == kindFlip
	if rowKind == kindFlip {
		rowKind = kindADST
	}
	for y := uintptr(0); y < uintptr(rows); y += 4 {
		src := unsafe.Add(unsafe.Pointer(coefs), 4*y)
		if w == h+1 || h == w+1 {
			k, r := archsimd.BroadcastInt32x4(2896), archsimd.BroadcastInt32x4(2048)
			for x := range coded {
				v := archsimd.LoadInt32x4Array((*[4]int32)(src))
				st(p, x, v.Mul(k).Add(r).ShiftAllRight(12))
				src = unsafe.Add(src, 4*codedH)
			}
		} else {
			for x := range coded {
				st(p, x, archsimd.LoadInt32x4Array((*[4]int32)(src)))
				src = unsafe.Add(src, 4*codedH)
			}
		}
		for x := coded; x < size; x++ {
			st(p, x, zero)
		}
		transformVec(rowKind, w, p, scratch)
		to := unsafe.Add(out, 4*y*size)
		for x := uintptr(0); x < size; x += 4 {
			var a, b, c, d vec
			if flipX {
				a, b, c, d = ld(p, size-1-x), ld(p, size-2-x), ld(p, size-3-x), ld(p, size-4-x)
			} else {
				a, b, c, d = ld(p, x), ld(p, x+1), ld(p, x+2), ld(p, x+3)
			}
			a, b, c, d = transpose(a.Add(round).ShiftAllRight(shift), b.Add(round).ShiftAllRight(shift),
				c.Add(round).ShiftAllRight(shift), d.Add(round).ShiftAllRight(shift))
			row := unsafe.Add(to, 4*x)
			a.StoreArray((*[4]int32)(row))
			b.StoreArray((*[4]int32)(unsafe.Add(row, 4*size)))
			c.StoreArray((*[4]int32)(unsafe.Add(row, 8*size)))
			d.StoreArray((*[4]int32)(unsafe.Add(row, 12*size)))
		}
	}
	flipY := colKind == kindFlip
	if flipY {
		colKind = kindADST
	}
	high := uintptr(1) << h
	some := (uintptr(rows) + 3) &^ 3
	_ = dst[(int(high)-1)*stride+int(size)-1]
	for x := uintptr(0); x < size; x += 4 {
		src := unsafe.Add(out, 4*x)
		for y := range some {
			st(p, y, archsimd.LoadInt32x4Array((*[4]int32)(src)))
			src = unsafe.Add(src, 4*size)
		}
		for y := some; y < high; y++ {
			st(p, y, zero)
		}
		transformVec(colKind, h, p, scratch)
		from, step := uintptr(0), uintptr(1)
		if flipY {
			from, step = high-1, ^uintptr(0)
		}
		addColumns(unsafe.Pointer(&dst[x]), uintptr(stride)*2, p, from, step, high, int32(top))
	}
}

// addColumns adds four columns to samples.
func addColumns(to unsafe.Pointer, stride uintptr, p unsafe.Pointer, from, step, n uintptr, top int32) {
	zero, most, eight := archsimd.BroadcastInt32x4(0), archsimd.BroadcastInt32x4(top), archsimd.BroadcastInt32x4(8)
	index := archsimd.LoadInt8x16Array(&narrow4)
	for range n {
		v := ld(p, from).Add(eight).ShiftAllRight(4)
		s := archsimd.BroadcastUint64x2(*(*uint64)(to)).ReshapeToUint16s().ExtendLo4ToUint32().BitsToInt32()
		v = v.Add(s).Max(zero).Min(most)
		*(*uint64)(to) = simd.PickInt8(v.ToBits().ReshapeToUint8s().BitsToInt8(), index).ToBits().ReshapeToUint64s().GetElem(0)
		to = unsafe.Add(to, stride)
		from += step
	}
}

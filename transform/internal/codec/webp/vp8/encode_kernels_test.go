package vp8

import (
	"bytes"
	"math/rand"
	"testing"
)

// Kernels give the bits of their scalar references. Without SIMD they are the
// same functions and this only exercises them; inside wasm it is the proof.
func TestKernels(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	samples := func(p []uint8) {
		lo, spread := r.Intn(256), r.Intn(256)+1
		for i := range p {
			p[i] = uint8(min(lo+r.Intn(spread), 255))
			if r.Intn(8) == 0 {
				p[i] = uint8(r.Intn(2) * 255)
			}
		}
	}
	block := func(limit int) *block8 {
		b := new(block8)
		limit = r.Intn(limit) + 1
		for pos := range b {
			for i := range b[pos] {
				b[pos][i] = int16(r.Intn(2*limit+1) - limit)
			}
		}
		return b
	}
	same := func(name string, a, b any) {
		t.Helper()
		if a != b {
			t.Fatalf("%s: SIMD %v, scalar %v", name, a, b)
		}
	}
	for range 300 {
		in := block(255)
		var a, b block8
		fdct(in, &a)
		fdctScalar(in, &b)
		same("fdct", a, b)
		in = block(2300)
		idct(in, &a)
		idctScalar(in, &b)
		same("idct", a, b)

		var edge, src [16]uint8
		samples(edge[:])
		samples(src[:])
		var pa, pb predictions4
		predict4(&edge, &pa)
		predict4Scalar(&edge, &pb)
		for pos := range pa {
			same("predict4", [nModes4]uint8(pa[pos][:]), [nModes4]uint8(pb[pos][:]))
		}
		var costs modeCostLanes
		for i := range 16 {
			costs.low[i], costs.high[i] = uint8(r.Intn(256)), uint8(r.Intn(14))
		}
		step := uint16(r.Intn(158))
		var ra, rb [16]uint16
		rank4(&src, &pb, &costs, step, &ra)
		rank4Scalar(&src, &pb, &costs, step, &rb)
		same("rank4", [nModes4]uint16(ra[:]), [nModes4]uint16(rb[:]))
		var pick [16]int8
		for i, m := range r.Perm(nModes4)[:8] {
			pick[i] = int8(m)
		}
		residual4(&src, &pb, &pick, &a)
		residual4Scalar(&src, &pb, &pick, &b)
		same("residual4", a, b)

		var coefs [16]int16
		for i := range coefs {
			coefs[i] = int16(r.Intn(801)-400) / int16(i+1)
		}
		var da, db [4 * recStride]uint8
		add4(&coefs, &pb, modeRD, da[:])
		add4Scalar(&coefs, &pb, modeRD, db[:])
		same("add4", da, db)

		plane := planePrediction{new([4][8]int16), new([4][8]int16)}
		for i := range plane.col {
			for k := range 8 {
				plane.col[i][k] = int16(r.Intn(511) - 255)
				plane.row[i][k] = int16(r.Intn(256))
			}
		}
		in = block(255)
		residual(in, &plane, &a)
		residualScalar(in, &plane, &b)
		same("residual", a, b)
		reconstruct(in, &plane, &a)
		reconstructScalar(in, &plane, &b)
		same("reconstruct", a, b)

		lane := r.Intn(8)
		spreadLane(in, lane, &a)
		spreadLaneScalar(in, lane, &b)
		same("spreadLane", a, b)

		stride := 16 + 16*r.Intn(3)
		pix, pix2 := make([]uint8, 16*stride), make([]uint8, 16*stride)
		samples(pix)
		var la, lb [2]block8
		gatherLuma(pix, stride, &la)
		gatherLumaScalar(pix, stride, &lb)
		same("gatherLuma", la, lb)
		scatterLuma(&la, pix2, stride)
		for y := range 16 {
			same("scatterLuma", string(pix2[y*stride:][:16]), string(pix[y*stride:][:16]))
		}
		gatherChroma(pix, pix[8:], stride, &a)
		gatherChromaScalar(pix, pix[8:], stride, &b)
		same("gatherChroma", a, b)

		var ea, eb mbEdges
		corner := uint8(r.Intn(256))
		spreadLuma(&edge, &src, corner, &ea.luma)
		spreadLumaScalar(&edge, &src, corner, &eb.luma)
		spreadChroma(&edge, &src, [2]uint8{corner, 7}, &ea.chroma)
		spreadChromaScalar(&edge, &src, [2]uint8{corner, 7}, &eb.chroma)
		same("spread edges", ea, eb)

		var ba, bb [16][16]uint8
		gatherBlocks(pix, stride, &ba)
		gatherBlocksScalar(pix, stride, &bb)
		same("gatherBlocks", ba, bb)
		same("sumMagnitudes", sumMagnitudes(in), sumMagnitudesScalar(in))

		mapped, mapped2 := make([]uint8, len(pix)), make([]uint8, len(pix))
		n := r.Intn(len(pix))
		mapRow(mapped, pix[:n], &chromaRange)
		mapRowScalar(mapped2, pix[:n], &chromaRange)
		same("mapRow", string(mapped), string(mapped2))
		var ta, tb spectrum
		in = block(60)
		tally(in, &ta)
		tallyScalar(in, &tb)
		same("tally", ta, tb)

		testQuantize(t, r, block)
	}
}

func testQuantize(t *testing.T, r *rand.Rand, block func(int) *block8) {
	t.Helper()
	var s segment
	s.index = r.Intn(128)
	s.setQuantizers(-2, r.Intn(11)-4)
	for _, q := range []*quantizer{&s.luma, &s.chroma} {
		c, src := block(2040), block(4080)
		var dc *[8]int16
		if r.Intn(2) == 0 {
			dc = &block(2040)[0]
		}
		var a, b quantized
		quantize(c, src, q, dc, &a)
		quantizeScalar(c, src, q, dc, &b)
		if a != b {
			t.Fatalf("quantize: SIMD %v, scalar %v", a, b)
		}
		var costs modeCostLanes
		var pick [16]int8
		for i := range 16 {
			costs.low[i], costs.high[i], pick[i] = uint8(r.Intn(256)), uint8(r.Intn(14)), int8(r.Intn(nModes4))
		}
		var xa, xb [8]int32
		scores4(&a, &pick, &costs, int32(s.lambda4), int32(s.textureWeight), &xa)
		scores4Scalar(&a, &pick, &costs, int32(s.lambda4), int32(s.textureWeight), &xb)
		if xa != xb {
			t.Fatalf("scores4: SIMD %v, scalar %v", xa, xb)
		}
		var da, db block8
		dequantize(c, q, &a, dc, &da)
		dequantizeScalar(c, q, &a, dc, &db)
		if da != db {
			t.Fatalf("dequantize: SIMD %v, scalar %v", da, db)
		}
	}
}

// A list of tokens becomes the bytes of one bool after the other, carries that
// run through all bytes of a call included: the bools hold the interval across
// the place of a carry, which comes at one of rare.
func TestPutList(t *testing.T) {
	r := rand.New(rand.NewSource(8))
	var table probTable
	table.init()
	for _, n := range []int{0, 1, 2, 3, 4, 100, putRun, putRun + 1, 3*putRun + 2} {
		for _, rare := range []int{1, 100, 10_000} {
			var list, want boolEncoder
			list.init(nil)
			want.init(nil)
			list.put(true, 3)
			want.put(true, 3)
			tokens := make([]uint16, n)
			for i := range tokens {
				prob := r.Intn(255) + 1
				split := 1 + uint64(want.rng-1)*uint64(prob)>>8
				bit := r.Intn(2)
				if gap := 1<<(want.n+8) - want.low; gap < uint64(want.rng) {
					bit = 0
					if split < gap || r.Intn(rare) == 0 {
						bit = 1
					}
				}
				tokens[i] = uint16(2*(nProbs+prob) + bit)
				want.put(bit == 1, uint8(prob))
			}
			list.putList(tokens[:n/2], &table)
			list.putList(tokens[n/2:], &table)
			list.put(false, 3)
			want.put(false, 3)
			if !bytes.Equal(list.finish(), want.finish()) {
				t.Fatalf("%d tokens, carries at one of %d: other bytes than bool by bool", n, rare)
			}
		}
	}
}

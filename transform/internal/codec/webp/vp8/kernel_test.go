package vp8

import (
	"bytes"
	"image"
	"math/rand"
	"testing"

	"golang.org/x/image/vp8"

	"tintype/transform/internal/codec/webp/internal/webptest"
	"tintype/transform/internal/pixel"
)

// The decoder's kernels give the bits of their scalar references, whatever a
// stream makes of the coefficients.
func TestDecoderKernels(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	block := func(b *block8) {
		limit := 1 << (1 + r.Intn(16))
		for pos := range b {
			for i := range b[pos] {
				b[pos][i] = int16(r.Intn(limit) - limit/2)
			}
		}
	}
	samples := func(p []uint8) {
		lo, spread := r.Intn(256), r.Intn(256)+1
		if r.Intn(3) == 0 {
			spread = r.Intn(20) + 1 // what the loop filter takes for noise
		}
		for i := range p {
			p[i] = uint8(min(lo+r.Intn(spread), 255))
		}
	}
	const stride = 40
	for range 2000 {
		var in, a, b block8
		block(&in)
		inverse(&in, &a)
		inverseScalar(&in, &b)
		if a != b {
			t.Fatalf("inverse of %v: SIMD %v, scalar %v", in, a, b)
		}
		a, b = in, in
		scale(&a, 157, -3)
		scaleScalar(&b, 157, -3)
		if a != b {
			t.Fatalf("scale of %v: SIMD %v, scalar %v", in, a, b)
		}
		var ba, bb [16][16]int16
		blocksOf(&in, (*[8][16]int16)(ba[:]))
		blocksOfScalar(&in, (*[8][16]int16)(bb[:]))
		if ba != bb {
			t.Fatalf("blocksOf: SIMD %v, scalar %v", ba, bb)
		}
		var pix, want [2][32 * stride]uint8
		samples(pix[0][:])
		samples(pix[1][:])
		same := func(name string) {
			t.Helper()
			for i := range pix {
				if !bytes.Equal(pix[i][:], want[i][:]) {
					t.Fatalf("%s: SIMD %v, scalar %v", name, pix[i], want[i])
				}
			}
		}
		want = pix
		var e wholeEdges
		var res [2]block8
		block(&res[0])
		block(&res[1])
		samples(e.col[:])
		samples(e.row[:])
		samples(e.corner[:])
		rebuildLuma(pix[0][3:], stride, &e, &res)
		rebuildLumaScalar(want[0][3:], stride, &e, &res)
		same("rebuildLuma")
		rebuildChroma(pix[0][7:], pix[1][7:], stride, &e, &res[0])
		rebuildChromaScalar(want[0][7:], want[1][7:], stride, &e, &res[0])
		same("rebuildChroma")
		for mode := range uint8(nModes4) {
			samples(e.col[:])
			rebuild4(pix[1][5:], stride, &e.col, mode, &ba[mode])
			rebuild4Scalar(want[1][5:], stride, &e.col, mode, &ba[mode])
			same("rebuild4")
		}
		f := &loopFilter{edge: uint8(r.Intn(200)), interior: uint8(r.Intn(64)), variance: uint8(r.Intn(4))}
		for i := range pix {
			samples(pix[i][:])
		}
		want = pix
		for _, wide := range []bool{false, true} {
			filterRows(pix[0][9:], pix[1][9:], stride, f, wide)
			filterRowsScalar(want[0][9:], want[1][9:], stride, f, wide)
			same("filterRows")
			filterColumns(pix[0][11:], pix[1][11:], stride, f, wide)
			filterColumnsScalar(want[0][11:], want[1][11:], stride, f, wide)
			same("filterColumns")
		}
		simpleRows(pix[0][9:], pix[1][9:], stride, f)
		simpleRowsScalar(want[0][9:], want[1][9:], stride, f)
		same("simpleRows")
		simpleColumns(pix[0][9:], pix[1][9:], stride, f)
		simpleColumnsScalar(want[0][9:], want[1][9:], stride, f)
		same("simpleColumns")
		n := r.Intn(100)
		stretchRow(pix[0][:n], pix[1][:], &lumaStretch)
		stretchRowScalar(want[0][:n], want[1][:], &lumaStretch)
		same("stretchRow")
	}
}

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

// Without the loop filter a decoder's samples are exactly those that the
// encoder predicted from.
func TestReconstruction(t *testing.T) {
	for _, quality := range []int{1, 40, 80, 100} {
		img := webptest.Picture(pixel.YCbCr, 160, 144, 2, 2, false)
		e := prepared(t, img, quality)
		for i := range e.segments {
			e.segments[i].level = 0
		}
		e.startFrame()
		e.probs = defaultProbs
		e.costs.update(&e.probs)
		luma := make([]uint8, img.W*img.H)
		chroma := [2][]uint8{make([]uint8, img.W*img.H/4), make([]uint8, img.W*img.H/4)}
		for y := range e.mbH {
			e.startRow(y)
			for x := range e.mbW {
				e.macroblock(x, y)
				for i := range 16 {
					copy(luma[(16*y+i)*img.W+16*x:], e.mb.rec[(i+1)*recStride+recLeft+1:][:16])
				}
				for b := range 8 {
					for pos := range 16 {
						at := (8*y+b>>1&1*4+pos>>2)*img.W/2 + 8*x + b&1*4 + pos&3
						chroma[b>>2][at] = uint8(e.mb.scratch[0][pos][b])
					}
				}
			}
		}
		for i := range e.segments {
			e.segments[i].maxEdge = 0
		}
		frame, err := e.frame()
		if err != nil {
			t.Fatal(err)
		}
		got := decoded(t, frame)
		for i, p := range []struct{ want, got []uint8 }{{luma, got.Y}, {chroma[0], got.Cb}, {chroma[1], got.Cr}} {
			if !bytes.Equal(p.want, p.got) {
				t.Errorf("quality %d: plane %d differs from the decoder's", quality, i)
			}
		}
	}
}

func testQuantize(t *testing.T, r *rand.Rand, block func(int) *block8) {
	t.Helper()
	var s segment
	s.index = r.Intn(128)
	s.setQuantizers(&tuning{secondAC: -9, chromaDC: -2}, r.Intn(11)-4)
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

// prepared returns an encoder about to code img.
func prepared(t testing.TB, img *pixel.Image, quality int) *Encoder {
	t.Helper()
	e, err := NewEncoder(img, DefaultEffort, nil)
	if err != nil {
		t.Fatal(err)
	}
	e.setQuality(quality)
	return e
}

// decoded decodes a frame with x/image.
func decoded(t testing.TB, frame []byte) *image.YCbCr {
	t.Helper()
	m, err := oracleFrame(frame)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// oracleFrame decodes a VP8 chunk with x/image.
func oracleFrame(data []byte) (*image.YCbCr, error) {
	d := vp8.NewDecoder()
	d.Init(bytes.NewReader(data), len(data))
	if _, err := d.DecodeFrameHeader(); err != nil {
		return nil, err
	}
	return d.DecodeFrame()
}

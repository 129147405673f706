package av1

import (
	"bytes"
	"io"
	"testing"
)

// noisy is a picture with flat parts, gradients, edges, noise and slanted stripes.
func noisy(w, h, subX, subY, planes int) []Samples {
	var all []Samples
	x := uint32(12345)
	for p := range planes {
		pw, ph := w, h
		if p > 0 {
			pw, ph = (w+subX)>>subX, (h+subY)>>subY
		}
		s := Samples{Pix: make([]byte, pw*ph), Stride: pw, W: pw, H: ph}
		for i := range s.Pix {
			cx, cy := i%pw, i/pw
			v := 40*p + cx + 2*cy
			if (cx/24+cy/40)&1 != 0 {
				x = x*1664525 + 1013904223
				v = int(x >> 24)
			}
			if cx/100&1 != 0 {
				v = 200
				if slope := [8]int{4: 1, 4, 9, -9}[cy/16%8]; slope != 0 {
					v = 60 + 2*abs((slope*cx-4*cy)&63-32)
				}
			}
			s.Pix[i] = byte(v)
		}
		all = append(all, s)
	}
	return all
}

// lettered is a picture of few colors: flat ground, small marks that come again in up to
// eight colors, and lines that are even, or go on smoothly, in one direction.
func lettered(w, h, subX, subY, planes int) []Samples {
	all := noisy(w, h, subX, subY, planes)
	x := uint32(77)
	var marks [16][64]byte
	for i := range marks {
		for k := range marks[i] {
			x = x*1664525 + 1013904223
			marks[i][k] = byte(x>>29%uint32(2+i%7)) * 36
		}
	}
	for p := range all {
		s := &all[p]
		for i := range s.Pix {
			cx, cy := i%s.W, i/s.W
			switch at := cx/8*5 + cy/12*3; {
			case cx >= 128 && cx < 192 && cy < 64: // an even slope
				s.Pix[i] = byte(40 + (cx+cy)/(2-p/2))
			case cx < 128 && cy >= 64: // bands and columns of 16, even or of stripes
				s.Pix[i] = 200
				along, across := cx, cy
				if cx >= 64 {
					along, across = cy, cx
				}
				if across/16&1 != 0 {
					s.Pix[i] = byte(40 + along%4*50)
				}
			case cy%12 < 8 && at%3 != 0:
				s.Pix[i] = marks[at%16][cy%12*8+cx%8] >> (p / 2)
			case cx > 96:
			case at%7 == 3:
				s.Pix[i] = marks[p][cy%64] + byte(cx%8*cx%8)
			case at%7 == 4:
				s.Pix[i] = marks[p][cx%64] + byte(cy%8*cy%8)
			default:
				s.Pix[i] = byte(250 - 90*p)
			}
		}
	}
	return all
}

// decodeAll gives all samples of a stream.
func decodeAll(t *testing.T, data []byte, o Options) ([][]byte, Header) {
	t.Helper()
	d, err := NewDecoder(data, o)
	if err != nil {
		t.Fatal(err)
	}
	planes := make([][]byte, 3)
	for {
		b, err := d.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for p, s := range b.Planes {
			for y := range s.Height {
				for _, v := range s.Pix[y*s.Stride:][:s.Width] {
					planes[p] = append(planes[p], byte(v))
				}
			}
		}
	}
	return planes, d.Header()
}

// TestEncodeReconstruction compares what the encoder takes for decoded with what is
// decoded, before filters.
func TestEncodeReconstruction(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {65, 33}, {137, 74}} {
		for _, q := range []int{0, 1, 90, 255} {
			for _, format := range [][3]int{{1, 1, 3}, {0, 0, 3}, {1, 1, 1}} {
				for effort := 1; effort <= MaxEffort; effort++ {
					o := EncodeOptions{Width: size[0], Height: size[1], SubX: format[0], SubY: format[1], Mono: format[2] == 1,
						Quantizer: q, Effort: effort, Color: Color{Primaries: 1, Transfer: 13, Matrix: 6, FullRange: true}}
					planes := noisy(size[0], size[1], format[0], format[1], format[2])
					checkEncode(t, planes, o)
					o.Screen = true
					if size[0] == 65 {
						checkEncode(t, planes, o)
					}
					checkEncode(t, lettered(size[0], size[1], format[0], format[1], format[2]), o)
				}
			}
		}
	}
}

func checkEncode(t *testing.T, planes []Samples, o EncodeOptions) []byte {
	t.Helper()
	var made [3][]byte
	observeRow = func(e *encoder) {
		for p := range e.d.planes {
			_, subY := e.d.sub(p)
			s := &e.d.cur[p]
			for y := e.d.sbRow * 4 >> subY; y < min((e.d.sbRow*4+64)>>subY, planes[p].H); y++ {
				for _, v := range s.pix[s.at(0, y):][:planes[p].W] {
					made[p] = append(made[p], byte(v))
				}
			}
		}
	}
	defer func() { observeRow = nil }()
	data, err := Encode(planes, o)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := decodeAll(t, data, Options{Skip: Deblocking | CDEF})
	for p := range planes {
		if !bytes.Equal(got[p], made[p]) {
			for i := range made[p] {
				if i < len(got[p]) && got[p][i] != made[p][i] {
					t.Fatalf("%dx%d q %d sub %d mono %v effort %d: plane %d differs at %d,%d: %d, want %d", o.Width, o.Height, o.Quantizer, o.SubX, o.Mono, o.Effort,
						p, i%planes[p].W, i/planes[p].W, got[p][i], made[p][i])
				}
			}
			t.Fatalf("plane %d: %d samples, want %d", p, len(got[p]), len(made[p]))
		}
		if o.Quantizer == 0 && !bytes.Equal(got[p], planes[p].Pix) {
			t.Fatalf("%dx%d: lossless is not", o.Width, o.Height)
		}
	}
	return data
}

// TestForwardInverse transforms noise forth and back.
func TestForwardInverse(t *testing.T) {
	for tx := range uint8(nTx) {
		for kind := range uint8(nTxTypes) {
			w, h := txW[tx]+2, txH[tx]+2
			most := max(w, h)
			if kind == wht && most > 2 || kind != wht && most > 4 && kind != dctDCT || kind == flipDCT || rowKinds[kind] == kindFlip || colKinds[kind] == kindFlip {
				continue
			}
			var coefs [1024]int32
			var work [4096]int32
			src, pred := make([]uint16, 4096), make([]uint16, 4096)
			x := uint32(1)
			for i := range src {
				x = x*1664525 + 1013904223
				src[i], pred[i] = uint16(x>>24), 128
				if most > 5 { // only low frequencies are coded
					src[i] = uint16(110 + (i/64+i%64)/8)
				}
			}
			wide, high := 1<<w, 1<<h
			forwardScalar(&coefs, &work, src, wide, pred, wide, w, h, kind)
			inverse(&coefs, &work, w, h, 1<<min(h, 5), kind, 8)
			worst := 0
			for i := range wide * high {
				worst = max(worst, abs(int(work[i])-int(src[i])+128))
			}
			if worst > 2+2*int(most/6) || kind == wht && worst > 0 {
				t.Errorf("transform %dx%d of type %d: samples are %d off", wide, high, kind, worst)
			}
		}
	}
}

// TestEncodeKernels compares kernels with the scalar functions.
func TestEncodeKernels(t *testing.T) {
	x := uint32(1)
	src, pred := make([]uint16, 64*72), make([]uint16, 64*64)
	var vecs [3]vecs
	for round := range 6 {
		for i := range src {
			x = x*1664525 + 1013904223
			src[i] = uint16(x >> 24)
			if round == 0 {
				src[i] = 255 * uint16(x>>31)
			}
		}
		for i := range pred {
			x = x*1664525 + 1013904223
			pred[i] = uint16(x >> 24)
			if round == 0 {
				pred[i] = 255 - src[i/64*72+i%64]
			}
		}
		for i := range 64 {
			a, v := contrasts(src[72*(i&7*8)+i/8*8:], 72)
			if b, u := contrastsScalar(src[72*(i&7*8)+i/8*8:], 72); a != b || v != u {
				t.Fatalf("contrasts: got %v and %d, want %v and %d", a, v, b, u)
			}
		}
		for tx := range uint8(nTx) {
			w, h := txW[tx]+2, txH[tx]+2
			if a, b := satd(src, 72, pred, 64, 1<<w, 1<<h), satdScalar(src, 72, pred, 64, 1<<w, 1<<h); a != b {
				t.Fatalf("satd of %dx%d: got %d, want %d", 1<<w, 1<<h, a, b)
			}
			for _, kind := range []uint8{dctDCT, adstDCT, dctADST, adstADST, identity, vDCT, hDCT} {
				if most := max(w, h); most > 4 && kind != dctDCT {
					continue
				}
				var a, b, va, vb [1024]int32
				var work [4096]int32
				forward(&a, &work, &vecs, src, 72, pred, 64, w, h, kind)
				forwardScalar(&b, &work, src, 72, pred, 64, w, h, kind)
				if a != b {
					t.Fatalf("transform %d of %dx%d differs", kind, 1<<w, 1<<h)
				}
				q := &quantizer{inverse: make([]int32, 1024), n: 1 << (min(w, 5) + min(h, 5)), high: int(min(h, 5)), shift: 10 - dequantShift[tx], round: 58}
				for i := range q.inverse {
					q.inverse[i] = int32(1<<17/(4+17*round) - i)
				}
				la, ra := divide(&va, &a, q)
				lb, rb := divideScalar(&vb, &b, q)
				if la != lb || ra != rb || va != vb {
					t.Fatalf("division of %dx%d differs", 1<<w, 1<<h)
				}
			}
		}
	}
}

// TestEncodeSlope asks that what goes on smoothly in both directions takes few bytes and
// loses little: large blocks of it that are predicted from their neighbors take over the
// neighbors' errors.
func TestEncodeSlope(t *testing.T) {
	const w, h = 384, 256
	s := Samples{Pix: make([]byte, w*h), Stride: w, W: w, H: h}
	for i := range s.Pix {
		x, y := i%w, i/w
		s.Pix[i] = byte((40*w*h + 90*x*h + 80*(h-y)*w + 40*x*y) / (w * h))
	}
	for effort := 1; effort <= MaxEffort; effort++ {
		data, err := Encode([]Samples{s}, EncodeOptions{Width: w, Height: h, Mono: true, Quantizer: 133, Effort: effort, Color: Color{FullRange: true}})
		if err != nil {
			t.Fatal(err)
		}
		got, _ := decodeAll(t, data, Options{})
		lost := 0
		for i, v := range got[0] {
			lost += (int(v) - int(s.Pix[i])) * (int(v) - int(s.Pix[i]))
		}
		if most := w * h / 4; len(data) > 225 || lost > most {
			t.Errorf("effort %d: got %d bytes that lose %d, want at most 225 and %d", effort, len(data), lost, most)
		}
	}
}

// TestEncodeLosslessGround asks that the ground of letters takes the same whether it is
// white or nearly so: a pair of chroma of 255 and 255 is a color like others.
func TestEncodeLosslessGround(t *testing.T) {
	const w, h = 128, 64
	var sizes [2]int
	for i, ground := range []byte{255, 254} {
		planes := make([]Samples, 3)
		for p := range planes {
			s := Samples{Pix: bytes.Repeat([]byte{ground}, w*h), Stride: w, W: w, H: h}
			for k := range s.Pix {
				if x, y := k%w, k/w; y%12 > 2 && (x*x+3*y*(x/8))%7 < 2 {
					s.Pix[k] = byte(20 + 15*(x*y%9) + 5*p)
				}
			}
			planes[p] = s
		}
		data := checkEncode(t, planes, EncodeOptions{Width: w, Height: h, Screen: true, Color: Color{Primaries: 1, Transfer: 13, FullRange: true}})
		sizes[i] = len(data)
	}
	if a, b := sizes[0], sizes[1]; 50*abs(a-b) > b {
		t.Errorf("got %d bytes on white and %d on nearly white, want the same within 2 percent", a, b)
	}
}

// TestEncodeLosslessSlope asks that lossless blocks are predicted as what they are: from
// samples beside each 4 by 4 of them, chroma along its own best direction.
func TestEncodeLosslessSlope(t *testing.T) {
	const w, h = 192, 128
	planes := make([]Samples, 3)
	for p := range planes {
		s := Samples{Pix: make([]byte, w*h), Stride: w, W: w, H: h}
		for i := range s.Pix {
			x, y := i%w, i/w
			s.Pix[i] = byte(40 + (100*x*(p+1)+150*y)/(w+h))
		}
		planes[p] = s
	}
	data := checkEncode(t, planes, EncodeOptions{Width: w, Height: h, Color: Color{Primaries: 1, Transfer: 13, FullRange: true}})
	if most := 13_000; len(data) > most {
		t.Errorf("got %d bytes, want at most %d", len(data), most)
	}
}

package jpeg

import (
	"math/bits"

	"tintype/transform/internal/pixel"
)

// What quality an image needs to look as good as another one differs by twenty and
// more. Looks predicts the SSIMULACRA 2.1 score of a file from the errors that the
// tables of a quality make in a sample of blocks, and finds the quality that meets a
// target, without a decoder. The formulas are least squares over the photographs of
// bench/looks that are not held out.

// looksMCUs is about how many MCUs are sampled.
const looksMCUs = 96

// Qualities that are found.
const (
	looksLeast = 20
	looksMost  = 95

	looksUnknown = 80 // of an image too small to tell
)

// looksSample is some blocks of an image: coefficients in sixteenths, natural order.
type looksSample struct {
	luma, chroma [][64]int32
	pixels       int     // of the image
	energy       []int64 // of the AC coefficients of each block of luma
}

// A Model predicts scores of one format's files.
type Model uint8

const (
	ModelJPEG Model = iota
	ModelWebP
)

// QualityFor returns the quality at which a file of img is predicted to have a score,
// 0 where img is too small to tell. The image must be gray or YCbCr.
func QualityFor(img *pixel.Image, score int, model Model) int {
	e, err := NewEncoder(img)
	if err != nil {
		return 0
	}
	return e.qualityFor(score, model)
}

func (e *Encoder) qualityFor(score int, model Model) int {
	if m := e.img.Model; m != pixel.YCbCr && m != pixel.Gray {
		return 0
	}
	s := e.sample()
	if len(s.luma) == 0 {
		return 0
	}
	low, high := looksLeast, looksMost
	for low < high {
		if q := (low + high) / 2; s.score(q, model) >= 100*score {
			high = q
		} else {
			low = q + 1
		}
	}
	return low
}

// byLooks is the quality of a file that is to have at most one quality and for whose
// looks another was found, 0 where none was.
func byLooks(most, found int) int {
	if found == 0 {
		found = looksUnknown
	}
	return min(most, found)
}

// ByLooks lowers a quality to the one at which a file of img is predicted to have a score.
func ByLooks(img *pixel.Image, most, score int, model Model) int {
	return byLooks(most, QualityFor(img, score, model))
}

// sample transforms blocks from all over the image, those of MCUs that are inside it.
func (e *Encoder) sample() *looksSample {
	s := &looksSample{pixels: e.img.W * e.img.H}
	across, down := e.mcusX, e.mcusY
	for i := range e.comps {
		c := &e.comps[i]
		across, down = min(across, c.plane.W/(8*c.h)), min(down, c.plane.H/(8*c.v))
	}
	step := max(across*down/looksMCUs, 1)
	if step > 1 && across%step == 0 {
		step++ // not the same columns in every row
	}
	for i := step / 2; i < across*down; i += step {
		x, y := i%across, i/across
		for k := range e.comps {
			c := &e.comps[k]
			for b := range c.h * c.v {
				block := transformed(c.plane, x*c.h+b%c.h, y*c.v+b/c.h)
				switch k {
				case 0:
					energy := int64(0)
					for _, v := range block[1:] {
						energy += int64(v) * int64(v)
					}
					s.luma, s.energy = append(s.luma, block), append(s.energy, energy>>8)
				case 2:
					s.chroma = append(s.chroma, block)
				}
			}
		}
	}
	return s
}

// transformed returns the coefficients of block x, y of a plane.
func transformed(p *pixel.Plane, x, y int) (out [64]int32) {
	var samples [8*8 + 7*encOverread + encOverread]byte
	const stride = 8 + encOverread
	for i := range 8 {
		copy(samples[i*stride:][:8], p.Row(8*y + i)[8*x:])
	}
	var coefs [64]int16
	fdctRow(coefs[:], samples[:], stride, encSpan{n: 1, mcu: 1})
	for v := range 8 {
		for u := range 8 {
			inv := int64(encInvGain[u]) * int64(encInvGain[v]) // Q30
			out[v*8+u] = int32(int64(coefs[encCoefPos(u, v)]) * inv >> 30)
		}
	}
	return out
}

// score predicts the score at a quality, in hundredths.
func (s *looksSample) score(quality int, model Model) int {
	q := newLooksQuant(quality, 0)
	sum, low := int64(0), int64(0)
	masked, masked5k := int64(0), int64(0) // errors beside the energy that hides them, Q20
	for i := range s.luma {
		all, first := q.errors(&s.luma[i])
		sum, low = sum+all, low+first
		masked += all << 20 / (s.energy[i] + 200)
		masked5k += all << 20 / (s.energy[i] + 5000)
	}
	n := int64(len(s.luma))
	sum, low, masked, masked5k = sum/n, low/n, masked/n, masked5k/n
	if model == ModelJPEG {
		return 13985 - 271*log2(sum+1)>>10 - 425*log2(low+1)>>10 - int(5231*masked>>20) + 316*(log2(masked5k+1)-20<<10)>>10
	}
	chroma := int64(0)
	if len(s.chroma) > 0 {
		q = newLooksQuant(quality, 1)
		for i := range s.chroma {
			all, _ := q.errors(&s.chroma[i])
			chroma += all
		}
		chroma /= int64(len(s.chroma))
	}
	// Of images twice as large, WebP loses half a point: 16.2 is that of those that were fitted.
	larger := min(max(log2(int64(s.pixels))-16_600, 0), 4<<10)
	return 9431 - 60*larger>>10 + 132*log2(sum+1)>>10 - 570*log2(low+1)>>10 - int(4252*masked>>20) - 58*log2(chroma+1)>>10
}

// looksQuant is a quantization table in sixteenths, and reciprocals in Q24.
type looksQuant struct{ step, recip [64]int32 }

func newLooksQuant(quality, table int) *looksQuant {
	q := new(looksQuant)
	for k, step := range encTable(table, quality) {
		q.step[k] = 16 * int32(step)
		q.recip[k] = 1 << 24 / q.step[k]
	}
	return q
}

// errors returns the squared error of a block by rounding, and that of its four lowest
// frequencies.
func (q *looksQuant) errors(block *[64]int32) (all, low int64) {
	for k, c := range block {
		c = max(c, -c)
		step := q.step[k]
		e := int64(c - int32(int64(c+step>>1)*int64(q.recip[k])>>24)*step)
		e *= e
		all += e
		if k&^9 == 0 { // 0, 1, 8 and 9
			low += e
		}
	}
	return all >> 8, low >> 8
}

// log2 is the binary logarithm of v, at least 1, in 1024ths, to within 10 of them.
func log2(v int64) int {
	n := bits.Len64(uint64(v)) - 1
	f := int(uint64(v) << (63 - n) << 1 >> 54) // the fraction of the mantissa, Q10
	return n<<10 + f + f*(1024-f)*352>>20
}

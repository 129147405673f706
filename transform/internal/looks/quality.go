package looks

import "math/bits"

// farAt is how far an image with a score of 0, 5, … 100 is from its reference: 1024
// times ((100-score)/10) to the power of 1/0.6276336467831387, which undoes the last step
// of the metric. Before that step distances add up.
var farAt = [21]int32{40141, 36991, 33938, 30983, 28131, 25382, 22740, 20207, 17788, 15485, 13303, 11247, 9323, 7536, 5895, 4409, 3090, 1954, 1024, 339, 0}

// Far is how far an image is whose score is 0 to 100.
func Far(score int) int {
	i, part := min(max(score, 0), 99)/5, min(max(score, 0), 99)%5
	return (int(farAt[i])*(5-part) + int(farAt[i+1])*part) / 5
}

// Qualities that are found.
const (
	Least = 20
	Most  = 97
)

// As returns the quality that looks like JPEG's, 1 to 100, on the mean of photographs.
func (m *Model) As(jpeg int) int {
	i, part := jpeg/10, jpeg%10
	if part == 0 {
		return max(int(m.Alike[i]), 1)
	}
	return max((int(m.Alike[i])*(10-part)+int(m.Alike[i+1])*part+5)/10, 1)
}

// JPEG returns the quality of JPEG that looks like one of the format's.
func (m *Model) JPEG(quality int) int {
	q := 1
	for q < 100 && m.As(q) < quality {
		q++
	}
	return q
}

// nearness is by how much a quality may differ from the one that looks like JPEG's on the
// mean of photographs.
const nearness = 20

// Like returns the quality that looks like JPEG's, 1 to 100, for a sample or, without
// one, on the mean of photographs. Where nothing is lost, nothing can be compared.
func (m *Model) Like(s *Sample, jpeg *Model, quality int) int {
	q := m.As(quality)
	if s == nil || m == jpeg || quality > Most {
		return q
	}
	return s.Quality(m, s.Distance(jpeg, quality), q, max(q-nearness, 1), min(q+nearness, m.As(Most+1)))
}

// For returns the quality that has a score, for a sample or, without one, on the mean of
// photographs.
func (m *Model) For(s *Sample, score int) int {
	q := m.As(Usual(score))
	if s == nil {
		return q
	}
	return s.Quality(m, Far(score), q, Least, Most)
}

// Usual returns the quality of JPEG that has a score on the mean of photographs.
func Usual(score int) int {
	q := 1
	for q < 100 && usualScore(q) < 10*score {
		q++
	}
	return q
}

func usualScore(q int) int {
	if q == 100 {
		return 10 * int(Scores[10])
	}
	return int(Scores[q/10])*(10-q%10) + int(Scores[q/10+1])*(q%10)
}

// falls is by how much the binary logarithm of the distance falls, in 1024ths, for a step
// of quality, before two of them have shown that.
const falls = 50

// tries is how often a distance is predicted.
const tries = 5

// Quality returns about the lowest quality from low to high whose file is predicted to
// be at most so far from the image. It tries start first.
func (s *Sample) Quality(m *Model, far, start, low, high int) int {
	want := log2(far)
	q := min(max(start, low), high)
	slope, lastQ, last := falls, 0, 0
	most := high
	high++
	for try := 0; try < tries && low < high; try++ {
		d := log2(s.Distance(m, q))
		if d > want {
			low = q + 1
		} else {
			high = q
		}
		if try > 0 && q != lastQ {
			slope = min(max((last-d)/(q-lastQ), falls/4), 8*falls)
		}
		lastQ, last = q, d
		q += (d - want + slope*3/4) / slope
		if d <= want {
			q = lastQ - (want-d)/slope
		}
		q = min(max(q, low), high-1)
	}
	if low >= high {
		q = high
	}
	return min(q, most)
}

// log2 is the binary logarithm of v, at least 1, in 1024ths, to within 10 of them.
func log2(v int) int {
	v = max(v, 1)
	n := bits.Len64(uint64(v)) - 1
	f := int(uint64(v) << (63 - n&63) << 1 >> 54) // the fraction of the mantissa, Q10
	return n<<10 + f + f*(1024-f)*352>>20
}

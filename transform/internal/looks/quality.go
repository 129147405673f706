package looks

import "math/bits"

// farAt is how far an image with a score of 0, 5, … 100 is from its reference: 1024
// times the sum of weighted norms that the metric bends to its scale, by a polynomial of
// the third degree and then a power. Before that norms add up.
var farAt = [21]int32{20820, 18837, 16991, 15268, 13660, 12158, 10755, 9445, 8223, 7086, 6031, 5055, 4156, 3336, 2592, 1927, 1344, 846, 442, 146, 0}

// Far is how far an image is whose score is 0 to 100.
func Far(score int) int {
	i, part := min(max(score, 0), 99)/5, min(max(score, 0), 99)%5
	return (int(farAt[i])*(5-part) + int(farAt[i+1])*part) / 5
}

// Qualities that are found.
const (
	Least = 10
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
// mean of photographs; of the lowest, by no more than themselves. What is drawn, or
// flat to more than so much in Q16, may be far from photographs.
const (
	nearness      = 20
	nearnessDrawn = 40
	gradient      = 61 << 10
)

// Like returns the quality that looks like JPEG's, 1 to 100, for a sample or, without
// one, on the mean of photographs. Where nothing is lost, nothing can be compared, and where
// nearly all is, neither.
func (m *Model) Like(s *Sample, jpeg *Model, quality int) int {
	q := m.As(quality)
	if s == nil || m == jpeg || quality < Least || quality > Most {
		return q
	}
	most := nearness
	if s.Drawn || s.Flat > gradient {
		most = nearnessDrawn
	}
	most = min(most, quality)
	return s.Quality(m, s.Distance(jpeg, quality), q, max(q-most, 1), min(q+most, m.As(Most+1)), settledLike)
}

// For returns the quality that has a score, for a sample or, without one, on the mean of
// photographs.
func (m *Model) For(s *Sample, score int) int {
	q := m.As(Usual(score))
	if s == nil {
		return q
	}
	return s.Quality(m, Far(score), q, Least, Most, settledFor)
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

// tries is how often a distance is predicted.
const tries = 4

// How near a quality that follows from a prediction is to the one that was predicted for,
// where no other is made: formats that look alike are to do so in every step.
const (
	settledFor  = 4
	settledLike = 2
)

// usually are the binary logarithms of the distances that photographs have on the mean at
// qualities 0 to 100, in 1024ths.
func (m *Model) usually() (list [101]int) {
	jpeg := 1
	for q := range list {
		for jpeg < 100 && m.As(jpeg) < q {
			jpeg++
		}
		score := max(usualScore(jpeg), 0)
		list[q] = (log2(Far(score/10))*(10-score%10) + log2(Far(score/10+1))*(score%10)) / 10
	}
	return list
}

// glance is of how many tiles one is looked at first, where there are so many for each.
const glance, glanced = 4, 3

// Quality returns about the lowest quality from low to high whose file is predicted to
// be at most so far from the image. It begins at start, with a glance at some tiles.
// Distances fall with quality as those of most photographs do, until two of them have
// shown how this image's do. Qualities nearer than settled to one that was looked at are
// taken without a look.
func (s *Sample) Quality(m *Model, far, start, low, high, settled int) int {
	want := log2(far)
	usual := m.usually()
	q := min(max(start, low), high)
	if len(s.tiles) >= glance*glanced {
		d := log2(s.distance(m, q, glance))
		q = min(max(near(&usual, q, usual[q]-d+want, high), low), high)
	}
	slope, lastAt, last := one, 0, 0
	most := high
	high++
	for try := 0; try < tries && low < high; try++ {
		d, here := log2(s.Distance(m, q)), usual[q]
		if d > want {
			low = q + 1
		} else {
			high = q
		}
		if try > 0 && here != lastAt {
			slope = min(max(one*(d-last)/(here-lastAt), 3*one/4), 3*one/2)
		}
		lastAt, last = here, d
		aim := near(&usual, q, here-(d-want)*one/slope, most)
		if aim-q < settled && q-aim < settled {
			return min(max(aim, low), high, most)
		}
		q = min(max(aim, low), high-1)
	}
	if low >= high {
		q = high
	}
	return min(q, most)
}

// near returns the least quality, found from q on, that is usually as far as that.
func near(usual *[101]int, q, far, most int) int {
	for q < most && usual[q] > far {
		q++
	}
	for q > 1 && usual[q-1] <= far {
		q--
	}
	return q
}

// log2 is the binary logarithm of v, at least 1, in 1024ths, to within 10 of them.
func log2(v int) int {
	v = max(v, 1)
	n := bits.Len64(uint64(v)) - 1
	f := int(uint64(v) << (63 - n&63) << 1 >> 54) // the fraction of the mantissa, Q10
	return n<<10 + f + f*(1024-f)*352>>20
}

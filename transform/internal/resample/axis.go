package resample

import "math/bits"

// axis says how n destination samples are made along one axis.
type axis struct {
	n      int
	lo, hi int // the source samples that are needed, hi excluded

	// Destination sample i is the sum of weights(i) over the source samples
	// from start[i] on, count[i] of them; the weights behind those are 0. They
	// are Q14, sum to 1<<14, and their magnitudes to less than 1<<15.
	start []int32
	count []int32
	w     []int16
	taps  int // weights kept for each sample, a multiple of 4

	// pick, if not nil, replaces all that: sample i is source sample pick[i].
	pick []int32
}

const (
	weightBits = 14
	weightOne  = 1 << weightBits
)

// weights returns the weights of destination sample i.
func (a *axis) weights(i int) []int16 { return a.w[i*a.taps:][:a.taps:a.taps] }

// end returns the source sample behind the last that destination sample i
// needs.
func (a *axis) end(i int) int {
	if a.pick != nil {
		return int(a.pick[i]) + 1
	}
	return int(a.start[i] + a.count[i])
}

// init plans n samples from span s of a source of size samples.
func (a *axis) init(n, size int, s Span, f Filter) {
	a.n = n
	limit := int64(size) << fracBits // far boxes would overflow
	s.Lo = min(max(s.Lo, -limit), 2*limit-1)
	s.Hi = min(max(s.Hi, s.Lo+1), 2*limit)
	whole := s.Lo&(one-1) == 0 && s.Hi-s.Lo == int64(n)<<fracBits
	if f == NearestNeighbor || whole {
		a.initPick(int64(size), s)
		return
	}
	a.initWindows(int64(size), s, f)
}

// initPick plans the copying of the samples under the centers.
func (a *axis) initPick(size int64, s Span) {
	a.pick = make([]int32, a.n)
	d, n := s.Hi-s.Lo, int64(a.n)
	for i := range a.pick {
		at := max(0, 2*n*s.Lo+(2*int64(i)+1)*d) / (2 * n << fracBits)
		a.pick[i] = int32(min(at, size-1))
	}
	a.lo, a.hi = int(a.pick[0]), int(a.pick[a.n-1])+1
}

// filterPicked turns an axis that picks into one that filters with a single
// weight, for where the other axis filters.
func (a *axis) filterPicked() {
	if a.pick == nil {
		return
	}
	a.start, a.pick = a.pick, nil
	a.taps = 4
	a.count = make([]int32, a.n)
	a.w = make([]int16, a.n*a.taps)
	for i := range a.n {
		a.count[i] = 1
		a.w[i*a.taps] = weightOne
	}
}

// initWindows plans filtering. Positions are whole numbers of 1/(2n) in 16.16,
// so that sample centers and the edges of windows are exact.
func (a *axis) initWindows(size int64, s Span, f Filter) {
	n, d := int64(a.n), s.Hi-s.Lo
	pitch := 2 * n << fracBits // from one source sample to the next
	unit := max(2*d, pitch)    // 1 on the filter's own scale
	reach := f.halfSupport() * unit / 2
	q := min(28, 62-bits.Len64(uint64(reach))) // fraction bits of t and step
	step := pitch << q / unit
	widest := int(2*reach/pitch) + 1
	a.taps = (widest + 3) &^ 3
	a.start = make([]int32, n)
	a.count = make([]int32, n)
	a.w = make([]int16, a.n*a.taps)
	raw := make([]int64, widest)
	for i := range a.n {
		center := 2*n*s.Lo + (2*int64(i)+1)*d - pitch/2
		center = min(max(center, -pitch/2), size*pitch-pitch/2)
		first := max(0, center-reach+pitch-1) / pitch
		last := min(size-1, (center+reach)/pitch)
		t := (first*pitch - center) << q / unit
		window := raw[:last-first+1]
		f.sample(window, t, step, q)
		a.setWindow(i, int(first), window)
	}
	a.trim()
}

// setWindow makes the weights of destination sample i from the filter's values
// at the source samples from first on. They are rounded so that every partial
// sum is right to half a unit: the sum is exact, and what rounding takes from a
// weight its neighbor gets.
func (a *axis) setWindow(i, first int, raw []int64) {
	var sum int64
	for _, v := range raw {
		sum += v
	}
	scale := int64(1<<61) / sum
	w := a.w[i*a.taps:][:len(raw)]
	var part, before int64
	for k, v := range raw {
		part += v
		q := (part*scale + 1<<(60-weightBits)) >> (61 - weightBits)
		w[k] = int16(q - before)
		before = q
	}
	head := 0
	for w[head] == 0 {
		head++
	}
	tail := len(w)
	for w[tail-1] == 0 {
		tail--
	}
	copy(w, w[head:tail])
	clear(w[tail-head:])
	a.start[i], a.count[i] = int32(first+head), int32(tail-head)
}

// trim lets no window begin before an earlier one, which leaving out weights of
// 0 can cause, drops the columns of weights that are 0 for every sample, and
// finds which source samples are needed.
func (a *axis) trim() {
	least := a.start[a.n-1]
	most := int32(0)
	for i := a.n - 1; i >= 0; i-- {
		least = min(least, a.start[i])
		if d := a.start[i] - least; d > 0 {
			w := a.weights(i)
			copy(w[d:], w)
			clear(w[:d])
			a.start[i], a.count[i] = least, a.count[i]+d
		}
		most = max(most, a.count[i])
		a.hi = max(a.hi, a.end(i))
	}
	a.lo = int(least)
	taps := (int(most) + 3) &^ 3
	for i := range a.n {
		copy(a.w[i*taps:][:taps], a.w[i*a.taps:])
	}
	a.w, a.taps = a.w[:a.n*taps], taps
}

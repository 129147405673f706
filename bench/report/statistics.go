package main

import (
	"math"
	"slices"
)

// ratio is a contender's time over native sharp's, 0 where one of them has none:
// the mean of the quarter of its calls that went quickest over that of sharp's,
// of the same Node, beside all contenders. What a neighbour of the machine does
// for seconds makes other calls slower, by half, and not all contenders alike.
func (t *task) ratio(name string) float64 {
	var ours, sharps []float64
	for n, r := range t.Results {
		if n == name {
			ours = slices.Concat(r.MS...)
		}
		if n != sharpOf(n) && sharpOf(n) == sharpOf(name) {
			sharps = append(sharps, slices.Concat(r.Beside...)...)
		}
	}
	if len(ours) == 0 || len(sharps) == 0 {
		return 0
	}
	return quickest(ours) / quickest(sharps)
}

// quickest is the mean of the least quarter, of one at least.
func quickest(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	sorted = sorted[:max(len(sorted)/4, 1)]
	sum := 0.0
	for _, v := range sorted {
		sum += v
	}
	return sum / float64(len(sorted))
}

// pairs is what pairs of calls, one of the contender and those of sharp straight
// after it, give as a ratio: their geometric mean without the eighth at either
// end. It tells of the machine as it was.
func (r *result) pairs() float64 {
	var logs []float64
	for i, list := range r.MS {
		if i >= len(r.Beside) || len(r.Beside[i]) != len(list) {
			return 0
		}
		for k, ms := range list {
			logs = append(logs, math.Log(ms/r.Beside[i][k]))
		}
	}
	if len(logs) == 0 {
		return 0
	}
	slices.Sort(logs)
	cut := len(logs) / 8
	logs = logs[cut : len(logs)-cut]
	sum := 0.0
	for _, v := range logs {
		sum += v
	}
	return math.Exp(sum / float64(len(logs)))
}

// sittings are the milliseconds of a contender's warm calls, sitting by sitting.
type sittings [][]float64

// median is the mean of the sittings' medians: a slow sitting counts as one.
func (s sittings) median() float64 {
	sum := 0.0
	for _, list := range s {
		sum += median(list)
	}
	return sum / float64(max(len(s), 1))
}

// p95 is over all calls.
func (s sittings) p95() float64 { return quantile(slices.Concat(s...), 0.95) }

func median(list []float64) float64 { return quantile(list, 0.5) }

func quantile(list []float64, q float64) float64 {
	if len(list) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(list))
	return s[min(int(q*float64(len(s))), len(s)-1)]
}

package main

import (
	"math"
	"slices"
)

// ratio is a contender's time over native sharp's of the same Node, both as they
// would be on a machine that nobody else uses; 0 where one of them has none.
func (t *task) ratio(name string) float64 {
	ours, sharps := t.Results[name], t.Results[sharpOf(name)]
	if ours == nil || sharps == nil || sharps.undisturbed() == 0 {
		return 0
	}
	return ours.undisturbed() / sharps.undisturbed()
}

// pairs is what pairs of calls, one of the contender and sharp's straight after it,
// give as a ratio: their geometric mean without the eighth at either end. It tells
// of the machine as it was.
func (r *result) pairs() float64 {
	if len(r.MS) == 0 || len(r.Beside) != len(r.MS) {
		return 0
	}
	logs := make([]float64, len(r.MS))
	for i, ms := range r.MS {
		logs[i] = math.Log(ms / r.Beside[i])
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

// undisturbed is a call's milliseconds on a machine that nobody else uses, or 0.
func (r *result) undisturbed() float64 {
	if r.Undisturbed == nil {
		return 0
	}
	return r.Undisturbed.MS
}

// whole is the milliseconds of a new process up to its first answer: the mean of
// the quickest third of them, of one at least.
func (c *cold) whole() float64 {
	sorted := slices.Sorted(slices.Values(c.Whole))
	sorted = sorted[:max(len(sorted)/3, min(len(sorted), 1))]
	sum := 0.0
	for _, v := range sorted {
		sum += v
	}
	return sum / float64(max(len(sorted), 1))
}

// coldRatio is a new process's time over that of native sharp of the same Node; 0
// where one of them has none.
func (t *task) coldRatio(name string) float64 {
	ours, sharps := t.Results[name], t.Results[sharpOf(name)]
	if ours == nil || sharps == nil || ours.Cold == nil || sharps.Cold == nil {
		return 0
	}
	return ours.Cold.whole() / sharps.Cold.whole()
}

func median(list []float64) float64 { return quantile(list, 0.5) }

func quantile(list []float64, q float64) float64 {
	if len(list) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(list))
	return s[min(int(q*float64(len(s))), len(s)-1)]
}

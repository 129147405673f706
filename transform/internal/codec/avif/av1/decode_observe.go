package av1

// What tests count: each tool has to be seen in each format.
const (
	sawPartition = iota // with its kind
	sawBlock
	sawTransform // with its size; the type is in the decoder
	sawEdge      // with the strength of the edge filter
	sawUpsample
	sawDeblock // with the logarithm of the size, and 3 more for chroma
	sawRestore // with the kind, and the set above it
	sawDeltaQ
	sawDeltaLF
)

// observe is nil except in tests.
var observe func(d *decoder, what, n int)

func (d *decoder) observeEdges(sides, angle int, haveL, haveU, smooth, up bool) {
	if !d.seq.edgeFilter {
		return
	}
	if haveU {
		observe(d, sawEdge, edgeStrength(sides, abs(angle-90), smooth))
	}
	if haveL {
		observe(d, sawEdge, edgeStrength(sides, abs(angle-180), smooth))
	}
	if up {
		observe(d, sawUpsample, 1)
	}
}

package vp8

// Modes of 16x16 luma and of chroma prediction (section 11.2, 11.4). The
// subblock modes of the same direction have the same numbers, so that a
// macroblock's mode is also what its neighbors see of it.
const (
	modeDC = iota
	modeTM
	modeV
	modeH
	nModes16
)

// Modes of 4x4 luma prediction (section 11.3). The last six name the direction
// as the RFC does: right down, vertical right, left down, vertical left,
// horizontal down, horizontal up.
const (
	modeRD = iota + 4
	modeVR
	modeLD
	modeVL
	modeHD
	modeHU
	nModes4
)

// A planePrediction describes a whole block prediction of eight 4x4 blocks:
// sample (x, y) of block i is col[x][i] + row[y][i], clipped to a byte. DC,
// vertical, horizontal and TrueMotion prediction all have this form.
type planePrediction struct {
	col, row *[4][8]int16
}

// residualScalar subtracts a prediction from the source.
func residualScalar(src *block8, p *planePrediction, out *block8) {
	for y := range 4 {
		for x := range 4 {
			for i := range 8 {
				v := min(max(p.col[x][i]+p.row[y][i], 0), 255)
				out[4*y+x][i] = src[4*y+x][i] - v
			}
		}
	}
}

// reconstructScalar adds residuals to a prediction.
func reconstructScalar(res *block8, p *planePrediction, out *block8) {
	for y := range 4 {
		for x := range 4 {
			for i := range 8 {
				v := min(max(p.col[x][i]+p.row[y][i], 0), 255)
				out[4*y+x][i] = min(max(v+res[4*y+x][i], 0), 255)
			}
		}
	}
}

// The thirteen neighbors of a 4x4 block, in the order of an edge: the left
// column bottom to top, the corner, the row above and four more to its right.
const (
	edgeLeft   = 0 // L K J I
	edgeCorner = 4
	edgeAbove  = 5 // A to H
	edgeSize   = 13
)

// Every sample of every directional 4x4 mode is a weighted mean of two or three
// neighbors in a row. predict4Source says which, by mode and position: of3+i
// is (e[i-1] + 2e[i] + e[i+1] + 2) >> 2, the ends repeated; of2+i is
// (e[i] + e[i+1] + 1) >> 1; bottom is e[0]. DC and TrueMotion are no such means.
const (
	of3    = 0
	of2    = 16
	bottom = of2 + 12
)

var predict4Source = [nModes4][16]uint8{
	modeV: {
		5, 6, 7, 8,
		5, 6, 7, 8,
		5, 6, 7, 8,
		5, 6, 7, 8,
	},
	modeH: {
		3, 3, 3, 3,
		2, 2, 2, 2,
		1, 1, 1, 1,
		0, 0, 0, 0,
	},
	modeRD: {
		4, 5, 6, 7,
		3, 4, 5, 6,
		2, 3, 4, 5,
		1, 2, 3, 4,
	},
	modeVR: {
		of2 + 4, of2 + 5, of2 + 6, of2 + 7,
		4, 5, 6, 7,
		3, of2 + 4, of2 + 5, of2 + 6,
		2, 4, 5, 6,
	},
	modeLD: {
		6, 7, 8, 9,
		7, 8, 9, 10,
		8, 9, 10, 11,
		9, 10, 11, 12,
	},
	modeVL: {
		of2 + 5, of2 + 6, of2 + 7, of2 + 8,
		6, 7, 8, 9,
		of2 + 6, of2 + 7, of2 + 8, 10,
		7, 8, 9, 11,
	},
	modeHD: {
		of2 + 3, 4, 5, 6,
		of2 + 2, 3, of2 + 3, 4,
		of2 + 1, 2, of2 + 2, 3,
		of2 + 0, 1, of2 + 1, 2,
	},
	modeHU: {
		of2 + 2, 2, of2 + 1, 1,
		of2 + 1, 1, of2 + 0, 0,
		of2 + 0, 0, bottom, bottom,
		bottom, bottom, bottom, bottom,
	},
}

// predictions4 are the ten predictions of a 4x4 block, position major: element
// [4*y+x][mode].
type predictions4 [16][16]uint8

// predict4Scalar makes all predictions of a 4x4 block from its edge (section
// 12.3).
func predict4Scalar(edge *[16]uint8, out *predictions4) {
	var means [32]uint8
	for i := range edgeSize {
		a, b, c := int(edge[max(i-1, 0)]), int(edge[i]), int(edge[min(i+1, edgeSize-1)])
		means[of3+i] = uint8((a + 2*b + c + 2) >> 2)
		if i < 12 {
			means[of2+i] = uint8((b + c + 1) >> 1)
		}
	}
	means[bottom] = edge[0]
	dc := 4
	for i := range 4 {
		dc += int(edge[edgeLeft+i]) + int(edge[edgeAbove+i])
	}
	corner := int(edge[edgeCorner])
	for pos := range 16 {
		for mode := modeV; mode < nModes4; mode++ {
			out[pos][mode] = means[predict4Source[mode][pos]]
		}
		x, y := pos&3, pos>>2
		out[pos][modeDC] = uint8(dc >> 3)
		tm := int(edge[edgeAbove+x]) + int(edge[edgeLeft+3-y]) - corner
		out[pos][modeTM] = uint8(min(max(tm, 0), 255))
	}
}

// rankSamples are the positions that rank4 looks at, every second one.
var rankSamples = [8]uint8{0, 2, 5, 7, 8, 10, 13, 15}

// rank4Scalar ranks the ten predictions by the sum of absolute differences at
// half of the samples and the cost of the mode, weighted with the quantizer
// step: a bit is worth the step's 16th. A rank has the mode in its low four
// bits.
func rank4Scalar(src *[16]uint8, p *predictions4, costs *modeCostLanes, step uint16, out *[16]uint16) {
	for mode := range uint16(nModes4) {
		sum := uint16(0)
		for _, pos := range rankSamples {
			d := int(src[pos]) - int(p[pos][mode])
			sum += uint16(max(d, -d))
		}
		sum += uint16(costs.at(int8(mode))) >> 4 * step >> 8
		out[mode] = sum<<4 | mode
	}
}

// residual4Scalar subtracts eight of the ten predictions from the source;
// lane i of out gets mode pick[i].
func residual4Scalar(src *[16]uint8, p *predictions4, pick *[16]int8, out *block8) {
	for pos := range 16 {
		for i := range 8 {
			out[pos][i] = int16(src[pos]) - int16(p[pos][pick[i]])
		}
	}
}

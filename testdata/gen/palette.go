package main

import (
	"image"
	"slices"
)

// rgba is a color that is not premultiplied.
type rgba [4]byte

// quantizeColors reduces an image to at most n colors by cutting the box of
// its colors at the median, again and again, and dithers with an ordered
// matrix. It returns the colors and each pixel's index.
func quantizeColors(m *image.NRGBA, n int, alpha bool) ([]rgba, []byte) {
	pixels := make([]rgba, 0, m.Rect.Dx()*m.Rect.Dy())
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			p := rgba(m.Pix[y*m.Stride+4*x:][:4])
			if !alpha {
				p[3] = 255
			}
			if p[3] == 0 {
				p = rgba{}
			}
			pixels = append(pixels, p)
		}
	}
	colors := medianCut(pixels, n)
	index := make([]byte, len(pixels))
	for i, p := range pixels {
		index[i] = nearest(colors, dither(p, i%m.Rect.Dx(), i/m.Rect.Dx(), n))
	}
	return colors, index
}

// medianCut returns at most n colors.
func medianCut(pixels []rgba, n int) []rgba {
	boxes := [][]rgba{slices.Clone(pixels)}
	for len(boxes) < n {
		box, axis, widest := -1, 0, 0
		for i, b := range boxes {
			if a, width := longestAxis(b); width*len(b) > widest {
				box, axis, widest = i, a, width*len(b)
			}
		}
		if box < 0 {
			break
		}
		b := boxes[box]
		slices.SortStableFunc(b, func(p, q rgba) int { return int(p[axis]) - int(q[axis]) })
		cut := len(b) / 2
		for cut > 1 && b[cut-1][axis] == b[cut][axis] {
			cut--
		}
		if b[0][axis] == b[cut][axis] {
			for cut = len(b) / 2; b[cut-1][axis] == b[cut][axis]; cut++ {
			}
		}
		boxes[box] = b[:cut]
		boxes = append(boxes, b[cut:])
	}
	var colors []rgba
	for _, b := range boxes {
		colors = append(colors, average(b))
	}
	return colors
}

// longestAxis returns the sample that varies most, and by how much.
func longestAxis(b []rgba) (axis, width int) {
	for i := range 4 {
		lo, hi := 255, 0
		for _, p := range b {
			lo, hi = min(lo, int(p[i])), max(hi, int(p[i]))
		}
		if hi-lo > width {
			axis, width = i, hi-lo
		}
	}
	return axis, width
}

func average(b []rgba) (c rgba) {
	for i := range 4 {
		sum := 0
		for _, p := range b {
			sum += int(p[i])
		}
		c[i] = byte((sum + len(b)/2) / len(b))
	}
	return c
}

// bayer is the ordered dither matrix of order 4, values 0 to 15.
var bayer = [4][4]int{{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}}

// dither adds a pattern whose strength suits a palette of n colors.
func dither(p rgba, x, y, n int) rgba {
	strength := 128
	for k := n; k >= 8; k /= 8 {
		strength /= 2
	}
	d := (bayer[y&3][x&3]*2 - 15) * strength / 128
	if p[3] == 0 {
		return p
	}
	for i := range 3 {
		p[i] = byte(min(max(int(p[i])+d, 0), 255))
	}
	return p
}

// nearest returns the index of the color with the least squared distance.
func nearest(colors []rgba, p rgba) byte {
	best, least := 0, 1<<30
	for i, c := range colors {
		sum := 0
		for k := range 4 {
			d := int(c[k]) - int(p[k])
			sum += d * d
		}
		if sum < least {
			best, least = i, sum
		}
	}
	return byte(best)
}

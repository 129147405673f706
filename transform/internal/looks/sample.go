// Package looks predicts how much a lossy file will look like its image, before there is
// a file, and finds the quality at which it looks as much like it as was asked for. Images
// need qualities of their own for that: at one quality, scores of photographs by
// SSIMULACRA 2.1 (https://github.com/cloudinary/ssimulacra2) differ by twenty and more.
//
// A sample of tiles is rounded with a format's steps, and what comes out is compared with
// what went in as that metric does: in the colors that eyes have, at several scales, by
// structural similarity. The weights are those at which the predicted scores of
// photographs are nearest to those of real files; see bench/looks. All arithmetic is
// integer.
package looks

import "tintype/transform/internal/pixel"

// tiles is how many are sampled at most.
const tiles = 32

// least is the shortest side of an image that is sampled.
const least = 16

const (
	lumaBlocks   = side / 8 * side / 8
	chromaBlocks = lumaBlocks / 4
)

// A tile is a square of an image.
type tile struct {
	blocks [lumaBlocks + 2*chromaBlocks]block // of luma, blue and red
	energy Energies
	seen   look
	own    [windows]own // of what is seen
}

// A Sample is some tiles from all over an image.
type Sample struct {
	tables *tables
	tiles  []tile

	Flat  int64 // how much of the image is flat, Q16
	Drawn bool  // enough of the image is drawn for other weights
}

// flatBlock is the energy of a block that is half flat and half busy.
const flatBlock = 5_000

// NewSample takes a sample of an image, nil of one that is too small and of a model that
// no format with quality stores.
func NewSample(img *pixel.Image) *Sample {
	if img == nil || img.Model == pixel.CMYK || min(img.W, img.H) < least {
		return nil
	}
	across, down := max(img.W/side, 1), max(img.H/side, 1)
	n := across * down
	s := &Sample{tables: newTables(), tiles: make([]tile, min(n, tiles))}
	// The rest of the image is around what is looked at, in even parts for chroma.
	left, top := max(img.W-across*side, 0)/2&^1, max(img.H-down*side, 0)/2&^1
	var px samples
	drawn := 0
	for i := range s.tiles {
		k := (2*i + 1) * n / (2 * len(s.tiles))
		x, y := k%across, k/across
		if n > tiles {
			x = (x + y) % across // not the same columns in every row
		}
		px.read(img, left+x*side, top+y*side)
		s.Flat += s.tiles[i].set(&px, s.tables)
		if i&1 == 0 {
			drawn += px.drawn()
		}
	}
	s.Drawn = 20*drawn > (len(s.tiles)+1)/2*lumaBlocks
	s.Flat /= int64(lumaBlocks * len(s.tiles))
	return s
}

// set fills a tile, and returns the sum of how flat its blocks are, Q16.
func (t *tile) set(px *samples, by *tables) (flat int64) {
	for i := range lumaBlocks {
		b := &t.blocks[i]
		forward(px.luma[lumaAt(i):], side, b)
		sum := int64(0)
		for _, v := range b.coef[1:] {
			sum += int64(v) * int64(v)
		}
		t.energy[i] = sum >> 8
		flat += flatBlock << 16 / (flatBlock + 2*t.energy[i])
	}
	for i := range 2 * chromaBlocks {
		c, at := chromaAt(i)
		forward(px.chroma[c][at:], side/2, &t.blocks[lumaBlocks+i])
	}
	t.seen.see(px, by)
	var none sums
	none.compare(t, nil)
	return flat
}

// In a drawn block so many of 112 pairs of neighbors are the same, and its least and its
// greatest sample are so far apart: photographs have few of them, even in skies that are
// blown out.
const (
	evenPairs = 40
	contrast  = 24
)

// drawn counts the drawn blocks of luma.
func (px *samples) drawn() (n int) {
	for i := range lumaBlocks {
		p := px.luma[lumaAt(i):]
		pairs, least, most := 0, p[0], p[0]
		for y := range 8 {
			row := p[y*side:][:8]
			next := p[min(y+1, 7)*side:][:8]
			last := row[0]
			for x, v := range row {
				if x > 0 && v == last {
					pairs++
				}
				if y < 7 && v == next[x] {
					pairs++
				}
				last = v
				least, most = min(least, v), max(most, v)
			}
		}
		if pairs >= evenPairs && most-least >= contrast {
			n++
		}
	}
	return n
}

// lumaAt is where a block of luma begins.
func lumaAt(i int) int { return i/(side/8)*8*side + i%(side/8)*8 }

// chromaAt is the plane of a block of chroma and where it begins.
func chromaAt(i int) (plane, at int) {
	plane, i = i/chromaBlocks, i%chromaBlocks
	return plane & 1, i/(side/16)*8*(side/2) + i%(side/16)*8
}

// read reads a tile, of which what is not in the image repeats its last row and column.
func (px *samples) read(img *pixel.Image, x, y int) {
	if img.Model == pixel.YCbCr && img.SubX == 2 && img.SubY == 2 && x+side <= img.W && y+side <= img.H {
		px.copy(img, x, y)
		return
	}
	px.chroma = [2][side * side / 4]int16{}
	var rows [3][side]uint8
	for j := range side {
		for i := range img.Model.Planes() {
			p := &img.Plane[i]
			subX, subY := 1, 1
			if i > 0 && img.Model == pixel.YCbCr {
				subX, subY = img.SubX, img.SubY
			}
			fill(&rows[i], p.Row(min(y+j, img.H-1)/subY), x, img.W, subX)
		}
		luma := px.luma[j*side:][:side]
		blue, red := px.chroma[0][j/2*side/2:][:side/2], px.chroma[1][j/2*side/2:][:side/2]
		switch img.Model {
		case pixel.RGB:
			fromRGB(&rows, luma, blue, red)
		case pixel.YCbCr:
			for i, v := range rows[0] {
				luma[i] = int16(v) - 128
				blue[i/2] += int16(rows[1][i]) - 128
				red[i/2] += int16(rows[2][i]) - 128
			}
		default:
			for i, v := range rows[0] {
				luma[i] = int16(v) - 128
			}
		}
	}
	shift := 2
	if img.Model == pixel.RGB {
		shift = 3
	}
	for c := range px.chroma {
		for i, v := range px.chroma[c] {
			px.chroma[c][i] = (v + 1<<(shift-1)) >> shift
		}
	}
	if img.Coding.Limited {
		px.widen()
	}
}

// copy is read for a tile that is whole, of an image in 4:2:0.
func (px *samples) copy(img *pixel.Image, x, y int) {
	for j := range side {
		to := px.luma[j*side:][:side]
		for i, v := range img.Plane[0].Row(y + j)[x:][:side] {
			to[i] = int16(v) - 128
		}
	}
	for c := range px.chroma {
		for j := range side / 2 {
			to := px.chroma[c][j*side/2:][:side/2]
			for i, v := range img.Plane[1+c].Row(y/2 + j)[x/2:][:side/2] {
				to[i] = int16(v) - 128
			}
		}
	}
	if img.Coding.Limited {
		px.widen()
	}
}

// fill copies samples of a row, each of which stands for sub pixels of w.
func fill(to *[side]uint8, row []uint8, x, w, sub int) {
	if sub == 1 && x+side <= w {
		copy(to[:], row[x:])
		return
	}
	for i := range to {
		to[i] = row[min(x+i, w-1)/sub]
	}
}

// fromRGB makes luma and adds twice the color differences as JFIF defines them.
func fromRGB(rows *[3][side]uint8, luma, blue, red []int16) {
	for i := range side {
		r, g, b := int32(rows[0][i]), int32(rows[1][i]), int32(rows[2][i])
		luma[i] = int16((77*r+150*g+29*b+128)>>8 - 128)
		blue[i/2] += int16((128*b - 43*r - 85*g + 64) >> 7)
		red[i/2] += int16((128*r - 107*g - 21*b + 64) >> 7)
	}
}

// widen makes full range of limited range.
func (px *samples) widen() {
	for i, v := range px.luma {
		px.luma[i] = int16(min(max((int32(v)+112)*255/219-128, -128), 127))
	}
	for c := range px.chroma {
		for i, v := range px.chroma[c] {
			px.chroma[c][i] = int16(min(max(int32(v)*255/224, -128), 127))
		}
	}
}

package jpegfile

// Block holds the quantized coefficients of one block, in natural order.
type Block [64]int32

// Component is one component of a frame with its coefficients.
type Component struct {
	ID    byte
	H, V  int // sampling factors
	Quant int // index of the quantization table

	BlocksW, BlocksH int // size of Blocks, whole MCUs
	OwnW, OwnH       int // blocks that hold samples: a scan of its own has these (A.2.2)
	Blocks           []Block
}

// Image is an image as quantized coefficients.
type Image struct {
	Width, Height int
	Components    []*Component
	Quant         [4][64]uint16 // natural order
}

func (im *Image) maxSampling() (h, v int) {
	for _, c := range im.Components {
		h, v = max(h, c.H), max(v, c.V)
	}
	return h, v
}

func (im *Image) usesQuant(id int) bool {
	for _, c := range im.Components {
		if c.Quant == id {
			return true
		}
	}
	return false
}

// table returns the Huffman table that component i uses: those that share a
// quantization table share a Huffman table.
func (im *Image) table(i int) int {
	return im.Components[i].Quant
}

// mcus returns how many MCUs the frame is wide and high when interleaved.
func (im *Image) mcus() (w, h int) {
	hMax, vMax := im.maxSampling()
	return ceilDiv(im.Width, 8*hMax), ceilDiv(im.Height, 8*vMax)
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }

// FromPlanes transforms and quantizes planes. The components' ID, H, V and
// Quant are given; plane i has the size that A.1.1 derives from them.
func FromPlanes(w, h int, planes []Plane, comps []Component, quant [4][64]uint16) *Image {
	im := &Image{Width: w, Height: h, Quant: quant}
	for i := range comps {
		c := comps[i]
		im.Components = append(im.Components, &c)
	}
	hMax, vMax := im.maxSampling()
	mw, mh := im.mcus()
	for i, c := range im.Components {
		c.BlocksW, c.BlocksH = mw*c.H, mh*c.V
		c.OwnW = ceilDiv(ceilDiv(w*c.H, hMax), 8)
		c.OwnH = ceilDiv(ceilDiv(h*c.V, vMax), 8)
		c.Blocks = make([]Block, c.BlocksW*c.BlocksH)
		for y := range c.BlocksH {
			for x := range c.BlocksW {
				s := planes[i].block(x*8, y*8)
				fdct(&s)
				c.Blocks[y*c.BlocksW+x] = quantize(&s, &im.Quant[c.Quant])
			}
		}
	}
	return im
}

// Orient returns the image as a camera would have stored it that writes EXIF
// orientation o, 1 to 8: a viewer that obeys the tag sees im. It moves
// coefficients and thus loses nothing; width and height must be whole MCUs.
func (im *Image) Orient(o int) *Image {
	switch o {
	case 2:
		return im.flipped(true, false)
	case 3:
		return im.flipped(true, true)
	case 4:
		return im.flipped(false, true)
	case 5:
		return im.transposed()
	case 6: // shown by a quarter turn clockwise
		return im.transposed().flipped(false, true)
	case 7:
		return im.transposed().flipped(true, true)
	case 8:
		return im.transposed().flipped(true, false)
	}
	return im
}

// flipped mirrors the image: the odd coefficients change sign.
func (im *Image) flipped(h, v bool) *Image {
	out := *im
	out.Components = nil
	for _, c := range im.Components {
		d := *c
		d.Blocks = make([]Block, len(c.Blocks))
		for y := range c.BlocksH {
			for x := range c.BlocksW {
				b := c.Blocks[y*c.BlocksW+x]
				for i := range b {
					if h && i&1 == 1 {
						b[i] = -b[i]
					}
					if v && i>>3&1 == 1 {
						b[i] = -b[i]
					}
				}
				dx, dy := x, y
				if h {
					dx = c.BlocksW - 1 - x
				}
				if v {
					dy = c.BlocksH - 1 - y
				}
				d.Blocks[dy*c.BlocksW+dx] = b
			}
		}
		out.Components = append(out.Components, &d)
	}
	return &out
}

// transposed swaps rows and columns of image, blocks and tables.
func (im *Image) transposed() *Image {
	out := &Image{Width: im.Height, Height: im.Width}
	for i := range im.Quant {
		for n, q := range im.Quant[i] {
			out.Quant[i][n>>3|n&7<<3] = q
		}
	}
	for _, c := range im.Components {
		d := *c
		d.H, d.V = c.V, c.H
		d.BlocksW, d.BlocksH, d.OwnW, d.OwnH = c.BlocksH, c.BlocksW, c.OwnH, c.OwnW
		d.Blocks = make([]Block, len(c.Blocks))
		for y := range c.BlocksH {
			for x := range c.BlocksW {
				b := &d.Blocks[x*d.BlocksW+y]
				for n, v := range c.Blocks[y*c.BlocksW+x] {
					b[n>>3|n&7<<3] = v
				}
			}
		}
		out.Components = append(out.Components, &d)
	}
	return out
}

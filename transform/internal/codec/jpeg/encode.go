package jpeg

import (
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// EncodeOptions says how to write a file.
type EncodeOptions struct {
	// Quality is 1 to 100, with the quantization tables that the Independent
	// JPEG Group's library has at that quality.
	Quality int
	// Progressive asks for the scans of a progressive file.
	Progressive bool
	// Either leaves it to the encoder: a small image has the scans that take fewer bytes, a
	// very large one is sequential, and what is between is progressive.
	Either bool
	// ICC is the color profile to embed, if any.
	ICC []byte
	// MaxBytes is the most bytes that Encode may return, 0 for no limit: it
	// lowers Quality until the file fits.
	MaxBytes int
	// Poll, if not nil, is called about every half millisecond. Its error ends
	// the encoding and is returned.
	Poll func() error
}

// Encode writes img as a JPEG file with optimal Huffman tables. Gray, YCbCr,
// RGB and CMYK images are written as they are, the last two with Adobe's
// marker; alpha is left out. It returns ErrTooLarge if o.MaxBytes cannot be
// met.
func Encode(img *pixel.Image, o EncodeOptions) ([]byte, error) {
	e, err := NewEncoder(img)
	if err != nil {
		return nil, err
	}
	if o.MaxBytes > 0 {
		body, _, err := e.EncodeToFit(o, 1)
		return body, err
	}
	return e.Encode(o)
}

// maxDimension is the largest width or height that a frame header can hold.
const maxDimension = 65535

// An Encoder writes one image, as often as wanted.
type Encoder struct {
	img          *pixel.Image
	comps        []encComponent
	mcusX, mcusY int
	blocksPerMCU int
	nTables      int // quantization and Huffman tables of each class, 1 or 2

	// Of one encoding.
	quantTables [2][64]uint8 // natural order
	quant       [2]encQuant
	thin        [2]encThin
	dering      encDering
	tokenizer   encTokenizer
	tokens      encTokenList // of a sequential file
	meter       *work.Meter
	maxBytes    int

	// Which tokens are made: of a sequential file, of a progressive one, or of both.
	sequential, progressive bool
	parts                   encParts

	piece    encPiece
	coefs    []int16 // coefficients of all blocks, when they are kept
	coefRows int     // how many rows of MCUs coefs has by now
	staging  []byte  // blocks that had to be padded
}

// An encPiece is some MCUs of a row, which are made tokens of at once: so many that a call
// pays, and so few that they stay in the processor's cache from one stage to the next.
type encPiece struct {
	mx, n  int      // the first, and how many
	levels []int16  // 64 a block, at encLevelPos(encCoefPos)
	coefs  []int16  // 64 a block
	masks  []uint64 // of levels that are not 0 (quantizeRow)
}

// encPieceBlocks is the most blocks a piece has.
const encPieceBlocks = 64

// An encComponent is one plane of the image in the file.
type encComponent struct {
	plane   *pixel.Plane
	id      uint8
	h, v    int   // sampling factors, 1 or 2
	table   uint8 // which quantization and Huffman tables, 0 or 1
	blocksX int   // blocks that have samples of the plane
	blocksY int
	first   int // index of its first block in an MCU
}

// NewEncoder makes an encoder of img, whose planes must not change while the
// encoder is in use.
func NewEncoder(img *pixel.Image) (*Encoder, error) {
	if img.W < 1 || img.H < 1 || img.W > maxDimension || img.H > maxDimension {
		return nil, unsupportedError("image size")
	}
	e := &Encoder{img: img, nTables: 1}
	maxH, maxV := 1, 1
	if img.Model == pixel.YCbCr {
		maxH, maxV = img.SubX, img.SubY
		e.nTables = 2
	}
	if maxH < 1 || maxH > 2 || maxV < 1 || maxV > 2 {
		return nil, unsupportedError("chroma subsampling")
	}
	e.mcusX = (img.W + 8*maxH - 1) / (8 * maxH)
	e.mcusY = (img.H + 8*maxV - 1) / (8 * maxV)
	e.comps = make([]encComponent, img.Model.Planes())
	for i := range e.comps {
		c := &e.comps[i]
		p := &img.Plane[i]
		*c = encComponent{plane: p, id: uint8(i + 1), h: 1, v: 1, first: e.blocksPerMCU}
		w, h := img.W, img.H
		switch {
		case img.Model == pixel.RGB:
			c.id = "RGB"[i]
		case img.Model == pixel.YCbCr && i == 0:
			c.h, c.v = maxH, maxV
		case img.Model == pixel.YCbCr:
			c.table = 1
			w, h = (w+maxH-1)/maxH, (h+maxV-1)/maxV
		}
		if p.W != w || p.H != h || p.Stride < w || len(p.Pix) < (h-1)*p.Stride+w {
			return nil, unsupportedError("size of a plane")
		}
		c.blocksX, c.blocksY = (w+7)/8, (h+7)/8
		for range c.h * c.v {
			e.tokenizer.addBlock(uint8(i), c.table)
		}
		e.blocksPerMCU += c.h * c.v
	}
	e.tokenizer.encOrder = encTheOrder()
	return e, nil
}

// Encode writes the image at o.Quality, whatever o.MaxBytes is.
func (e *Encoder) Encode(o EncodeOptions) ([]byte, error) {
	o.MaxBytes = 0
	body, _, err := e.encode(o)
	return body, err
}

// encode writes the image and returns the size of the file. If that is more
// than o.MaxBytes and known before the file is written, there is no body.
func (e *Encoder) encode(o EncodeOptions) (body []byte, size int, err error) {
	if o.Quality < 1 || o.Quality > 100 {
		return nil, 0, unsupportedError("quality below 1 or above 100")
	}
	e.meter, e.maxBytes = work.New(o.Poll), o.MaxBytes
	e.setQuality(o.Quality)
	e.setWays(&o)
	if size, err = e.tokenizeImage(); err == nil && size == 0 {
		body, size, err = e.finish(&o)
	}
	if err == nil {
		err = e.meter.Err()
	}
	return body, size, err
}

// Size returns about how many bytes the file of Encode has. Of one that is far
// beyond o.MaxBytes only a part is made.
func (e *Encoder) Size(o EncodeOptions) (int, error) {
	_, size, err := e.encode(o)
	return size, err
}

// What a block takes, in samples, to be transformed, quantized and made tokens of, and a token
// to be written.
const (
	encBlockWork = 512
	encTokenWork = 4
)

// encHopeless is how often the limit may go into what the rows so far take before
// the rest is left out. A third of the picture and more foretells well enough what
// a size is that has to come down by so much, and no more of its tokens has to be
// kept.
const encHopeless = 3

// hopeless returns about what size a file has of which the first my rows of MCUs
// take size bytes; ok is false where it may come near the limit.
func (e *Encoder) hopeless(size, my int) (all int, ok bool) {
	if e.maxBytes == 0 || my == 0 || size <= encHopeless*e.maxBytes {
		return 0, false
	}
	return size * e.mcusY / my, true
}

func (e *Encoder) setQuality(quality int) {
	for i := range e.nTables {
		e.quantTables[i] = encTable(i, quality)
		e.quant[i].set(i, &e.quantTables[i], encStrength(quality))
	}
	for i := range e.nTables {
		e.thin[i].set(i, &e.quantTables, quality, e.tokenizer.encOrder)
	}
	e.setDering(encStrength(quality))
}

// Of an image that may be written either way, one of up to encBothMost blocks is in the
// way that is smaller, one of up to encScansMost blocks progressive, and larger ones sequential,
// for a decoder has to keep all coefficients of a progressive file.
const (
	encBothMost  = 1_500
	encScansMost = 200_000
)

// setWays decides which tokens are made.
func (e *Encoder) setWays(o *EncodeOptions) {
	blocks := e.mcusX * e.mcusY * e.blocksPerMCU
	e.sequential = !o.Progressive && (!o.Either || blocks <= encBothMost || blocks > encScansMost)
	e.progressive = o.Progressive || o.Either && blocks <= encScansMost
}

// finish writes the file of the tokens.
func (e *Encoder) finish(o *EncodeOptions) (body []byte, size int, err error) {
	var plan *encPlan
	if e.sequential {
		plan = e.planSequential()
	}
	if e.progressive {
		if p := e.planProgressive(); plan == nil || p.size() < plan.size() {
			plan = p
		}
	}
	size = encHeaderRoom + len(o.ICC) + plan.size()
	out, err := e.appendHeader(make([]byte, 0, size+size/64+encRoom(encWriteTokens)), plan.sof, o.ICC)
	if err != nil {
		return nil, 0, err
	}
	if size = len(out) + plan.size(); o.MaxBytes > 0 && size > o.MaxBytes {
		return nil, size, nil
	}
	out = e.appendScans(out, plan)
	return out, len(out), nil
}

// tokenizeImage quantizes the image and fills e.tokens and the counts. A size says
// that it has not done all, since the file is far too large.
func (e *Encoder) tokenizeImage() (size int, err error) {
	e.tokenizer.reset()
	e.tokens.reset(e.mcusX * e.mcusY * e.blocksPerMCU * encBlockTokens)
	e.parts.reset(e)
	checked := 0 // rows of MCUs
	for my := range e.mcusY {
		if !e.meter.Spend(e.mcusX * e.blocksPerMCU * encBlockWork) {
			return 0, e.meter.Err()
		}
		if e.maxBytes > 0 && my > checked+encCheckRows {
			checked = my
			if size, ok := e.hopeless(e.tokenizer.bytes(), my); ok {
				return size, nil
			}
		}
		per := encPieceBlocks / e.blocksPerMCU
		for mx := 0; mx < e.mcusX; mx += per {
			e.quantize(my, mx, min(per, e.mcusX-mx))
			tokens := e.tokenizer.tokenize(&e.piece, &e.thin)
			if e.sequential {
				e.tokens.copy(tokens)
			}
			if e.progressive {
				e.addPiece()
			}
		}
		if e.progressive {
			e.endRow(my)
		}
		if e.coefs != nil && my == e.coefRows {
			e.coefRows++
		}
	}
	return 0, nil
}

// encCheckRows is after how many rows of MCUs the size of tokens is looked at.
const encCheckRows = 16

// bytes is about what the tokens so far take.
func (t *encTokenizer) bytes() int {
	nBits := 0
	for i := range encTables {
		count := (*[256]uint32)(t.count[i*256:])
		if *count != [256]uint32{} {
			huffman := encOptimalTable(count)
			nBits += huffman.bits(count)
		}
	}
	return nBits / 8
}

// quantize fills e.piece with n MCUs of row my, from mx on.
func (e *Encoder) quantize(my, mx, n int) {
	p := &e.piece
	if p.masks == nil {
		p.levels, p.coefs = make([]int16, encPieceBlocks*64), make([]int16, encPieceBlocks*64)
		p.masks = make([]uint64, encPieceBlocks)
	}
	p.mx, p.n = mx, n
	p.masks = p.masks[:n*e.blocksPerMCU]
	coefs := p.coefs
	if e.coefs != nil {
		coefs = e.coefs[(my*e.mcusX+mx)*e.blocksPerMCU*64:][:n*e.blocksPerMCU*64]
	}
	for i := range e.comps {
		c := &e.comps[i]
		for by := range min(c.v, c.blocksY-my*c.v) {
			span := encSpan{n: min(n*c.h, c.blocksX-mx*c.h), first: c.first + by*c.h, shift: c.h - 1, mcu: e.blocksPerMCU}
			if e.coefs == nil || my == e.coefRows {
				src, stride := e.blockRow(c, mx*c.h, my*c.v+by, span.n)
				fdctRow(coefs, src, stride, span)
			}
		}
	}
	if e.coefs != nil { // which have no overshoot yet, as it depends on the quality
		copy(p.coefs, coefs)
	}
	for i := range e.comps {
		c := &e.comps[i]
		for by := range min(c.v, c.blocksY-my*c.v) {
			span := encSpan{n: min(n*c.h, c.blocksX-mx*c.h), first: c.first + by*c.h, shift: c.h - 1, mcu: e.blocksPerMCU}
			if i == 0 && e.dering.most > 0 {
				src, stride := e.blockRow(c, mx*c.h, my*c.v+by, span.n)
				e.dering.row(p.coefs, src, stride, span)
			}
			quantizeRow(p.levels, p.masks, p.coefs, &e.quant[c.table], span)
		}
		if c.h*c.v > 1 {
			e.fillDummies(c, my)
		}
	}
}

// blockRow returns the samples of n of a component's blocks, from block bx of row by on, and
// their stride. Where the plane ends within the blocks its last column and row are
// repeated, as section A.2.4 recommends.
func (e *Encoder) blockRow(c *encComponent, bx, by, n int) (src []byte, stride int) {
	p := c.plane
	src = p.Pix[by*8*p.Stride+bx*8:]
	if bx*8+n*8 <= p.W && by*8+8 <= p.H && len(src) >= 7*p.Stride+n*8+encOverread {
		return src, p.Stride
	}
	stride = encPieceBlocks*8 + encOverread
	if e.staging == nil {
		e.staging = make([]byte, 8*stride)
	}
	for y := range 8 {
		row := p.Row(min(by*8+y, p.H-1))
		to := e.staging[y*stride:][:n*8]
		for i := copy(to, row[bx*8:]); i < len(to); i++ {
			to[i] = row[len(row)-1]
		}
	}
	return e.staging, stride
}

// fillDummies sets the blocks of a piece of row my that complete an MCU beyond the
// component's last block. They repeat the DC level of the block before, which
// costs the fewest bits.
func (e *Encoder) fillDummies(c *encComponent, my int) {
	p := &e.piece
	from := 0
	if my*c.v+c.v <= c.blocksY {
		from = max(c.blocksX/c.h-p.mx, 0) // the MCUs before have all their blocks
	}
	for mx := from; mx < p.n; mx++ {
		for i := range c.h * c.v {
			if (p.mx+mx)*c.h+i%c.h < c.blocksX && my*c.v+i/c.h < c.blocksY {
				continue
			}
			b := mx*e.blocksPerMCU + c.first + i
			p.levels[b*64] = p.levels[b*64-64]
			p.masks[b] = 0
		}
	}
}

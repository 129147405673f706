package jpeg

import (
	"image"
	"io"
	"strconv"

	"tintype/transform/internal/pixel"
)

// decComp is a component of the frame.
type decComp struct {
	// From the frame and scan headers.
	id, tq, td, ta byte
	h, v           int // sampling factors
	fullW, fullH   int // samples
	blocksX        int // blocks that hold them
	blocksY        int
	quant          [64]uint16 // natural order
	quantBound     bool

	// From the options.
	scale   *decScale
	planeW  int // samples of the scaled plane
	planeH  int
	groups  int    // groups of 8 blocks in a row, whole chunks of MCUs
	need    int    // zigzag positions from here on are not used
	corner  uint64 // the set of those that are
	zz      [zzLen]uint16
	q       decQuant
	full    decKernel // inverse transforms
	low     decKernel
	band    pixel.Plane // one row of MCUs
	groupSz int         // coefficients of a group
	base    int         // index of the first group in Decoder.coefs

	// The set of non-zero AC coefficients of each block of a progressive
	// image, one bit for each zigzag position.
	sig       []uint64
	sigStride int
}

// coefAt returns the index in Decoder.coefs of the DC coefficient of the block
// in column x and row y of the component.
func (c *decComp) coefAt(x, y int) int {
	return c.base + (y*c.groups+x>>3)*c.groupSz + x&7
}

// A Component is what the frame header says of a component.
type Component struct {
	H, V int // sampling factors, 1 to 4
}

// Config describes an image before its samples are decoded.
type Config struct {
	Width, Height int // pixels
	// Model is how the planes that Next returns combine. For CMYK, samples are
	// 255 where there is no ink: so Adobe's files have them, and browsers and
	// libvips take those without Adobe's marker likewise.
	Model pixel.Model
	// YCCK says that the planes of a CMYK image are Y, Cb, Cr and K, and become
	// CMYK through YCCKToCMYK. They can be scaled before that.
	YCCK        bool
	Components  []Component // one for each plane
	Progressive bool
	Orientation int    // as EXIF defines it, 1 to 8; 0 if absent
	ICC         []byte // embedded color profile; nil if absent or damaged
	// Adobe says that there is an Adobe marker, AdobeTransform which color
	// transform it names: 0 none, 1 YCbCr, 2 YCCK.
	Adobe          bool
	AdobeTransform uint8
	// Coarseness is the percentage by which the first component's quantization is
	// coarser than table K.1; see QualityOfCoarseness. 0 where it has no table yet.
	Coarseness int
}

// DecodeOptions say what to decode.
type DecodeOptions struct {
	// N is the scale of each component in eighths, 1 to 8.
	N [4]int
	// Corner selects how N = 4 and 2 are computed: from the N by N lowest
	// coefficients alone as for the other N, rather than as means of samples.
	// The means are what libjpeg gives; the corner is sharper and faster.
	Corner bool
	// Crop is in full-size pixels, all of the image if empty. Rows of MCUs
	// outside are not returned, samples of MCUs left and right of it are
	// undefined.
	Crop image.Rectangle
	// MaxMemory is how many bytes Start may allocate, 0 for no limit; beyond, it
	// returns a *pixel.MemoryError.
	MaxMemory int
	// Poll, if not nil, is called once for each row of MCUs. Its error ends
	// decoding and is returned.
	Poll func() error
}

// Decoder decodes one JPEG file. Config, Start and then Next until it returns
// io.EOF are to be called in this order.
type Decoder struct {
	src decSource

	// From segments.
	sawJFIF, sawAdobe bool
	adobeTransform    byte
	orientation       int
	icc               decICC
	quant             [4][64]uint16
	quantSet          [4]bool
	dcSpec, acSpec    [4]decHuffSpec
	restartInterval   int
	progressive       bool
	width, height     int
	nComp             int
	comp              [4]decComp
	hMax, vMax        int
	mcusX, mcusY      int

	// From the options.
	pollFunc     func() error
	stored       bool // several scans: coefs holds the image
	row, rowEnd  int  // rows of MCUs still to be returned
	colLo, colHi int  // columns of MCUs to transform
	hasLow       bool // of any component's scale
	firstScan    decScanHeader

	// State of the decoding.
	readConfig, started bool
	bits                decBits
	seq                 decSeq
	prog                decProg
	restart             decRestart
	mcuRow              int  // next row of MCUs in the input
	skipping            bool // seq passes over AC coefficients
	// coefs is the coefficient store, or a chunk of MCUs.
	coefs    []int16
	ws       workspace
	mcusRead int // MCUs that were decoded from data
	warnings int
	partial  bool
	err      error
}

// NewDecoder returns a Decoder that reads a JPEG file from r. It may read
// further than the end of the image.
func NewDecoder(r io.Reader) *Decoder {
	return &Decoder{src: decSource{in: r}}
}

// Config reads up to the first scan. It allocates no memory for samples.
func (d *Decoder) Config() (Config, error) {
	if !d.readConfig {
		d.readConfig = true
		d.err = d.readStart()
	}
	if d.err != nil {
		return Config{}, d.err
	}
	c := Config{
		Width: d.width, Height: d.height,
		Progressive: d.progressive, Orientation: d.orientation, ICC: d.icc.profile(),
		Adobe: d.sawAdobe, AdobeTransform: d.adobeTransform,
	}
	c.Model, c.YCCK = d.model()
	if tq := d.comp[0].tq; tq < 4 && d.quantSet[tq] {
		c.Coarseness = coarseness(&d.quant[tq])
	}
	for i := range d.nComp {
		c.Components = append(c.Components, Component{d.comp[i].h, d.comp[i].v})
	}
	return c, nil
}

// readStart reads the file up to the first scan.
func (d *Decoder) readStart() error {
	if !d.src.fill(2) || d.src.buf[0] != 0xFF || d.src.buf[1] != markerSOI {
		return d.src.failure("no start of image")
	}
	d.src.r += 2
	found, err := d.readHeaders()
	if err == nil && !found {
		err = formatError("no image data")
	}
	return err
}

// model says what the components mean. The order of the clues is that of
// libjpeg; the standard itself says nothing.
func (d *Decoder) model() (m pixel.Model, ycck bool) {
	switch d.nComp {
	case 1:
		return pixel.Gray, false
	case 4:
		return pixel.CMYK, d.sawAdobe && d.adobeTransform != 0
	}
	switch ids := [3]byte{d.comp[0].id, d.comp[1].id, d.comp[2].id}; {
	case d.sawJFIF:
	case d.sawAdobe && d.adobeTransform == 0, !d.sawAdobe && ids == [3]byte{'R', 'G', 'B'}:
		return pixel.RGB, false
	}
	return pixel.YCbCr, false
}

// Start prepares decoding. Memory is allocated here: for a sequential image
// with a single scan in proportion to its scaled width, otherwise to its scaled
// area.
func (d *Decoder) Start(o DecodeOptions) error {
	if _, err := d.Config(); err != nil {
		return err
	}
	if d.started {
		return errOrder
	}
	d.started = true
	d.err = d.start(o)
	return d.err
}

func (d *Decoder) start(o DecodeOptions) error {
	for i := range d.nComp {
		if n := o.N[i]; n < 1 || n > 8 {
			return optionError("scale: got " + strconv.Itoa(n) + ", want 1 to 8")
		}
	}
	d.pollFunc = o.Poll
	h, err := d.readSOS()
	if err != nil {
		return err
	}
	d.firstScan = h
	d.stored = d.progressive || h.n != d.nComp
	d.setCrop(o.Crop)
	total := 0
	for i := range d.nComp {
		total += d.layoutComp(&d.comp[i], o.N[i], o.Corner)
	}
	size := total * 2
	for i := range d.nComp {
		c := &d.comp[i]
		size += len(c.band.Pix) // 0 yet
		size += (c.groups*8*c.scale.n + 16) * c.v * c.scale.n
		if d.progressive && c.scale.d > 1 {
			size += 8 * c.groups * 8 * d.mcusY * c.v
		}
	}
	if o.MaxMemory > 0 && size > o.MaxMemory {
		return &pixel.MemoryError{Need: int64(size), Limit: int64(o.MaxMemory)}
	}
	d.coefs = make([]int16, total+8) // kernels read 8 bytes beyond the last group
	d.allocate()
	if !d.stored {
		for _, ci := range h.comp[:h.n] {
			c := &d.comp[ci]
			if err := d.bindTables(c, true, true); err != nil {
				return err
			}
			if c.need == 1 || d.row > 0 || d.colLo > 0 || d.colHi < d.mcusX {
				d.acSpec[c.ta].ac.makeSkip()
			}
		}
		d.bindSeq(&h, true)
		d.bindQuant()
		d.beginScan()
	}
	return nil
}

// setCrop finds the MCUs that a crop in pixels needs.
func (d *Decoder) setCrop(crop image.Rectangle) {
	all := image.Rect(0, 0, d.width, d.height)
	if crop = crop.Intersect(all); crop.Empty() {
		crop = all
	}
	w, h := 8*d.hMax, 8*d.vMax
	d.row, d.rowEnd = crop.Min.Y/h, ceilDiv(crop.Max.Y, h)
	d.colLo, d.colHi = crop.Min.X/w, ceilDiv(crop.Max.X, w)
}

// layoutComp sets how a component is scaled and returns how many coefficients
// to store for it: for a chunk of MCUs, or for the whole image.
func (d *Decoder) layoutComp(c *decComp, n int, corner bool) int {
	s := scaleFor(n, corner)
	c.scale = s
	c.full, c.low = s.kernels()
	d.hasLow = d.hasLow || s.hasLow
	c.planeW, c.planeH = ceilDiv(c.fullW*n, 8), ceilDiv(c.fullH*n, 8)
	c.groups = ceilDiv(d.mcusX, chunkMCUs) * c.h
	c.groupSz = s.d * s.d * 8
	if d.progressive {
		c.need, c.corner = s.layout(&c.zz, noCoef)
	} else {
		// Coefficients that are not used go to a place behind the group.
		c.need, c.corner = s.layout(&c.zz, uint16(c.groupSz*2))
		c.groupSz += 8
	}
	if c.need > 1 {
		c.need = 64 // to pass over what is left of a block takes as many look-ups, and one more that is foreseen wrongly
	}
	c.base = 0
	for i := range d.nComp {
		prev := &d.comp[i]
		if prev == c {
			break
		}
		c.base = prev.base + prev.groupSz*d.groupsOf(prev)
	}
	return c.groupSz * d.groupsOf(c)
}

// groupsOf returns how many groups of component c the coefficient store has.
func (d *Decoder) groupsOf(c *decComp) int {
	if d.stored {
		return c.groups * d.mcusY * c.v
	}
	return c.h * c.v
}

// allocate makes the bands, and the sets of non-zero coefficients.
func (d *Decoder) allocate() {
	for i := range d.nComp {
		c := &d.comp[i]
		stride := (c.groups*8*c.scale.n + 31) &^ 15
		rows := c.v * c.scale.n
		c.band = pixel.Plane{Pix: make([]byte, stride*rows+16), Stride: stride, W: c.planeW}
		if d.progressive && c.scale.d > 1 {
			c.sigStride = c.groups * 8
			c.sig = make([]uint64, c.sigStride*d.mcusY*c.v)
		}
	}
}

// bindQuant arranges the quantization tables for the inverse transforms, once
// all scans are known that say which these are.
func (d *Decoder) bindQuant() {
	for i := range d.nComp {
		d.comp[i].scale.quantFor(&d.comp[i].q, &d.comp[i].quant)
	}
}

// bindSeq prepares the decoder of sequential scans for a scan, and for a chunk
// of MCUs if streaming.
func (d *Decoder) bindSeq(h *decScanHeader, streaming bool) {
	s := &d.seq
	s.nBlocks = 0
	for _, ci := range h.comp[:h.n] {
		c := &d.comp[ci]
		n := c.h * c.v
		if h.n == 1 {
			n = 1
		}
		for range n {
			s.block[s.nBlocks] = decSeqBlock{
				dc: d.dcSpec[c.td].dc, ac: d.acSpec[c.ta].ac,
				zz: &c.zz, need: c.need, comp: ci,
			}
			s.nBlocks++
		}
	}
	s.work = d.coefs
	if !streaming {
		return
	}
	var group [4]int // of each component, the first
	for i := 1; i < d.nComp; i++ {
		group[i] = group[i-1] + d.comp[i-1].h*d.comp[i-1].v
	}
	at := 0
	for m := range chunkMCUs {
		for _, ci := range h.comp[:h.n] {
			c := &d.comp[ci]
			for by := range c.v {
				for bx := range c.h {
					x := m*c.h + bx
					s.lanes[group[ci]+by*c.h+x>>3][x&7] = uint8(at)
					s.offset[at] = uint32(2 * (c.base + (by*c.h+x>>3)*c.groupSz + x&7))
					at++
				}
			}
		}
	}
}

// PlaneSize returns the width and height of the scaled plane i in samples:
// ⌈⌈W·h/hmax⌉·N/8⌉ and likewise.
func (d *Decoder) PlaneSize(i int) (w, h int) {
	return d.comp[i].planeW, d.comp[i].planeH
}

// Partial reports whether data were missing: the file is truncated or damaged, and
// what is missing is gray.
func (d *Decoder) Partial() bool { return d.partial }

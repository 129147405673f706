package avif

import (
	"image"
	"io"

	"tintype/transform/internal/codec/avif/av1"
)

// Options choose what is decoded.
type Options struct {
	Skip av1.Tools // what the codec may leave out
	// Visible is what of the image is wanted, before orientation and within what
	// Width and Height say; cells outside of it are not decoded. Empty is all.
	Visible image.Rectangle
	Poll    func() error
}

// Plane is some rows of 8-bit samples.
type Plane struct {
	Pix    []byte
	Stride int
	Y      int // the plane's row that Pix begins with
	W, H   int
}

// Band is some rows of an image. Planes are Y, Cb and Cr, or red, green and blue, of
// full range, or gray alone.
type Band struct {
	Plane [3]Plane
	Alpha Plane
}

// Decoder gives an image in bands, from the top. They are valid until the next call.
type Decoder struct {
	img          *Image
	color, alpha *strips
	y            int // the next row, in the coded image
	band         Band
}

// moreBits is how many bits the samples of YCgCo-Re and YCgCo-Ro have more than the
// colors that they code.
func (img *Image) moreBits() int {
	if img.Mono || img.Matrix != 16 && img.Matrix != 17 {
		return 0
	}
	return 18 - img.Matrix
}

// RGB reports that the planes are red, green and blue.
func (img *Image) RGB() bool {
	return !img.Mono && (img.Matrix == 0 || img.Matrix == 16 || img.Matrix == 17)
}

// PlanesStored is how many planes a band has, alpha not counted.
func (img *Image) PlanesStored() int {
	if img.Mono {
		return 1
	}
	return 3
}

// NewDecoder prepares to decode.
func (img *Image) NewDecoder(o Options) *Decoder {
	visible := img.crop
	if !o.Visible.Empty() {
		visible = o.Visible.Add(img.crop.Min).Intersect(img.crop)
	}
	d := &Decoder{img: img, color: newStrips(img.color, o, visible)}
	more := img.moreBits()
	d.color.scales(img.FullRange, img.RGB())
	if more > 0 {
		d.color.more = more
		d.color.scale = [2]scale{newScale(img.Depth-more, true, false), newScale(img.Depth-more, true, false)}
	}
	if img.alpha != nil {
		d.alpha = newStrips(img.alpha, o, visible)
		d.alpha.scales(img.alpha.header.Color.FullRange, true)
	}
	return d
}

// Next gives the rows that follow, and after the last ones io.EOF. A file that ends early
// gives the rows that it has, and then an error.
func (d *Decoder) Next() (*Band, error) {
	c := d.img.crop
	for d.y < c.Max.Y {
		end, err := d.color.reach(d.y)
		if err != nil {
			return nil, err
		}
		if d.alpha != nil {
			alphaEnd, err := d.alpha.reach(d.y)
			if err != nil {
				return nil, err
			}
			end = min(end, alphaEnd)
		}
		from, to := max(d.y, c.Min.Y), min(end, c.Max.Y)
		d.y = end
		if from >= to {
			continue
		}
		for p := range d.color.n {
			subX, subY := 0, 0
			if p > 0 {
				subX, subY = d.img.SubX-1, d.img.SubY-1
			}
			d.band.Plane[p] = d.color.rows(p, from, to, c, subX, subY)
		}
		if d.img.RGB() && d.img.Matrix == 0 { // stored as green, blue, red
			p := &d.band.Plane
			p[0], p[1], p[2] = p[2], p[0], p[1]
		}
		if d.alpha != nil {
			d.band.Alpha = d.alpha.rows(0, from, to, c, 0, 0)
		}
		return &d.band, nil
	}
	return nil, io.EOF
}

// strips are the rows of a picture that are decoded: some of a coded image, or a row of
// cells.
type strips struct {
	p       *picture
	o       Options
	visible image.Rectangle
	n       int // planes
	scale   [2]scale
	more    int // bits that YCgCo-R takes more than its colors
	buf     [3]Plane
	y0, y1  int // rows that buf has

	single *av1.Decoder
	row    int // of cells
}

func newStrips(p *picture, o Options, visible image.Rectangle) *strips {
	s := &strips{p: p, o: o, visible: visible, n: 3}
	if p.header.Mono {
		s.n = 1
	}
	rows := p.header.BandRows
	if len(p.cells) > 1 {
		rows = p.cellH
	}
	for i := range s.n {
		subX, subY := s.sub(i)
		w := (p.cols*p.cellW + subX) >> subX
		s.buf[i] = Plane{Pix: make([]byte, w*((rows+subY)>>subY+1)), Stride: w, W: w}
	}
	return s
}

func (s *strips) sub(plane int) (x, y int) {
	if plane == 0 {
		return 0, 0
	}
	return s.p.header.SubX, s.p.header.SubY
}

// scales makes the tables to 8 bits; even says that all planes are like luma.
func (s *strips) scales(full, even bool) {
	depth := s.p.header.Depth
	s.scale = [2]scale{newScale(depth, full, false), newScale(depth, full, !even)}
}

// reach decodes until there are rows from y on, and returns the one behind the last.
func (s *strips) reach(y int) (end int, err error) {
	for s.y1 <= y {
		if len(s.p.cells) == 1 {
			err = s.nextBand()
		} else {
			err = s.nextRow()
		}
		if err == io.EOF { // cannot be: the picture has more rows
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, err
		}
	}
	return s.y1, nil
}

func (s *strips) nextBand() (err error) {
	if s.single == nil {
		if s.single, err = s.open(0); err != nil {
			return err
		}
	}
	b, err := s.single.Next()
	if err != nil {
		return err
	}
	s.moveTo(b.Y, b.Y+b.Height)
	s.put(b, 0, 0)
	return nil
}

func (s *strips) open(cell int) (*av1.Decoder, error) {
	c := &s.p.cells[cell]
	o := c.options
	o.Skip, o.Poll = s.o.Skip, s.o.Poll
	return av1.NewDecoder(c.data, o)
}

// moveTo says which rows the buffers have.
func (s *strips) moveTo(y0, y1 int) {
	s.y0, s.y1 = y0, y1
	for i := range s.n {
		_, subY := s.sub(i)
		s.buf[i].Y = (y0 + subY) >> subY
	}
}

// nextRow decodes a row of cells, those of them that are seen.
func (s *strips) nextRow() error {
	p := s.p
	s.moveTo(s.row*p.cellH, min((s.row+1)*p.cellH, p.h))
	for col := range p.cols {
		at := image.Rect(0, 0, p.cellW, p.cellH).Add(image.Pt(col*p.cellW, s.y0))
		// One cell around what is seen, for the filters that reach beyond it.
		if !at.Inset(-64).Overlaps(s.visible) {
			continue
		}
		d, err := s.open(s.row*p.cols + col)
		if err != nil {
			return err
		}
		for {
			b, err := d.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				return err
			}
			s.put(b, col*p.cellW, s.y0)
		}
	}
	s.row++
	return nil
}

// put converts a band to 8 bits and puts it at (x, y) of the picture.
func (s *strips) put(b *av1.Band, x, y int) {
	if s.more > 0 {
		for row := range b.Height {
			at := row * b.Planes[0].Stride
			w := b.Planes[0].Width
			reversible(b.Planes[0].Pix[at:][:w], b.Planes[1].Pix[row*b.Planes[1].Stride:][:w],
				b.Planes[2].Pix[row*b.Planes[2].Stride:][:w], s.p.header.Depth, s.more)
		}
	}
	for i := range s.n {
		subX, subY := s.sub(i)
		src, dst := &b.Planes[i], &s.buf[i]
		for row := range src.Height {
			to := (y>>subY+src.Y+row-dst.Y)*dst.Stride + x>>subX
			s.scale[min(i, 1)].row(dst.Pix[to:][:src.Width], src.Pix[row*src.Stride:])
		}
	}
}

// rows returns the rows of luma from from to to as they lie in crop, of one plane.
func (s *strips) rows(plane, from, to int, crop image.Rectangle, subX, subY int) Plane {
	b := &s.buf[plane]
	first, end := (from+subY)>>subY, (to+subY)>>subY
	top := crop.Min.Y >> subY
	if crop.Min.Y&subY != 0 { // the crop begins within a chroma row
		top = (crop.Min.Y + subY) >> subY
	}
	w := (crop.Dx() + subX) >> subX
	x := min(crop.Min.X>>subX, b.W-w)
	if end <= first {
		return Plane{Y: first - top, W: w}
	}
	return Plane{Pix: b.Pix[(first-b.Y)*b.Stride+x:], Stride: b.Stride, Y: first - top, W: w, H: end - first}
}

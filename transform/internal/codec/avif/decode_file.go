package avif

import (
	"bytes"
	"image"

	"tintype/transform/internal/codec/avif/av1"
)

// Image is what a file shows. Sizes are in pixels, before orientation.
type Image struct {
	Width, Height int
	Orientation   int // as EXIF numbers them, 1 to 8, from irot and imir
	Depth         int // bits of a stored sample: 8, 10 or 12
	Quantizer     int // base_q_idx of the colors, 0 to 255
	Mono          bool
	SubX, SubY    int // how many columns and rows share a chroma sample
	Alpha         bool
	Premultiplied bool // colors are multiplied with alpha
	// Primaries, Transfer and Matrix are H.273's code points, 2 where the file says
	// nothing; ICC is a profile, nil where there is none.
	Primaries, Transfer, Matrix int
	FullRange                   bool
	ICC                         []byte
	Peak                        int // of HDR colors in cd/m², from clli; 0 where it is not known
	// Memory is about how many bytes decoding takes.
	Memory int64

	color, alpha *picture
	crop         image.Rectangle // of the coded image
}

// picture is an item's pixels: one coded image, or a grid of cells.
type picture struct {
	w, h         int // of the whole
	cols, rows   int
	cellW, cellH int
	cells        []cell
	header       av1.Header
}

// cell is one coded image.
type cell struct {
	data    []byte
	options av1.Options
}

// Open reads the container and the headers of the coded images in it. data is the
// whole file and is kept.
func Open(data []byte) (*Image, error) {
	t, err := readTop(data)
	if err != nil {
		return nil, err
	}
	m := t.meta
	if m != nil && m.items[m.primary] != nil {
		return openItem(data, m)
	}
	if t.tracks != nil {
		return openTrack(data, t.tracks)
	}
	if m != nil {
		return nil, errNoPrimary
	}
	return nil, errNoMeta
}

// top is what the boxes of a file are that lie in no other.
type top struct {
	brands []byte // the content of ftyp
	meta   *meta
	tracks []track
	moves  bool // there is a moov
	cut    bool // a box reaches beyond the file
}

func readTop(data []byte) (t top, err error) {
	r := reader{data: data}
	for {
		b, ok := r.next()
		if !ok {
			t.cut = r.bad
			return t, nil
		}
		switch b.kind {
		case "ftyp":
			t.brands = b.data
		case "meta":
			if t.meta != nil {
				return t, FormatError("two lists of items")
			}
			if t.meta, err = readMeta(b.data); err != nil {
				return t, err
			}
		case "moov":
			t.moves = true
			if t.tracks, err = readTracks(b.data); err != nil {
				return t, err
			}
		}
	}
}

// openItem opens the primary item and its alpha.
func openItem(data []byte, m *meta) (*Image, error) {
	it := m.items[m.primary]
	for range maxDerivations { // identities
		if it.kind != "iden" || len(it.inputs) != 1 || m.items[it.inputs[0]] == nil {
			break
		}
		it = m.items[it.inputs[0]]
	}
	p, err := m.picture(data, it)
	if err != nil {
		return nil, err
	}
	img := &Image{}
	img.describe(p)
	if err := img.readProperties(m.items[m.primary]); err != nil {
		return nil, err
	}
	if own := m.items[m.primary]; own != it && own.find("colr") == nil {
		img.readColors(it)
	}
	a := m.alphaOf(m.primary)
	if a == nil {
		if a, err = m.alphaGrid(it); err != nil {
			return nil, err
		}
	}
	if a != nil {
		if err := img.addAlpha(data, m, a); err != nil {
			return nil, err
		}
	}
	img.estimate()
	return img, img.check()
}

// check refuses what has no meaning: red, green and blue of different sizes, and colors
// of fewer than 8 bits.
func (img *Image) check() error {
	if img.RGB() && (img.SubX > 1 || img.SubY > 1) || img.Depth-img.moreBits() < 8 {
		return errMatrix
	}
	return nil
}

func (img *Image) addAlpha(data []byte, m *meta, a *item) error {
	if a.find("ispe") == nil && a.kind != "grid" {
		return errNoSize
	}
	p, err := m.picture(data, a)
	if err != nil {
		return err
	}
	if p.w != img.color.w || p.h != img.color.h {
		return errAlpha
	}
	img.alpha, img.Alpha = p, true
	for _, id := range m.items[m.primary].premult {
		img.Premultiplied = img.Premultiplied || id == a.id
	}
	return nil
}

// alphaURNs are the auxiliary types that mean alpha.
var alphaURNs = []string{
	"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
	"urn:mpeg:hevc:2015:auxid:1",
}

// alphaOf returns the item that is an item's alpha, nil if there is none.
func (m *meta) alphaOf(id int) *item {
	var found *item
	for _, it := range m.items {
		if it.alphaOf != id || id == 0 || found != nil && found.id < it.id {
			continue
		}
		if p := it.find("auxC"); p != nil && len(p.data) > 4 {
			for _, urn := range alphaURNs {
				if name, _, _ := bytes.Cut(p.data[4:], []byte{0}); string(name) == urn {
					found = it
				}
			}
		}
	}
	return found
}

// alphaGrid makes a grid of the alphas of a grid's cells, for files that have none of
// their own.
func (m *meta) alphaGrid(it *item) (*item, error) {
	if it.kind != "grid" || len(it.inputs) == 0 {
		return nil, nil
	}
	grid := *it
	grid.inputs = nil
	for _, id := range it.inputs {
		a := m.alphaOf(id)
		if a == nil {
			return nil, nil
		}
		grid.inputs = append(grid.inputs, a.id)
	}
	return &grid, nil
}

// describe takes over what the coded image says of itself.
func (img *Image) describe(p *picture) {
	h := &p.header
	img.color, img.Orientation = p, 1
	img.Width, img.Height, img.crop = p.w, p.h, image.Rect(0, 0, p.w, p.h)
	img.Quantizer = h.Quantizer
	img.Depth, img.Mono, img.SubX, img.SubY = h.Depth, h.Mono, h.SubX+1, h.SubY+1
	if h.Mono {
		img.SubX, img.SubY = 1, 1
	}
	img.Primaries, img.Transfer, img.Matrix = h.Color.Primaries, h.Color.Transfer, h.Color.Matrix
	if !h.Color.Described {
		img.Primaries, img.Transfer, img.Matrix = 2, 2, 2
	}
	img.FullRange = h.Color.FullRange
}

// readProperties applies an item's properties in their order.
func (img *Image) readProperties(it *item) error {
	img.readColors(it)
	for _, p := range it.properties {
		switch p.kind {
		case "clap", "irot", "imir":
			if !p.essential {
				return errTransform
			}
		}
		switch p.kind {
		case "clap":
			img.clap(p.data)
		case "clli": // section 6.5.9 of HEIF: the brightest sample, then the brightest frame
			r := reader{data: p.data}
			img.Peak = r.int(2)
		case "irot":
			if len(p.data) > 0 {
				img.rotate(int(p.data[0] & 3))
			}
		case "imir":
			if len(p.data) > 0 {
				img.mirror(p.data[0]&1 == 1)
			}
		}
	}
	return nil
}

// readColors reads colr, section 12.1.5: nclx goes before what the coded image says.
func (img *Image) readColors(it *item) {
	for _, p := range it.properties {
		if p.kind != "colr" || len(p.data) < 4 {
			continue
		}
		switch r := (reader{data: p.data[4:]}); string(p.data[:4]) {
		case "nclx":
			primaries, transfer, matrix, full := r.int(2), r.int(2), r.int(2), r.int(1)>>7 != 0
			if !r.bad {
				img.Primaries, img.Transfer, img.Matrix, img.FullRange = primaries, transfer, matrix, full
			}
		case "prof", "rICC":
			if img.ICC == nil {
				img.ICC = p.data[4:]
			}
		}
	}
}

// Orientations as EXIF numbers them, after a turn of 90 degrees anticlockwise and
// after mirroring top to bottom or left to right.
var (
	turned   = [9]int{1: 8, 2: 5, 3: 6, 4: 7, 5: 4, 6: 1, 7: 2, 8: 3}
	topDown  = [9]int{1: 4, 2: 3, 3: 2, 4: 1, 5: 8, 6: 7, 7: 6, 8: 5}
	sideways = [9]int{1: 2, 2: 1, 3: 4, 4: 3, 5: 6, 6: 5, 7: 8, 8: 7}
)

func (img *Image) rotate(quarters int) {
	for range quarters {
		img.Orientation = turned[img.Orientation]
	}
}

// mirror is imir: axis 0 exchanges top and bottom, axis 1 left and right.
func (img *Image) mirror(axis bool) {
	if axis {
		img.Orientation = sideways[img.Orientation]
	} else {
		img.Orientation = topDown[img.Orientation]
	}
}

// clap cuts to the clean aperture, section 12.1.4; one that is not within the image or
// not of whole pixels is ignored, as browsers do.
func (img *Image) clap(data []byte) {
	r := reader{data: data}
	wN, wD, hN, hD := int64(r.int(4)), int64(r.int(4)), int64(r.int(4)), int64(r.int(4))
	xN, xD, yN, yD := int64(int32(r.int(4))), int64(r.int(4)), int64(int32(r.int(4))), int64(r.int(4))
	if r.bad {
		return
	}
	x, w, okX := span(int64(img.color.w), wN, wD, xN, xD)
	y, h, okY := span(int64(img.color.h), hN, hD, yN, yD)
	if okX && okY {
		img.crop = image.Rect(x, y, x+w, y+h)
		img.Width, img.Height = w, h
	}
}

// span is where a length of n/d, whose middle is moved by offN/offD, lies in size.
func span(size, n, d, offN, offD int64) (at, length int, ok bool) {
	if d <= 0 || offD <= 0 || n <= 0 || n%d != 0 || n/d > size {
		return 0, 0, false
	}
	n /= d
	twice := (size-n)*offD + 2*offN // of the beginning, times offD
	if twice < 0 || twice%(2*offD) != 0 || twice/(2*offD)+n > size {
		return 0, 0, false
	}
	return int(twice / (2 * offD)), int(n), true
}

// picture opens an item's coded images.
func (m *meta) picture(file []byte, it *item) (*picture, error) {
	if it.kind == "grid" {
		return m.grid(file, it)
	}
	if it.kind != "av01" {
		return nil, errNotCoded
	}
	c, h, err := m.cell(file, it)
	if err != nil {
		return nil, err
	}
	return &picture{w: h.Width, h: h.Height, cols: 1, rows: 1, cellW: h.Width, cellH: h.Height, cells: []cell{c}, header: h}, nil
}

// cell opens a coded image item.
func (m *meta) cell(file []byte, it *item) (c cell, h av1.Header, err error) {
	c.options.Layer = av1.LastLayer
	for _, p := range it.properties {
		r := reader{data: p.data}
		switch p.kind {
		case "a1op":
			c.options.OperatingPoint = r.int(1)
		case "lsel":
			if n := r.int(2); n != 0xffff {
				c.options.Layer = n
			}
		case "av1C", "ispe", "pixi", "colr", "auxC", "clap", "irot", "imir", "pasp":
		default:
			if p.essential {
				return c, h, errEssential
			}
		}
	}
	if it.find("av1C") == nil {
		return c, h, errProperties
	}
	size := it.find("ispe")
	if size == nil && it.alphaOf == 0 {
		return c, h, errNoSize
	}
	if c.data, err = m.data(file, it); err != nil {
		return c, h, err
	}
	if h, err = av1.ParseHeader(c.data, c.options); err != nil {
		return c, h, err
	}
	if size != nil {
		r := reader{data: size.data}
		r.full()
		if w, hh := r.int(4), r.int(4); r.bad || w != h.Width || hh != h.Height {
			return c, h, errSize
		}
	}
	return c, h, nil
}

// grid opens the cells of a grid, HEIF section 6.6.2.3.
func (m *meta) grid(file []byte, it *item) (*picture, error) {
	data, err := m.data(file, it)
	if err != nil {
		return nil, err
	}
	r := reader{data: data}
	version, flags := r.int(1), r.int(1)
	p := &picture{rows: r.int(1) + 1, cols: r.int(1) + 1}
	bytes := 2 + 2*(flags&1)
	p.w, p.h = r.int(bytes), r.int(bytes)
	if r.bad || version != 0 || p.w <= 0 || p.h <= 0 || len(it.inputs) != p.rows*p.cols {
		return nil, errGrid
	}
	used := map[int]bool{}
	for i, id := range it.inputs {
		input := m.items[id]
		if input == nil || input.kind != "av01" || used[id] {
			return nil, errGrid
		}
		used[id] = true
		c, h, err := m.cell(file, input)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			p.header, p.cellW, p.cellH = h, h.Width, h.Height
		}
		if !p.fits(&h) {
			return nil, errCell
		}
		p.cells = append(p.cells, c)
	}
	// Cells cover the image, and only the last column and row may reach beyond it.
	odd := p.header.SubX > 0 && (p.cellW|p.w)&1 != 0 || p.header.SubY > 0 && (p.cellH|p.h)&1 != 0
	if p.cols*p.cellW < p.w || p.rows*p.cellH < p.h || (p.cols-1)*p.cellW >= p.w || (p.rows-1)*p.cellH >= p.h || odd {
		return nil, errGrid
	}
	return p, nil
}

// fits reports whether a cell is of the first one's kind.
func (p *picture) fits(h *av1.Header) bool {
	a, b := &p.header, h
	return a.Width == b.Width && a.Height == b.Height && a.Depth == b.Depth && a.Mono == b.Mono &&
		a.SubX == b.SubX && a.SubY == b.SubY && a.Color.FullRange == b.Color.FullRange
}

// openTrack opens the first frame of a sequence.
func openTrack(data []byte, tracks []track) (*Image, error) {
	var main, alpha *track
	for i := range tracks {
		if t := &tracks[i]; t.alphaOf == 0 && t.handler != "auxv" && main == nil {
			main = t
		}
	}
	if main == nil {
		return nil, errTrack
	}
	for i := range tracks {
		if t := &tracks[i]; t.alphaOf == main.id && t.handler == "auxv" && alpha == nil {
			alpha = t
		}
	}
	p, err := main.picture(data)
	if err != nil {
		return nil, err
	}
	img := &Image{}
	img.describe(p)
	img.readColors(&item{properties: main.properties()})
	if alpha != nil {
		if img.alpha, err = alpha.picture(data); err != nil {
			return nil, err
		}
		if img.alpha.w != p.w || img.alpha.h != p.h {
			return nil, errAlpha
		}
		img.Alpha = true
	}
	img.estimate()
	return img, img.check()
}

// properties are the boxes of a sample entry, which say of a track what an item's
// properties do.
func (t *track) properties() []property {
	var all []property
	r := reader{data: t.entry}
	for {
		b, ok := r.next()
		if !ok {
			return all
		}
		all = append(all, property{box: b})
	}
}

func (t *track) picture(file []byte) (*picture, error) {
	if t.first.offset > uint64(len(file)) {
		return nil, errLocation
	}
	data := file[t.first.offset:]
	data = data[:min(t.first.length, uint64(len(data)))]
	c := cell{data: data, options: av1.Options{Layer: av1.LastLayer}}
	h, err := av1.ParseHeader(c.data, c.options)
	if err != nil {
		return nil, err
	}
	return &picture{w: h.Width, h: h.Height, cols: 1, rows: 1, cellW: h.Width, cellH: h.Height, cells: []cell{c}, header: h}, nil
}

// estimate adds up the memory of decoding: of a cell at a time, and of a row of cells.
func (img *Image) estimate() {
	for _, p := range []*picture{img.color, img.alpha} {
		if p == nil {
			continue
		}
		img.Memory += p.header.Memory
		rows := int64(p.header.BandRows)
		if len(p.cells) > 1 {
			rows = int64(p.cellH)
		}
		img.Memory += 3 * int64(p.cols) * int64(p.cellW) * rows
	}
}

package png

import (
	"encoding/binary"

	"tintype/transform/internal/flate"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// Options are the settings of an encoder.
type Options struct {
	ICC  []byte       // profile to embed
	Poll func() error // called about every half millisecond; its error ends the work

	meter *work.Meter // asks Poll
}

// What a pixel takes, in samples, to be filtered and packed: as an index, and as
// up to four samples.
const (
	indexWork  = 16
	sampleWork = 64
)

// search is how thoroughly copies are looked for. Twice the chain packs drawings
// 1.5 % better and takes a fifth more time.
var search = flate.Search{Chain: 8, Good: 6, Lazy: 8, Nice: 64}

// filteredSearch is that for filtered rows. Short copies of residuals are as common
// as they are of no use.
var filteredSearch = flate.Search{Chain: 8, Good: 6, Lazy: 8, Nice: 64, Least: 5}

// trialSearch is what filters are compared with.
var trialSearch = flate.Search{Chain: 1, Good: 8, Lazy: 4, Nice: 32}

// Encode returns the image, Gray or RGB with or without alpha, as a PNG file
// in the smallest of the forms that hold it without loss: without alpha if it is
// opaque, gray if no pixel has a color, with a palette if there are up to 256
// colors.
func Encode(img *pixel.Image, opt Options) ([]byte, error) {
	if img.Model != pixel.Gray && img.Model != pixel.RGB || img.W <= 0 || img.H <= 0 {
		return nil, unsupportedError("a picture that is neither gray nor RGB")
	}
	space := profileSpace(opt.ICC)
	if space != spaceRGB && space != spaceGray || space == spaceGray && img.Model != pixel.Gray {
		opt.ICC = nil
	}
	opt.meter = work.New(opt.Poll)
	img = reduce(img, opt.ICC == nil, opt.meter)
	z := flate.NewWriter(nil, search)
	defer z.Free()
	var best []byte
	if indices, palette := exactPalette(img, opt.meter); palette != nil && (opt.ICC == nil || space == spaceRGB) {
		var err error
		if best, err = encodeIndexed(z, indices, img.W, img.H, palette, opt); err != nil {
			return nil, err
		}
		if !mayBeat(img, len(palette)) {
			return best, nil
		}
	}
	b, err := encodeSamples(z, img, opt)
	if err != nil || best != nil && len(best) <= len(b) {
		return best, err
	}
	return b, nil
}

// Color spaces of a profile (ICC.1, table 19).
const (
	spaceRGB  = "RGB "
	spaceGray = "GRAY"
)

// profileSpace returns the signature of the color space that a profile is for
// (ICC.1, section 7.2): a gray one belongs to gray samples only, and one for RGB
// to RGB and palettes (PNG, section 11.3.2.3).
func profileSpace(icc []byte) string {
	if len(icc) < 128 {
		return ""
	}
	return string(icc[16:20])
}

// smallPicture is a size in samples up to which another form is tried, since it
// costs little.
const smallPicture = 4 << 10

// tinyPicture is a size up to which filters are tried on all of it.
const tinyPicture = 1 << 10

// mayBeat says that samples might take less than indices: those of a small
// image, which pays for its palette, and gray ones that are bytes either way.
func mayBeat(img *pixel.Image, nColors int) bool {
	return img.W*img.H <= smallPicture || img.Model == pixel.Gray && !img.HasAlpha() && nColors > 16
}

// EncodeIndexed returns an image of w by h indices, row by row without gaps,
// as a PNG file with a palette of 1 to 256 colors: red, green, blue and
// straight alpha. Those with alpha should come first.
func EncodeIndexed(indices []byte, w, h int, palette [][4]byte, opt Options) ([]byte, error) {
	opt.meter = work.New(opt.Poll)
	z := flate.NewWriter(nil, search)
	defer z.Free()
	return encodeIndexed(z, indices, w, h, palette, opt)
}

func encodeIndexed(z *flate.Writer, indices []byte, w, h int, palette [][4]byte, opt Options) ([]byte, error) {
	depth := 8
	switch n := len(palette); {
	case n == 0 || n > 256 || len(indices) < w*h || w <= 0 || h <= 0:
		return nil, unsupportedError("a palette of no colors or more than 256, or too few indices")
	case n <= 2:
		depth = 1
	case n <= 4:
		depth = 2
	case n <= 16:
		depth = 4
	}
	if profileSpace(opt.ICC) != spaceRGB {
		opt.ICC = nil
	}
	e := newEncoder(z, w, h, typePalette, depth, opt)
	e.palette(palette)
	e.beginData()
	row := make([]byte, 1+(w*depth+7)/8) // filter type none
	for y := range h {
		if !opt.meter.Spend(indexWork * w) {
			return nil, opt.meter.Err()
		}
		pack(row[1:], indices[y*w:][:w], depth)
		z.Write(row)
	}
	return e.finish(), nil
}

// palette writes the PLTE chunk and, where it is wanted, tRNS.
func (e *encoder) palette(palette [][4]byte) {
	plte, trns := []byte(nil), []byte(nil)
	nAlpha := 0
	for i, c := range palette {
		plte = append(plte, c[:3]...)
		trns = append(trns, c[3])
		if c[3] != 255 {
			nAlpha = i + 1
		}
	}
	e.chunk("PLTE", plte)
	if nAlpha > 0 {
		e.chunk("tRNS", trns[:nAlpha])
	}
}

// pack puts indices of 1, 2, 4 or 8 bits into bytes, the leftmost highest
// (section 7.2).
func pack(dst, indices []byte, depth int) {
	if depth == 8 {
		copy(dst, indices)
		return
	}
	clear(dst)
	per := 8 / depth
	for x, v := range indices {
		dst[x/per] |= v << (8 - depth*(x%per+1))
	}
}

// encodeSamples writes the image's planes as they are.
func encodeSamples(z *flate.Writer, img *pixel.Image, opt Options) ([]byte, error) {
	colorType := typeGray
	switch {
	case img.Model == pixel.RGB && img.HasAlpha():
		colorType = typeRGBA
	case img.Model == pixel.RGB:
		colorType = typeRGB
	case img.HasAlpha():
		colorType = typeGrayAlpha
	}
	f := newRowFilter(img)
	if img.W*img.H <= tinyPicture {
		// Both ways, as a whole.
		plain, err := encodeFiltered(z, img, colorType, f, false, opt)
		if err != nil {
			return nil, err
		}
		filtered, err := encodeFiltered(z, img, colorType, f, true, opt)
		if err != nil || len(filtered) >= len(plain) {
			return plain, err
		}
		return filtered, nil
	}
	return encodeFiltered(z, img, colorType, f, f.pays(z), opt)
}

func encodeFiltered(z *flate.Writer, img *pixel.Image, colorType int, f *rowFilter, adaptive bool, opt Options) ([]byte, error) {
	e := newEncoder(z, img.W, img.H, colorType, 8, opt)
	if adaptive {
		e.search = filteredSearch
	}
	e.beginData()
	f.begin(0, adaptive)
	for y := range img.H {
		if !opt.meter.Spend(sampleWork * img.W) {
			return nil, opt.meter.Err()
		}
		f.write(z, y)
	}
	return e.finish(), nil
}

// A rowFilter puts rows together from planes and filters them.
type rowFilter struct {
	img       *pixel.Image
	planes    []*pixel.Plane
	cur, prev []byte           // with rowPad
	out       [nFilters][]byte // with the filter's type in front
	body      [nFilters][]byte // the same without it
	adaptive  bool
}

func newRowFilter(img *pixel.Image) *rowFilter {
	f := &rowFilter{img: img}
	for i := range img.Model.Planes() {
		f.planes = append(f.planes, &img.Plane[i])
	}
	if img.HasAlpha() {
		f.planes = append(f.planes, &img.Alpha)
	}
	n := img.W * len(f.planes)
	f.cur, f.prev = make([]byte, rowPad+n), make([]byte, rowPad+n)
	for i := range f.out {
		f.out[i] = make([]byte, 1+n)
		f.out[i][0] = byte(i)
		f.body[i] = f.out[i][1:]
	}
	return f
}

// begin prepares for rows from y on, each with the filter of least sum or all
// without.
func (f *rowFilter) begin(y int, adaptive bool) {
	f.adaptive = adaptive
	clear(f.cur)
	if y > 0 && adaptive {
		f.join(f.cur[rowPad:], y-1)
	}
}

func (f *rowFilter) join(dst []byte, y int) {
	var rows [4][]byte
	for i, p := range f.planes {
		rows[i] = p.Row(y)
	}
	pixel.Join(dst, rows[:len(f.planes)])
}

// write filters row y, which follows the last one, into z.
func (f *rowFilter) write(z *flate.Writer, y int) {
	if !f.adaptive {
		f.join(f.body[filterNone], y)
		z.Write(f.out[filterNone])
		return
	}
	f.cur, f.prev = f.prev, f.cur
	f.join(f.cur[rowPad:], y)
	sums := filterBytes(&f.body, f.cur, f.prev, len(f.planes))
	best := filterNone
	for i, s := range sums {
		if s < sums[best] {
			best = i
		}
	}
	z.Write(f.out[best])
}

// Rows of a trial: so many at so many places, evenly spread.
const (
	trialRows   = 8
	trialPlaces = 4
)

// pays packs some of the rows both ways and reports whether filters make them
// smaller. Drawings and screenshots repeat themselves, and filters spoil that;
// photographs do not. So few rows have less to repeat than all of them, which
// the twentieth makes up for.
func (f *rowFilter) pays(z *flate.Writer) bool {
	plain := f.trial(z, false)
	return f.trial(z, true) < plain-plain/20
}

// trial packs some of the rows and returns how many bytes they take.
func (f *rowFilter) trial(z *flate.Writer, adaptive bool) int {
	z.Reset(nil, trialSearch)
	for k := range trialPlaces {
		from, end := trialPlace(k, f.img.H)
		f.begin(from, adaptive)
		for y := from; y < end; y++ {
			f.write(z, y)
		}
	}
	return len(z.Close())
}

// trialPlace returns the first row of place k of a trial and the one after the last.
func trialPlace(k, h int) (from, end int) {
	from = max(0, h*(2*k+1)/(2*trialPlaces)-trialRows/2)
	return from, min(from+trialRows, h)
}

// An encoder is the file so far.
type encoder struct {
	b      []byte
	z      *flate.Writer
	table  *crcTable
	data   int // where the IDAT chunk begins
	search flate.Search
	opt    Options
}

func newEncoder(z *flate.Writer, w, h, colorType, depth int, opt Options) *encoder {
	e := &encoder{b: []byte(signature), z: z, table: newCRC(), opt: opt, search: search}
	ihdr := binary.BigEndian.AppendUint32(nil, uint32(w))
	ihdr = binary.BigEndian.AppendUint32(ihdr, uint32(h))
	e.chunk("IHDR", append(ihdr, byte(depth), byte(colorType), 0, 0, 0))
	if opt.ICC != nil {
		z.Reset([]byte("icc\x00\x00"), search) // section 11.3.2.3: name, method
		z.Write(opt.ICC)
		e.chunk("iCCP", z.Close())
	}
	return e
}

func (e *encoder) chunk(name string, data []byte) {
	at := e.beginChunk(name)
	e.b = append(e.b, data...)
	e.endChunk(at)
}

func (e *encoder) beginChunk(name string) (at int) {
	at = len(e.b)
	e.b = append(append(e.b, 0, 0, 0, 0), name...)
	return at
}

// endChunk fills in the length of the chunk that began at at, and its CRC.
func (e *encoder) endChunk(at int) {
	binary.BigEndian.PutUint32(e.b[at:], uint32(len(e.b)-at-8))
	e.b = binary.BigEndian.AppendUint32(e.b, e.table.update(0, e.b[at+4:]))
}

// beginData begins the one IDAT chunk, which the writer appends to.
func (e *encoder) beginData() {
	e.data = e.beginChunk("IDAT")
	e.z.Reset(e.b, e.search)
}

func (e *encoder) finish() []byte {
	e.b = e.z.Close()
	e.endChunk(e.data)
	e.chunk("IEND", nil)
	return e.b
}

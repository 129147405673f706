package av1

import "tintype/transform/internal/work"

// LastLayer asks for the highest spatial layer of the operating point.
const LastLayer = -1

// Tools are parts of decoding that can be left out where the result is made so
// much smaller that they do not show.
type Tools uint8

const (
	Deblocking Tools = 1 << iota
	CDEF
	Restoration
	FilmGrain
)

// Options choose what is decoded and bound it. The zero value decodes
// everything of operating point 0 and its spatial layer 0, without limits.
type Options struct {
	OperatingPoint int          // a1op
	Layer          int          // lsel, where the operating point has spatial layers
	Skip           Tools        // what to leave out
	MaxPixels      int64        // of the frame; 0 is no limit
	MaxMemory      int64        // in bytes, as Header.Memory estimates it; 0 is no limit
	Poll           func() error // called now and then; its error ends decoding
}

// Color says how samples are to be understood: code points of ISO/IEC 23091-2.
type Color struct {
	Described      bool // the stream has the next three; else they are 2, unspecified
	Primaries      int
	Transfer       int
	Matrix         int
	FullRange      bool
	ChromaPosition int // 0 unknown, 1 left, 2 top left
}

// Header is what is known before anything is decoded.
type Header struct {
	Width, Height             int // of what Next gives, after superres
	RenderWidth, RenderHeight int
	Depth                     int // 8, 10 or 12
	Mono                      bool
	SubX, SubY                int // 1 where chroma has half the samples
	Color                     Color
	Profile                   int
	Still                     bool
	FilmGrain                 bool  // it would be applied
	Lossless                  bool  // every block is lossless
	Quantizer                 int   // base_q_idx, 0 to 255: how coarse the picture is
	Layers                    int   // spatial layers of the operating point, at least 1
	BandRows                  int   // the most rows that Next gives at once
	Memory                    int64 // about how many bytes decoding takes
}

// Plane is the rows of one plane in a band.
type Plane struct {
	Pix           []uint16
	Stride        int
	Y             int // the plane's row that Pix begins with
	Width, Height int
}

// Band is some rows of the picture. Planes are Y, U and V, or Y alone.
type Band struct {
	Y, Height int // of luma
	Planes    []Plane
}

// Decoder gives a frame in bands, from the top.
type Decoder struct {
	header Header
	poll   func() error
	d      *decoder
	err    error
	band   Band
	planes [3]Plane
	short  bool
}

// ParseHeader reads the headers of the frame that NewDecoder would decode.
func ParseHeader(data []byte, o Options) (Header, error) {
	f, layers, err := find(data, o)
	if err != nil {
		return Header{}, err
	}
	return f.header(layers), nil
}

func find(data []byte, o Options) (f *frame, layers int, err error) {
	s := &scanner{point: o.OperatingPoint, layer: o.Layer}
	f, err = s.scan(data)
	if err != nil {
		return nil, 0, err
	}
	if !f.head.intra() {
		return nil, 0, errInter
	}
	return f, max(floorLog2(s.idc>>8|1)+1, 1), nil
}

func (f *frame) header(layers int) Header {
	s, h := f.seq, f.head
	return Header{
		Width: h.upscaledWidth, Height: h.height, RenderWidth: h.renderWidth, RenderHeight: h.renderHeight,
		Depth: s.depth, Mono: s.mono, SubX: s.subX, SubY: s.subY, Color: s.color, Profile: s.profile, Still: s.still,
		FilmGrain: h.grain.apply, Lossless: h.allLossless, Quantizer: h.quant.base, Layers: layers,
		BandRows: bandRows(s), Memory: f.memory(),
	}
}

func bandRows(s *sequence) int {
	if s.sb128 {
		return 128 + 8
	}
	return 64 + 8
}

// memory estimates what newDecoder allocates.
func (f *frame) memory() int64 {
	s, h := f.seq, f.head
	samples := int64(h.miCols*4 + 128 + 2*margin)
	if !s.mono {
		samples += 2 * samples >> s.subX
	}
	rows := int64(bandRows(s) + carried)
	total := 2 * samples * rows
	if h.intrabc {
		total = 2*samples*int64(h.miRows*4+128) + int64(h.miCols)*int64(h.miRows)*25
	}
	for _, used := range []bool{h.cdef.on, h.superresDenom != 8, h.lr.used, h.grain.apply} {
		if used {
			total += 2 * samples * rows * int64(h.upscaledWidth) / int64(h.width)
		}
	}
	blocks := int64(h.miCols) * int64(h.miRows)
	if h.segmentation.enabled {
		total += blocks
	}
	total += blocks/4 + int64(h.miCols)*(64+7*33)
	return total + int64(h.tiles.cols)*24<<10 + 640<<10
}

// NewDecoder prepares to decode a stream of low-overhead OBUs, such as an AVIF
// item's. It keeps data. Nothing of the size of the picture is allocated if the
// limits are exceeded.
func NewDecoder(data []byte, o Options) (*Decoder, error) {
	f, layers, err := find(data, o)
	if err != nil {
		return nil, err
	}
	h := f.header(layers)
	if o.MaxPixels > 0 && int64(h.Width)*int64(h.Height) > o.MaxPixels {
		return nil, LimitError("the frame has more pixels than are allowed")
	}
	if o.MaxMemory > 0 && h.Memory > o.MaxMemory {
		return nil, LimitError("decoding takes more memory than is allowed")
	}
	dec := &Decoder{header: h, poll: o.Poll, d: newDecoder(f, o.Skip)}
	dec.d.meter = work.New(o.Poll)
	return dec, nil
}

// Header is what ParseHeader says.
func (d *Decoder) Header() Header { return d.header }

// Next gives the rows that follow, valid until it is called again, and after the
// last ones io.EOF. A stream that ends early gives the rows it has, and then a
// FormatError.
func (d *Decoder) Next() (*Band, error) {
	if d.err != nil {
		return nil, d.err
	}
	if d.poll != nil {
		if d.err = d.poll(); d.err != nil {
			return nil, d.err
		}
	}
	d.d.slide()
	y0, y1, err := d.d.nextRows()
	if err != nil {
		d.err = err
		return nil, err
	}
	d.band = Band{Y: y0, Height: y1 - y0, Planes: d.planes[:d.d.planes]}
	for p := range d.band.Planes {
		subX, subY := d.d.sub(p)
		s := &d.d.grained[p]
		d.planes[p] = Plane{
			Pix: s.pix[s.at(0, y0>>subY):], Stride: s.stride, Y: y0 >> subY,
			Width: (d.header.Width + subX) >> subX, Height: (y1+subY)>>subY - y0>>subY,
		}
	}
	return &d.band, nil
}

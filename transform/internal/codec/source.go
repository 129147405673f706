package codec

import (
	"bytes"
	"image"
	"io"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/pixel/cicp"
	"tintype/transform/internal/work"
)

// Header is what a source says of itself before any pixel is decoded.
type Header struct {
	W, H        int // pixels as stored, before orientation
	Orientation int // of EXIF, 1 to 8
	Model       pixel.Model
	Alpha       bool
	Sampling    Sampling
	Color
	YCCK        bool // the planes of a CMYK image are Y, Cb, Cr and K
	Progressive bool // the file shows all of the image early, and then better
	Coarseness  int  // of a lossy source's steps, in percent of JPEG's table K.1; 0 where it is not known
	Palette     int  // colors of the palette that the pixels are indices of, else 0
}

// Color says which colors the samples of a source stand for. The zero value is sRGB in
// the standard coding with 8 bits.
type Color struct {
	ICC   []byte      // profile, nil where there is none
	Space *cicp.Space // primaries and transfer, where there is no profile that can be read; nil for sRGB
	Peak  int         // of HDR colors, cd/m²; 0 where it is not known
	// Coding is that of the planes which Next delivers: matrix and range.
	Coding pixel.Coding
	// Depth is how many bits a sample has in the file, 0 for 8.
	Depth int
}

// Sampling holds the relative sampling rates of the planes, as a JPEG frame
// header gives them (ITU-T T.81, A.1.1): plane i has H[i]/HMax samples a pixel.
type Sampling struct {
	H, V       [4]int
	HMax, VMax int
}

// EvenSampling is that of planes with one sample a pixel, or of color differences with
// one in subX by subY of them.
func EvenSampling(subX, subY int) Sampling {
	s := Sampling{HMax: subX, VMax: subY}
	for i := range s.H {
		s.H[i], s.V[i] = 1, 1
	}
	s.H[0], s.V[0] = subX, subY
	return s
}

// A Source decodes one image: Header, Start, then bands until io.EOF. It may be one
// of the interfaces below, too.
type Source interface {
	Header() *Header
	// Start allocates for the decode that the plan describes and returns the size of
	// every plane that Next will deliver.
	Start(p Plan) (Sizes, error)
	// Next delivers the following rows; io.EOF after the last ones.
	Next(b *pixel.Band) error
	// Rewind goes back to before Start, for another plan. The file must not have been
	// forgotten.
	Rewind() error
}

// A FileSource can give back its file.
type FileSource interface {
	// Forget says that the file will not be wanted: it is kept no longer.
	Forget()
	// File returns the whole file, of which at most n bytes are kept; nil where
	// there are more or they cannot be read.
	File(n int64) []byte
}

// A Reserver may need memory for all of its pixels at once: it has to leave room for
// n bytes.
type Reserver interface{ Reserve(n int64) }

// Partial reports whether a source that has been read lacks something: its data end
// early or are damaged, and the image shows what there is.
func Partial(s Source) bool {
	p, ok := s.(interface{ Partial() bool })
	return ok && p.Partial()
}

// A Plan tells a source what of it will be looked at.
type Plan struct {
	// N is the decode scale of each plane in eighths, 1 to 8, for decoders that can
	// deliver less than the full size.
	N [4]int
	// Crop is the part that is needed, in stored full-size pixels, filter margins
	// included. What lies outside may be left undecoded.
	Crop image.Rectangle
	// Limited asks a source of a format that can for planes of limited range, which its
	// header's Coding does not tell of.
	Limited bool
	// BlocksUnseen says that the image is shrunk so far that decoders may leave out
	// what hides the edges of blocks.
	BlocksUnseen bool
}

// Sizes holds the width and height of each delivered plane; index 3 of an image with
// alpha and fewer than four colors is unused, alpha has the size of plane 0.
type Sizes [4]struct{ W, H int }

// Sizes is the size of every plane of a source whose color differences share their
// sampling, and whose luma has every pixel.
func (h *Header) Sizes() (sizes Sizes) {
	for i := range h.Model.Planes() {
		sizes[i].W, sizes[i].H = h.W, h.H
		if i > 0 {
			sizes[i].W = (h.W + h.Sampling.HMax - 1) / h.Sampling.HMax
			sizes[i].H = (h.H + h.Sampling.VMax - 1) / h.Sampling.VMax
		}
	}
	return sizes
}

// Limits bound what a decoder may take.
type Limits struct {
	SourcePixels int64 // width times height
	FramePixels  int64 // of all frames of an animation together
	Memory       int64 // bytes, for a file that has to be decoded as a whole
	Meter        *work.Meter
	Poll         func() error // what the meter asks
}

// CheckSize refuses an image that is beyond the limits, or that has no pixels.
func (l *Limits) CheckSize(w, h int) error {
	if w <= 0 || h <= 0 {
		return FormatError("no width or height")
	}
	return check("source pixels", int64(w)*int64(h), l.SourcePixels)
}

// CheckMemory refuses a file whose pixels take n bytes at once, where that is too many.
func (l *Limits) CheckMemory(n int64) error {
	return check("memory for the source's pixels", n, l.Memory)
}

func check(what string, got, most int64) error {
	if got > most {
		return &LimitError{what, got, most}
	}
	return nil
}

// InMemory is the file of a source that has read all of it.
type InMemory []byte

// ReadAll reads a file whose parts stand in any order.
func ReadAll(r io.Reader) (InMemory, error) { return io.ReadAll(r) }

// Forget does nothing: the pixels are in the file.
func (m InMemory) Forget() {}

// File returns the file.
func (m InMemory) File(n int64) []byte {
	if int64(len(m)) > n {
		return nil
	}
	return m
}

// A Tape keeps what is read of a file by a source that decodes while bytes arrive.
type Tape struct {
	R    io.Reader
	kept []byte
	off  bool
}

// Kept returns what has been read so far.
func (t *Tape) Kept() []byte { return t.kept }

// Rewind lets the file be read from its beginning.
func (t *Tape) Rewind() { *t = Tape{R: io.MultiReader(bytes.NewReader(t.kept), t.R)} }

func (t *Tape) Read(p []byte) (int, error) {
	n, err := t.R.Read(p)
	if !t.off {
		t.kept = append(t.kept, p[:n]...)
	}
	return n, err
}

// Forget keeps nothing more.
func (t *Tape) Forget() { t.kept, t.off = nil, true }

// File reads the rest and returns everything.
func (t *Tape) File(n int64) []byte {
	var buf [4096]byte
	for !t.off {
		if int64(len(t.kept)) > n {
			t.Forget()
			break
		}
		if _, err := t.Read(buf[:]); err == io.EOF {
			return t.kept
		} else if err != nil {
			t.Forget()
		}
	}
	return nil
}

// Rows is the source of a decoder that has begun and hands over rows from the top.
type Rows struct {
	Head Header
	Rows func(*pixel.Band) error

	again func() (*Rows, error)
}

// OpenRows reads a file whose parts stand in any order. open returns what its header
// says and what begins to decode it.
func OpenRows(r io.Reader, lim *Limits, open func(file []byte) (s *Rows, start func() error, err error)) (Source, error) {
	data, err := ReadAll(r)
	if err != nil {
		return nil, err
	}
	begin := func() (*Rows, error) {
		s, start, err := open(data)
		if err == nil {
			err = lim.CheckSize(s.Head.W, s.Head.H)
		}
		if err == nil {
			err = start()
		}
		return s, err
	}
	s, err := begin()
	if err != nil {
		return nil, err
	}
	s.again = begin
	return s, nil
}

// Header returns Head.
func (s *Rows) Header() *Header { return &s.Head }

// Start has nothing to do.
func (s *Rows) Start(Plan) (Sizes, error) { return s.Head.Sizes(), nil }

// Next calls Rows.
func (s *Rows) Next(b *pixel.Band) error { return s.Rows(b) }

// Rewind begins to decode the file again.
func (s *Rows) Rewind() error {
	fresh, err := s.again()
	if err == nil {
		s.Rows = fresh.Rows
	}
	return err
}

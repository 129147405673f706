package codec

import (
	"bytes"
	"image"
	"io"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/pixel/cicp"
	"tintype/transform/internal/work"
)

// Header is what is known of a source before any pixel is decoded.
type Header struct {
	W, H        int // pixels as stored, before orientation
	Orientation int // of EXIF, 1 to 8
	Model       pixel.Model
	Alpha       bool
	Sampling    Sampling
	Color
	YCCK        bool // the planes of a CMYK image are Y, Cb, Cr and K
	Progressive bool // a progressive JPEG
	Coarseness  int  // of the quantization steps of a lossy source, in percent of JPEG's table K.1; 0 if it is not known
	Palette     int  // number of colors of the source's palette, 0 if it has none
}

// Color describes the colors of a source. The zero value is sRGB in the standard coding
// with 8 bits.
type Color struct {
	ICC   []byte      // profile, nil if there is none
	Space *cicp.Space // primaries and transfer, if there is no profile that can be read; nil for sRGB
	Peak  int         // of HDR colors, cd/m²; 0 if it is not known
	// Coding is the matrix and the range of the planes that Next delivers.
	Coding pixel.Coding
	// Depth is the number of bits of a sample in the file; 0 stands for 8.
	Depth int
}

// Sampling holds the relative sampling rates of the planes, as a JPEG frame
// header gives them (ITU-T T.81, A.1.1): plane i has H[i]/HMax samples a pixel.
type Sampling struct {
	H, V       [4]int
	HMax, VMax int
}

// EvenSampling returns the sampling of planes with one sample per pixel, whose color
// differences have one sample per subX by subY pixels.
func EvenSampling(subX, subY int) Sampling {
	s := Sampling{HMax: subX, VMax: subY}
	for i := range s.H {
		s.H[i], s.V[i] = 1, 1
	}
	s.H[0], s.V[0] = subX, subY
	return s
}

// A Source decodes one image: call Header, Start, and Next until io.EOF. A source may
// also implement the interfaces below.
type Source interface {
	Header() *Header
	// Start allocates the memory for decoding by the plan, and returns the size of every
	// plane that Next will deliver.
	Start(p Plan) (Sizes, error)
	// Next delivers the next rows, and io.EOF after the last ones.
	Next(b *pixel.Band) error
	// Rewind returns the source to its state before Start, for another plan. It must not be
	// called after Forget.
	Rewind() error
}

// A FileSource can return its file.
type FileSource interface {
	// Forget tells the source that its file is not needed, so that it is not kept.
	Forget()
	// File reads the rest of the file and returns all of it. It returns nil if the file has
	// more than n bytes or cannot be read.
	File(n int64) []byte
}

// A Reserver is a source that may need memory for all of its pixels at once. Reserve
// tells it to leave n bytes of the limit to others.
type Reserver interface{ Reserve(n int64) }

// Partial reports whether the data of a source ended early or are damaged, so that the
// image shows only a part. It is valid after the last row.
func Partial(s Source) bool {
	p, ok := s.(interface{ Partial() bool })
	return ok && p.Partial()
}

// A Plan tells a source which part of it is needed, and at which scale.
type Plan struct {
	// N is the scale to decode each plane at, in eighths, 1 to 8. It is 8 unless
	// Format.Scales is set.
	N [4]int
	// Crop is the part that is needed, with the margins of filters, in pixels as stored at
	// full size. The source need not decode the rest.
	Crop image.Rectangle
	// Limited asks for planes of limited range, if Format.Limited is set. Header.Coding does
	// not change.
	Limited bool
	// BlocksUnseen says that the image shrinks so far that decoders may leave out filters
	// for the edges of blocks.
	BlocksUnseen bool
}

// Sizes holds the width and height of each color plane in samples. Alpha has the size of
// plane 0.
type Sizes [4]struct{ W, H int }

// Sizes returns the sizes of all planes of a source that is decoded at full size, and
// whose color differences share one sampling.
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

// Limits bound the input and the memory of a decoder.
type Limits struct {
	SourcePixels int64 // width times height
	FramePixels  int64 // of all frames of an animation together
	Memory       int64 // bytes, for files whose pixels have to be decoded at once
	Meter        *work.Meter
	Poll         func() error // what the meter asks
}

// CheckSize returns an error for an image that exceeds the limit of pixels, or that has
// none.
func (l *Limits) CheckSize(w, h int) error {
	if w <= 0 || h <= 0 {
		return FormatError("no width or height")
	}
	return check("source pixels", int64(w)*int64(h), l.SourcePixels)
}

// CheckMemory returns an error if n bytes exceed the limit of memory.
func (l *Limits) CheckMemory(n int64) error {
	return check("memory for the source's pixels", n, l.Memory)
}

func check(what string, got, most int64) error {
	if got > most {
		return &LimitError{what, got, most}
	}
	return nil
}

// InMemory is the whole file of a source, which it decodes from memory.
type InMemory []byte

// ReadAll reads a whole file, for formats whose parts may be in any order.
func ReadAll(r io.Reader) (InMemory, error) { return io.ReadAll(r) }

// Forget does nothing, since the source decodes from the file.
func (m InMemory) Forget() {}

// File returns the file.
func (m InMemory) File(n int64) []byte {
	if int64(len(m)) > n {
		return nil
	}
	return m
}

// A Tape keeps the bytes that a source has read, for sources that decode while bytes
// arrive.
type Tape struct {
	R    io.Reader
	kept []byte
	off  bool
}

// Kept returns the bytes that have been read so far.
func (t *Tape) Kept() []byte { return t.kept }

// Rewind makes the tape start again at the beginning of the file.
func (t *Tape) Rewind() { *t = Tape{R: io.MultiReader(bytes.NewReader(t.kept), t.R)} }

func (t *Tape) Read(p []byte) (int, error) {
	n, err := t.R.Read(p)
	if !t.off {
		t.kept = append(t.kept, p[:n]...)
	}
	return n, err
}

// Forget drops the bytes that were kept, and keeps no more.
func (t *Tape) Forget() { t.kept, t.off = nil, true }

// File implements FileSource.
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

// Rows is a source made of a decoder that delivers rows from the top.
type Rows struct {
	Head Header
	Rows func(*pixel.Band) error

	again func() (*Rows, error)
}

// OpenRows reads a whole file and returns its source. open parses the header and returns
// a Rows, and a function that begins to decode.
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

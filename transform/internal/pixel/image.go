// Package pixel has the types that all stages of the engine share: planar images, the
// meaning of their samples, and conversions between color spaces. All samples have 8 bits
// and all arithmetic is integer, so that every architecture computes the same bits.
package pixel

import "tintype/transform/internal/work"

// Model says how the samples of an image's planes combine into a color.
type Model uint8

const (
	// Gray has one plane, luminance with the sRGB transfer curve.
	Gray Model = iota
	// YCbCr has three planes: luma and color differences, offset by 128. Unless
	// Image.Coding says otherwise they are of full range and of the matrix of ITU-R
	// BT.601, as JFIF 1.02 defines them. Cb and Cr may be subsampled
	// and are sited in the center of the luma samples that they cover.
	YCbCr
	// RGB has three planes of equal size.
	RGB
	// CMYK has four planes of equal size; 255 means no ink, which is how
	// Adobe's JPEG files store them.
	CMYK
)

// String returns the model's usual name.
func (m Model) String() string {
	switch m {
	case Gray:
		return "Gray"
	case YCbCr:
		return "YCbCr"
	case RGB:
		return "RGB"
	case CMYK:
		return "CMYK"
	}
	return "invalid"
}

// Planes returns how many color planes the model has, alpha not counted.
func (m Model) Planes() int {
	switch m {
	case Gray:
		return 1
	case CMYK:
		return 4
	}
	return 3
}

// Plane is a rectangle of 8-bit samples. Sample (x, y) is Pix[y*Stride+x].
type Plane struct {
	Pix    []byte
	Stride int // bytes from one row to the next, at least W
	W, H   int // samples
}

// Row returns row y, W samples long.
func (p *Plane) Row(y int) []byte {
	return p.Pix[y*p.Stride:][:p.W:p.W]
}

// NewPlane allocates a plane of w by h samples whose rows are padded to a
// multiple of 16 bytes, so that a SIMD kernel may read and write whole vectors
// to the end of each row.
func NewPlane(w, h int) Plane {
	stride := (w + 15) &^ 15
	return Plane{Pix: make([]byte, stride*h), Stride: stride, W: w, H: h}
}

// Fill sets every sample to v.
func (p *Plane) Fill(v byte) {
	if len(p.Pix) == 0 {
		return
	}
	p.Pix[0] = v
	for n := 1; n < len(p.Pix); n *= 2 {
		copy(p.Pix[n:], p.Pix[:n])
	}
}

// Image is a planar image.
type Image struct {
	Model Model
	W, H  int // pixels
	// SubX and SubY say how many columns and rows of pixels share one chroma
	// sample, 1 or 2 each; both are 1 for models without chroma.
	SubX, SubY int
	// Plane holds the color planes, Model.Planes() of them. The chroma planes
	// of a YCbCr image have ceil(W/SubX) by ceil(H/SubY) samples, all other
	// planes W by H.
	Plane [4]Plane
	// Alpha is straight (not premultiplied) alpha of W by H samples; its Pix
	// is nil where the image is opaque.
	Alpha Plane
	// Coding says what the samples of the planes stand for.
	Coding Coding
	// Meter, if not nil, hears of all work on the image, and of that on what is
	// made of it. Once it has ended the work, samples may be anything.
	Meter *work.Meter
}

// New allocates an image. subX and subY, 1 or 2, are the chroma subsampling of
// a YCbCr image and are ignored for other models.
func New(m Model, w, h, subX, subY int, alpha bool) *Image {
	if m != YCbCr {
		subX, subY = 1, 1
	}
	img := &Image{Model: m, W: w, H: h, SubX: subX, SubY: subY}
	img.newPlanes(0)
	if alpha {
		img.Alpha = NewPlane(w, h)
	}
	return img
}

// Another allocates an image of the same meter and, for the same model, coding.
func (m *Image) Another(model Model, w, h, subX, subY int, alpha bool) *Image {
	out := New(model, w, h, subX, subY, alpha)
	out.Meter = m.Meter
	if model == m.Model {
		out.Coding = m.Coding
	}
	return out
}

// newPlanes allocates the planes from the given one on.
func (m *Image) newPlanes(from int) {
	for i := from; i < m.Model.Planes(); i++ {
		w, h := m.W, m.H
		if i > 0 {
			w, h = (w+m.SubX-1)/m.SubX, (h+m.SubY-1)/m.SubY
		}
		m.Plane[i] = NewPlane(w, h)
	}
}

// HasAlpha reports whether the image carries an alpha plane.
func (m *Image) HasAlpha() bool { return m.Alpha.Pix != nil }

// Band is a run of consecutive rows of every plane of an image that a decoder
// produces top to bottom. Plane[i] holds rows Y[i] to Y[i]+Plane[i].H-1 of
// plane i; a plane may have no rows in a band. The samples are valid until the
// decoder's next call.
type Band struct {
	Plane [4]Plane
	Alpha Plane
	Y     [4]int // first row of each plane; the alpha plane's is Y[0]
}

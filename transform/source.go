package transform

import (
	"bufio"
	"io"
	"strings"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/pixel/cicp"
	"tintype/transform/internal/work"
	"tintype/transform/params"
)

// header is what a source says of itself before any pixel is decoded.
type header struct {
	format      Format
	w, h        int // as stored, before orientation
	orientation params.Orientation
	model       pixel.Model
	alpha       bool
	sampling    sampling
	icc         []byte        // nil where there is none
	space       *cicp.Space   // of colors without a profile that can be read; nil for sRGB
	peak        int           // of HDR colors, cd/m²; 0 where it is not known
	ycck        bool          // the planes of a CMYK picture are Y, Cb, Cr and K
	progressive bool          // of JPEG
	coarseness  int           // of a lossy source's steps, as jpeg.Config has it; 0 where it is not known
	matrix      *pixel.Matrix // of YCbCr planes to BT.601's, nil where they are
	palette     int           // colors of the palette that the pixels are indices of, else 0
}

// sampling holds the relative sampling rates of the planes, as a JPEG frame
// header gives them (ITU-T T.81, A.1.1): plane i has h[i]/hMax samples a pixel.
type sampling struct {
	h, v       [4]int
	hMax, vMax int
}

// evenSampling is that of planes with one sample a pixel, or of 4:2:0.
func evenSampling(subX, subY int) sampling {
	s := sampling{hMax: subX, vMax: subY}
	for i := range s.h {
		s.h[i], s.v[i] = 1, 1
	}
	s.h[0], s.v[0] = subX, subY
	return s
}

// A source decodes one picture: header, start, then bands until io.EOF.
type source interface {
	header() header
	// start allocates for the decode that plan describes and returns the size
	// of every plane that next will deliver.
	start(d decodePlan) (planeSizes, error)
	// next delivers the following rows; io.EOF after the last ones.
	next(b *pixel.Band) error
}

// isPartial reports whether a source that has been read lacks something: its data
// end early or are damaged, and the picture shows what there is.
func isPartial(s source) bool {
	p, ok := s.(interface{ partial() bool })
	return ok && p.partial()
}

// planeSizes holds the width and height of each delivered plane; index 3 of a
// picture with alpha and fewer than four colours is unused, alpha has W and H
// of plane 0.
type planeSizes [4]struct{ w, h int }

// evenPlanes is the size of every plane of a source whose color differences share
// their sampling, and whose luma has every pixel.
func (h *header) evenPlanes() (sizes planeSizes) {
	for i := range h.model.Planes() {
		sizes[i].w, sizes[i].h = h.w, h.h
		if i > 0 {
			sizes[i].w = (h.w + h.sampling.hMax - 1) / h.sampling.hMax
			sizes[i].h = (h.h + h.sampling.vMax - 1) / h.sampling.vMax
		}
	}
	return sizes
}

// open reads as much of r as the header needs and returns the decoder for what
// the content announces.
func open(r io.Reader, lim Limits) (source, error) {
	br := bufio.NewReaderSize(r, sniffLen)
	first, err := br.Peek(sniffLen)
	if strings.HasPrefix(string(first), gzipMagic) {
		if r, err = gunzip(br); err != nil {
			return nil, err
		}
		br = bufio.NewReaderSize(&limitReader{r: r, n: lim.SourceBytes, max: lim.SourceBytes, meter: lim.meter}, sniffLen)
		first, err = br.Peek(sniffLen)
	}
	if len(first) == 0 {
		if err != nil && err != io.EOF {
			return nil, readError(err)
		}
		return nil, fail(CodeUnsupported, "source: empty", nil)
	}
	switch sniff(first) {
	case JPEG:
		return openJPEG(br, lim)
	case PNG:
		return openPNG(br, lim)
	case WebP:
		return openWebP(br, lim)
	case TIFF:
		return openTIFF(br, lim)
	case BMP:
		return openBMP(br, lim)
	case GIF:
		return openGIF(br, lim)
	case AVIF:
		return openAVIF(br, lim)
	}
	return nil, fail(CodeUnsupported, "source: not a JPEG, PNG, GIF, WebP, AVIF, TIFF or BMP", nil)
}

// checkSize refuses a header whose picture is beyond the limits.
func checkSize(w, h int, lim Limits) error {
	if w <= 0 || h <= 0 {
		return fail(CodeDamaged, "source: no width or height", nil)
	}
	if n := int64(w) * int64(h); n > int64(lim.SourcePixels) {
		return tooLarge("source pixels", n, int64(lim.SourcePixels))
	}
	return nil
}

// limitReader fails, where io.LimitReader would end, once more than n bytes came.
// The meter hears of every byte, since a parser may go on for long without a row:
// through tables, comments, empty blocks.
type limitReader struct {
	r   io.Reader
	n   int64 // bytes that may still come
	max int64

	meter *work.Meter
}

// byteWork is what parsing a byte takes, in samples.
const byteWork = 16

func (l *limitReader) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	l.n -= int64(n)
	if l.n < 0 {
		return 0, tooLarge("source bytes", l.max-l.n, l.max)
	}
	if !l.meter.Spend(byteWork * n) {
		return 0, l.meter.Err()
	}
	return n, err
}

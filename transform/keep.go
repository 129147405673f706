package transform

import (
	"errors"
	"io"

	"tintype/transform/internal/codec/gif"
	"tintype/transform/internal/codec/jpeg"
	"tintype/transform/internal/codec/png"
	"tintype/transform/internal/codec/webp"
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// Where neither size, cut, orientation, colors nor anything that the query names
// change, a new file that is not smaller would be worse than the original for
// nothing. The answer is then the original's coded image as it is, without what only
// describes it: where it was taken, with what, by whom.

// A fileSource is a source that can give back its file.
type fileSource interface {
	// forget says that the file will not be wanted: it is kept no longer.
	forget()
	// file returns the whole file, of which at most n bytes are kept; nil where
	// there are more or they cannot be read.
	file(n int64) []byte
}

// forget says so to a source that may have kept its file.
func forget(s source) {
	if f, ok := s.(fileSource); ok {
		f.forget()
	}
}

// inMemory is the file of a source that has read all of it.
type inMemory []byte

func (m inMemory) forget() {}

func (m inMemory) file(n int64) []byte {
	if int64(len(m)) > n {
		return nil
	}
	return m
}

// tape keeps what is read of a file by a source that decodes while bytes arrive.
type tape struct {
	r    io.Reader
	kept []byte
	off  bool
}

func (t *tape) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if !t.off {
		t.kept = append(t.kept, p[:n]...)
	}
	return n, err
}

func (t *tape) forget() { t.kept, t.off = nil, true }

func (t *tape) file(n int64) []byte {
	var buf [4096]byte
	for !t.off {
		if int64(len(t.kept)) > n {
			t.forget()
			break
		}
		if _, err := t.Read(buf[:]); err == io.EOF {
			return t.kept
		} else if err != nil {
			t.forget()
		}
	}
	return nil
}

// mayKeep returns the source whose file may be the answer, nil where the query asks
// for another image.
func (d *doing) mayKeep(s source) fileSource {
	f, ok := s.(fileSource)
	if !ok {
		return nil
	}
	frames := 1
	if a, ok := s.(*animatedSource); ok {
		frames = a.Frames()
	}
	if d.moves() || d.p.Paints() || d.p.BG.Set && d.head.alpha || !d.sameCoding() || !d.sameFrames(frames) || d.conversion() != nil {
		f.forget()
		return nil
	}
	return f
}

// moves says that the output is not the stored pixels where they are.
func (d *doing) moves() bool {
	g, all := &d.g, params.Size{W: d.head.w, H: d.head.h}
	return g.Orient != params.Upright || g.Rotate != 0 || g.Out != all || g.Canvas != all || g.Final != all ||
		g.Crop != params.PixelRect(0, 0, all.W, all.H)
}

// sameCoding says that the source's file is of the kind that the query names.
func (d *doing) sameCoding() bool {
	p, h, o := d.p, &d.head, &d.out
	if o.format != h.format {
		return false
	}
	switch o.format {
	case JPEG:
		return h.model != pixel.CMYK && (h.progressive || !o.progressive) && (!h.progressive || p.Progressive != params.Off)
	case PNG:
		named := p.Format == params.FormatPNG8 || p.ColorQuant > 0
		return o.colours == 0 || !named || h.palette > 0 && h.palette <= o.colours
	case GIF:
		return p.ColorQuant == 0
	}
	return true
}

// sameFrames says that of a file with so many frames all are wanted as they are.
func (d *doing) sameFrames(frames int) bool {
	p := d.p
	return frames == 1 || d.out.animated && p.Frame == params.Frames{} && !p.Loop.Set && p.FPS == 0 && p.Skip == 0 && p.Reverse != params.On
}

// orOriginal returns the original in place of body where that is no smaller, or has
// had to give something up that the original need not.
func (d *doing) orOriginal(f fileSource, body []byte, err error) ([]byte, error) {
	var e *Error
	if f == nil || err != nil && !(errors.As(err, &e) && e.Code == CodeDoesNotFit) {
		return body, err
	}
	most := d.lim.Memory / 8
	if d.out.maxBytes > 0 {
		most = min(most, int64(d.out.maxBytes)+describing)
	}
	kept := d.stripped(f.file(most))
	switch {
	case kept == nil, d.out.maxBytes > 0 && len(kept) > d.out.maxBytes:
		return body, err
	case err == nil && d.info.Fit == "" && len(kept) > d.worthwhile(len(body)):
		return body, nil
	}
	d.info.Width, d.info.Height = d.head.w, d.head.h
	d.info.Quality, d.info.Fit, d.info.Kept = 0, "", true
	return kept, nil
}

// describing is how many bytes of a file may be what only describes it.
const describing = 1 << 20

// worthwhile is the largest original that is better than a new file of n bytes. What
// loses something once more has to save a sixteenth for it.
func (d *doing) worthwhile(n int) int {
	o := &d.out
	lossy := (o.quality > 0 || o.animated) && !o.lossless || o.format == PNG && o.colours > 0 && d.head.palette == 0
	if lossy {
		n += n / 16
	}
	return n
}

// stripped returns a file without what only describes it, or nil.
func (d *doing) stripped(file []byte) []byte {
	profile := d.p.CS == params.CSOrigin
	switch {
	case file == nil:
		return nil
	case d.head.format == JPEG:
		return jpeg.Strip(file, profile)
	case d.head.format == PNG:
		return png.Strip(file, profile, d.out.animated)
	case d.head.format == GIF:
		return gif.Strip(file)
	case d.head.format == WebP:
		return webp.Strip(file, profile)
	}
	return nil
}

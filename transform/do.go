package transform

import (
	"io"

	"tintype/transform/params"
)

// Do reads a picture from src, does what p asks and writes the result to dst,
// in one Write and only if everything went well. It reads no more of src than
// it needs.
//
// The error is an *Error, or one of dst's.
func Do(dst io.Writer, src io.Reader, p Params, lim Limits) (Info, error) {
	src = &limitReader{r: src, n: lim.SourceBytes, max: lim.SourceBytes}
	var kept *rereader
	if p.Trim != params.TrimNone {
		kept = &rereader{src: src}
		src = kept
	}
	s, err := open(src, lim)
	if err != nil {
		return Info{}, err
	}
	h := s.header()
	g, err := p.Geometry(params.Size{W: h.w, H: h.h}, h.orientation,
		params.Limits{OutputSide: lim.OutputSide, OutputPixels: lim.OutputPixels})
	if err != nil {
		return Info{}, fail(CodeDamaged, "source", err)
	}
	if g.Trim {
		if g, err = trimmed(s, &p, g, lim); err != nil {
			return Info{}, err
		}
		if s, err = open(kept.again(), lim); err != nil {
			return Info{}, err
		}
	}
	out, err := chooseOutput(&p, h, lim)
	if err != nil {
		return Info{}, err
	}
	frame := newFramePlan(h, g, out, lim)
	img, err := resize(s, frame, lim)
	if err != nil {
		return Info{}, err
	}
	if img, err = finish(img, &p, g, h, out); err != nil {
		return Info{}, err
	}
	body, quality, err := out.encode(img, lim)
	if err != nil {
		return Info{}, err
	}
	if _, err := dst.Write(body); err != nil {
		return Info{}, err
	}
	seen := p.Orient.Resolve(h.orientation).Size(params.Size{W: h.w, H: h.h})
	return Info{
		Width: img.W, Height: img.H, Format: string(out.format), ContentType: out.format.ContentType(), Quality: quality,
		Source: SourceInfo{Width: seen.W, Height: seen.H, Format: string(h.format)},
	}, nil
}

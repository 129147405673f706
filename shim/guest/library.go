//go:build wasip1

package main

import (
	"io"
	"strings"

	"tintype/shim/guest/boundary"
	"tintype/transform"
)

// transformation is the guest's use by a library: one query, one source.
type transformation struct {
	image   *imageJob
	started bool
	err     error // of the query
}

func openTransformation(query, options string, clock boundary.Clock) boundary.Task {
	p, err := transform.Parse(query)
	if err != nil {
		return &transformation{err: err}
	}
	lim := transform.DefaultLimits()
	var images images
	if options != "" {
		images.keys = setOptions(&lim, options)
	}
	lim.Poll = poll(&clock)
	return &transformation{image: newJob(0, p, lim, images.open)}
}

// setOptions sets the limits that lines of options name, and returns the images' keys.
func setOptions(lim *transform.Limits, options string) (keys []string) {
	for options != "" {
		var line string
		line, options, _ = strings.Cut(options, "\n")
		name, value, _ := strings.Cut(line, " ")
		if name == "image" {
			keys = append(keys, value)
		} else {
			setLimit(lim, name, number(value))
		}
	}
	return keys
}

// number reads the digits that the host wrote.
func number(digits string) (n int64) {
	for i := range len(digits) {
		n = 10*n + int64(digits[i]-'0')
	}
	return n
}

// setLimit sets what a line of options names. Names that are not known are passed
// over: the host knows which there are.
func setLimit(lim *transform.Limits, name string, n int64) {
	switch name {
	case "limits.sourceBytes":
		lim.SourceBytes = n
	case "limits.sourcePixels":
		lim.SourcePixels = n
	case "limits.outputSide":
		lim.OutputSide = int(n)
	case "limits.outputPixels":
		lim.OutputPixels = n
	case "limits.enlargePixels":
		lim.EnlargePixels = n
	case "limits.frames":
		lim.FramePixels = n
	case "limits.memory":
		lim.Memory = n
	case "limits.responseBytes":
		lim.ResponseBytes = int(n)
	default:
		format, ok := strings.CutPrefix(name, "quality.")
		if !ok {
			return
		}
		if lim.Quality == nil {
			lim.Quality = map[string]int{}
		}
		lim.Quality[format] = int(n)
	}
}

// images are those that a library has for mark and blend, by number.
type images struct {
	keys   []string
	opened uint32
}

// open asks for an image as a fetch of a number that was not used before.
func (x *images) open(j *boundary.Job, key string) io.Reader {
	for i, k := range x.keys {
		if k == key {
			id := 1 + uint32(i) + x.opened*uint32(len(x.keys))
			x.opened++
			return j.Pipe(id)
		}
	}
	return nil
}

// Next implements boundary.Task.
func (t *transformation) Next() boundary.Step {
	if t.err != nil {
		return failure(t.err)
	}
	if !t.started {
		t.started = true
		t.image.job.Start()
	}
	if id, ok := t.image.job.Wanted(); ok {
		return boundary.Step{Kind: boundary.More, ID: id}
	}
	if _, broken := t.image.job.Done(); broken != "" {
		return boundary.Step{Kind: boundary.Broken, A: []byte(broken)}
	}
	if t.image.err != nil {
		return failure(t.image.err)
	}
	return boundary.Step{Kind: boundary.Result, A: describe(&t.image.info), B: t.image.body}
}

// Head implements boundary.Task; a library's source has no head.
func (t *transformation) Head(uint32, int, []byte) {}

// Push implements boundary.Task.
func (t *transformation) Push(id uint32, chunk []byte) { t.image.job.Push(id, chunk) }

// End implements boundary.Task.
func (t *transformation) End(id uint32, failure string) { t.image.job.End(id, failure) }

func failure(err error) boundary.Step {
	code, message := transform.CodeOf(err)
	a := appendString(appendRaw(nil, `{"code":`), code)
	a = appendString(appendRaw(a, `,"message":`), message)
	return boundary.Step{Kind: boundary.Failure, A: appendRaw(a, "}")}
}

// describe is the JSON that goes with a library's image.
func describe(info *transform.Info) []byte {
	b := appendString(appendRaw(nil, `{"contentType":`), info.ContentType)
	b = appendSize(appendRaw(b, `,"info":{`), info.Width, info.Height, info.Format)
	b = appendNumber(appendRaw(b, `,"quality":`), info.Quality)
	b = appendString(appendRaw(b, `,"fit":`), info.Fit)
	b = appendBool(appendRaw(b, `,"kept":`), info.Kept)
	b = appendBool(appendRaw(b, `,"damaged":`), info.Partial)
	b = appendList(appendRaw(b, `,"missing":`), info.Missing)
	b = appendList(appendRaw(b, `,"ignored":`), info.Ignored)
	b = appendSize(appendRaw(b, `,"source":{`), info.Source.Width, info.Source.Height, info.Source.Format)
	return appendRaw(b, "}}}")
}

// Package tintype resizes, crops and re-encodes images: JPEG, PNG, GIF, WebP and
// AVIF as browsers show them, TIFF and BMP as sources. It is pure Go without
// dependencies, and gives the same bytes on every machine.
//
//	result, err := tintype.Transform(ctx, f, tintype.Options{Width: 720, Format: tintype.WebP})
//
// The fields of [Options], or a query string of the URL API (docs/url-api.md), say what
// to do; both have the same parameters. Errors have the type [*Error]; compare them with
// [ErrTooLarge], [ErrUnsupported] and so on by errors.Is.
//
// # Concurrency
//
// Every function of this package is safe for concurrent use, and there is no state
// between calls. One call uses one goroutine: to use more processors, make more
// calls. Memory is bounded by [Limits] for each call, so that the number of calls
// at a time bounds the memory of the program. Cancellation of the context ends a
// call within about half a millisecond of work; a reader that blocks is not
// interrupted.
//
// # SIMD
//
// Programs built with GOEXPERIMENT=simd use 128-bit vectors in the hot loops: on
// WebAssembly, on arm64, and on amd64 with GOAMD64=v3 (AVX2). They are three to six times
// as fast. All other builds use scalar code. Both give the same bytes: no build tag,
// environment variable or CPU feature changes a result.
//
// # Go version
//
// The module needs the Go release that go.mod names. An older go command of 1.21
// or later fetches it by itself, unless GOTOOLCHAIN=local forbids that; it then
// says "go.mod requires go >= …".
package tintype

import (
	"context"
	"io"
	"runtime/debug"

	"tintype/transform"
)

// ModulePath is the import path of this module, until it is published. Package paths in
// documents and generated code begin with it.
const ModulePath = "tintype"

// Version returns the version of the module that the program was built with:
// "v1.2.3" of a release, "devel" or "devel+1a2b3c4" of a checkout.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	modules := append([]*debug.Module{&info.Main}, info.Deps...)
	for _, m := range modules {
		if m.Path == ModulePath && m.Version != "" && m.Version != "(devel)" {
			return m.Version
		}
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && info.Main.Path == ModulePath && len(s.Value) >= 7 {
			return "devel+" + s.Value[:7]
		}
	}
	return "devel"
}

// A Result is an encoded image, or the facts, BlurHash or palette that was asked for,
// with a description of it.
type Result struct {
	Body        []byte
	ContentType string // "image/webp"
	Format      string // "webp"; what fm names
	Width       int    // pixels
	Height      int
	Quality     int    // of a lossy format, after fitting MaxBytes; else 0
	Fit         string // what was given up to fit the limit of bytes, such as "q=41&w=812"; "" for nothing
	Kept        bool   // the source's own coded image, which a new one would not have been smaller than
	Damaged     bool   // the source is damaged or truncated; the image shows the part that could be decoded
	Missing     []string
	// Missing holds the keys of mark and blend that were left out, because
	// Options.Images does not have them or they are no images.
	Ignored []string
	// Ignored holds what had no effect: names in Options.Query that there are not or that only a
	// server heeds (dl, expires, ch, preset), and parameters that this output does not
	// depend on, such as q of a PNG.

	Source Source
}

// Source describes the input of a transformation, with its orientation applied. Sizes are
// in pixels.
type Source struct {
	Format        string
	Width, Height int
}

// Transform reads an image from r, transforms it as the options say and returns the
// encoded result. It reads no more of r than it needs. The error is an [*Error], or that
// of the context.
func Transform(ctx context.Context, r io.Reader, o Options) (*Result, error) {
	p, err := o.params()
	if err != nil {
		return nil, err
	}
	body, info, err := transform.Bytes(contextReader{ctx, r}, p, o.Limits.of(ctx), o.images())
	if err != nil {
		return nil, wrap(ctx, err)
	}
	return o.result(body, info)
}

// result returns what was made, or an error for what Strict does not let pass.
func (o *Options) result(body []byte, info transform.Info) (*Result, error) {
	ignored := append(o.idle(), info.Ignored...)
	if o.Strict && len(ignored) > 0 {
		return nil, &Error{Code: "parameter", Msg: ignored[0] + ": got a parameter without effect here, want " + wantedBy(ignored[0])}
	}
	return &Result{
		Body: body, ContentType: info.ContentType, Format: info.Format, Width: info.Width, Height: info.Height,
		Quality: info.Quality, Fit: info.Fit, Kept: info.Kept, Damaged: info.Partial, Missing: info.Missing, Ignored: ignored,
		Source: Source{info.Source.Format, info.Source.Width, info.Source.Height},
	}, nil
}

// contextReader ends with the context.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(b []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(b)
}

// Metadata is what the header of an image says. Sizes are in pixels.
type Metadata struct {
	Format        string // "jpg", "png", "gif", "webp", "avif", "tiff", "bmp"
	ContentType   string
	Width, Height int    // as seen, EXIF orientation applied
	Orientation   int    // of EXIF, 1 to 8; 1 where there is none
	ColorModel    string // "RGB", "Gray" or "CMYK"
	Alpha         bool
	Profile       bool // the colors are described, by an ICC profile or otherwise, and are not taken for sRGB
	Frames        int  // 1 for a still
	Loop          int  // times an animation plays, 0 for ever
}

// Inspect reads the header of an image with the default limits, and decodes no pixels. It
// reads the whole file if its format can be animated.
func Inspect(r io.Reader) (*Metadata, error) {
	f, err := transform.Inspect(r, (*Limits)(nil).of(context.Background()))
	if err != nil {
		return nil, wrap(context.Background(), err)
	}
	m := Metadata(f)
	return &m, nil
}

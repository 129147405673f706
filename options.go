package tintype

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"tintype/transform"
	"tintype/transform/params"
)

// setting is a parameter's name and value as a query has them.
type setting struct{ name, value string }

// settings collects the fields that ask for something. A field's zero asks for
// nothing: where 0 means something of its own, the Query says it.
type settings []setting

func (s *settings) text(name, v string) {
	if v != "" {
		*s = append(*s, setting{name, v})
	}
}

func (s *settings) integer(name string, v int) {
	if v != 0 {
		*s = append(*s, setting{name, strconv.Itoa(v)})
	}
}

func (s *settings) number(name string, v float64) {
	if v != 0 {
		*s = append(*s, setting{name, strconv.FormatFloat(v, 'f', -1, 64)})
	}
}

func (s *settings) toggle(name string, v bool) {
	if v {
		*s = append(*s, setting{name, "1"})
	}
}

// params reads the Query and puts the fields over it.
func (o *Options) params() (transform.Params, error) {
	query := strings.TrimPrefix(o.Query, "?")
	if o.Strict {
		if err := o.known(query); err != nil {
			return transform.Params{}, err
		}
	}
	p, err := transform.Parse(query)
	if err != nil {
		return p, wrap(context.Background(), err)
	}
	for _, s := range o.settings() {
		if err := p.Set(s.name, s.value); err != nil {
			return p, wrap(context.Background(), err)
		}
	}
	if o.Strict && o.Images == nil && p.Mark != "" {
		return p, &Error{Code: "parameter", Msg: "mark: got a key, want Options.Images to open it"}
	}
	return p, nil
}

// known refuses names that the grammar does not have.
func (o *Options) known(query string) error {
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if name != "" && name != "s" && !params.Known(name) {
			return &Error{Code: "parameter", Msg: "query: got " + strconv.Quote(name) + ", want a parameter of the URL API"}
		}
	}
	return nil
}

// idle lists the names in the Query that mean nothing here, each once.
func (o *Options) idle() (names []string) {
	for pair := range strings.SplitSeq(strings.TrimPrefix(o.Query, "?"), "&") {
		name, _, _ := strings.Cut(pair, "=")
		if name != "" && name != "s" && (!params.Known(name) || params.Aside(name)) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// wantedBy says what a parameter needs to have an effect.
func wantedBy(name string) string {
	for _, spec := range params.Table() {
		if spec.Name == name && spec.Needs != "" {
			return spec.Needs
		}
	}
	return "none of what only a server heeds, and of fm=json nothing that changes pixels"
}

func (o *Options) images() transform.Images {
	if o.Images == nil {
		return nil
	}
	return transform.Images(o.Images)
}

// Limits bound the input, the output and the memory of one call. They are checked against
// headers and plans, before anything of that size is allocated. A zero field stands for
// the default.
type Limits struct {
	SourceBytes  int64 // bytes read of a source; default 52,428,800
	SourcePixels int64 // width times height of a source; default 100 million
	OutputSide   int   // longer side of the output: larger ones shrink in proportion; default 8192
	OutputPixels int64 // pixels of the output: larger ones shrink in proportion; default 40 million
	FramePixels  int64 // of all frames of an animation together; default 200 million
	Memory       int64 // bytes for a source that has to be decoded as a whole; default 512 MiB
	OutputBytes  int   // of the body: quality falls until it fits, then size; default none
	AVIFPixels   int64 // pixels of an output above which auto=format makes WebP in place of AVIF, which takes longer; default 2.5 million
}

// of fills in the defaults and the context.
func (l *Limits) of(ctx context.Context) transform.Limits {
	out := transform.DefaultLimits()
	out.Poll = ctx.Err
	out.AutoPixels = map[string]int64{"avif": 2_500_000} // as a server's configuration that says nothing
	if l == nil {
		return out
	}
	set(&out.SourceBytes, l.SourceBytes)
	set(&out.SourcePixels, l.SourcePixels)
	set(&out.OutputSide, l.OutputSide)
	set(&out.OutputPixels, l.OutputPixels)
	set(&out.FramePixels, l.FramePixels)
	set(&out.Memory, l.Memory)
	set(&out.ResponseBytes, l.OutputBytes)
	if l.AVIFPixels != 0 {
		out.AutoPixels["avif"] = l.AVIFPixels
	}
	return out
}

func set[T int | int64](to *T, v T) {
	if v != 0 {
		*to = v
	}
}

// Images opens the image with a key, for Mark and Blend. It returns nil if there is no
// such image.
type Images func(key string) io.Reader

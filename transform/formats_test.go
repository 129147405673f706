package transform

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// toy is a format of one magic word, two sides and gray samples.
var toy = codec.Format{
	Name: "toy", Title: "Toy", MediaType: "image/toy", Words: []string{"toy"}, Extensions: []string{"toy"},
	// Its magic lies beyond what other formats are told by.
	Match:    func(b []byte) bool { return len(b) >= 200 && string(b[196:200]) == "TOY!" },
	MatchLen: 200,
	Open: func(r io.Reader, lim *codec.Limits) (codec.Source, error) {
		return codec.OpenRows(r, lim, func(data []byte) (*codec.Rows, func() error, error) {
			if len(data) < 202 {
				return nil, nil, codec.FormatError("toy: the data ends early")
			}
			w, h, done := int(data[200]), int(data[201]), false
			return &codec.Rows{
					Head: codec.Header{W: w, H: h, Model: pixel.Gray, Orientation: 1, Sampling: codec.EvenSampling(1, 1)},
					Rows: func(b *pixel.Band) error {
						if done {
							return io.EOF
						}
						done = true
						*b = pixel.Band{}
						b.Plane[0] = pixel.Plane{Pix: data[202:], Stride: w, W: w, H: h}
						return nil
					},
				}, func() error {
					if len(data) < 202+w*h {
						return codec.UnsupportedError("toy: fewer pixels than that")
					}
					return nil
				}, nil
		})
	},
	Shown: true,
	Encode: func(img *pixel.Image, o *codec.Output) ([]byte, int, error) {
		if img.W > 255 || img.H > 255 {
			return nil, 0, codec.UnsupportedError("toy: more than 255 pixels a side")
		}
		out := append(make([]byte, 196, 202), "TOY!"...)
		out = append(out, byte(img.W), byte(img.H))
		for y := range img.H {
			out = append(out, img.Plane[0].Row(y)...)
		}
		return out, 0, nil
	},
}

// A format is a value and a row of the table: nothing else has to know it for its files
// to be read, resized, told what they are, held against limits, and written.
func TestToyFormat(t *testing.T) {
	all := formats
	formats = append(append([]*codec.Format{}, all...), &toy)
	defer func() { formats = all }()

	img := pixel.New(pixel.Gray, 60, 40, 1, 1, false)
	for y := range img.H {
		for x := range img.W {
			img.Plane[0].Row(y)[x] = byte(4 * x)
		}
	}
	file, _, _ := toy.Encode(img, nil)

	try := func(src []byte, query string, lim Limits) ([]byte, Info, string) {
		t.Helper()
		p, err := Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		info, err := Do(&out, bytes.NewReader(src), p, lim)
		if err != nil {
			return nil, info, err.(*Error).Code
		}
		return out.Bytes(), info, ""
	}
	lim := DefaultLimits()

	small, info, code := try(file, "w=30", lim)
	if code != "" || info.Format != "toy" || info.ContentType != "image/toy" || len(small) != 202+30*20 || info.Source.Format != "toy" {
		t.Fatalf("w=30: got %d bytes, %+v, %s", len(small), info, code)
	}
	if got := small[202+29]; got < 230 {
		t.Errorf("the right edge became %d", got)
	}
	for _, fm := range []string{"jpg", "png", "webp", "gif", "avif"} {
		if _, info, code := try(file, "w=30&trim=auto&fm="+fm, lim); code != "" || info.Format != fm {
			t.Errorf("fm=%s: got %s, %s", fm, info.Format, code)
		}
	}
	if body, _, _ := try(file, "fm=json", lim); !bytes.Contains(body, []byte(`"Content-Type":"image/toy"`)) {
		t.Errorf("fm=json: got %s", body)
	}
	if _, _, code := try(file[:201], "w=30", lim); code != CodeDamaged {
		t.Errorf("a short file: got %s", code)
	}
	if _, _, code := try(file[:300], "w=30", lim); code != CodeUnsupported {
		t.Errorf("too few pixels: got %s", code)
	}
	if _, _, code := try(file, "w=300", lim); code != CodeFormat {
		t.Errorf("w=300: got %s", code)
	}
	few := lim
	few.SourcePixels = 2399
	if _, _, code := try(file, "w=30", few); code != CodeTooLarge {
		t.Errorf("a limit of pixels: got %s", code)
	}
	if _, err := Do(io.Discard, bytes.NewReader([]byte("?")), Params{}, lim); !strings.HasPrefix(err.Error(), "source: got an unknown format, want JPEG, PNG, ") || !strings.HasSuffix(err.Error(), " or Toy") {
		t.Errorf("no format: got %v", err)
	}
	few = lim
	few.ResponseBytes = 400
	if body, info, code := try(file, "w=60", few); code != "" || len(body) > 400 || info.Fit == "" {
		t.Errorf("a limit of bytes: got %d bytes, %q, %s", len(body), info.Fit, code)
	}
	// The grammar's copy of the table has its word, so that everything that is made from
	// the grammar has it: the viewer-request function, the references, Node's types.
	grammar, err := grammarSource()
	if err != nil || !bytes.Contains(grammar, []byte("FormatToy")) || !bytes.Contains(grammar, []byte(`toy json blurhash`)) ||
		!bytes.Contains(grammar, []byte(`MediaType: "image/toy", Words: "toy", Extensions: "toy"`)) {
		t.Errorf("the grammar has no toy (%v):\n%s", err, grammar)
	}
}

// The file that an encoder returns is the body: nothing copies it on its way out.
func TestBodyIsNotCopied(t *testing.T) {
	all, encode := formats, toy.Encode
	var encoded []byte
	copied := toy
	copied.Encode = func(img *pixel.Image, o *codec.Output) (body []byte, quality int, err error) {
		encoded, quality, err = encode(img, o)
		return encoded, quality, err
	}
	formats = append(append([]*codec.Format{}, all...), &copied)
	defer func() { formats = all }()
	file, _, _ := encode(pixel.New(pixel.Gray, 60, 40, 1, 1, false), nil)
	body, _, err := Bytes(bytes.NewReader(file), Params{W: params.Px(30)}, DefaultLimits(), nil)
	if err != nil || &body[0] != &encoded[0] {
		t.Errorf("got a body of %d bytes and %v, want the encoder's own", len(body), err)
	}
}

// Every format says what it must, and none takes another's files or names.
func TestFormats(t *testing.T) {
	words, names := map[string]bool{}, map[string]bool{}
	for _, f := range formats {
		if f.Name == "" || f.MediaType == "" || f.Match == nil || f.MatchLen == 0 || f.Open == nil || names[f.Name] {
			t.Errorf("%q is not whole", f.Name)
		}
		names[f.Name] = true
		if f.Match(nil) || f.Match(make([]byte, f.MatchLen)) {
			t.Errorf("%s takes what is nothing", f.Name)
		}
		for _, w := range f.Words {
			if words[w] || f.Encode == nil {
				t.Errorf("fm=%s: twice, or of a format that is not written", w)
			}
			words[w] = true
		}
		if f.Encode != nil && (f.Memory == nil || !f.Shown) || f.Animate != nil && f.Lose == nil {
			t.Errorf("%s: what is written has needs that are not told", f.Name)
		}
		if f.Instead != "" && formatNamed(f.Instead) == nil {
			t.Errorf("%s: %s is no format", f.Name, f.Instead)
		}
	}
}

package transform

import (
	"bytes"
	"image"
	stdcolor "image/color"
	_ "image/jpeg"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"
)

// encode returns a PNG.
func encode(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func transformed(t *testing.T, src []byte, query string, images Images) (image.Image, Info) {
	t.Helper()
	p, err := Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	info, err := DoWith(&out, bytes.NewReader(src), p, DefaultLimits(), images)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	m, _, err := image.Decode(&out)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return m, info
}

func block(w, h int, under stdcolor.Color, r image.Rectangle, c stdcolor.Color) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, under)
			if (image.Point{X: x, Y: y}).In(r) {
				m.Set(x, y, c)
			}
		}
	}
	return m
}

// trim takes off what is even and nothing else, before the size is applied.
func TestTrim(t *testing.T) {
	red, white := stdcolor.NRGBA{200, 0, 0, 255}, stdcolor.NRGBA{255, 255, 255, 255}
	src := encode(t, block(100, 80, white, image.Rect(20, 10, 70, 50), red))
	soft := encode(t, block(100, 80, stdcolor.NRGBA{}, image.Rect(20, 10, 70, 50), red))
	for _, c := range []struct {
		src   []byte
		query string
		w, h  int
	}{
		{src, "trim=auto", 50, 40},
		{src, "trim=auto&trim-pad=3", 56, 46},
		{src, "trim=auto&w=100", 100, 80},
		{src, "trim=auto&rect=0,0,60,80", 40, 40},
		{src, "trim=color&trim-color=fff", 50, 40},
		{src, "trim=color&trim-color=f8f8f8", 100, 80},
		{src, "trim=color&trim-color=f8f8f8&trim-tol=10", 50, 40},
		{src, "trim=color&trim-color=00f", 100, 80},
		{src, "trim=alpha", 100, 80},
		{src, "trim=auto&rot=90", 40, 50},
		{src, "trim=auto&trim-md=1000", 100, 80},
		{soft, "trim=alpha", 50, 40},
		{soft, "trim=auto", 50, 40},
		{soft, "trim=colorunlessalpha&trim-color=00f", 50, 40},
		{src, "trim=colorunlessalpha&trim-color=00f", 100, 80},
		{src, "trim=colorunlessalpha&trim-color=fff", 50, 40},
	} {
		m, _ := transformed(t, c.src, c.query, nil)
		if b := m.Bounds(); b.Dx() != c.w || b.Dy() != c.h {
			t.Errorf("%s: got %dx%d, want %dx%d", c.query, b.Dx(), b.Dy(), c.w, c.h)
		}
	}
}

// The colors that a query names for what is around an image are what comes out,
// whatever is done to the image itself.
func TestNamedColorsStay(t *testing.T) {
	red := stdcolor.NRGBA{200, 0, 0, 255}
	src := encode(t, block(40, 40, red, image.Rectangle{}, red))
	for query, want := range map[string]stdcolor.NRGBA{
		"w=80&h=40&fit=fill&bg=00ff00&invert=1":                 {0, 255, 0, 255},
		"w=80&h=40&fit=fill&fill-color=00ff00&bg=f00&sepia=100": {0, 255, 0, 255},
		"rot=45&bg=00ff00&bri=50":                               {0, 255, 0, 255},
		"mask=ellipse&bg=00ff00&monochrome=f00":                 {0, 255, 0, 255},
		"mask=corners&corner-radius=20&bg=00ff00&px=3":          {0, 255, 0, 255},
		"border=3,0000ff&sat=-100":                              {0, 0, 255, 255},
		"border=3,0000ff&border-radius=15&bg=00ff00":            {0, 255, 0, 255},
		"mask=ellipse":                 {},
		"w=80&h=40&fit=fill&fill=blur": {200, 0, 0, 255},
		"border=2,0000ff&border-radius=15&bg=8000ff00&dpr=2&w=40&h=9": {0, 255, 0, 128},
	} {
		m, _ := transformed(t, src, query+"&fm=png", nil)
		got := stdcolor.NRGBAModel.Convert(m.At(0, 0)).(stdcolor.NRGBA)
		if want.A == 0 && got.A == 0 {
			continue
		}
		if got != want {
			t.Errorf("%s: corner is %v, want %v", query, got, want)
		}
	}
}

// A mark lies where it is asked for, has the size asked for, and is left out
// where there is none.
func TestMark(t *testing.T) {
	blue, white := stdcolor.NRGBA{0, 0, 255, 255}, stdcolor.NRGBA{255, 255, 255, 255}
	src := encode(t, block(100, 60, white, image.Rectangle{}, white))
	mark := encode(t, block(20, 10, blue, image.Rectangle{}, blue))
	images := func(key string) io.Reader {
		if key != "/m.png" {
			return nil
		}
		return bytes.NewReader(mark)
	}
	for query, want := range map[string]image.Rectangle{
		"mark=/m.png":                                          image.Rect(75, 45, 95, 55),
		"mark=/m.png&mark-align=top,left":                      image.Rect(5, 5, 25, 15),
		"mark=/m.png&mark-align=middle,center":                 image.Rect(40, 25, 60, 35),
		"mark=/m.png&mark-x=7&mark-y=9":                        image.Rect(7, 9, 27, 19),
		"mark=/m.png&mark-w=40&mark-pad=0":                     image.Rect(60, 40, 100, 60),
		"mark=/m.png&mark-w=0.1":                               image.Rect(85, 50, 95, 55),
		"mark=/m.png&mark-scale=50":                            image.Rect(45, 30, 95, 55),
		"mark=/m.png&mark-rot=90":                              image.Rect(85, 35, 95, 55),
		"mark=/m.png&mark-tile=grid&mark-pad=0":                image.Rect(0, 0, 100, 60),
		"mark=/missing.png":                                    {},
		"blend=/m.png&blend-mode=normal":                       image.Rect(40, 25, 60, 35),
		"blend=00f&blend-mode=normal":                          image.Rect(0, 0, 100, 60),
		"blend=/m.png&blend-size=inherit&bm=darken":            image.Rect(0, 0, 100, 60),
		"dpr=2&w=100&mark=/m.png&mark-w=20&mark-pad=5":         image.Rect(150, 90, 190, 110),
		"dpr=2&w=100&mark=/m.png&mark-w=.1&mark-x=30&mark-y=9": image.Rect(60, 18, 80, 28),
	} {
		m, info := transformed(t, src, query+"&fm=png", images)
		var got image.Rectangle
		for y := range m.Bounds().Dy() {
			for x := range m.Bounds().Dx() {
				if r, _, b, _ := m.At(x, y).RGBA(); r == 0 && b == 0xffff {
					got = got.Union(image.Rect(x, y, x+1, y+1))
				}
			}
		}
		if got != want {
			t.Errorf("%s: mark at %v, want %v", query, got, want)
		}
		if missing := strings.Contains(query, "missing"); missing != (len(info.Missing) == 1) {
			t.Errorf("%s: missing %q", query, info.Missing)
		}
	}
}

// The queries that every kind of source is put through.
var everyOperation = []string{
	"w=31&h=17&fit=crop&crop=entropy", "h=40&crop=edges&fit=crop&w=9", "trim=auto", "rot=33", "pad=5&fill=blur&bg=f00", "mask=ellipse",
	"border=3,red&border-radius=9", "sat=30&hue=40&vib=20&sepia=5", "bri=10&con=10", "blur=60&px=3", "sharp=40&usm=30", "nr=40",
	"duotone=000,fff", "blend=f00&blend-mode=hue", "w=30&h=30&fit=clamp", "w=30&h=30&fit=fill&bg=8000ff00", "mark=/m", "flip=hv&rot=100",
}

// Every kind of source goes through every kind of operation.
func TestEverySourceEveryOperation(t *testing.T) {
	sources := []string{
		"jpeg/sampling-420.jpg", "jpeg/gray.jpg", "jpeg/adobe-cmyk.jpg", "jpeg/adobe-ycck-420.jpg", "jpeg/progressive-444.jpg",
		"png/gray-alpha8.png", "png/rgba16.png", "png/palette8-trns.png", "png/gray16.png", "gif/still-transparent.gif",
		"webp/lossy-best.webp", "webp/lossless-best.webp", "other/rgb.bmp", "other/rgb.tiff",
	}
	mark, err := os.ReadFile("../testdata/png/rgba8.png")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sources {
		src, err := os.ReadFile("../testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, query := range everyOperation {
			for _, fm := range []string{"jpg", "png"} {
				m, info := transformed(t, src, query+"&fm="+fm, func(string) io.Reader { return bytes.NewReader(mark) })
				if b := m.Bounds(); b.Dx() != info.Width || b.Dy() != info.Height || info.Missing != nil {
					t.Errorf("%s %s: %v, info %+v", name, query, b, info)
				}
			}
		}
		for _, query := range []string{"fm=json", "fm=blurhash", "palette=css", "palette=json"} {
			p, _ := Parse(query)
			var out bytes.Buffer
			if info, err := Do(&out, bytes.NewReader(src), p, DefaultLimits()); err != nil || out.Len() < 20 || info.ContentType == "" {
				t.Errorf("%s %s: %q, %v", name, query, out.String(), err)
			}
		}
	}
}

package transform

import (
	"bytes"
	"image"
	"image/color"
	stdgif "image/gif"
	stdpng "image/png"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"tintype/transform/params"
)

// contexts are what a parameter is tried in.
var contexts = []string{
	"w=20", "w=20&h=20&fit=crop", "w=20&h=20&fit=crop&crop=focalpoint", "w=20&h=30&fit=fill", "w=20&h=30&fit=fill&fill=blur", "w=20&h=30&fit=clamp",
	"w=20&fm=png", "w=20&fm=png8", "w=20&fm=webp", "w=20&fm=webp&lossless=1", "w=20&fm=avif", "w=20&fm=gif", "w=20&fm=jpg", "w=20&fm=pjpg", "fm=json",
	"w=20&palette=json", "w=20&palette=css", "w=20&fm=blurhash", "trim=auto", "trim=color", "w=30&mask=corners", "w=30&usm=40", "w=40&mark=/a.png",
	"w=40&mark=/a.png&mark-w=9&mark-h=5&mark-x=3&mark-y=2", "w=40&blend=80ff4500", "w=40&blend=/a.png&blend-w=9&blend-h=4", "w=40&blend=/a.png&blend-size=inherit", "w=40&blend=/a.png&blend-align=top,left", "w=40&blend=/a.png", "w=20&pad=3", "w=20&h=30", "w=20&fit=crop",
	"w=40&h=9&fit=crop&crop=focalpoint", "w=40&pad=5&pad-left=1&pad-right=2&pad-top=3&pad-bottom=4",
}

// Contexts with these are for parameters of their own family, and for what scales them.
var families = []string{"mark", "blend", "trim", "usm", "corner", "pad"}

// quiet are parameters that a context may leave without effect and that are not said to be
// ignored, since that depends on the image.
var quiet = map[string]string{
	"bytes": "it fits", "bg": "it is opaque and fills its canvas", "cs": "its colors are sRGB's", "trim": "it has no border", "trim-color": "it has no border",
	"trim-md": "it has no border", "trim-pad": "it has no border", "trim-tol": "it has no border", "vib": "it is gray", "flip": "its colors stay", "pad-bottom": "its colors stay",
	"pad-top": "its colors stay", "pad-left": "its colors stay", "pad-right": "its colors stay", "pad": "its colors stay", "mask": "the padding is white", "border-radius": "the padding is white", "fp-y": "nothing is cut above",
	"fp-x": "nothing is cut at the sides", "blend-crop": "it has the proportion", "mark-scale": "the height bounds it", "blend-align": "it fills the image", "crop": "nothing is cut", "fit": "the box has the proportion",
}

// values of parameters whose example shows too little in so small an image.
var telling = map[string][]string{
	"w": {"31"}, "h": {"7"}, "rect": {"3,4,9,10"}, "fit": {"max", "crop", "scale", "fill"}, "ar": {"1:3"}, "max-w": {"5"}, "max-h": {"5"}, "min-w": {"40"}, "min-h": {"60"},
	"crop": {"top,left", "bottom,right"}, "fp-x": {"0"}, "fp-y": {"0", "1"}, "trim": {"color"}, "trim-color": {"f00", "00f"}, "trim-tol": {"100"}, "trim-md": {"255"},
	"usmrad": {"9"}, "nrs": {"60"}, "colorquant": {"3"}, "bytes": {"1000"}, "mark-fit": {"scale", "crop"}, "mark-h": {"3"}, "mark-w": {"3"}, "blend-w": {"3"}, "blend-h": {"3"}, "blend-fit": {"scale", "crop"},
	"blend-crop": {"left", "right", "top", "bottom"}, "mark-align": {"top,left"}, "blend-align": {"top,left"}, "frame": {"2"}, "q": {"5"}, "chromasub": {"444", "420"}, "fm": {"webp", "gif"}, "jpg-progressive": {"0"},
	"fill": {"blur"}, "fill-color": {"f00"}, "dpr": {"2"}, "mark-pad": {"1"}, "blend-pad": {"1"}, "mark-x": {"7"}, "mark-y": {"7"}, "corner-radius": {"9"}, "border-radius": {"9"}, "bg": {"0f0"},
}

func smallSources(t *testing.T) map[string][]byte {
	sources := map[string][]byte{}
	photo, err := os.ReadFile("../testdata/samples/landscape.jpg")
	if err != nil {
		t.Fatal(err)
	}
	p, _ := Parse("w=48&h=33&fit=crop&q=95")
	sources["jpeg"], _, err = Bytes(bytes.NewReader(photo), p, DefaultLimits(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if sources["profiled jpeg"], err = os.ReadFile("../testdata/jpeg/icc-p3.jpg"); err != nil {
		t.Fatal(err)
	}
	img := image.NewNRGBA(image.Rect(0, 0, 44, 32))
	for i := range img.Pix {
		img.Pix[i] = byte(i*i>>5) | byte(i&3/3*96)
	}
	for y := range 32 { // a border for trim
		for x := range 44 {
			if x < 4 || y < 5 || x > 40 || y > 26 {
				img.SetNRGBA(x, y, color.NRGBA{255, 0, 0, 255})
			}
		}
	}
	var b bytes.Buffer
	stdpng.Encode(&b, img)
	sources["png"] = b.Bytes()
	moving := stdgif.GIF{}
	for n := range 5 {
		frame := image.NewPaletted(image.Rect(0, 0, 40, 30), color.Palette{color.Black, color.White, color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 120, 255, 255}})
		for i := range frame.Pix {
			frame.Pix[i] = byte((i*7 + n*n*i/9) % 4)
		}
		moving.Image, moving.Delay = append(moving.Image, frame), append(moving.Delay, 5+n)
	}
	b = bytes.Buffer{}
	stdgif.EncodeAll(&b, &moving)
	sources["gif"] = b.Bytes()
	return sources
}

func related(name, context string) bool {
	for _, family := range families {
		if strings.Contains(context, "&"+family) && !strings.HasPrefix(name, family) && name != "dpr" && name != "fill" && name != "fill-color" {
			return false
		}
	}
	return true
}

// What is said to be ignored changes nothing, and what changes nothing anywhere is said to
// be ignored.
func TestIgnored(t *testing.T) {
	sources := smallSources(t)
	mark := sources["png"]
	do := func(source, query string) (string, []string) {
		p, err := Parse(query)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		body, info, err := Bytes(bytes.NewReader(sources[source]), p, DefaultLimits(), func(string) io.Reader { return bytes.NewReader(mark) })
		if err != nil {
			return err.Error(), nil
		}
		return string(body), info.Ignored
	}
	plain := map[[2]string]string{}
	for source := range sources {
		for _, context := range contexts {
			plain[[2]string{source, context}], _ = do(source, context)
		}
	}
	for _, spec := range params.Table() {
		if !spec.Image || spec.Name == "auto" {
			continue
		}
		example, _ := url.ParseQuery(spec.Example)
		values := append([]string{example.Get(spec.Name)}, telling[spec.Name]...)
		effects := 0
		for n, context := range contexts {
			if spec.Section == params.SectionAdjustment && n%4 != 0 && context != "fm=json" && !strings.Contains(context, "usm") {
				continue // which they do not depend on
			}
			if strings.Contains("&"+context, "&"+spec.Name+"=") || !related(spec.Name, context) {
				continue
			}
			for source := range sources {
				reported, changes := false, false
				for _, v := range values {
					got, ignored := do(source, context+"&"+spec.Name+"="+url.QueryEscape(v))
					reported = reported || slices.Contains(ignored, spec.Name)
					changes = changes || got != plain[[2]string{source, context}]
				}
				if changes {
					effects++
				}
				switch {
				case reported && changes:
					t.Errorf("%s of a %s: %s is said to be ignored and changes the output", context, source, spec.Name)
				case !reported && !changes && quiet[spec.Name] == "":
					t.Errorf("%s of a %s: %s changes nothing and is not said to be ignored", context, source, spec.Name)
				}
			}
		}
		if effects == 0 {
			t.Errorf("%s: has no effect in any of the contexts, so that nothing is known of it", spec.Name)
		}
	}
}

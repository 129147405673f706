package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"tintype/testdata"
	"tintype/transform"
	"tintype/transform/params"
)

// samples names the image that shows a parameter best; the others take the
// landscape.
var samples = map[string]string{
	"orient": "portrait.jpg", "crop": "portrait.jpg", "fp-x": "portrait.jpg", "fp-y": "portrait.jpg", "fp-z": "portrait.jpg",
	"palette": "portrait.jpg", "colors": "portrait.jpg", "prefix": "portrait.jpg",
	"trim": "framed", "trim-color": "framed", "trim-tol": "framed", "trim-md": "framed", "trim-pad": "framed",
	"bg": "glass.png", "cs": "city.jpg", "high": "city.jpg", "shad": "city.jpg",
	"frame": "planet.gif", "loop": "planet.gif", "fps": "planet.gif", "skip": "planet.gif", "reverse": "planet.gif",
	"colorquant": "glass.png", "lossless": "glass.png",
}

// layers are what the examples' mark and blend name.
var layers = map[string]string{"/logo.png": "small", "/leaf.png": "glass.png"}

// side is the longest side of an image in the reference: larger ones shrink in
// proportion, as beyond every limit.
const side = 240

// image makes the example's image, or shows its text.
func addImage(b *strings.Builder, s params.Spec, p params.Params, files map[string][]byte) error {
	name := samples[s.Name]
	if name == "" {
		name = "landscape.jpg"
	}
	src, err := sample(name)
	if err != nil {
		return err
	}
	lim := transform.DefaultLimits()
	lim.OutputSide = side
	lim.Quality = map[string]int{"webp": 60, "jpg": 60}
	if p.Format == params.FormatSource && p.Palette == params.PaletteNone && name != "planet.gif" {
		if err := p.Set("fm", "webp"); err != nil {
			return err
		}
	}
	var out bytes.Buffer
	info, err := transform.DoWith(&out, bytes.NewReader(src), p, lim, open)
	if err != nil {
		return err
	}
	if info.Missing != nil {
		return fmt.Errorf("%s: no such image", info.Missing)
	}
	if !strings.HasPrefix(info.ContentType, "image/") {
		fmt.Fprintf(b, "\n```\n%s\n```\n", strings.TrimSpace(out.String()))
		return nil
	}
	file := "img/" + s.Name + "." + info.Format
	files[file] = out.Bytes()
	fmt.Fprintf(b, "\n![%s](%s)\n", s.Example, file)
	return nil
}

// made are samples that tintype makes of others: the landscape in a white frame,
// and an image as small as a logo.
var made = map[string]struct{ from, query string }{
	"framed": {"landscape.jpg", "w=400&pad=40&bg=fff&fm=png"},
	"small":  {"glass.png", "w=80&trim=alpha"},
}

// sample returns a sample image.
func sample(name string) ([]byte, error) {
	m, ok := made[name]
	if !ok {
		return fs.ReadFile(testdata.Samples(), name)
	}
	src, err := sample(m.from)
	if err != nil {
		return nil, err
	}
	p, err := params.Parse(m.query)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	_, err = transform.Do(&out, bytes.NewReader(src), p, transform.DefaultLimits())
	return out.Bytes(), err
}

func open(key string) io.Reader {
	name, ok := layers[key]
	if !ok {
		return nil
	}
	data, err := sample(name)
	if err != nil {
		return nil
	}
	return bytes.NewReader(data)
}

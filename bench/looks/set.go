package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"tintype/bench/engine"
)

// source is one image of the set. What is held out is never looked at while
// encoders are fitted.
type source struct {
	group string // photographs or graphics
	name  string
	file  string // in the corpus, or where graphics are drawn
	held  bool
	rect  string // the part that is taken, "" for all
}

// photographs are of the corpus: at least 300 pixels wide, of many cameras, in
// daylight, at night and indoors, two renderings and a painting among them.
var photographs = []source{
	{"photographs", "tools", "photo-6mp.jpg", false, ""},
	{"photographs", "cabin", "photo-8mp-gainmap.jpg", false, ""},
	{"photographs", "shapes", "photo-33mp-420.jpg", false, ""},
	{"photographs", "park", "cmyk-icc.jpg", false, ""},
	{"photographs", "tree", "lossy.webp", false, ""},
	{"photographs", "hats", "avif/libavif_kodim03_yuv420_8bpc.avif", false, ""},
	{"photographs", "clouds", "avif/libavif_paris_icc_exif_xmp.avif", false, ""},
	{"photographs", "fox", "avif/linku_fox.profile1.8bpc.yuv444.avif", false, ""},
	{"photographs", "painting", "avif/linku_kimono.avif", false, ""},
	{"photographs", "crowd", "grey-icc.jpg", false, ""},
	{"photographs", "waterfall", "photo-2mp.jpg", true, ""},
	{"photographs", "garden", "orient-3.jpg", true, ""},
	{"photographs", "parrots", "avif/libavif_kodim23_yuv420_8bpc.avif", true, ""},
	{"photographs", "river", "avif/libavif_seine_sdr_gainmap_srgb.avif", true, ""},
	{"photographs", "pigeon", "avif/linku_hato.profile0.8bpc.yuv420.no-cdef.avif", true, ""},
}

// pieces are parts of large photographs, for more to fit what predicts scores with.
var pieces = []source{
	{"pieces", "tools a", "photo-6mp.jpg", false, "0,0,0.4,0.4"},
	{"pieces", "tools b", "photo-6mp.jpg", false, "0.6,0.1,0.4,0.4"},
	{"pieces", "tools c", "photo-6mp.jpg", false, "0.3,0.5,0.35,0.35"},
	{"pieces", "cabin a", "photo-8mp-gainmap.jpg", false, "0,0,0.4,0.5"},
	{"pieces", "cabin b", "photo-8mp-gainmap.jpg", false, "0.35,0.3,0.35,0.4"},
	{"pieces", "cabin c", "photo-8mp-gainmap.jpg", false, "0.6,0.5,0.4,0.5"},
	{"pieces", "shapes a", "photo-33mp-420.jpg", false, "0.1,0.1,0.3,0.3"},
	{"pieces", "shapes b", "photo-33mp-420.jpg", false, "0.5,0.5,0.3,0.3"},
	{"pieces", "park a", "cmyk-icc.jpg", false, "0,0,0.6,0.5"},
	{"pieces", "park b", "cmyk-icc.jpg", false, "0.3,0.5,0.7,0.5"},
	{"pieces", "hats a", "avif/libavif_kodim03_yuv420_8bpc.avif", false, "0.4,0.3,0.6,0.7"},
	{"pieces", "painting a", "avif/linku_kimono.avif", false, "0.1,0.2,0.8,0.5"},
	{"pieces", "fox a", "avif/linku_fox.profile1.8bpc.yuv444.avif", false, "0.2,0.2,0.6,0.6"},
	{"pieces", "waterfall a", "photo-2mp.jpg", true, "0,0.4,0.5,0.6"},
	{"pieces", "waterfall b", "photo-2mp.jpg", true, "0.5,0,0.5,0.5"},
	{"pieces", "parrots a", "avif/libavif_kodim23_yuv420_8bpc.avif", true, "0.1,0.1,0.6,0.7"},
	{"pieces", "pigeon a", "avif/linku_hato.profile0.8bpc.yuv420.no-cdef.avif", true, "0.2,0.2,0.6,0.6"},
}

// standIns are generated, for a machine without the corpus.
var standIns = []source{
	{"photographs", "city", "samples/city.jpg", false, ""},
	{"photographs", "landscape", "samples/landscape.jpg", false, ""},
	{"photographs", "portrait", "samples/portrait.jpg", true, ""},
}

// graphics are drawn by bench/graphics.
var graphics = []source{
	{"graphics", "logo", "logo.png", false, ""},
	{"graphics", "screenshot", "screenshot.png", false, ""},
	{"graphics", "drawing", "drawing.png", true, ""},
	{"graphics", "gradient", "gradient.png", false, ""},
	{"graphics", "palette", "palette.png", false, ""},
	{"graphics", "scan", "scan.png", true, ""},
}

// picture is what all encoders are given: an opaque RGB image as a PNG file.
type picture struct {
	source
	W, H int
	file string
	png  []byte
	img  image.Image
	hash [32]byte // of the pixels
}

func (p *picture) String() string { return fmt.Sprintf("%s-%d", p.name, p.W) }

// prepare makes the PNG files of the set in a folder. Only those are made whose
// name has one of some words and that are wide as one of widths says.
func prepare(folder, corpus, testdata, other, only string, widths []int, withPieces bool) (list []*picture, err error) {
	drawn := filepath.Join(folder, "graphics")
	if out, err := exec.Command("go", "run", "./bench/graphics", "-o", drawn).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("graphics: %w: %s", err, out)
	}
	sources, from := photographs, corpus
	if corpus == "" {
		sources, from = standIns, testdata
	}
	if withPieces && corpus != "" {
		sources = slices.Concat(sources, pieces)
	}
	var others []source
	if other != "" {
		if others, err = more(other); err != nil {
			return nil, err
		}
	}
	sources = slices.DeleteFunc(slices.Concat(sources, graphics, others), func(s source) bool { return !wanted(s, only) })
	made := make([][]*picture, len(sources))
	order := make([]int, len(sources))
	for i := range order {
		order[i] = i
	}
	err = each(order, func(i int) (err error) {
		s, dir := sources[i], from
		if s.group == "graphics" {
			dir = drawn
		} else if strings.HasPrefix(s.group, "more") {
			dir = other
		}
		made[i], err = picturesOf(s, dir, folder, widths)
		return err
	})
	return slices.Concat(made...), err
}

// picturesOf makes one source's pictures, of which none is there twice.
func picturesOf(s source, dir, folder string, widths []int) (list []*picture, err error) {
	data, err := os.ReadFile(filepath.Join(dir, s.file))
	if err != nil {
		return nil, err
	}
	for _, w := range widths {
		if w > widths[0] && s.rect != "" && strings.HasPrefix(s.group, "more") {
			continue
		}
		p, err := newPicture(s, data, w)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.file, err)
		}
		if n := len(list); n > 0 && list[n-1].W == p.W {
			continue
		}
		if err := p.write(folder); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

// write puts the PNG file into the folder. What sharp made of another one of that name is
// removed.
func (p *picture) write(folder string) error {
	p.file = filepath.Join(folder, p.String()+".png")
	before, err := os.ReadFile(p.file)
	if err == nil && bytes.Equal(before, p.png) {
		return nil
	}
	if err == nil {
		stale, err := filepath.Glob(filepath.Join(folder, p.String()+".*.*"))
		if err != nil {
			return err
		}
		for _, name := range stale {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	return os.WriteFile(p.file, p.png, 0o666)
}

// wanted says whether a source belongs to what -only asks for: nothing, fit, held,
// a group, or a part of a name.
func wanted(s source, only string) bool {
	for _, word := range strings.Split(only, ",") {
		ok := strings.Contains(s.name, word) || strings.HasPrefix(s.group, word)
		switch word {
		case "held":
			ok = s.held
		case "fit":
			ok = !s.held
		}
		if !ok {
			return false
		}
	}
	return true
}

func newPicture(s source, data []byte, width int) (*picture, error) {
	query := fmt.Sprintf("w=%d&fit=max&fm=png&bg=fff", width)
	if s.rect != "" {
		query += "&rect=" + s.rect
	}
	resized, err := engine.Do(data, query)
	if err != nil {
		return nil, err
	}
	m, err := png.Decode(bytes.NewReader(resized))
	if err != nil {
		return nil, err
	}
	flat := image.NewRGBA(image.Rectangle{Max: m.Bounds().Size()})
	draw.Draw(flat, flat.Rect, m, m.Bounds().Min, draw.Src)
	var file bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := e.Encode(&file, flat); err != nil {
		return nil, err
	}
	return &picture{source: s, W: flat.Rect.Dx(), H: flat.Rect.Dy(), png: file.Bytes(), img: flat, hash: hashOf(flat)}, nil
}

// hashOf is of an image's size and pixels.
func hashOf(m *image.RGBA) [32]byte {
	h := sha256.New()
	fmt.Fprintln(h, m.Rect.Dx(), m.Rect.Dy())
	h.Write(m.Pix)
	return [32]byte(h.Sum(nil))
}

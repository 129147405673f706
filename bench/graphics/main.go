// Command graphics makes the sources of the bench's graphics: what a site serves
// beside photographs. All are drawn here, so that the bench needs no file of
// anybody else's.
//
//	go run ./bench/graphics -o build/graphics
package main

import (
	"flag"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/png"
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	out := flag.String("o", "build/graphics", "folder of the sources")
	flag.Parse()
	if err := run(*out); err != nil {
		log.Fatal(err)
	}
}

// sources are the pictures by name, all of 1200 pixels in width.
var sources = []struct {
	name string
	draw func() (image.Image, error)
}{
	{"logo", logo},
	{"screenshot", screenshot},
	{"drawing", lineDrawing},
	{"flat", flat},
	{"gradient", gradient},
	{"palette", reducedColors},
	{"scan", scan},
}

func run(out string) error {
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	for _, s := range sources {
		m, err := s.draw()
		if err != nil {
			return err
		}
		if err := write(filepath.Join(out, s.name+".png"), m); err != nil {
			return err
		}
	}
	return nil
}

func write(name string, m image.Image) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := png.Encode(f, m); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// flat is white but for one rule, as the canvas of an empty page.
func flat() (image.Image, error) {
	m := image.NewRGBA(image.Rect(0, 0, 1200, 1200))
	draw.Draw(m, m.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(m, image.Rect(100, 600, 1100, 604), image.NewUniform(color.RGBA{0x20, 0x60, 0xc0, 255}), image.Point{}, draw.Src)
	return m, nil
}

// gradient runs from one color to another across and down, as the ground of a
// page's head does; every row differs from the one above.
func gradient() (image.Image, error) {
	m := image.NewRGBA(image.Rect(0, 0, 1200, 800))
	for y := range 800 {
		for x := range 1200 {
			t, u := x*256/1200, y*256/800
			m.SetRGBA(x, y, color.RGBA{byte(40 + t*3/5), byte(60 + u/2 + t/8), byte(220 - t/3 - u/4), 255})
		}
	}
	return m, nil
}

// reducedColors is the screenshot with a scene in it, in the 216 colors that
// browsers once had, error diffused.
func reducedColors() (image.Image, error) {
	m, err := screenshot()
	if err != nil {
		return nil, err
	}
	g, _ := gradient()
	rgba := m.(*image.RGBA)
	draw.Draw(rgba, image.Rect(700, 200, 1150, 520), g, image.Point{}, draw.Src)
	out := image.NewPaletted(m.Bounds(), palette.WebSafe)
	draw.FloydSteinberg.Draw(out, out.Rect, rgba, image.Point{})
	return out, nil
}

// Command efforts prints how many milliseconds our WebP encoder takes for some
// PNG files together at each effort, as a list in JSON: from RGB to the file, at
// quality 80, the least of several rounds, efforts in turn. It is built for wasm,
// where the encoder runs.
package main

import (
	"bytes"
	"encoding/json"
	"image/png"
	"log"
	"os"
	"runtime"
	"time"

	"tintype/transform/color"
	"tintype/transform/webp"
)

const (
	quality = 80
	rounds  = 8
)

func main() {
	log.SetFlags(0)
	total := make([]float64, webp.MaxEffort)
	for _, name := range os.Args[1:] {
		img, err := read(name)
		if err != nil {
			log.Fatal(err)
		}
		var best [webp.MaxEffort]time.Duration
		for range rounds {
			for i := range best {
				runtime.GC()
				start := time.Now()
				if _, err := webp.Encode(img.Convert(color.YCbCr, 2, 2), webp.Options{Quality: quality, Effort: i + 1}); err != nil {
					log.Fatal(err)
				}
				if took := time.Since(start); best[i] == 0 || took < best[i] {
					best[i] = took
				}
			}
		}
		for i, b := range best {
			total[i] += float64(b.Microseconds()) / 1000
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(total); err != nil {
		log.Fatal(err)
	}
}

func read(name string) (*color.Image, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	img := color.New(color.RGB, m.Bounds().Dx(), m.Bounds().Dy(), 1, 1, false)
	for y := range img.H {
		for x := range img.W {
			r, g, b, _ := m.At(x, y).RGBA()
			for i, v := range [3]uint32{r, g, b} {
				img.Plane[i].Row(y)[x] = byte(v >> 8)
			}
		}
	}
	return img, nil
}

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

	"tintype/transform/measure"
)

const (
	quality = 80
	rounds  = 8
)

func main() {
	log.SetFlags(0)
	total := make([]float64, measure.MaxEffort)
	for _, name := range os.Args[1:] {
		img, err := read(name)
		if err != nil {
			log.Fatal(err)
		}
		var best [measure.MaxEffort]time.Duration
		for range rounds {
			for i := range best {
				runtime.GC()
				start := time.Now()
				if _, err := measure.EncodeWebP(img, measure.WebPOptions{Quality: quality, Effort: i + 1}); err != nil {
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

func read(name string) (*measure.Image, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	img := measure.NewRGB(m.Bounds().Dx(), m.Bounds().Dy())
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

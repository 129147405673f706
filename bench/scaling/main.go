// Command scaling makes the sources of the bench's scaling table: one scene,
// mirrored over and over until it has 1, 4, 16 and 64 megapixels, so that every
// megapixel is as much work as the next.
//
//	go run ./bench/scaling -o build/scaling testdata/samples/landscape.jpg
package main

import (
	"flag"
	"fmt"
	"image"
	stdjpeg "image/jpeg"
	"log"
	"os"
	"path/filepath"

	"tintype/transform/measure"
)

func main() {
	log.SetFlags(0)
	out := flag.String("o", "build/scaling", "folder of the sources")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("scaling: want one JPEG file in 4:2:0")
	}
	if err := run(flag.Arg(0), *out); err != nil {
		log.Fatal(err)
	}
}

func run(name, out string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	m, err := stdjpeg.Decode(f)
	if err != nil {
		return err
	}
	scene, ok := m.(*image.YCbCr)
	if !ok || scene.SubsampleRatio != image.YCbCrSubsampleRatio420 {
		return fmt.Errorf("%s: want 4:2:0", name)
	}
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	for _, mp := range []int{1, 4, 16, 64} {
		side := map[int]int{1: 1, 4: 2, 16: 4, 64: 8}[mp]
		img := measure.NewYCbCr(1224*side, 816*side)
		mirror(&img.Plane[0], scene.Y, scene.YStride, scene.Rect.Dx(), scene.Rect.Dy())
		mirror(&img.Plane[1], scene.Cb, scene.CStride, scene.Rect.Dx()/2, scene.Rect.Dy()/2)
		mirror(&img.Plane[2], scene.Cr, scene.CStride, scene.Rect.Dx()/2, scene.Rect.Dy()/2)
		body, err := measure.EncodeJPEG(img, measure.JPEGOptions{Quality: 85})
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, fmt.Sprintf("%02dmp.jpg", mp)), body, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// mirror fills dst with src, w by h samples, every second copy turned over.
func mirror(dst *measure.Plane, src []byte, stride, w, h int) {
	fold := func(i, n int) int {
		if i %= 2 * n; i >= n {
			i = 2*n - 1 - i
		}
		return i
	}
	for y := range dst.H {
		row, from := dst.Row(y), src[fold(y, h)*stride:]
		for x := range row {
			row[x] = from[fold(x, w)]
		}
	}
}

package tintype_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"io"
	"io/fs"

	"tintype"
	"tintype/testdata"
)

// open returns a sample in place of the file that a program would open.
func open(name string) io.Reader {
	data, err := fs.ReadFile(testdata.Samples(), name)
	if err != nil {
		panic(err)
	}
	return bytes.NewReader(data)
}

func ExampleTransform() {
	result, err := tintype.Transform(context.Background(), open("landscape.jpg"), tintype.Options{
		Width: 320, Height: 200, Fit: tintype.FitCrop, Format: tintype.WebP, Quality: 70,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.ContentType, result.Width, result.Height, len(result.Body) < 20_000)
	// Output: image/webp 320 200 true
}

// A query string of the URL API does the same as the fields.
func ExampleTransform_query() {
	result, err := tintype.Transform(context.Background(), open("landscape.jpg"), tintype.Options{Query: "w=320&ar=16:10&fit=crop&fm=webp"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.ContentType, result.Width, result.Height)
	// Output: image/webp 320 200
}

func ExampleTransform_errors() {
	ctx := context.Background()
	_, err := tintype.Transform(ctx, open("landscape.jpg"), tintype.Options{Width: 100, Limits: &tintype.Limits{SourcePixels: 1_000_000}})
	fmt.Println(errors.Is(err, tintype.ErrTooLarge))

	_, err = tintype.Transform(ctx, open("landscape.jpg"), tintype.Options{Width: 9000})
	fmt.Println(errors.Is(err, tintype.ErrParameter), err)

	_, err = tintype.Transform(ctx, open("landscape.jpg"), tintype.Options{Query: "widht=100", Strict: true})
	fmt.Println(err)

	stopped, stop := context.WithCancel(ctx)
	stop()
	_, err = tintype.Transform(stopped, open("landscape.jpg"), tintype.Options{Width: 100})
	fmt.Println(errors.Is(err, context.Canceled))
	// Output:
	// true
	// true w: got 9000, want an integer 1 to 8192 or a fraction between 0 and 1
	// query: got "widht", want a parameter of the URL API
	// true
}

// A watermark comes from wherever the program has it.
func ExampleTransform_watermark() {
	result, err := tintype.Transform(context.Background(), open("landscape.jpg"), tintype.Options{
		Width: 400, Mark: "/logo.png", MarkScale: 20, MarkAlign: "bottom,right", MarkAlpha: 60,
		Images: func(key string) io.Reader { return open("glass.png") },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Width, result.Height, result.Missing)
	// Output: 400 267 []
}

func ExampleTransformImage() {
	img := image.NewRGBA(image.Rect(0, 0, 640, 480))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.RGBA{200, 60, 30, 255}), image.Point{}, draw.Src)
	result, err := tintype.TransformImage(context.Background(), img, tintype.Options{Width: 160, Format: tintype.JPEG})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.ContentType, result.Width, result.Height)
	// Output: image/jpeg 160 120
}

func ExampleDecode() {
	img, err := tintype.Decode(context.Background(), open("dunes.webp"), tintype.Options{Width: 120})
	if err != nil {
		fmt.Println(err)
		return
	}
	var _ image.Image = img
	fmt.Println(img.Bounds().Dx(), img.NRGBAAt(60, 5).A)
	// Output: 120 255
}

func ExampleInspect() {
	m, err := tintype.Inspect(open("planet.gif"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Format, m.ColorModel, m.Frames > 1)
	// Output: gif RGB true
}

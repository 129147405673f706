package webp

import (
	"bytes"
	"testing"

	"tintype/transform/internal/codec/webp/internal/webptest"
	"tintype/transform/internal/pixel"
)

// The same picture gives the same file.
func TestDeterminism(t *testing.T) {
	img := webptest.Picture(pixel.YCbCr, 200, 150, 2, 2, false)
	a, b := encode(t, img, Options{}), encode(t, img, Options{})
	if !bytes.Equal(a, b) {
		t.Error("two runs differ")
	}
}

func encode(t testing.TB, img *pixel.Image, o Options) []byte {
	t.Helper()
	file, err := Encode(img, o)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

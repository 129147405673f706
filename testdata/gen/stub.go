package main

import (
	"bytes"
	"image"
	"image/png"
)

func encodePNG(m *image.NRGBA) []byte { var b bytes.Buffer; png.Encode(&b, m); return b.Bytes() }
func pngFiles() []entry               { return nil }
func gifFiles() []entry               { return nil }
func webpFiles() []entry              { return nil }
func otherFiles() []entry             { return nil }

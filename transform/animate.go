package transform

import (
	"bytes"

	"tintype/transform/internal/pixel"
)

// shownFor is how long browsers show a frame that is to last delay milliseconds: 10
// and less are 100 to all of them. A frame that takes over another's time would be
// shorter than both otherwise.
func shownFor(delay int) int {
	if delay <= 10 {
		return 100
	}
	return delay
}

// samePicture compares images of one origin, plane by plane.
func samePicture(a, b *pixel.Image) bool {
	if a.Model != b.Model || a.W != b.W || a.H != b.H || a.HasAlpha() != b.HasAlpha() {
		return false
	}
	for i := range a.Model.Planes() {
		if !bytes.Equal(a.Plane[i].Pix, b.Plane[i].Pix) {
			return false
		}
	}
	return bytes.Equal(a.Alpha.Pix, b.Alpha.Pix)
}

package transform

import (
	"bytes"

	"tintype/transform/internal/pixel"
)

// shownFor returns for how many milliseconds browsers show a frame whose delay is delay
// milliseconds: all of them show a delay of 10 or less for 100. Without this, a frame
// that takes over the time of another one would be shown for less time than the two.
func shownFor(delay int) int {
	if delay <= 10 {
		return 100
	}
	return delay
}

// sameImage compares two frames of one animation, plane by plane.
func sameImage(a, b *pixel.Image) bool {
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

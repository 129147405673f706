//go:build !wasm

package webp

import (
	"errors"
	"testing"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// A plane with one prevailing value takes a few copies and not a literal for each
// pixel.
func TestAlphaOfOneValueIsSmall(t *testing.T) {
	plane := pixel.NewPlane(2000, 1500)
	plane.Row(700)[900] = 9
	if n := len(encodeAlpha(&plane, nil)); n > 600 {
		t.Errorf("got %d bytes, want at most 600", n)
	}
}

// Every part of the work on a large plane hears of it when it is to end.
func TestAlphaStops(t *testing.T) {
	stop := errors.New("stop")
	for _, colors := range []int{1, 16, 200} {
		plane := pixel.NewPlane(1200, 900)
		for i := range plane.Pix {
			plane.Pix[i] = byte(i * i % (2*colors - 1) % colors)
		}
		all := 0
		encodeAlpha(&plane, work.New(func() error { all++; return nil }))
		if all < 1080*1000/work.Between {
			t.Errorf("%d values: asked %d times only", colors, all)
		}
		for k := 0; k < all; k += 1 + all/8 {
			n := 0
			m := work.New(func() error {
				if n++; n > k {
					return stop
				}
				return nil
			})
			if encodeAlpha(&plane, m); m.Err() != stop || n != k+1 {
				t.Fatalf("%d values: stopped at question %d, was asked %d times, got %v", colors, k+1, n, m.Err())
			}
		}
	}
}

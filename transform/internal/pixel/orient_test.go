//go:build !wasm

package pixel

import "testing"

// An image of six pixels, laid down in all eight ways by hand:
//
//	1 2 3
//	4 5 6
func TestOrient(t *testing.T) {
	want := [9]struct {
		w   int
		pix string
	}{
		{3, "123456"}, {3, "123456"}, {3, "321654"}, {3, "654321"}, {3, "456123"},
		{2, "142536"}, {2, "415263"}, {2, "635241"}, {2, "362514"},
	}
	src := New(Gray, 3, 2, 1, 1, false)
	copy(src.Plane[0].Row(0), "123")
	copy(src.Plane[0].Row(1), "456")
	for o, w := range want {
		m := Orient(src, uint8(o))
		got := ""
		for y := range m.H {
			got += string(m.Plane[0].Row(y))
		}
		if m.W != w.w || got != w.pix {
			t.Errorf("orientation %d: got %d wide %s, want %d wide %s", o, m.W, got, w.w, w.pix)
		}
	}
}

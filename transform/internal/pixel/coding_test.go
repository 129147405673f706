package pixel

import "testing"

// Color differences of another matrix become those of BT.601, gray stays, and the planes
// say so. BT.709's differences of a red (ITU-R BT.709, section 3) are small beside BT.601's.
func TestStandard(t *testing.T) {
	matrix, ok := MatrixOf(1, 1)
	if !ok || matrix == nil {
		t.Fatal("no matrix of BT.709")
	}
	// red, 255 0 0: in BT.709 luma 54, Cb 99, Cr 255; in BT.601 luma 76, Cb 85, Cr 255
	for _, c := range []struct{ is, want [3]int }{{[3]int{100, 128, 128}, [3]int{100, 128, 128}}, {[3]int{54, 99, 255}, [3]int{76, 85, 255}}} {
		img := New(YCbCr, 16, 16, 1, 1, false)
		for i := range 3 {
			for y := range 16 {
				for x := range img.Plane[i].Row(y) {
					img.Plane[i].Row(y)[x] = byte(c.is[i])
				}
			}
		}
		img.Coding.Matrix = matrix
		img.Standard()
		if img.Coding != (Coding{}) {
			t.Error("the coding stays")
		}
		for i, want := range c.want {
			if got := int(img.Plane[i].Row(5)[5]); got < want-1 || got > want+1 {
				t.Errorf("%v, plane %d: got %d, want %d", c.is, i, got, want)
			}
		}
	}
}

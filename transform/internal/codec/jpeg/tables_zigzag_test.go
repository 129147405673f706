//go:build !wasm

package jpeg

import "testing"

// The table must be the walk of figure A.6: along anti-diagonals, turning at
// the edges.
func TestZigzagWalk(t *testing.T) {
	x, y, up := 0, 0, true
	for k := range 64 {
		if got := int(zigzag[k]); got != y*8+x {
			t.Fatalf("zigzag[%d] = %d, want %d", k, got, y*8+x)
		}
		switch {
		case up && x == 7:
			y, up = y+1, false
		case up && y == 0:
			x, up = x+1, false
		case up:
			x, y = x+1, y-1
		case y == 7:
			x, up = x+1, true
		case x == 0:
			y, up = y+1, true
		default:
			x, y = x-1, y+1
		}
	}
}

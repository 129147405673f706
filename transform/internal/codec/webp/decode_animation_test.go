//go:build !wasm

package webp

import "testing"

// An animation whose only frames hold nothing is refused when it is opened: there
// would be no canvas.
func TestAnimationOfEmptyFrames(t *testing.T) {
	for n := range 3 {
		chunks := []chunk{{"VP8X", vp8x(flagAnimation, 8, 8)}, {"ANIM", make([]byte, 6)}}
		for range n {
			chunks = append(chunks, chunk{"ANMF", make([]byte, anmfHeader)})
		}
		if a, err := NewAnimation(riff(chunks)); err == nil {
			t.Errorf("%d frames that hold nothing: got an animation of %d frames, want an error", n, a.Frames())
		}
	}
}

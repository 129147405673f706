package ops

import (
	"math/rand/v2"
	"testing"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
	"tintype/transform/params"
)

func noisy(w, h int, alpha bool, seed uint64) *pixel.Image {
	r := rand.New(rand.NewPCG(seed, 1))
	img := pixel.New(pixel.RGB, w, h, 1, 1, alpha)
	for _, p := range []*pixel.Plane{&img.Plane[0], &img.Plane[1], &img.Plane[2], &img.Alpha} {
		for i := range p.Pix {
			p.Pix[i] = byte(r.Uint32())
		}
	}
	return img
}

// A layer in tiles is what laying one copy after another gives.
func TestTile(t *testing.T) {
	for _, k := range []struct{ w, h, x, y, padX, padY int }{
		{1, 1, 0, 0, 0, 0}, {1, 1, 7, 5, 1, 2}, {3, 2, -1, 4, 0, 0}, {5, 7, 100, -50, 2, 0}, {40, 3, 2, 1, 9, 9}, {70, 60, -3, 9, 0, 5}, {70, 60, 90, 90, 100, 100},
	} {
		for _, alpha := range []bool{false, true} {
			for _, mode := range []params.BlendMode{params.BlendNormal, params.BlendMultiply} {
				src := noisy(k.w, k.h, alpha, 3)
				got, want := noisy(61, 43, !alpha, 4), noisy(61, 43, !alpha, 4)
				Tile(got, src, k.x, k.y, k.w+k.padX, k.h+k.padY, 200, mode)
				for y := k.y - 20*(k.h+k.padY); y < 43; y += k.h + k.padY {
					for x := k.x - 200*(k.w+k.padX); x < 61; x += k.w + k.padX {
						Composite(want, src, x, y, 200, mode)
					}
				}
				for y := range want.H {
					for x := range want.W {
						for i := range 3 {
							if a, b := got.Plane[i].Row(y)[x], want.Plane[i].Row(y)[x]; a != b {
								t.Fatalf("%+v, alpha %v, %v: plane %d at %d, %d: got %d, want %d", k, alpha, mode, i, x, y, a, b)
							}
						}
					}
				}
			}
		}
	}
}

// The smallest of tiles take as long as one image.
func TestTileWork(t *testing.T) {
	const w, h = 1000, 800
	asked := 0
	img := pixel.New(pixel.RGB, w, h, 1, 1, false)
	img.Meter = work.New(func() error { asked++; return nil })
	Tile(img, noisy(1, 1, true, 5), 3, 3, 1, 1, 255, params.BlendNormal)
	if want := blendWork * w * h / work.Between; asked < want/2 || asked > 2*want {
		t.Errorf("asked %d times, want about %d", asked, want)
	}
}

package ops

import (
	"image"
	"math"
	"strings"
	"testing"

	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// scene is a smooth image with some color.
func scene(w, h int) *pixel.Image {
	img := pixel.New(pixel.RGB, w, h, 1, 1, false)
	for y := range h {
		for x := range w {
			img.Plane[0].Row(y)[x] = byte(255 * x / w)
			img.Plane[1].Row(y)[x] = byte(200 * y / h)
			img.Plane[2].Row(y)[x] = byte(127 + 100*math.Sin(float64(x+2*y)/9))
		}
	}
	return img
}

// The string is the one that the published algorithm gives in floating point.
func TestBlurHashIsTheAlgorithms(t *testing.T) {
	for _, size := range [][2]int{{64, 48}, {31, 64}, {1, 1}, {8, 64}} {
		img := scene(size[0], size[1])
		got, want := BlurHash(img), trueBlurHash(img)
		off := 0
		for i := range want {
			if len(got) != len(want) || got[i] != want[i] {
				off++
			}
		}
		// Where a value lies on the edge of two steps either is right.
		if off > 2 {
			t.Errorf("%v: got %s, want %s", size, got, want)
		}
	}
}

func trueBlurHash(img *pixel.Image) string {
	nx, ny := 4, 3
	if img.H > img.W {
		nx, ny = 3, 4
	}
	linear := func(v byte) float64 {
		x := float64(v) / 255
		if x <= .04045 {
			return x / 12.92
		}
		return math.Pow((x+.055)/1.055, 2.4)
	}
	encode := func(x float64) int {
		if x = min(max(x, 0), 1); x <= .0031308 {
			return int(x*12.92*255 + .5)
		}
		return int((1.055*math.Pow(x, 1/2.4)-.055)*255 + .5)
	}
	var factors [][3]float64
	most := 0.0
	for k := range nx * ny {
		var f [3]float64
		for c := range 3 {
			for y := range img.H {
				for x, v := range img.Plane[c].Row(y) {
					f[c] += linear(v) * math.Cos(math.Pi*float64(k%nx*x)/float64(img.W)) * math.Cos(math.Pi*float64(k/nx*y)/float64(img.H))
				}
			}
			f[c] /= float64(img.W * img.H)
			if k > 0 {
				f[c] *= 2
				most = max(most, math.Abs(f[c]))
			}
		}
		factors = append(factors, f)
	}
	b := digits(nil, nx-1+(ny-1)*9, 1)
	step := int(min(max(math.Floor(most*166-.5), 0), 82))
	b = digits(b, step, 1)
	dc := factors[0]
	b = digits(b, encode(dc[0])<<16|encode(dc[1])<<8|encode(dc[2]), 4)
	for _, f := range factors[1:] {
		ac := 0
		for _, v := range f {
			root := math.Copysign(math.Sqrt(math.Abs(v)/(float64(step+1)/166)), v)
			ac = ac*19 + int(min(max(math.Floor(root*9+9.5), 0), 18))
		}
		b = digits(b, ac, 2)
	}
	return string(b)
}

// Colors come with the most frequent first, and no more than there are.
func TestPaletteFindsTheColors(t *testing.T) {
	img := Even(10, 10, params.RGB(0x102030))
	for y := range 3 {
		for x := range 10 {
			img.Plane[0].Row(y)[x] = 255
		}
	}
	got := Palette(img, 6)
	if len(got) != 2 || got[0] != (Swatch{0x10, 0x20, 0x30, 70}) || got[1] != (Swatch{0xff, 0x20, 0x30, 30}) {
		t.Errorf("got %v", got)
	}
	css := string(PaletteCSS(got, "x"))
	if !strings.Contains(css, ".x-bg-2 { background-color:#ff2030 !important; }") {
		t.Errorf("css: %s", css)
	}
	if n := len(Palette(scene(40, 40), 5)); n != 5 {
		t.Errorf("got %d colors, want 5", n)
	}
}

// The window goes where the only detail is.
func TestChooseFindsTheDetail(t *testing.T) {
	for _, how := range []params.Crop{params.CropEntropy, params.CropEdges} {
		for _, at := range []int{0, 90, 200} {
			img := Even(300, 100, params.RGB(0x808080))
			noise := random(100, 100, false)
			Over(img, noise, at, 0)
			x, y := Choose(img, 100, 100, how)
			if d := x - at; d > 10 || d < -10 || y != 0 {
				t.Errorf("%d: detail at %d, window at %d, %d", how, at, x, y)
			}
			tall := pixel.Orient(img, 6) // turned: the detail moves from the left to the top
			if x, y = Choose(tall, 100, 100, how); x != 0 || y-at > 10 || at-y > 10 {
				t.Errorf("%d: detail at %d, window of the tall picture at %d, %d", how, at, x, y)
			}
		}
		if x, y := Choose(Even(301, 100, params.RGB(0)), 100, 100, how); x < 99 || x > 102 || y != 0 {
			t.Errorf("%d: even picture: window at %d, %d, want the middle", how, x, y)
		}
	}
}

// The margin is exact whichever way the image comes apart into bands.
func TestMarginIsExact(t *testing.T) {
	img := Even(60, 50, params.RGB(0xf0f0f0))
	Over(img, random(20, 11, false), 7, 30)
	for _, rows := range []int{1, 8, 50} {
		m := Margin{Tolerance: 20, Ref: [5]int{-1, -1, -1, -1, -1}}
		for i := range m.Area {
			m.Area[i] = image.Rect(0, 0, 60, 50)
		}
		for y := 0; y < 50; y += rows {
			b := pixel.Band{Y: [4]int{y, y, y, y}}
			for i := range 3 {
				b.Plane[i] = img.Plane[i]
				b.Plane[i].Pix, b.Plane[i].H = img.Plane[i].Pix[y*img.Plane[i].Stride:], min(rows, 50-y)
			}
			m.Push(&b, 3)
		}
		whole := [5]int{256, 256, 256, 256, 256}
		if got := m.Box(whole, whole); got != image.Rect(7, 30, 27, 41) {
			t.Errorf("bands of %d: got %v", rows, got)
		}
	}
}

// Compositing onto what is transparent gives the source, onto what is opaque the
// W3C's mean, and out of the image nothing.
func TestCompositeWeights(t *testing.T) {
	clear, half := params.Color{Set: true}, params.Color{R: 200, A: 128, Set: true}
	dst := Even(4, 4, clear)
	Composite(dst, Even(2, 2, half), 3, -1, 255, params.BlendNormal)
	if dst.Plane[0].Row(0)[3] != 200 || dst.Alpha.Row(0)[3] != 128 || dst.Alpha.Row(1)[3] != 0 || dst.Alpha.Row(0)[2] != 0 {
		t.Error("onto nothing: want the source in one corner")
	}
	dst = Even(1, 1, params.RGB(0x640000))
	Composite(dst, Even(1, 1, half), 0, 0, 128, params.BlendNormal)
	if got := dst.Plane[0].Pix[0]; got != 125 { // 100 + 100·(128/255)²
		t.Errorf("half of half: got %d, want 125", got)
	}
}

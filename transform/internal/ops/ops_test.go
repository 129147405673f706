package ops

import (
	"math"
	"math/rand"
	"testing"

	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// random returns an RGB image of random samples.
func random(w, h int, alpha bool) *pixel.Image {
	img := pixel.New(pixel.RGB, w, h, 1, 1, alpha)
	r := rand.New(rand.NewSource(1))
	for i := range 3 {
		r.Read(img.Plane[i].Pix)
	}
	if alpha {
		r.Read(img.Alpha.Pix)
	}
	return img
}

func adjustments(p *params.Params) *Adjustments {
	return &Adjustments{
		Exp: p.Exp, Gam: p.Gam, Bri: p.Bri, Con: p.Con, High: p.High, Shad: p.Shad, Invert: p.Invert == params.On,
		Vib: p.Vib, Sat: p.Sat, Hue: p.Hue, Sepia: p.Sepia, Monochrome: p.Monochrome, Duotone: p.Duotone,
	}
}

func sharpening(p *params.Params) Sharpening {
	return Sharpening{Sharp: p.Sharp, Unsharp: p.USM, Radius: p.USMRad.Or(5 * params.One / 2)}
}

func parse(t *testing.T, query string) *params.Params {
	t.Helper()
	p, err := params.Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	return &p
}

// The tone table is the formula of its documentation, within rounding.
func TestToneFollowsItsFormulas(t *testing.T) {
	clip := func(x float64) float64 { return min(max(x, 0), 1) }
	for query, f := range map[string]func(x float64) float64{
		"exp=60":                 func(x float64) float64 { return clip(x * math.Pow(2, .6/1.1)) },
		"exp=-100":               func(x float64) float64 { return x * math.Pow(2, -1/1.1) },
		"gam=100":                math.Sqrt,
		"gam=-100":               func(x float64) float64 { return x * x },
		"bri=25":                 func(x float64) float64 { return clip(x + .25) },
		"con=-40":                func(x float64) float64 { return clip(.5 + (x-.5)*.6) },
		"con=100":                func(x float64) float64 { return clip(.5 + (x-.5)*2) },
		"high=-100":              func(x float64) float64 { return x - x*x*(1-x) },
		"shad=80":                func(x float64) float64 { return x + .8*x*(1-x)*(1-x) },
		"invert=1":               func(x float64) float64 { return 1 - x },
		"bri=-30&con=30&gam=-50": func(x float64) float64 { return clip(.5 + (clip(math.Pow(x, math.Sqrt2)-.3)-.5)*1.3) },
	} {
		table, ok := tone(adjustments(parse(t, query)))
		if !ok {
			t.Errorf("%s: no table", query)
		}
		for i, v := range table {
			if want := 255 * f(float64(i)/255); math.Abs(float64(v)-want) > .51 {
				t.Errorf("%s: %d becomes %d, want %.2f", query, i, v, want)
				break
			}
		}
	}
}

// No order of tones changes places, whatever the strength of high and shad.
func TestTonesStayInOrder(t *testing.T) {
	for _, query := range []string{"high=100", "high=-100", "shad=100", "shad=-100", "high=-100&shad=100"} {
		table, _ := tone(adjustments(parse(t, query)))
		for i := 1; i < 256; i++ {
			if table[i] < table[i-1] {
				t.Errorf("%s: %d becomes %d, %d becomes %d", query, i-1, table[i-1], i, table[i])
			}
		}
	}
}

// Matrices do to chosen colors what their definitions say.
func TestColorsKnownPixels(t *testing.T) {
	for _, c := range []struct {
		query    string
		in, want [3]byte
	}{
		{"sat=-100", [3]byte{255, 0, 0}, [3]byte{54, 54, 54}},
		{"sat=-100", [3]byte{255, 255, 255}, [3]byte{255, 255, 255}},
		{"sat=100", [3]byte{128, 128, 128}, [3]byte{128, 128, 128}},
		{"hue=180", [3]byte{200, 200, 200}, [3]byte{200, 200, 200}},
		{"hue=120", [3]byte{255, 0, 0}, [3]byte{0, 113, 0}}, // Chromium's hue-rotate(120deg)
		{"sepia=100", [3]byte{255, 255, 255}, [3]byte{255, 255, 239}},
		{"sepia=100", [3]byte{100, 100, 100}, [3]byte{135, 120, 94}},
		{"monochrome=ff0000", [3]byte{255, 255, 255}, [3]byte{255, 0, 0}},
		{"monochrome=00ff0000", [3]byte{10, 200, 30}, [3]byte{10, 200, 30}}, // wholly transparent
		{"duotone=000080,fa8072", [3]byte{0, 0, 0}, [3]byte{0, 0, 128}},
		{"duotone=000080,fa8072", [3]byte{255, 255, 255}, [3]byte{250, 128, 114}},
		{"vib=100", [3]byte{255, 0, 0}, [3]byte{255, 0, 0}},
		{"invert=1&sat=-100", [3]byte{255, 255, 255}, [3]byte{0, 0, 0}},
	} {
		img := pixel.New(pixel.RGB, 1, 1, 1, 1, false)
		for i, v := range c.in {
			img.Plane[i].Pix[0] = v
		}
		img = Adjust(img, adjustments(parse(t, c.query)))
		got := [3]byte{img.Plane[0].Pix[0], img.Plane[1].Pix[0], img.Plane[2].Pix[0]}
		for i := range got {
			if d := int(got[i]) - int(c.want[i]); d > 1 || d < -1 {
				t.Errorf("%s: %v becomes %v, want %v", c.query, c.in, got, c.want)
				break
			}
		}
	}
}

// A query without adjustments gets the very image back; gray stays one plane
// where no operation gives it a color.
func TestAbsentCostsNothing(t *testing.T) {
	img, p := random(9, 7, true), parse(t, "w=100&bri=0")
	if out := Sharpen(Adjust(Denoise(img, 0, 0), adjustments(p)), sharpening(p)); out != img || Blur(img, 0) != img || Pixelate(img, 0) != img {
		t.Error("another picture came back")
	}
	gray := pixel.New(pixel.Gray, 3, 3, 1, 1, false)
	if out := Adjust(gray, adjustments(parse(t, "sat=40&hue=90&bri=10&vib=9"))); out.Model != pixel.Gray {
		t.Error("gray became RGB")
	}
	if out := Adjust(gray, adjustments(parse(t, "sepia=10"))); out.Model != pixel.RGB || &out.Plane[0].Pix[0] == &out.Plane[1].Pix[0] {
		t.Error("sepia of gray: want three planes")
	}
}

// Three boxes are a Gaussian to the eye: never far from the real one on a step,
// and of about the same strength on noise. Below a deviation of 1 the nearest
// samples weigh otherwise than they should.
func TestBlurIsNearAGaussian(t *testing.T) {
	const w, h, margin = 120, 90, 20
	img := random(w, h, false)
	for y := range h {
		for x := range w / 2 {
			img.Plane[1].Row(y)[x], img.Plane[1].Row(y)[w/2+x] = 20, 230
		}
	}
	for _, c := range []struct{ sigma, noise, step float64 }{
		{.4, 10, 10}, {.8, 5, 6}, {1, 3, 3}, {2.5, 1, 2.5}, {6, 1, 2.5},
	} {
		for i, most := range []float64{c.noise, c.step} {
			want := trueGauss(&img.Plane[i], c.sigma)
			got := gauss(&img.Plane[i], Sigma(c.sigma*1e6), Sigma(c.sigma*1e6), nil)
			var square, worst float64
			for y := margin; y < h-margin; y++ {
				for x := margin; x < w-margin; x++ {
					d := math.Abs(float64(got.Row(y)[x]) - want[y*w+x])
					square, worst = square+d*d, max(worst, d)
				}
			}
			if rms := math.Sqrt(square / ((w - 2*margin) * (h - 2*margin))); i == 0 && rms > most || i == 1 && worst > most {
				t.Errorf("sigma %v, plane %d: off by %.2f in the mean, %.1f at most", c.sigma, i, rms, worst)
			}
		}
	}
}

func trueGauss(p *pixel.Plane, sigma float64) []float64 {
	out, tmp := make([]float64, p.W*p.H), make([]float64, p.W*p.H)
	weigh := func(n, at int, read func(int) float64) float64 {
		var sum, weights float64
		for d := -int(5*sigma) - 2; d <= int(5*sigma)+2; d++ {
			k := math.Exp(-float64(d*d) / 2 / sigma / sigma)
			sum, weights = sum+k*read(min(max(at+d, 0), n-1)), weights+k
		}
		return sum / weights
	}
	for y := range p.H {
		for x := range p.W {
			tmp[y*p.W+x] = weigh(p.W, x, func(i int) float64 { return float64(p.Row(y)[i]) })
		}
	}
	for y := range p.H {
		for x := range p.W {
			out[y*p.W+x] = weigh(p.H, y, func(i int) float64 { return tmp[i*p.W+x] })
		}
	}
	return out
}

// What is even stays what it is under everything that only moves or mixes
// neighbors, to the edge.
func TestEvenStaysEven(t *testing.T) {
	for _, model := range []pixel.Model{pixel.Gray, pixel.YCbCr, pixel.RGB} {
		for _, v := range []byte{0, 77, 255} {
			img := pixel.New(model, 37, 23, 2, 2, false)
			for i := range model.Planes() {
				for k := range img.Plane[i].Pix {
					img.Plane[i].Pix[k] = v
				}
			}
			p := parse(t, "sharp=100&usm=80&nr=50&nrs=60")
			img = Pixelate(Blur(Sharpen(Denoise(img, p.NR.Value, p.NRS.Value), sharpening(p)), 7*params.One), 5)
			for i := range model.Planes() {
				for y := range img.Plane[i].H {
					for _, got := range img.Plane[i].Row(y) {
						if got != v {
							t.Fatalf("%v: %d became %d", model, v, got)
						}
					}
				}
			}
		}
	}
}

// A radius larger than the image is no reason to fail.
func TestHugeRadii(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {1, 40}, {3, 2}} {
		img := random(size[0], size[1], true)
		img = Pixelate(Blur(img, 1000*params.One), 100)
		p := parse(t, "usm=100&usmrad=500&sharp=3")
		img = Border(Sharpen(img, sharpening(p)), 4000, params.RGB(0xff), params.Radii{8192, 0, 99, 8192}, Ground{})
		if img.W != size[0] || img.H != size[1] {
			t.Errorf("%v became %dx%d", size, img.W, img.H)
		}
	}
}

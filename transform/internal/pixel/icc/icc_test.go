//go:build !wasm

package icc

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/pixel/matrixtest"
)

// device is a profile as one writes it down, with its curve in float64.
type device struct {
	name     string
	colors   [3][3]float64 // XYZ of red, green and blue relative to D50
	curve    []byte
	linear   func(float64) float64
	identity bool
}

var (
	srgbColors  = [3][3]float64{{.43607, .22249, .01392}, {.38515, .71687, .09708}, {.14307, .06061, .71410}}
	p3Colors    = [3][3]float64{{.51512, .2412, -.00105}, {.29198, .69225, .04189}, {.1571, .06657, .78407}}
	adobeColors = [3][3]float64{{.60974, .31111, .01947}, {.20528, .62567, .06087}, {.14919, .06322, .74457}}
	rommColors  = [3][3]float64{{.79767, .28804, 0}, {.13519, .71188, 0}, {.03134, .00008, .8249}}
)

func srgbEOTF(x float64) float64 {
	if x <= .04045 {
		return x / 12.92
	}
	return math.Pow((x+.055)/1.055, 2.4)
}

func srgbOETF(y float64) float64 {
	if y <= .0031308 {
		return y * 12.92
	}
	return 1.055*math.Pow(y, 1/2.4) - .055
}

func gamma(g float64) func(float64) float64 {
	return func(x float64) float64 { return math.Pow(x, g) }
}

// sampledSRGB is the curve of 1024 entries that the oldest sRGB profiles have.
func sampledSRGB() []byte {
	v := make([]uint16, 1024)
	for i := range v {
		v[i] = uint16(math.Round(65535 * srgbEOTF(float64(i)/1023)))
	}
	return curvTag(v...)
}

var (
	srgbPara = paraTag(3, 2.4, 1/1.055, .055/1.055, 1/12.92, .04045)

	devices = []device{
		{"sRGB", srgbColors, srgbPara, srgbEOTF, true},
		{"sRGB type 4", srgbColors, paraTag(4, 2.4, 1/1.055, .055/1.055, 1/12.92, .04045, 0, 0), srgbEOTF, true},
		{"sRGB sampled", srgbColors, sampledSRGB(), srgbEOTF, true},
		{"sRGB gamma 2.2", srgbColors, curvTag(563), gamma(563. / 256), false},
		{"Display P3", p3Colors, srgbPara, srgbEOTF, false},
		{"Adobe RGB", adobeColors, curvTag(563), gamma(563. / 256), false},
		{"ProPhoto", rommColors, paraTag(0, 1.8), gamma(1.8), false},
		{"linear", srgbColors, curvTag(), gamma(1), false},
		{"type 1", p3Colors, paraTag(1, 2, 1.1, -.1), func(x float64) float64 { return math.Pow(max(1.1*x-.1, 0), 2) }, false},
		{"type 2", p3Colors, paraTag(2, 2, .9, 0, .1), func(x float64) float64 { return math.Pow(.9*x, 2) + .1 }, false},
	}
)

func s15(v float64) []byte {
	return binary.BigEndian.AppendUint32(nil, uint32(int32(math.Round(v*65536))))
}

func paraTag(kind uint16, p ...float64) []byte {
	b := append([]byte("para\x00\x00\x00\x00"), 0, byte(kind), 0, 0)
	for _, v := range p {
		b = append(b, s15(v)...)
	}
	return b
}

func curvTag(v ...uint16) []byte {
	b := binary.BigEndian.AppendUint32([]byte("curv\x00\x00\x00\x00"), uint32(len(v)))
	for _, u := range v {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

type tag struct {
	name string
	data []byte
}

func profileOf(space string, list []tag) []byte {
	var table, data []byte
	start := headerSize + 4 + 12*len(list)
	for _, t := range list {
		table = append(table, t.name...)
		table = binary.BigEndian.AppendUint32(table, uint32(start+len(data)))
		table = binary.BigEndian.AppendUint32(table, uint32(len(t.data)))
		data = append(data, t.data...)
	}
	h := make([]byte, headerSize)
	binary.BigEndian.PutUint32(h, uint32(start+len(data)))
	copy(h[12:], "mntr"+space+"XYZ ")
	copy(h[36:], "acsp")
	h = binary.BigEndian.AppendUint32(h, uint32(len(list)))
	return append(append(h, table...), data...)
}

func (d *device) profile() []byte {
	var list []tag
	for i, c := range "rgb" {
		xyz := []byte("XYZ \x00\x00\x00\x00")
		for _, v := range d.colors[i] {
			xyz = append(xyz, s15(v)...)
		}
		list = append(list, tag{string(c) + "XYZ", xyz}, tag{string(c) + "TRC", d.curve})
	}
	return profileOf("RGB ", list)
}

func transformOf(t testing.TB, profile []byte) *Transform {
	t.Helper()
	p, err := Parse(profile)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := NewTransform(p)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// reference converts levels in float64, from the profile's definition.
func (d *device) reference(rgb [3]float64) (out [3]float64) {
	m := matrixtest.Matrix(srgbColors).Inverse()
	var xyz [3]float64
	for i := range 3 {
		l := min(max(d.linear(min(max(rgb[i]/255, 0), 1)), 0), 1)
		for k := range 3 {
			xyz[k] += d.colors[i][k] * l
		}
	}
	for i := range 3 {
		y := m[0][i]*xyz[0] + m[1][i]*xyz[1] + m[2][i]*xyz[2]
		out[i] = 255 * srgbOETF(min(max(y, 0), 1))
	}
	return out
}

// TestRGB: every color of a grid within a level of the definition, and little
// behind the 58.9 dB that rounding alone makes.
func TestRGB(t *testing.T) {
	const n = 18
	for _, d := range devices {
		img := pixel.New(pixel.RGB, n*n, n, 1, 1, false)
		for i := range n * n * n {
			for c, v := range [3]int{i % n, i / n % n, i / n / n} {
				img.Plane[c].Row(i / n / n)[i%(n*n)] = byte(v * 15)
			}
		}
		tr := transformOf(t, d.profile())
		if tr.Identity() != d.identity {
			t.Errorf("%s: identity is %v", d.name, tr.Identity())
		}
		if !tr.Apply(img) {
			t.Fatalf("%s: does not fit", d.name)
		}
		sum := 0.0
		for i := range n * n * n {
			in := [3]float64{float64(i % n * 15), float64(i / n % n * 15), float64(i / n / n * 15)}
			want := d.reference(in)
			for c := range 3 {
				e := float64(img.Plane[c].Row(i / n / n)[i%(n*n)]) - want[c]
				sum += e * e
				if math.Abs(e) > 1.05 {
					t.Fatalf("%s %v, channel %d: got %d, want %.2f", d.name, in, c, img.Plane[c].Row(i / n / n)[i%(n*n)], want[c])
				}
			}
		}
		if psnr := 10 * math.Log10(255*255*3*n*n*n/sum); psnr < 57 {
			t.Errorf("%s: %.1f dB", d.name, psnr)
		}
	}
}

// TestLittleCMS: colors as sharp 0.35.5 converts them, which is to say
// LittleCMS, no further than a level away.
func TestLittleCMS(t *testing.T) {
	in := [][3]byte{{0, 0, 0}, {255, 255, 255}, {128, 128, 128}, {255, 0, 0}, {0, 255, 0}, {0, 0, 255},
		{200, 100, 50}, {50, 100, 200}, {30, 160, 90}, {10, 12, 9}, {240, 200, 180}, {128, 64, 192}}
	want := map[string][][3]byte{
		"Display P3": {{0, 0, 0}, {255, 255, 255}, {128, 128, 128}, {255, 0, 0}, {0, 255, 0}, {0, 0, 255},
			{215, 93, 31}, {26, 101, 207}, {0, 163, 82}, {10, 12, 9}, {248, 198, 177}, {138, 59, 199}},
		"Adobe RGB": {{0, 0, 0}, {255, 255, 255}, {129, 129, 129}, {255, 0, 0}, {0, 255, 0}, {0, 0, 255},
			{227, 100, 42}, {0, 100, 204}, {0, 161, 85}, {2, 4, 2}, {254, 201, 181}, {146, 62, 197}},
	}
	for _, d := range devices {
		if want[d.name] == nil {
			continue
		}
		img := pixel.New(pixel.RGB, len(in), 1, 1, 1, false)
		for i, rgb := range in {
			for c, v := range rgb {
				img.Plane[c].Pix[i] = v
			}
		}
		transformOf(t, d.profile()).Apply(img)
		for i, rgb := range want[d.name] {
			for c, v := range rgb {
				if e := int(img.Plane[c].Pix[i]) - int(v); e < -1 || e > 1 {
					t.Errorf("%s %v: channel %d is %d, LittleCMS has %d", d.name, in[i], c, img.Plane[c].Pix[i], v)
				}
			}
		}
	}
}

// TestYCbCr: photographs' planes against the definition at every pixel. With
// chroma of its own each pixel is as exact as RGB; where four share it, the
// bound is 46 dB in these waves and more in photographs.
func TestYCbCr(t *testing.T) {
	for _, d := range devices {
		for _, sub := range [][2]int{{1, 1}, {2, 1}, {2, 2}, {1, 2}} {
			for _, size := range [][2]int{{97, 61}, {64, 32}, {1, 1}, {3, 5}} {
				img := smooth(size[0], size[1], sub[0], sub[1])
				want := d.referenceYCbCr(img)
				transformOf(t, d.profile()).Apply(img)
				least := 46.0
				if sub == [2]int{1, 1} || d.identity {
					least = 56
				}
				for i := range 3 {
					sum, n := 0.0, 0
					for y := range img.Plane[i].H {
						for _, v := range img.Plane[i].Row(y) {
							e := float64(v) - want[i][n]
							sum += e * e
							n++
						}
					}
					if sum > float64(n)*255*255/math.Pow(10, least/10)+1 {
						t.Errorf("%s %v %v plane %d: %.1f dB", d.name, sub, size, i, 10*math.Log10(255*255*float64(n)/sum))
					}
				}
			}
		}
	}
}

// smooth is an image of moderate colors with waves of luma.
func smooth(w, h, subX, subY int) *pixel.Image {
	m := pixel.New(pixel.YCbCr, w, h, subX, subY, false)
	for y := range h {
		for x := range w {
			m.Plane[0].Row(y)[x] = byte(128 + 60*math.Sin(float64(x)/5)*math.Cos(float64(y)/7) + float64((x*7+y*3)%5))
		}
	}
	for y := range m.Plane[1].H {
		for x := range m.Plane[1].W {
			m.Plane[1].Row(y)[x] = byte(128 + 40*math.Sin(float64(x*subX)/11))
			m.Plane[2].Row(y)[x] = byte(128 + 40*math.Cos(float64(y*subY)/13+float64(x*subX)/31))
		}
	}
	return m
}

// referenceYCbCr converts every pixel and takes the mean of its chroma.
func (d *device) referenceYCbCr(m *pixel.Image) (out [3][]float64) {
	count := make([]float64, m.Plane[1].W*m.Plane[1].H)
	out[0] = make([]float64, m.W*m.H)
	out[1], out[2] = make([]float64, len(count)), make([]float64, len(count))
	for y := range m.H {
		for x := range m.W {
			l := float64(m.Plane[0].Row(y)[x])
			u := float64(m.Plane[1].Row(y / m.SubY)[x/m.SubX]) - 128
			v := float64(m.Plane[2].Row(y / m.SubY)[x/m.SubX]) - 128
			o := d.reference([3]float64{l + 1.402*v, l - .344136*u - .714136*v, l + 1.772*u})
			i := y/m.SubY*m.Plane[1].W + x/m.SubX
			out[0][y*m.W+x] = .299*o[0] + .587*o[1] + .114*o[2]
			out[1][i] += 128 - .168736*o[0] - .331264*o[1] + .5*o[2]
			out[2][i] += 128 + .5*o[0] - .418688*o[1] - .081312*o[2]
			count[i]++
		}
	}
	for i, n := range count {
		out[1][i] /= n
		out[2][i] /= n
	}
	return out
}

// TestGrayStaysGray: an image without color gets none, and keeps its levels
// where the curve is sRGB's.
func TestGrayStaysGray(t *testing.T) {
	for _, d := range devices {
		img := pixel.New(pixel.YCbCr, 256, 2, 2, 2, false)
		for x := range 256 {
			img.Plane[0].Row(0)[x], img.Plane[0].Row(1)[x] = byte(x), byte(255-x)
		}
		for i := 1; i < 3; i++ {
			for x := range img.Plane[i].Row(0) {
				img.Plane[i].Row(0)[x] = 128
			}
		}
		transformOf(t, d.profile()).Apply(img)
		for x := range 256 {
			got, want := float64(img.Plane[0].Row(0)[x]), d.reference([3]float64{float64(x), float64(x), float64(x)})[1]
			if math.Abs(got-want) > 1.05 {
				t.Fatalf("%s level %d: got %v, want %.2f", d.name, x, got, want)
			}
			for i := 1; i < 3; i++ {
				if v := img.Plane[i].Row(0)[x/2]; v != 128 {
					t.Fatalf("%s level %d: chroma %d", d.name, x, v)
				}
			}
		}
	}
}

// TestGray: gray profiles follow their curve; in a space of lightness it is L*.
func TestGray(t *testing.T) {
	lab := func(x float64) float64 {
		if x <= .08 {
			return x * 2700 / 24389
		}
		return math.Pow((x*100+16)/116, 3)
	}
	for _, c := range []struct {
		name, pcs string
		curve     []byte
		linear    func(float64) float64
	}{
		{"gamma 2.2", "XYZ ", curvTag(563), gamma(563. / 256)},
		{"dot gain", "XYZ ", curvTag(0, 4000, 20000, 65535), func(x float64) float64 {
			v := []float64{0, 4000, 20000, 65535, 65535}
			i := int(x * 3)
			return (v[i] + (x*3-float64(i))*(v[i+1]-v[i])) / 65535
		}},
		{"lightness", "Lab ", curvTag(), lab},
	} {
		p := profileOf("GRAY", []tag{{"kTRC", c.curve}})
		copy(p[20:], c.pcs)
		img := pixel.New(pixel.Gray, 256, 1, 1, 1, false)
		for x := range 256 {
			img.Plane[0].Pix[x] = byte(x)
		}
		if !transformOf(t, p).Apply(img) {
			t.Fatalf("%s: does not fit", c.name)
		}
		for x := range 256 {
			want := 255 * srgbOETF(c.linear(float64(x)/255))
			if got := float64(img.Plane[0].Pix[x]); math.Abs(got-want) > .8 {
				t.Errorf("%s level %d: got %v, want %.2f", c.name, x, got, want)
			}
		}
	}
}

// TestMisfit: a profile of another color space leaves the image alone.
func TestMisfit(t *testing.T) {
	img := pixel.New(pixel.Gray, 4, 4, 1, 1, false)
	img.Plane[0].Pix[0] = 77
	if transformOf(t, devices[4].profile()).Apply(img) || img.Plane[0].Pix[0] != 77 {
		t.Error("an RGB profile was applied to a gray picture")
	}
}

// TestPow: powers against math.Pow.
func TestPow(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 20000 {
		x, g := rng.Float64(), rng.Float64()*4
		if rng.IntN(10) == 0 {
			x *= 1e-6
		}
		xi, gi := int64(x*(1<<32)), int64(g*65536)
		want := math.Pow(float64(xi)/(1<<32), float64(gi)/65536)
		if gi == 0 {
			continue
		}
		if got := float64(Pow(xi, gi)) / (1 << 32); math.Abs(got-want) > 1./(1<<27) {
			t.Fatalf("%v to the %v: got %v, want %v", x, g, got, want)
		}
	}
}

// TestBroken: what breaks the specification is refused, by the right family of
// errors.
func TestBroken(t *testing.T) {
	good := devices[4].profile()
	edit := func(at int, b ...byte) []byte {
		p := bytes.Clone(good)
		copy(p[at:], b)
		return p
	}
	for _, c := range []struct {
		name    string
		profile []byte
		want    error
	}{
		{"empty", nil, errShort},
		{"cut off", good[:200], errShort},
		{"signature", edit(36, 'x'), errSignature},
		{"tags without end", edit(headerSize, 255), errTags},
		{"more tags than bytes", edit(headerSize, 0, 0, 0, 200, 'x', 'x', 'x', 'x'), errShort},
		{"tag outside", edit(headerSize+4+4, 255), errTag},
		{"link", edit(12, []byte("link")...), errClass},
		{"CMYK without table", edit(16, []byte("CMYK")...), errMissing},
		{"Luv", edit(16, []byte("Luv ")...), errSpace},
		{"no red", edit(headerSize+4, 'x'), errMissing},
		{"curve kind", profileOf("GRAY", []tag{{"kTRC", paraTag(5, 1)}}), errKind},
		{"curve type", profileOf("GRAY", []tag{{"kTRC", make([]byte, 20)}}), errKind},
		{"curve short", profileOf("GRAY", []tag{{"kTRC", paraTag(4, 1, 2)}}), errCurve},
		{"gamma", profileOf("GRAY", []tag{{"kTRC", paraTag(0, -1)}}), errGamma},
		{"table short", profileOf("GRAY", []tag{{"kTRC", curvTag(1, 2, 3, 4)[:16]}}), errCurve},
	} {
		if _, err := Parse(c.profile); err != c.want {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

// FuzzProfile: no profile can crash, whatever the image.
func FuzzProfile(f *testing.F) {
	for _, d := range devices {
		f.Add(d.profile(), byte(3))
	}
	f.Add(profileOf("GRAY", []tag{{"kTRC", curvTag(1, 2, 3)}}), byte(0))
	p3 := &devices[4]
	f.Add(profileOf("RGB ", []tag{{"A2B0", legacyTable(3, 2, 1, p3.xyz)}}), byte(1))
	f.Add(profileOf("CMYK", []tag{{"A2B0", legacyTable(4, 2, 2, inked(p3))}}), byte(3))
	f.Add(profileOf("RGB ", []tag{{"A2B0", aToB(p3, 2)}}), byte(2))
	f.Add(profileOf("RGB ", []tag{{"A2B0", aToB(p3, 0)}}), byte(2))
	opposed, _ := opponent()
	f.Add(profileOf("RGB ", []tag{{"A2B0", opposed}}), byte(2))
	bent, _ := bentTable(4)
	f.Add(profileOf("CMYK", []tag{{"A2B0", bent}}), byte(3))
	f.Add(profileOf("RGB ", []tag{{"cicp", []byte("cicp\x00\x00\x00\x00\x09\x10\x00\x01")}}), byte(2))
	f.Fuzz(func(t *testing.T, profile []byte, kind byte) {
		CodePoints(profile)
		p, err := Parse(profile)
		if err != nil {
			return
		}
		tr, err := NewTransform(p)
		if err != nil {
			return
		}
		img := pixel.New(pixel.Model(kind%4), 17, 3, 1+int(kind>>4)%2, 1+int(kind>>5)%2, false)
		for i := range img.Model.Planes() {
			for k := range img.Plane[i].Pix {
				img.Plane[i].Pix[k] = byte(k * 37)
			}
		}
		tr.Apply(img)
	})
}

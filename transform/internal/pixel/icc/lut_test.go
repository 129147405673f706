//go:build !wasm

package icc

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"testing"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/pixel/matrixtest"
)

func u32(v ...int) (b []byte) {
	for _, x := range v {
		b = binary.BigEndian.AppendUint32(b, uint32(x))
	}
	return b
}

// number appends a number from 0 to 1 in the given bytes.
func number(b []byte, v float64, size int) []byte {
	v = min(max(v, 0), 1)
	if size == 1 {
		return append(b, byte(math.Round(v*255)))
	}
	return binary.BigEndian.AppendUint16(b, uint16(math.Round(v*65535)))
}

// encodeLab encodes XYZ relative to D50 for a table of 8 or 16 bits.
func encodeLab(xyz [3]float64, legacy bool) [3]float64 {
	f := func(t float64) float64 {
		if t > 216./24389 {
			return math.Cbrt(t)
		}
		return (24389./27*t + 16) / 116
	}
	x, y, z := f(xyz[0]/.9642), f(xyz[1]), f(xyz[2]/.8249)
	v := [3]float64{(116*y - 16) / 100, (500*(x-y) + 128) / 255, (200*(y-z) + 128) / 255}
	if legacy {
		for i := range v {
			v[i] *= 65280. / 65535
		}
	}
	return v
}

// visit calls f with the coordinates of every node of a grid, the last changing
// fastest.
func visit(n, points int, f func(v []float64)) {
	v := make([]float64, n)
	total := 1
	for range n {
		total *= points
	}
	for i := range total {
		at := i
		for k := n - 1; k >= 0; k-- {
			v[k] = float64(at%points) / float64(points-1)
			at /= points
		}
		f(v)
	}
}

// legacyTable is a lut8Type or lut16Type with straight curves.
func legacyTable(n, points, size int, color func([]float64) [3]float64) []byte {
	b := append([]byte("mft1\x00\x00\x00\x00"), byte(n), 3, byte(points), 0)
	b = append(b, make([]byte, 36)...)
	if size == 2 {
		b[3] = '2'
		b = append(b, 0, 2, 0, 2)
	}
	straight := func(tables int) {
		for range tables {
			for i := range 256 {
				if size == 1 {
					b = append(b, byte(i))
				} else if i < 2 {
					b = number(b, float64(i), 2)
				}
			}
		}
	}
	straight(n)
	visit(n, points, func(v []float64) {
		for _, x := range encodeLab(color(v), size == 2) {
			b = number(b, x, size)
		}
	})
	straight(3)
	return b
}

// aToB is a lutAToBType with a grid of Lab, or with M curves and a matrix to XYZ
// in place of a grid.
func aToB(d *device, points int) []byte {
	b := append([]byte("mAB \x00\x00\x00\x00"), 3, 3, 0, 0)
	at := 32
	if points == 0 {
		b = append(b, u32(at, at+36, at+36+48, 0, 0)...)
		b = append(b, bytes.Repeat(curvTag(), 3)...)
		for r := range 3 {
			for c := range 3 {
				b = append(b, s15(d.colors[c][r]*32768/65535)...)
			}
		}
		b = append(b, make([]byte, 12)...)
		return append(b, bytes.Repeat(d.curve, 3)...)
	}
	clut := make([]byte, 20)
	clut[0], clut[1], clut[2], clut[16] = byte(points), byte(points), byte(points), 2
	visit(3, points, func(v []float64) {
		for _, x := range encodeLab(d.xyz(v), false) {
			clut = number(clut, x, 2)
		}
	})
	for len(clut)%4 != 0 {
		clut = append(clut, 0)
	}
	b = append(b, u32(at, 0, 0, at+36+36, at+36)...)
	b = append(b, bytes.Repeat(curvTag(), 6)...)
	return append(b, clut...)
}

func (d *device) xyz(v []float64) (xyz [3]float64) {
	for i := range 3 {
		for k := range 3 {
			xyz[k] += d.colors[i][k] * d.linear(v[i])
		}
	}
	return xyz
}

// inked is a profile of inks that take away red, green and blue of Display P3
// and, the fourth, all of them.
func inked(d *device) func(v []float64) [3]float64 {
	return func(v []float64) [3]float64 {
		return d.xyz([]float64{(1 - v[0]) * (1 - v[3]), (1 - v[1]) * (1 - v[3]), (1 - v[2]) * (1 - v[3])})
	}
}

// TestLookupTable: a device described by a table converts as its definition
// says, as far as the table's steps allow: LUTs of 8 and 16 bits, of version 4
// with a grid and without.
func TestLookupTable(t *testing.T) {
	d := &devices[4] // Display P3
	v4 := func(p []byte, pcs string) []byte {
		p[8] = 4
		copy(p[20:], pcs)
		return p
	}
	black := [3]float64{.00336, .0034731, .00287}
	for _, c := range []struct {
		name    string
		profile []byte
		black   [3]float64
		psnr    float64
	}{
		{"mft1", v4(profileOf("RGB ", []tag{{"A2B0", legacyTable(3, 33, 1, d.xyz)}}), "Lab "), black, 40},
		{"mft2", v4(profileOf("RGB ", []tag{{"A2B0", legacyTable(3, 17, 2, d.xyz)}}), "Lab "), black, 48},
		{"mAB", v4(profileOf("RGB ", []tag{{"A2B0", aToB(d, 17)}}), "Lab "), black, 48},
		{"mAB without grid", v4(profileOf("RGB ", []tag{{"A2B0", aToB(d, 0)}}), "XYZ "), black, 50},
	} {
		img := pixel.New(pixel.RGB, 64, 64, 1, 1, false)
		for i := range 3 {
			for k := range img.Plane[i].Pix {
				img.Plane[i].Pix[k] = byte(40 + k*[3]int{3, 7, 11}[i]%200)
			}
		}
		src := [3][]byte{bytes.Clone(img.Plane[0].Pix), bytes.Clone(img.Plane[1].Pix), bytes.Clone(img.Plane[2].Pix)}
		tr := transformOf(t, c.profile)
		if !tr.Apply(img) {
			t.Fatalf("%s: does not fit", c.name)
		}
		m, sum := matrixtest.Matrix(srgbColors).Inverse(), 0.0
		for k := range src[0] {
			xyz := d.xyz([]float64{float64(src[0][k]) / 255, float64(src[1][k]) / 255, float64(src[2][k]) / 255})
			for i, w := range [3]float64{.9642, 1, .8249} {
				xyz[i] = (xyz[i] - c.black[i]) * w / (w - c.black[i])
			}
			for i := range 3 {
				want := 255 * srgbOETF(min(max(m[0][i]*xyz[0]+m[1][i]*xyz[1]+m[2][i]*xyz[2], 0), 1))
				e := float64(img.Plane[i].Pix[k]) - want
				sum += e * e
			}
		}
		if psnr := 10 * math.Log10(255*255*3*64*64/sum); psnr < c.psnr {
			t.Errorf("%s: %.1f dB, want %v", c.name, psnr, c.psnr)
		}
	}
}

// opponent is a space of two opposed samples and blue, as jpegli's XYB: a table of two
// points takes them to roots of light, M curves and a matrix those to XYZ.
func opponent() (table []byte, xyz func(v []float64) [3]float64) {
	const a, b = 1.1, -.1 // light is (a x + b)^3
	roots := func(v []float64) [3]float64 {
		x := (v[0] - .5) / 6
		return [3]float64{v[1]*.8 + .1 + x, v[1]*.8 + .1 - x, v[2]}
	}
	light := [3][3]float64{{1.5, -1.1, .1}, {-.05, .57, -.02}, {-1.38, 1.11, .69}}
	offset := [3]float64{-.002, .001, -.001}
	table = append([]byte("mAB \x00\x00\x00\x00"), 3, 3, 0, 0)
	table = append(table, u32(32, 32+36, 32+36+48, 32+36+48+96, 32)...)
	table = append(table, bytes.Repeat(curvTag(), 3)...)
	for _, row := range light {
		for _, v := range row {
			table = append(table, s15(v)...)
		}
	}
	for _, v := range offset {
		table = append(table, s15(v)...)
	}
	table = append(table, bytes.Repeat(paraTag(3, 3, a, b, 0, -b/a), 3)...)
	table = append(table, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0)
	visit(3, 2, func(v []float64) {
		for _, x := range roots(v) {
			table = number(table, x, 2)
		}
	})
	return table, func(v []float64) (xyz [3]float64) {
		r := roots(v)
		for k := range xyz {
			sum := offset[k]
			for c := range r {
				sum += light[k][c] * math.Pow(max(a*r[c]+b, 0), 3)
			}
			xyz[k] = sum * 65535 / 32768
		}
		return xyz
	}
}

// bentTable is a lut16Type of two points along each sample whose last curves are
// square, and what that comes to.
func bentTable(n int) (table []byte, xyz func(v []float64) [3]float64) {
	table = append([]byte("mft2\x00\x00\x00\x00"), byte(n), 3, 2, 0)
	table = append(append(table, make([]byte, 36)...), 0, 2, 0, 33)
	for range n {
		table = number(number(table, 0, 2), 1, 2)
	}
	of := func(v []float64) [3]float64 {
		k := 0.
		if n == 4 {
			k = v[3]
		}
		return [3]float64{.5*v[0] + .2*k, .3*v[0] + .2*v[1] + .2*k, .5*v[2] + .15*k}
	}
	visit(n, 2, func(v []float64) {
		for _, x := range of(v) {
			table = number(table, x, 2)
		}
	})
	for range 3 {
		for i := range 33 {
			table = number(table, float64(i*i)/(32*32), 2)
		}
	}
	return table, func(v []float64) (xyz [3]float64) {
		for k, x := range of(v) {
			xyz[k] = x * x * 65535 / 32768
		}
		return xyz
	}
}

// TestCurvesBehindTable: a table may be as coarse as two points where curves, or
// curves and a matrix, bend what it holds.
func TestCurvesBehindTable(t *testing.T) {
	black := [3]float64{.00336, .0034731, .00287}
	table, xyz := opponent()
	bent, bentXYZ := bentTable(3)
	inks, inkXYZ := bentTable(4)
	for _, c := range []struct {
		name, space string
		table       []byte
		xyz         func(v []float64) [3]float64
		psnr        float64
	}{
		{"opponent", "RGB ", table, xyz, 50},
		{"out curves", "RGB ", bent, bentXYZ, 54},
		{"out curves, inks", "CMYK", inks, inkXYZ, 44},
	} {
		p := profileOf(c.space, []tag{{"A2B0", c.table}})
		p[8] = 4
		const n = 11
		model, planes := pixel.RGB, 3
		if c.space == "CMYK" {
			model, planes = pixel.CMYK, 4
		}
		img := pixel.New(model, n*n, n*n, 1, 1, false)
		samples := make([][]float64, 0, n*n*n*n)
		for i := range n * n * n * n {
			var v []float64
			for k, at := range []int{i % n, i / n % n, i / n / n % n, i / n / n / n}[:planes] {
				level := at * 25
				v = append(v, float64(level)/255)
				if model == pixel.CMYK {
					level = 255 - level
				}
				img.Plane[k].Row(i / n / n)[i%(n*n)] = byte(level)
			}
			samples = append(samples, v)
		}
		if tr := transformOf(t, p); !tr.Apply(img) {
			t.Fatalf("%s: does not fit", c.name)
		}
		m, sum := matrixtest.Matrix(srgbColors).Inverse(), 0.0
		for at, v := range samples {
			xyz := c.xyz(v)
			for i, w := range [3]float64{.9642, 1, .8249} {
				xyz[i] = (xyz[i] - black[i]) * w / (w - black[i])
			}
			for i := range 3 {
				want := 255 * srgbOETF(min(max(m[0][i]*xyz[0]+m[1][i]*xyz[1]+m[2][i]*xyz[2], 0), 1))
				e := float64(img.Plane[i].Row(at / n / n)[at%(n*n)]) - want
				sum += e * e
			}
		}
		if psnr := 10 * math.Log10(255*255*3*n*n*n*n/sum); psnr < c.psnr {
			t.Errorf("%s: %.1f dB, want %v", c.name, psnr, c.psnr)
		}
	}
}

// TestInk: four inks become RGB, paper white and all ink black.
func TestInk(t *testing.T) {
	d := &devices[4]
	p := profileOf("CMYK", []tag{{"A2B0", legacyTable(4, 9, 2, inked(d))}})
	copy(p[20:], "Lab ")
	img := pixel.New(pixel.CMYK, 9*9, 9*9, 1, 1, false)
	for i := range 9 * 9 * 9 * 9 {
		for c, v := range [4]int{i % 9, i / 9 % 9, i / 81 % 9, i / 729} {
			img.Plane[c].Row(i / 81)[i%81] = byte(255 - v*255/8)
		}
	}
	if !transformOf(t, p).Apply(img) || img.Model != pixel.RGB || img.Plane[3].Pix != nil {
		t.Fatalf("became %v", img.Model)
	}
	m := matrixtest.Matrix(srgbColors).Inverse()
	for i := range 9 * 9 * 9 * 9 {
		v := []float64{}
		for _, x := range [4]int{i % 9, i / 9 % 9, i / 81 % 9, i / 729} {
			v = append(v, float64(x*255/8)/255)
		}
		xyz := inked(d)(v)
		for c := range 3 {
			want := 255 * srgbOETF(min(max(m[0][c]*xyz[0]+m[1][c]*xyz[1]+m[2][c]*xyz[2], 0), 1))
			if got := float64(img.Plane[c].Row(i / 81)[i%81]); math.Abs(got-want) > 6 {
				t.Fatalf("ink %v channel %d: got %v, want %.1f", v, c, got, want)
			}
		}
	}
}

// TestInkLittleCMS: inks by U.S. Web Coated (SWOP) v2 as sharp 0.35.5 converts
// them, within 3 levels.
func TestInkLittleCMS(t *testing.T) {
	p := corpusProfile(t, "cmyk-icc.jpg")
	inks := [][4]byte{{0, 0, 0, 0}, {0, 0, 0, 255}, {0, 0, 255, 0}, {0, 255, 0, 0}, {255, 0, 0, 0},
		{255, 255, 255, 255}, {0, 51, 51, 51}, {153, 51, 102, 204}, {136, 117, 52, 162}, {237, 123, 36, 160},
		{198, 169, 20, 13}, {19, 100, 220, 128}}
	want := [][3]byte{{255, 255, 255}, {35, 31, 32}, {255, 242, 0}, {236, 0, 140}, {0, 174, 239},
		{0, 0, 0}, {208, 176, 163}, {23, 56, 52}, {61, 62, 81}, {0, 53, 85},
		{77, 94, 156}, {134, 95, 30}}
	img := pixel.New(pixel.CMYK, len(inks), 1, 1, 1, false)
	for i, ink := range inks {
		for c, v := range ink {
			img.Plane[c].Pix[i] = 255 - v
		}
	}
	transformOf(t, p).Apply(img)
	for i, rgb := range want {
		for c, v := range rgb {
			if e := int(img.Plane[c].Pix[i]) - int(v); e < -3 || e > 3 {
				t.Errorf("ink %v channel %d: got %d, LittleCMS has %d", inks[i], c, img.Plane[c].Pix[i], v)
			}
		}
	}
}

// corpusProfile returns the profile in a JPEG file's APP2 segments (ICC.1:2022,
// annex B.4), which are taken to be in order.
func corpusProfile(t *testing.T, name string) (profile []byte) {
	dir := os.Getenv("TINTYPE_CORPUS")
	for up := ".."; dir == "" && len(up) < 40; up = filepath.Join("..", up) {
		if _, err := os.Stat(filepath.Join(up, "shared", "corpus", name)); err == nil {
			dir = filepath.Join(up, "shared", "corpus")
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Skipf("not checked: the profile of %s; there is no ../shared/corpus beside the repository", name)
	}
	for at := 2; at+4 < len(data) && data[at+1] != 0xda; {
		end := at + 2 + int(binary.BigEndian.Uint16(data[at+2:]))
		if bytes.HasPrefix(data[at+4:], []byte("ICC_PROFILE\x00")) {
			profile = append(profile, data[at+18:end]...)
		}
		at = end
	}
	return profile
}

// TestBrokenTable: tables that reach outside of the tag or make no sense are
// refused.
func TestBrokenTable(t *testing.T) {
	d := &devices[4]
	legacy, modern := legacyTable(3, 3, 2, d.xyz), aToB(d, 3)
	edit := func(b []byte, at int, v ...byte) []byte {
		b = bytes.Clone(b)
		copy(b[at:], v)
		return b
	}
	for _, c := range []struct {
		name string
		b    []byte
		want error
	}{
		{"short", legacy[:20], errLUT},
		{"cut off", legacy[:len(legacy)-1], errLUT},
		{"inks", edit(legacy, 8, 4), errTable},
		{"one point", edit(legacy, 10, 1), errLUT},
		{"many points", edit(legacy, 10, 255), errLUT},
		{"no entries", edit(legacy, 48, 0, 0), errLUT},
		{"type", edit(legacy, 0, 'x'), errTable},
		{"curves outside", edit(modern, 12, 255, 255, 255, 255), errLUT},
		{"grid outside", edit(modern, 24, 0, 255), errLUT},
		{"grid cut off", modern[:len(modern)-20], errLUT},
		{"precision", edit(modern, 32+36+36+16, 3), errLUT},
	} {
		if _, err := Parse(profileOf("RGB ", []tag{{"A2B0", c.b}})); err != c.want {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

package ops

import (
	"strconv"

	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// Swatch is a color and how many pixels it stands for.
type Swatch struct {
	R, G, B byte
	N       int
}

// Palette returns at most n colors of an RGB image, the most frequent first:
// the box of colors with the largest spread is split at its mean, along its
// widest channel, until there are n (Wan, Prusinkiewicz, Wong, "Variance-based
// color image quantization", 1990). Pixels less than half opaque do not count.
func Palette(img *pixel.Image, n int) []Swatch {
	boxes := []colors8{pixels(img)}
	if len(boxes[0]) == 0 {
		return nil
	}
	for len(boxes) < n {
		widest, at, channel := int64(0), 0, 0
		for i, b := range boxes {
			if c, v := b.spread(); v > widest {
				widest, at, channel = v, i, c
			}
		}
		if widest == 0 {
			break
		}
		low, high := boxes[at].split(channel)
		boxes[at] = low
		boxes = append(boxes, high)
	}
	var out []Swatch
	for _, b := range boxes {
		s := b.mean()
		k := len(out)
		out = append(out, s)
		for ; k > 0 && out[k-1].N < s.N; k-- {
			out[k] = out[k-1]
		}
		out[k] = s
	}
	return out
}

type colors8 [][3]byte

func pixels(img *pixel.Image) (all colors8) {
	for y := range img.H {
		r, g, b := img.Plane[0].Row(y), img.Plane[1].Row(y), img.Plane[2].Row(y)
		for x := range r {
			if !img.HasAlpha() || img.Alpha.Row(y)[x] >= 128 {
				all = append(all, [3]byte{r[x], g[x], b[x]})
			}
		}
	}
	return all
}

// sums returns the sums of the samples and of their squares.
func (b colors8) sums() (sum, square [3]int64) {
	for _, p := range b {
		for c, v := range p {
			sum[c] += int64(v)
			square[c] += int64(v) * int64(v)
		}
	}
	return sum, square
}

// spread returns the channel with the largest sum of squared distances from the
// mean, and that sum.
func (b colors8) spread() (channel int, widest int64) {
	sum, square := b.sums()
	for c := range 3 {
		if v := square[c] - sum[c]*sum[c]/int64(len(b)); v > widest {
			channel, widest = c, v
		}
	}
	return channel, widest
}

// split sorts the box in two, in place, by what is above the mean.
func (b colors8) split(channel int) (low, high colors8) {
	sum, _ := b.sums()
	limit := sum[channel] / int64(len(b))
	n := 0
	for i, p := range b {
		if int64(p[channel]) <= limit {
			b[i], b[n] = b[n], p
			n++
		}
	}
	return b[:n], b[n:]
}

func (b colors8) mean() Swatch {
	sum, _ := b.sums()
	n := int64(len(b))
	at := func(c int) byte { return byte((sum[c] + n/2) / n) }
	return Swatch{at(0), at(1), at(2), len(b)}
}

// PaletteJSON writes colors as imgix does: each with its channels from 0 to 1,
// the mean luminance of the image, and which of them are vibrant or muted.
func PaletteJSON(colors, all []Swatch) []byte {
	b := []byte(`{"colors":[`)
	for i, s := range colors {
		if i > 0 {
			b = append(b, ',')
		}
		b = s.appendJSON(b)
	}
	b = append(b, `],"average_luminance":`...)
	var light, n int64
	for _, s := range all {
		light += s.luminance() * int64(s.N)
		n += int64(s.N)
	}
	b = appendUnit(b, light/max(n, 1), 255_000)
	b = append(b, `,"dominant_colors":{`...)
	first := true
	for _, kind := range kinds {
		if s, ok := kind.pick(all); ok {
			if !first {
				b = append(b, ',')
			}
			first = false
			b = append(append(append(b, '"'), kind.name...), `":`...)
			b = s.appendJSON(b)
		}
	}
	return append(b, "}}\n"...)
}

// luminance in thousandths of a sample.
func (s Swatch) luminance() int64 {
	return luminance[0]*int64(s.R) + luminance[1]*int64(s.G) + luminance[2]*int64(s.B)
}

func (s Swatch) appendJSON(b []byte) []byte {
	b = appendUnit(append(b, `{"red":`...), int64(s.R), 255)
	b = append(append(append(b, `,"hex":"#`...), s.hex()...), `","blue":`...)
	b = appendUnit(b, int64(s.B), 255)
	return append(appendUnit(append(b, `,"green":`...), int64(s.G), 255), '}')
}

func (s Swatch) hex() string { return params.Color{R: s.R, G: s.G, B: s.B, A: 255}.String() }

// appendUnit appends v/whole, from 0 to 1, as a decimal.
func appendUnit(b []byte, v, whole int64) []byte {
	return append(b, params.Decimal((v*int64(params.One)+whole/2)/whole).String()...)
}

// PaletteCSS writes two classes a color: prefix-fg-1, prefix-bg-1 and so on.
func PaletteCSS(colors []Swatch, prefix string) []byte {
	if prefix == "" {
		prefix = "image"
	}
	var b []byte
	for i, s := range colors {
		for _, class := range [2][2]string{{"fg", "color"}, {"bg", "background-color"}} {
			b = append(append(append(b, '.'), prefix...), '-')
			b = strconv.AppendInt(append(append(b, class[0]...), '-'), int64(i+1), 10)
			b = append(append(append(b, " { "...), class[1]...), ":#"...)
			b = append(append(b, s.hex()...), " !important; }\n"...)
		}
	}
	return b
}

// kinds are the dominant colors that have a name: bounds of HSL's lightness and
// saturation in percent.
var kinds = [...]kind{
	{"vibrant", 30, 70, 35, 101}, {"vibrant_light", 70, 101, 35, 101}, {"vibrant_dark", 0, 30, 35, 101},
	{"muted", 30, 70, 0, 35}, {"muted_light", 70, 101, 0, 35}, {"muted_dark", 0, 30, 0, 35},
}

type kind struct {
	name                   string
	light0, light1, s0, s1 int
}

// pick returns the most frequent color within the bounds.
func (k *kind) pick(all []Swatch) (Swatch, bool) {
	for _, s := range all {
		high, low := int(max(s.R, s.G, s.B)), int(min(s.R, s.G, s.B))
		light, sat := (high+low)*100/510, 0
		if high > low {
			sat = (high - low) * 100 / (255 - max(high+low-255, 255-high-low))
		}
		if k.light0 <= light && light < k.light1 && k.s0 <= sat && sat < k.s1 {
			return s, true
		}
	}
	return Swatch{}, false
}

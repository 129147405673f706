package scene

import (
	"math"
	"testing"
)

// Scaling keeps a flat color, and the mean of any image within rounding.
func TestScaleKeepsTheMean(t *testing.T) {
	p := NewPicture(90, 70)
	for y := range p.H {
		for x := range p.W {
			p.set(x, y, Color{0.25, unit(x, y, 1), float64(x) / 90})
		}
	}
	for _, size := range [][2]int{{90, 70}, {45, 35}, {37, 23}, {1, 1}, {90, 1}} {
		q := p.Scale(size[0], size[1])
		for i := range 4 {
			if d := mean(p, i) - mean(q, i); math.Abs(d) > 1 {
				t.Errorf("%v: the mean of sample %d moved by %.1f", size, i, d)
			}
		}
		if v := q.at(0, 0)[0]; v != sample(0.25) {
			t.Errorf("%v: flat red %d became %d", size, sample(0.25), v)
		}
	}
}

func mean(p *Picture, i int) float64 {
	sum := 0.0
	for k := i; k < len(p.Pix); k += 4 {
		sum += float64(p.Pix[k])
	}
	return sum / float64(p.W*p.H)
}

// What is clear has no say in the color of what is not.
func TestScaleWeighsByAlpha(t *testing.T) {
	p := NewPicture(2, 1)
	copy(p.Pix, []uint16{60000, 0, 0, 65535, 0, 65535, 65535, 0})
	if got, want := [4]uint16(p.Scale(1, 1).Pix), [4]uint16{60000, 0, 0, 32768}; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Sine and cosine are those of package math, to more than a pixel needs.
func TestCircle(t *testing.T) {
	for i := range 1000 {
		turn := float64(i)/250 - 2
		s, c := circle(turn)
		ws, wc := math.Sincos(2 * math.Pi * turn)
		if math.Abs(s-ws) > 1e-12 || math.Abs(c-wc) > 1e-12 {
			t.Fatalf("%v of a turn: got %v, %v, want %v, %v", turn, s, c, ws, wc)
		}
	}
}

// The derivatives that eroded relies on are those of the noise.
func TestSlope(t *testing.T) {
	const h = 1e-5
	for i := range 500 {
		x, y := unit(i, 0, 7)*40-20, unit(i, 1, 7)*40-20
		n, dx, dy := slope(x, y, 9)
		if want := noise(x, y, 9); math.Abs(n-want) > 1e-9 {
			t.Fatalf("at %v, %v: value %v, want %v", x, y, n, want)
		}
		wx := (noise(x+h, y, 9) - noise(x-h, y, 9)) / (2 * h)
		wy := (noise(x, y+h, 9) - noise(x, y-h, 9)) / (2 * h)
		if math.Abs(dx-wx) > 1e-4 || math.Abs(dy-wy) > 1e-4 {
			t.Fatalf("at %v, %v: slopes %v, %v, want %v, %v", x, y, dx, dy, wx, wy)
		}
	}
}

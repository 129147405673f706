package params

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

func TestDecimal(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Decimal
		text string // empty: refused
	}{
		{"0", 0, "0"}, {"-0", 0, "0"}, {"007", 7 * One, "7"},
		{"1.5", 1500000, "1.5"}, {".5", 500000, "0.5"}, {"5.", 5 * One, "5"},
		{"-12.000001", -12000001, "-12.000001"}, {"3.000", 3 * One, "3"},
		{"0.9999999", 999999, "0.999999"}, {"1.0000001", One, "1"},
		{"999999999999", 999999999999 * One, "999999999999"},
		{"1000000000000", 0, ""}, {"", 0, ""}, {"-", 0, ""}, {".", 0, ""},
		{"1e3", 0, ""}, {"+1", 0, ""}, {" 1", 0, ""}, {"1,5", 0, ""}, {"--1", 0, ""}, {"1.2.3", 0, ""},
	} {
		got, ok := parseDecimal(tt.in)
		if got != tt.want || ok != (tt.text != "") || ok && got.String() != tt.text {
			t.Errorf("%q: got %d %v %s", tt.in, got, ok, got)
		}
	}
	for d, want := range map[Decimal]int{1499999: 1, 1500000: 2, -1500000: -2, -1499999: -1, 0: 0} {
		if got := d.Int(); got != want {
			t.Errorf("%s rounds to %d, want %d", d, got, want)
		}
	}
}

// mulDiv and isqrt agree with math/big, also where they saturate.
func TestWideArithmetic(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	any := func() int64 { return r.Int64() >> r.IntN(63) }
	for range 20000 {
		a, b, c := any(), any(), any()+1
		if c < 1 {
			continue
		}
		product := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
		down := new(big.Int).Div(product, big.NewInt(c))
		near := new(big.Int).Div(product.Add(product, big.NewInt(c/2)), big.NewInt(c))
		for got, want := range map[int64]*big.Int{mulDiv(a, b, c): near, mulDivFloor(a, b, c): down} {
			if want.IsInt64() && want.Int64() != got || !want.IsInt64() && got != math.MaxInt64 {
				t.Fatalf("%d*%d/%d: got %d, want %v", a, b, c, got, want)
			}
		}
		if got, want := isqrt(a), new(big.Int).Sqrt(big.NewInt(a)).Int64(); got != want {
			t.Fatalf("sqrt %d: got %d, want %d", a, got, want)
		}
	}
	if got := isqrt(math.MaxInt64); got != 3037000499 {
		t.Errorf("sqrt of the largest: got %d", got)
	}
}

// The integer sine and cosine are right to 4 units of 2^-30.
func TestSinCos(t *testing.T) {
	for angle := Decimal(-45 * One); angle <= 45*One; angle += 9973 {
		sin, cos := SinCos(angle)
		wantSin, wantCos := math.Sincos(float64(angle) / float64(One) * math.Pi / 180)
		if e := math.Abs(float64(sin) - wantSin*(1<<30)); e > 4 {
			t.Fatalf("sin %s: off by %.1f", angle, e)
		}
		if e := math.Abs(float64(cos) - wantCos*(1<<30)); e > 4 {
			t.Fatalf("cos %s: off by %.1f", angle, e)
		}
	}
}

func TestLengthOf(t *testing.T) {
	for _, tt := range []struct {
		l     Length
		whole int
		scale Decimal
		want  int
	}{
		{0, 100, One, 0}, {Px(7), 100, One, 7}, {Px(7), 100, 1500000, 11}, {Px(1), 100, 100000, 1},
		{500000, 101, One, 51}, {1, 100, One, 1}, {250000, 1 << 24, 5 * One, 5 << 22},
	} {
		if got := tt.l.Of(tt.whole, tt.scale); got != tt.want {
			t.Errorf("%s of %d at %s: got %d, want %d", Decimal(tt.l), tt.whole, tt.scale, got, tt.want)
		}
	}
}

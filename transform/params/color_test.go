package params

import (
	"strings"
	"testing"

	"golang.org/x/image/colornames"
)

// The names are those of SVG 1.1, as x/image has them, CSS's rebeccapurple and imgix's
// two.
func TestColorNames(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(colorNames), "\n")
	if len(lines) != 150 {
		t.Errorf("got %d names, want 150", len(lines))
	}
	for name, want := range colornames.Map {
		for _, name := range []string{name, strings.ToUpper(name)} {
			if got, ok := ParseColor(name); !ok || got != (Color{want.R, want.G, want.B, 255, true}) {
				t.Errorf("%s: got %v, want %v", name, got, want)
			}
		}
	}
	if got, ok := ParseColor("rebeccapurple"); !ok || got != RGB(0x663399) {
		t.Errorf("rebeccapurple: got %v", got)
	}
	for _, line := range lines { // and what is a letter off is none
		name := line[7:]
		for _, wrong := range []string{name + "x", name[1:], "a" + name, name[:len(name)-1] + "{"} {
			_, isHex := parseHex(wrong)
			_, known := colornames.Map[wrong]
			if _, ok := ParseColor(wrong); ok && !isHex && !known {
				t.Errorf("%s is a color", wrong)
			}
		}
	}
}

func TestColors(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Color
		text string
	}{
		{"abc", Color{0xaa, 0xbb, 0xcc, 0xff, true}, "aabbcc"},
		{"8abc", Color{0xaa, 0xbb, 0xcc, 0x88, true}, "88aabbcc"},
		{"FFabc", Color{}, ""},
		{"102030", Color{0x10, 0x20, 0x30, 0xff, true}, "102030"},
		{"00102030", Color{0x10, 0x20, 0x30, 0, true}, "00102030"},
		{"ff102030", Color{0x10, 0x20, 0x30, 0xff, true}, "102030"},
		{"#102030", Color{0x10, 0x20, 0x30, 0xff, true}, "102030"},
		{"Transparent", Color{0, 0, 0, 0, true}, "00000000"},
		{"", Color{}, ""}, {"#", Color{}, ""}, {"ggg", Color{}, ""}, {"1234567", Color{}, ""}, {"123456789", Color{}, ""},
		{"f0f8ff aliceblue", Color{}, ""}, {"aliceblue\n", Color{}, ""}, {"\n", Color{}, ""}, {"zzz", Color{}, ""},
	} {
		got, ok := ParseColor(tt.in)
		if got != tt.want || ok != tt.want.Set || ok && got.String() != tt.text {
			t.Errorf("%q: got %v %v %s", tt.in, got, ok, got)
		}
	}
}

package params

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func addQueries(f *testing.F, add func(query string)) {
	f.Helper()
	for _, tt := range canonical {
		add(tt.sent)
		add(tt.want)
	}
	for _, tt := range refused {
		add(tt.query)
	}
	for _, tt := range plans {
		add(tt.query)
	}
	for _, s := range Table() {
		add(s.Example)
	}
}

// Parse never panics; its message is one line; String is its own inverse's
// inverse: Parse reads it back to the same Params and String writes it again.
func FuzzParse(f *testing.F) {
	addQueries(f, func(query string) { f.Add(query) })
	f.Fuzz(func(t *testing.T, query string) {
		p, err := Parse(query)
		if err != nil {
			msg := err.Error()
			if strings.ContainsAny(msg, "\r\n") || !utf8.ValidString(msg) || len(msg) > 500 {
				t.Errorf("%q: message %q", query, msg)
			}
			return
		}
		canonical := p.String()
		q, err := Parse(canonical)
		if err != nil || q != p {
			t.Errorf("%q: canonical %q is not the same, %v", query, canonical, err)
		}
		if again := q.String(); again != canonical {
			t.Errorf("%q: %q becomes %q", query, canonical, again)
		}
		if merged := p.Over(p); merged != p {
			t.Errorf("%q over itself: %q", query, merged)
		}
	})
}

// No plan leaves its source or its limits, and none is empty, also after trim.
func FuzzGeometry(f *testing.F) {
	addQueries(f, func(query string) { f.Add(query, 1000, 700, uint8(6), 8192, int64(40_000_000)) })
	f.Add("w=8192&dpr=5&fit=outside&rot=45&pad=8192", 1, 1<<24, uint8(5), 8192, int64(40_000_000))
	f.Add("ar=0.000001:10000&fit=crop&rot=1", 1<<24, 1<<24, uint8(1), 100, int64(1))
	f.Fuzz(func(t *testing.T, query string, w, h int, exif uint8, side int, nPixels int64) {
		p, err := Parse(query)
		if err != nil {
			return
		}
		src := Size{w, h}
		g, err := p.Geometry(src, Orientation(exif), Limits{side, nPixels})
		if err != nil {
			if w >= 1 && h >= 1 && w <= 1<<24 && h <= 1<<24 {
				t.Errorf("%q of %v: %v", query, src, err)
			}
			return
		}
		if side <= 0 {
			side = 8192
		}
		if nPixels <= 0 {
			nPixels = 40_000_000
		}
		check := func(g Geometry) {
			t.Helper()
			if !inside(g.Crop, Rect{0, 0, int64(w) << fix, int64(h) << fix}) || !inside(g.Crop, g.Window) {
				t.Errorf("%q of %v: crop %v leaves %v", query, src, g.Crop, g.Window)
			}
			if g.Out.W < 1 || g.Out.H < 1 || g.X < 0 || g.Y < 0 || g.X+g.Out.W > g.Canvas.W || g.Y+g.Out.H > g.Canvas.H {
				t.Errorf("%q of %v: %v at %d,%d on %v", query, src, g.Out, g.X, g.Y, g.Canvas)
			}
			if f := g.Final; f.W < 1 || f.H < 1 || f.W > side || f.H > side || int64(f.W)*int64(f.H) > nPixels {
				t.Errorf("%q of %v: final %v", query, src, f)
			}
			if g.Rotate < -45*One || g.Rotate > 45*One || g.Orient < 1 || g.Orient > 8 {
				t.Errorf("%q: orient %d turned by %s", query, g.Orient, g.Rotate)
			}
		}
		check(g)
		check(g.WithTrim(Rect{int64(w) << 14, int64(h) << 13, int64(w) << 14, int64(h) << 15}))
	})
}

func inside(r, outer Rect) bool {
	return r.W > 0 && r.H > 0 && r.X >= outer.X && r.Y >= outer.Y && r.X+r.W <= outer.X+outer.W && r.Y+r.H <= outer.Y+outer.H
}

package params

import (
	"fmt"
	"testing"
)

func (p picture) cut(x, y, w, h int) picture {
	return p.mapped(w, h, func(cx, cy int) (int, int) { return x + cx, y + cy })
}

// Without scaling, cutting Crop from the stored pixels and laying it down by
// Orient gives, pixel by pixel, what the steps of the grammar give one after
// the other: orientation, rect, rot, flip.
func TestGeometryMovesPixels(t *testing.T) {
	stored := numbered(7, 5)
	for exif := Orientation(1); exif <= 8; exif++ {
		for turns := range 4 {
			for _, flip := range []string{"", "h", "v", "hv"} {
				query := fmt.Sprintf("rect=1,2,3,2&rot=%d", turns*90)
				want := stored.upright(exif).cut(1, 2, 3, 2)
				for range turns {
					want = want.turned()
				}
				if flip != "" {
					query += "&flip=" + flip
				}
				if flip == "h" || flip == "hv" {
					want = want.mirrored()
				}
				if flip == "v" || flip == "hv" {
					want = want.turned().turned().mirrored()
				}
				g := mustPlan(t, query, Size{7, 5}, exif, Limits{})
				got := stored.cut(int(g.Crop.X>>fix), int(g.Crop.Y>>fix), int(g.Crop.W>>fix), int(g.Crop.H>>fix)).apply(g.Orient)
				if !got.equal(want) || g.Out != (Size{want.w, want.h}) || g.Resamples() {
					t.Errorf("orientation %d %s: got %v as %v, want %v", exif, query, got, g.Out, want)
				}
			}
		}
	}
}

func mustPlan(t *testing.T, query string, src Size, exif Orientation, lim Limits) Geometry {
	t.Helper()
	p, err := Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	g, err := p.Geometry(src, exif, lim)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return g
}

// What is no quarter turn remains; a mirror after it turns it round.
func TestTurn(t *testing.T) {
	for _, tt := range []struct {
		query  string
		orient Orientation
		rotate Decimal
		final  Size
	}{
		{"rot=30", 1, 30 * One, Size{127, 119}},
		{"rot=45", 1, 45 * One, Size{127, 127}},
		{"rot=46", 6, -44 * One, Size{127, 128}},
		{"rot=359", 1, -One, Size{101, 82}},
		{"rot=100.5", 6, 10500000, Size{97, 113}},
		{"rot=225", 3, 45 * One, Size{127, 127}},
		{"rot=30&flip=h", 2, -30 * One, Size{127, 119}},
		{"rot=30&flip=v", 4, -30 * One, Size{127, 119}},
		{"rot=30&flip=hv", 3, 30 * One, Size{127, 119}},
		{"rot=120&flip=h", 5, -30 * One, Size{119, 127}},
	} {
		g := mustPlan(t, tt.query, Size{100, 80}, 1, Limits{})
		if g.Orient != tt.orient || g.Rotate != tt.rotate || g.Final != tt.final {
			t.Errorf("%s: got orient %d, %s degrees, %v; want %d, %s, %v",
				tt.query, g.Orient, g.Rotate, g.Final, tt.orient, tt.rotate, tt.final)
		}
	}
}

// Only a cut that has a choice asks for the content, and takes the first way
// of the list that there is.
func TestChoose(t *testing.T) {
	for _, tt := range []struct {
		query string
		want  Crop
	}{
		{"w=100&h=100&fit=crop&crop=entropy", CropEntropy},
		{"w=100&h=100&fit=crop&crop=faces,edges,entropy", CropEdges},
		{"w=100&h=100&fit=min&crop=edges", CropEdges},
		{"w=100&h=100&fit=crop&crop=top,entropy", CropCenter},
		{"w=100&h=100&fit=crop&crop=focalpoint,entropy", CropCenter},
		{"w=100&h=100&fit=crop&crop=faces", CropCenter},
		{"w=100&h=100&crop=entropy", CropCenter},
		{"w=200&h=100&fit=crop&crop=entropy", CropCenter}, // nothing to cut
		{"w=100&fit=crop&crop=entropy", CropCenter},
		{"rect=0,0,100,100&w=50&h=50&fit=crop&crop=entropy", CropCenter},
	} {
		if g := mustPlan(t, tt.query, Size{400, 200}, 1, Limits{}); g.Choose != tt.want {
			t.Errorf("%s: got %d, want %d", tt.query, g.Choose, tt.want)
		}
	}
}

// Sizes follow from what trim leaves, widened by trim-pad within rect.
func TestWithTrim(t *testing.T) {
	px := func(x, y, w, h int64) Rect { return Rect{x << fix, y << fix, w << fix, h << fix} }
	for _, tt := range []struct {
		query string
		exif  Orientation
		found Rect
		out   Size
		crop  Rect
	}{
		{"trim=auto", 1, px(10, 20, 300, 100), Size{300, 100}, px(10, 20, 300, 100)},
		{"trim=auto", 6, px(10, 20, 300, 100), Size{100, 300}, px(10, 20, 300, 100)},
		{"trim=auto&w=150", 1, px(10, 20, 300, 100), Size{150, 50}, px(10, 20, 300, 100)},
		{"trim=auto&trim-pad=15", 1, px(10, 20, 300, 100), Size{325, 130}, px(0, 5, 325, 130)},
		{"trim=auto&trim-pad=-60", 1, px(10, 20, 300, 100), Size{180, 2}, px(70, 69, 180, 2)},
		{"trim=auto&rect=5,5,200,200&trim-pad=9", 1, px(10, 20, 100, 100), Size{114, 118}, px(5, 11, 114, 118)},
		{"trim=auto&w=50&h=50&fit=crop&crop=right", 1, px(10, 20, 300, 100), Size{50, 50}, px(210, 20, 100, 100)},
	} {
		g := mustPlan(t, tt.query, Size{500, 400}, tt.exif, Limits{})
		if !g.Trim {
			t.Fatalf("%s: no trim", tt.query)
		}
		if g = g.WithTrim(tt.found); g.Trim || g.Out != tt.out || g.Crop != tt.crop {
			t.Errorf("%s orientation %d: got %v of %v, want %v of %v", tt.query, tt.exif, g.Out, g.Crop, tt.out, tt.crop)
		}
	}
}

// Smaller limits shrink in proportion, paddings too, and turned images to
// the box around them.
func TestLimits(t *testing.T) {
	for _, tt := range []struct {
		query  string
		lim    Limits
		out    Size
		canvas Size
		x, y   int
		final  Size
	}{
		{"w=400&h=200&fit=scale", Limits{100, 0}, Size{100, 50}, Size{100, 50}, 0, 0, Size{100, 50}},
		{"w=400&h=200&fit=scale", Limits{0, 5000}, Size{100, 50}, Size{100, 50}, 0, 0, Size{100, 50}},
		{"w=400&h=200&fit=scale", Limits{1, 1}, Size{1, 1}, Size{1, 1}, 0, 0, Size{1, 1}},
		{"w=400&h=400&fit=fill", Limits{100, 0}, Size{100, 50}, Size{100, 100}, 0, 25, Size{100, 100}},
		{"w=360&h=360&fit=scale&pad=20", Limits{90, 0}, Size{80, 80}, Size{90, 90}, 5, 5, Size{90, 90}},
		{"w=400&h=200&fit=scale&rot=90", Limits{100, 0}, Size{50, 100}, Size{50, 100}, 0, 0, Size{50, 100}},
		{"w=400&h=400&fit=scale&rot=45", Limits{100, 0}, Size{71, 71}, Size{71, 71}, 0, 0, Size{100, 100}},
		{"w=8000&h=10&fit=scale&rot=45", Limits{100, 0}, Size{141, 1}, Size{141, 1}, 0, 0, Size{100, 100}},
	} {
		g := mustPlan(t, tt.query, Size{1000, 500}, 1, tt.lim)
		if g.Out != tt.out || g.Canvas != tt.canvas || g.X != tt.x || g.Y != tt.y || g.Final != tt.final {
			t.Errorf("%s within %v: got %v on %v+%d+%d turned %v", tt.query, tt.lim, g.Out, g.Canvas, g.X, g.Y, g.Final)
		}
	}
}

// A source without a size is an error; none is too small.
func TestSourceSize(t *testing.T) {
	var p Params
	for _, bad := range []Size{{0, 1}, {1, 0}, {-1, 5}, {1 << 24, 1<<24 + 1}} {
		if _, err := p.Geometry(bad, 1, Limits{}); err == nil {
			t.Errorf("%v: no error", bad)
		}
	}
}

package transform

import (
	"bytes"
	"testing"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/jpeg"
	"tintype/transform/internal/codec/webp"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/resample"
	"tintype/transform/internal/work"
	"tintype/transform/params"
)

// Block edges go unseen where both sides shrink to two fifths or less.
func TestBlocksUnseen(t *testing.T) {
	for _, c := range []struct {
		w, h, out int
		want      bool
	}{
		{1000, 750, 400, true},
		{1000, 750, 401, false},
		{1000, 10, 400, true},
		{10, 1000, 4, true},
		{400, 300, 400, false},
	} {
		h := &codec.Header{W: c.w, H: c.h, Model: pixel.YCbCr, Sampling: codec.EvenSampling(2, 2)}
		g, err := params.Params{W: params.Px(c.out)}.Geometry(params.Size{W: c.w, H: c.h}, 1, params.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		lim := DefaultLimits()
		f := newFramePlan(&webp.Format, h, g, &output{Output: codec.Output{Format: &webp.Format, SubX: 2, SubY: 2}}, &lim)
		if f.decode.BlocksUnseen != c.want {
			t.Errorf("%dx%d to %d wide: got %v, want %v", c.w, c.h, c.out, f.decode.BlocksUnseen, c.want)
		}
	}
}

// The scale of luminance leaves the resizer what its headroom says, and small
// sources twice the size of the output.
func TestDecodeScales(t *testing.T) {
	for _, c := range []struct{ w, h, out, n int }{
		{2725, 2225, 200, 1},
		{2725, 2225, 480, 3}, // 2/8 would be 11.4 eighths
		{2725, 2225, 720, 3},
		{2725, 2225, 1600, 6},
		{2725, 2225, 2725, 8},
		{7680, 4320, 1200, 3},
		{7680, 4320, 1097, 2},
		{1800, 1200, 900, 6}, // 5/8 would be 10 eighths
		{1200, 800, 200, 3},
		{600, 450, 300, 8},
		{100, 100, 400, 8},
	} {
		h := &codec.Header{W: c.w, H: c.h, Model: pixel.YCbCr, Sampling: codec.EvenSampling(2, 2)}
		g, err := params.Params{W: params.Px(c.out)}.Geometry(params.Size{W: c.w, H: c.h}, 1, params.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		lim := DefaultLimits()
		f := newFramePlan(&jpeg.Format, h, g, &output{Output: codec.Output{Format: &jpeg.Format, SubX: 2, SubY: 2}}, &lim)
		if f.decode.N[0] != c.n {
			t.Errorf("%dx%d to %d wide: got %d/8, want %d/8", c.w, c.h, c.out, f.decode.N[0], c.n)
		}
	}
}

// A lossy WebP goes into another one in the range that it has, unless anything in
// between works on full range.
func TestStaysLimited(t *testing.T) {
	for query, want := range map[string]bool{
		"w=48&fm=webp": true, "w=48": true, "w=48&fm=webp&rot=90": true, "w=48&fm=webp&fit=crop&h=20": true,
		"w=48&fm=jpg": false, "w=48&fm=webp&lossless=1": false, "w=48&fm=webp&bri=10": false, "w=48&fm=webp&pad=9": false,
		"w=48&fm=webp&rot=7": false, "w=48&h=20&fit=crop&crop=entropy&fm=webp": false, "w=48&fm=webp&mask=ellipse": false,
		"w=48&fm=avif": false, "w=48&fm=json": false,
	} {
		p, err := Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		d := &job{p: &p, lim: DefaultLimits()}
		d.lim.meter = work.New(d.lim.poll)
		s, err := d.open(bytes.NewReader(readTestdata(t, "webp/lossy-best.webp")))
		if err != nil {
			t.Fatal(err)
		}
		if err := d.plan(s); err != nil {
			t.Fatal(err)
		}
		if d.out.Format.Encode == nil {
			continue
		}
		d.planFrame()
		if _, err := d.render(s); err != nil {
			t.Fatal(err)
		}
		if d.frame.decode.Limited != want {
			t.Errorf("%s: got %v, want %v", query, d.frame.decode.Limited, want)
		}
	}
}

// Frames of an animation share the plan, the conversion of colors and the weights of
// filters: nothing of that is made again.
func TestFramesShareThePlan(t *testing.T) {
	p, err := Parse("w=48&sat=10")
	if err != nil {
		t.Fatal(err)
	}
	d := &job{p: &p, lim: DefaultLimits()}
	d.lim.meter = work.New(d.lim.poll)
	s, err := d.open(bytes.NewReader(readTestdata(t, "samples/planet.gif")))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.plan(s); err != nil {
		t.Fatal(err)
	}
	d.planFrame()
	plan, made := d.frame, map[*resample.Resizer]bool{}
	frames := 0
	err = d.play(s.(*codec.Animation), func(int, *pixel.Image, int) error {
		frames++
		made[d.weights[0]] = true
		return nil
	})
	if err != nil || frames < 10 || len(made) != 1 || d.frame != plan {
		t.Errorf("%d frames (%v): got %d sets of weights and another plan: %v, want one set and one plan", frames, err, len(made), d.frame != plan)
	}
}

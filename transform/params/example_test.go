package params_test

import (
	"fmt"

	"tintype/transform/params"
)

func ExampleParse() {
	p, err := params.Parse("auto=format%2Ccompress&width=720&fit=cover&quality=60&utm_source=mail")
	fmt.Println(p, err)
	_, err = params.Parse("w=720&quality=101")
	fmt.Println(err)
	// Output:
	// auto=format%2Ccompress&fit=crop&q=60&w=720 <nil>
	// quality: got 101, want 1 to 100
}

func ExampleParseWith() {
	presets := func(name string) (string, bool) { return "w=300&h=200&fit=crop", name == "card" }
	p, err := params.ParseWith(presets, "preset=card&h=300")
	fmt.Println(p, err)
	// Output:
	// fit=crop&h=300&w=300 <nil>
}

// A portrait photograph, stored lying on its side, cut to a square.
func ExampleParams_Geometry() {
	p, _ := params.Parse("w=300&h=300&fit=crop&crop=top")
	g, _ := p.Geometry(params.Size{W: 4000, H: 3000}, params.Rotate90, params.Limits{})
	fmt.Printf("cut %d×%d at %d,%d of what is stored\n", g.Crop.W>>16, g.Crop.H>>16, g.Crop.X>>16, g.Crop.Y>>16)
	fmt.Printf("turn it by orientation %d and make it %d×%d\n", g.Orient, g.Out.W, g.Out.H)
	// Output:
	// cut 3000×3000 at 0,0 of what is stored
	// turn it by orientation 6 and make it 300×300
}

func ExampleOrientation_Then() {
	fmt.Println(params.Rotate90.Then(params.Rotate90) == params.Rotate180)
	fmt.Println(params.Rotate90.Then(params.FlipH)) // the mirror image of a portrait
	// Output:
	// true
	// 5
}

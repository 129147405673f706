package main

import (
	"strconv"
	"strings"

	af "tintype/testdata/gen/aviffile"
)

// pixi is the depths of a stream's planes, from its name.
func pixi(stream string) af.Property {
	channels, bits := 3, 8
	if strings.HasSuffix(stream, "-mono") {
		channels = 1
	}
	for _, n := range []int{10, 12} {
		if strings.Contains(stream, "-"+strconv.Itoa(n)+"-") {
			bits = n
		}
	}
	return af.Depths(channels, bits)
}

// avifFiles are AVIF files: containers of every form around a few streams.
func avifFiles() []entry {
	image := func(id int, stream string, w, h int, more ...af.Property) af.Item {
		return af.Item{ID: id, Kind: "av01", Data: af.Stream(stream), Properties: append([]af.Property{af.Size(w, h), af.Config(stream), pixi(stream)}, more...)}
	}
	file := func(name, about string, items ...af.Item) entry {
		return entry{"avif/" + name + ".avif", about, func() []byte { return (&af.File{Primary: 1, Items: items}).Bytes() }}
	}
	broken := func(name, about string, items ...af.Item) entry {
		return entry{"broken/" + name + ".avif", about, func() []byte { return (&af.File{Primary: 1, Items: items}).Bytes() }}
	}
	bt601, bt709 := af.Colors(1, 13, 6, false), af.Colors(1, 13, 1, false)
	large := func(id int, more ...af.Property) af.Item { return image(id, "large-8-420", 200, 130, more...) }
	square := func(id int, more ...af.Property) af.Item { return image(id, "blocks-8-444", 66, 70, more...) }
	alpha := func(id, of int, stream string, w, h int) af.Item {
		it := image(id, stream, w, h, af.AlphaType())
		it.References = map[string][]int{"auxl": {of}}
		return it
	}
	premultiplied := square(1, bt601)
	premultiplied.References = map[string][]int{"prem": {2}}
	cells := func(from int, kind string) []af.Item {
		var list []af.Item
		for i := range 4 {
			list = append(list, image(from+i, "tiles-8-"+kind, 200, 140))
		}
		return list
	}
	grid := func(id, from, channels int, more ...af.Property) af.Item {
		return af.Item{ID: id, Kind: "grid", Data: af.Grid(2, 2, 390, 270), IDAT: true,
			Properties: append([]af.Property{af.Size(390, 270), af.Depths(channels, 8)}, more...),
			References: map[string][]int{"dimg": {from, from + 1, from + 2, from + 3}}}
	}
	alphaGrid := grid(6, 7, 1, af.AlphaType())
	alphaGrid.References["auxl"] = []int{1}
	same := grid(1, 2, 3, bt601)
	same.References = map[string][]int{"dimg": {2, 2, 2, 2}}
	loose := large(1, bt601, af.Rotation(1))
	loose.Properties[4].Essential = false
	parts, stored := large(1, bt601), large(1, bt601)
	parts.Parts, stored.IDAT = 3, true
	short := large(1, bt601)
	short.Data = short.Data[:len(short.Data)*2/3]
	list := []entry{
		file("yuv420", "200x130, 4:2:0, limited range, BT.601", large(1, bt601)),
		file("full", "200x130, the same samples as full range", large(1, af.Colors(1, 13, 6, true))),
		file("bt709", "66x70, 4:4:4, BT.709", square(1, bt709)),
		file("ycgco", "66x70, 4:4:4, YCgCo, full range", square(1, af.Colors(1, 13, 8, true))),
		file("identity", "35x27, 4:4:4, lossless, the planes as green, blue and red", image(1, "lossless-8-444", 35, 27, af.Colors(1, 13, 0, true))),
		file("mono", "66x70, one plane", image(1, "blocks-8-mono", 66, 70, bt601)),
		file("depth-10", "97x67, 10 bits, 4:2:0", image(1, "default-10-420", 97, 67, bt601)),
		file("depth-12", "97x67, 12 bits, 4:2:2", image(1, "default-12-422", 97, 67, bt601)),
		file("p3", "66x70, Display P3", square(1, af.Colors(12, 13, 6, false))),
		file("pq", "97x67, 10 bits, BT.2020 with the curve of SMPTE ST 2084, 1,000 cd/m² at the most",
			image(1, "default-10-444", 97, 67, af.Colors(9, 16, 9, false), af.Brightness(1000))),
		file("unspecified", "200x130, no colr box, which is BT.601", large(1)),
		file("alpha", "66x70, with alpha of limited range", square(1, bt601), alpha(2, 1, "blocks-8-mono", 66, 70)),
		file("premultiplied", "66x70, colors multiplied with alpha", premultiplied, alpha(2, 1, "blocks-8-mono", 66, 70)),
		file("clap", "200x130, of which 90x60 at 30,20 are shown", large(1, bt601, af.Aperture(90, 60, -50, -30))),
		file("extents", "200x130, in three parts", parts),
		file("idat", "200x130, in idat", stored),
		file("iden", "200x130, through an identity",
			af.Item{ID: 1, Kind: "iden", Properties: []af.Property{af.Size(200, 130), bt601}, References: map[string][]int{"dimg": {2}}}, large(2)),
		file("grid", "390x270, four cells of 200x140", append([]af.Item{grid(1, 2, 3, bt601)}, cells(2, "420")...)...),
		file("grid-alpha", "390x270, four cells, with a grid of alpha",
			append(append([]af.Item{grid(1, 2, 3, bt601), alphaGrid}, cells(2, "420")...), cells(7, "mono")...)...),
		broken("cut", "the stream ends after two thirds", short),
		broken("grid-repeats", "a grid of one cell four times, which browsers refuse", append([]af.Item{same}, cells(2, "420")...)...),
		broken("loose", "a rotation that is not essential, which browsers refuse", loose),
		broken("sizeless", "an image without ispe", af.Item{ID: 1, Kind: "av01", Data: af.Stream("large-8-420"), Properties: []af.Property{af.Config("large-8-420")}}),
		broken("matrix", "ICtCp, which browsers refuse", square(1, af.Colors(9, 16, 14, false))),
	}
	for q := range 4 {
		for axis := -1; axis < 2; axis++ {
			more := []af.Property{bt601, af.Rotation(q)}
			name, about := "irot"+strconv.Itoa(q), "turned "+strconv.Itoa(q)+" quarters anticlockwise"
			if axis >= 0 {
				more = append(more, af.Mirror(axis))
				name, about = name+"-imir"+strconv.Itoa(axis), about+", mirrored by axis "+strconv.Itoa(axis)
			}
			list = append(list, file(name, "200x130, "+about, large(1, more...)))
		}
	}
	return list
}

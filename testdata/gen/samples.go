package main

import (
	jf "tintype/testdata/gen/jpegfile"
)

// sampleFiles are what a new user sees first: the local edge serves them when
// it is given no originals.
func sampleFiles() []entry {
	return []entry{
		{"samples/landscape.jpg", "mountains above a lake, 1600x1067", func() []byte {
			return variant{layout: ycc(s420, 80), options: jf.Options{Optimize: true}}.encode(sized(landscape(), 1600, 1067))
		}},
		{"samples/glass.png", "glass marbles with soft shadows, 480x360 with alpha", func() []byte {
			return encodePNG(marbles(480, 360).NRGBA())
		}},
		{"samples/planet.gif", "a planet that turns, 160x160, 24 frames", func() []byte { return planetGIF(160, 24, 64) }},
	}
}

package main

import (
	"encoding/binary"

	jf "tintype/testdata/gen/jpegfile"
	wf "tintype/testdata/gen/webpfile"
)

// sampleFiles are what a new user sees first: the local edge serves them when
// it is given no originals.
func sampleFiles() []entry {
	return []entry{
		{"samples/landscape.jpg", "mountains above a lake, 1600x1067, baseline 4:2:0", func() []byte {
			return variant{layout: ycc(s420, 80), options: jf.Options{Optimize: true}}.encode(sized(landscape(), 1600, 1067))
		}},
		{"samples/portrait.jpg", "balloons above dunes, 800x1200 stored lying: EXIF orientation 6, 4:4:4", func() []byte {
			im := jf.FromNRGBA(sized(balloon(), 800, 1200), ycc(s444, 82)).Orient(6)
			meta := exif{order: binary.LittleEndian, orientation: 6, rich: true}.segment()
			return jf.Encode(im, jf.Options{Optimize: true, Segments: []jf.Segment{meta}})
		}},
		{"samples/city.jpg", "a skyline at dusk, 1200x800, progressive 4:2:0, sRGB profile", func() []byte {
			return variant{layout: ycc(s420, 84), options: jf.Options{Process: jf.Progressive, Segments: jf.ICC(srgbProfile.bytes(), 60000)}}.encode(sized(city(), 1200, 800))
		}},
		{"samples/glass.png", "glass marbles with soft shadows, 480x360 with alpha", func() []byte {
			return encodePNG(marbles(480, 360).NRGBA())
		}},
		{"samples/planet.gif", "a planet that turns, 160x160, 24 frames", func() []byte { return planetGIF(160, 24, 64) }},
		{"samples/dunes.webp", "dunes in the evening, 720x420, lossy", func() []byte {
			return wf.RIFF(wf.VP8(sized(balloon().Crop(0, 1467, 1600, 933), 720, 420), wf.Lossy{Quant: 30, MeasureProbs: true, FilterLevel: 14}))
		}},
	}
}

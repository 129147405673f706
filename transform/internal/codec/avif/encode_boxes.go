package avif

// container is what goes into a file.
type container struct {
	width, height int
	mono          bool
	full          bool // 4:4:4
	level         int
	matrix        int
	icc           []byte
	color, alpha  []byte // the items' data
}

const alphaURN = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\x00"

// file puts the boxes together.
func (c *container) file() []byte {
	f := file{brands: "avifmif1miaf", bodies: [][]byte{c.color}, properties: c.properties}
	switch {
	case c.full:
		f.brands += "MA1A"
	case c.level <= 13:
		f.brands += "MA1B"
	}
	if c.alpha != nil {
		f.bodies = append(f.bodies, c.alpha)
	}
	return f.write()
}

// properties writes the fewest that browsers take: a size, a depth, a configuration and
// colors for the image, and the first three and what it is for alpha.
func (c *container) properties(w *boxWriter) (lists [][]byte) {
	var image, alpha []byte
	n := byte(0)
	add := func(kind string, to ...*[]byte) {
		n++
		for _, list := range to {
			if kind == "av1C" {
				*list = append(*list, n|essential)
			} else {
				*list = append(*list, n)
			}
		}
	}
	w.full("ispe", 0, 0, func() {
		w.u32(c.width)
		w.u32(c.height)
	})
	add("ispe", &image, &alpha)
	planes := 3
	if c.mono {
		planes = 1
	}
	pixi := func(planes int) {
		w.full("pixi", 0, 0, func() {
			w.u8(planes)
			for range planes {
				w.u8(8)
			}
		})
	}
	pixi(planes)
	add("pixi", &image)
	w.box("av1C", func() { w.bytes(c.configuration(c.mono, c.full)...) })
	add("av1C", &image)
	w.box("colr", func() {
		w.text("nclx")
		w.u16(1)
		w.u16(13)
		w.u16(c.matrix)
		w.u8(0x80) // full range
	})
	add("colr", &image)
	if c.icc != nil {
		w.box("colr", func() {
			w.text("prof")
			w.bytes(c.icc...)
		})
		add("colr", &image)
	}
	if c.alpha != nil {
		pixi(1)
		add("pixi", &alpha)
		w.box("av1C", func() { w.bytes(c.configuration(true, false)...) })
		add("av1C", &alpha)
		w.full("auxC", 0, 0, func() { w.text(alphaURN) })
		add("auxC", &alpha)
	}
	if c.alpha == nil {
		return [][]byte{image}
	}
	return [][]byte{image, alpha}
}

// configuration is an AV1CodecConfigurationRecord.
func (c *container) configuration(mono, full bool) []byte {
	profile, flags := 0, 0
	switch {
	case mono:
		flags = 0x1C // monochrome, subsampled
	case full:
		profile = 1
	default:
		flags = 0x0C
	}
	return []byte{0x81, byte(profile<<5 | c.level), byte(flags), 0}
}

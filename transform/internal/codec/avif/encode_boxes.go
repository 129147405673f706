package avif

import "encoding/binary"

// boxWriter writes boxes one in another.
type boxWriter struct{ out []byte }

// box writes one whose content is what inside writes; full boxes begin with their
// version and flags.
func (w *boxWriter) box(kind string, inside func()) {
	at := len(w.out)
	w.u32(0)
	w.out = append(w.out, kind...)
	inside()
	binary.BigEndian.PutUint32(w.out[at:], uint32(len(w.out)-at))
}

func (w *boxWriter) full(kind string, version uint8, flags int, inside func()) {
	w.box(kind, func() {
		w.u32(int(version)<<24 | flags)
		inside()
	})
}

func (w *boxWriter) u8(v int)        { w.out = append(w.out, byte(v)) }
func (w *boxWriter) u16(v int)       { w.out = binary.BigEndian.AppendUint16(w.out, uint16(v)) }
func (w *boxWriter) u32(v int)       { w.out = binary.BigEndian.AppendUint32(w.out, uint32(v)) }
func (w *boxWriter) text(s string)   { w.out = append(w.out, s...) }
func (w *boxWriter) bytes(b ...byte) { w.out = append(w.out, b...) }

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

// file puts the boxes together. Those of the properties are the fewest that browsers
// take: a size, a depth, a configuration and colors for the image, and the first
// three and what it is for alpha.
func (c *container) file() []byte {
	w := &boxWriter{out: make([]byte, 0, len(c.color)+len(c.alpha)+len(c.icc)+512)}
	w.box("ftyp", func() {
		w.text("avif")
		w.u32(0)
		w.text("avifmif1miaf")
		switch {
		case c.full:
			w.text("MA1A")
		case c.level <= 13:
			w.text("MA1B")
		}
	})
	var places [2]int // of the items' offsets
	items := 1
	if c.alpha != nil {
		items = 2
	}
	w.full("meta", 0, 0, func() {
		w.full("hdlr", 0, 0, func() {
			w.u32(0)
			w.text("pict")
			w.bytes(make([]byte, 13)...)
		})
		w.full("pitm", 0, 0, func() { w.u16(1) })
		w.full("iloc", 0, 0, func() {
			w.u16(0x4400) // offsets and lengths of 32 bits
			w.u16(items)
			for i, data := range [][]byte{c.color, c.alpha}[:items] {
				w.u16(1 + i)
				w.u16(0) // in this file
				w.u16(1) // of one piece
				places[i] = len(w.out)
				w.u32(0)
				w.u32(len(data))
			}
		})
		w.full("iinf", 0, 0, func() {
			w.u16(items)
			for i := range items {
				w.full("infe", 2, 0, func() {
					w.u16(1 + i)
					w.u16(0)
					w.text("av01\x00")
				})
			}
		})
		if c.alpha != nil {
			w.full("iref", 0, 0, func() {
				w.box("auxl", func() {
					w.u16(2)
					w.u16(1)
					w.u16(1)
				})
			})
		}
		w.box("iprp", func() { c.properties(w) })
	})
	w.box("mdat", func() {
		binary.BigEndian.PutUint32(w.out[places[0]:], uint32(len(w.out)))
		w.bytes(c.color...)
		if c.alpha != nil {
			binary.BigEndian.PutUint32(w.out[places[1]:], uint32(len(w.out)))
			w.bytes(c.alpha...)
		}
	})
	return w.out
}

// essential marks a property that a reader must understand.
const essential = 0x80

func (c *container) properties(w *boxWriter) {
	var image, alpha []byte
	n := byte(0)
	w.box("ipco", func() {
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
	})
	w.full("ipma", 0, 0, func() {
		lists := [][]byte{image, alpha}
		if c.alpha == nil {
			lists = lists[:1]
		}
		w.u32(len(lists))
		for i, list := range lists {
			w.u16(1 + i)
			w.u8(len(list))
			w.bytes(list...)
		}
	})
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

// Package aviffile writes AVIF containers (ISO/IEC 23008-12, AV1 Image File Format 1.2)
// around AV1 streams, as a file needs them to test a reader: it is written independently
// of the reader, and can leave out or contradict what the reader expects.
//
// The streams beside it were made by aomenc from the project's scenes; they are
// those of the same names that the AV1 decoder is tested with.
package aviffile

import (
	"embed"
	"encoding/binary"
	"strings"
)

//go:embed streams
var streams embed.FS

// Stream returns a stream by its name, such as "large-8-420".
func Stream(name string) []byte {
	b, err := streams.ReadFile("streams/" + name + ".obu")
	if err != nil {
		panic(err) // a name that the generator's author has wrong
	}
	return b
}

// Property is one item property; Essential is its mark in ipma.
type Property struct {
	Kind      string
	Data      []byte
	Essential bool
}

// Item is one item. References go from it: dimg to its inputs, auxl to its master, prem to
// its alpha.
type Item struct {
	ID         int
	Kind       string
	Data       []byte
	IDAT       bool // its data is stored in idat
	Parts      int  // extents, at least 1
	Properties []Property
	References map[string][]int
}

// File is a file with a primary item.
type File struct {
	Primary int
	Items   []Item
	Brand   string // "avif" if empty
}

func u16(v int) []byte { return binary.BigEndian.AppendUint16(nil, uint16(v)) }
func u32(v int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(v)) }

func join(parts ...[]byte) (out []byte) {
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func box(kind string, parts ...[]byte) []byte {
	data := join(parts...)
	return join(u32(8+len(data)), []byte(kind), data)
}

func full(kind string, version, flags int, parts ...[]byte) []byte {
	return box(kind, append([][]byte{u32(version<<24 | flags)}, parts...)...)
}

// Size is ispe.
func Size(w, h int) Property { return Property{Kind: "ispe", Data: join(u32(0), u32(w), u32(h))} }

// Config is av1C (AV1-ISOBMFF 1.2, section 2.3.3) of a stream by its name, whose parts
// are a scene, a depth and a sampling.
func Config(stream string) Property {
	_, kind, _ := strings.Cut(stream, "-")
	depth, sampling, _ := strings.Cut(kind, "-")
	profile, flags := 0, byte(0)
	switch sampling {
	case "420":
		flags = 0x0c
	case "mono":
		flags = 0x1c
	case "422":
		profile, flags = 2, 0x08
	case "444":
		profile = 1
	}
	switch depth {
	case "10":
		flags |= 0x40
	case "12":
		profile, flags = 2, flags|0x60
	}
	return Property{Kind: "av1C", Data: []byte{0x81, byte(profile<<5 | 31), flags, 0}, Essential: true}
}

// Depths is pixi of so many channels of so many bits.
func Depths(channels, bits int) Property {
	data := append(u32(0), byte(channels))
	for range channels {
		data = append(data, byte(bits))
	}
	return Property{Kind: "pixi", Data: data}
}

// Colors is colr with code points.
func Colors(primaries, transfer, matrix int, fullRange bool) Property {
	flag := byte(0)
	if fullRange {
		flag = 0x80
	}
	return Property{Kind: "colr", Data: join([]byte("nclx"), u16(primaries), u16(transfer), u16(matrix), []byte{flag})}
}

// Rotation is irot, quarters anticlockwise; Mirror is imir.
func Rotation(quarters int) Property { return Property{"irot", []byte{byte(quarters)}, true} }

// Mirror is imir: axis 0 exchanges top and bottom, 1 left and right.
func Mirror(axis int) Property { return Property{"imir", []byte{byte(axis)}, true} }

// Aperture is clap: a rectangle of w by h whose middle lies x and y halves of a pixel
// from the image's.
func Aperture(w, h, x, y int) Property {
	return Property{"clap", join(u32(w), u32(1), u32(h), u32(1), u32(x), u32(2), u32(y), u32(2)), true}
}

// AlphaType is auxC of alpha.
func AlphaType() Property {
	return Property{Kind: "auxC", Data: join(u32(0), []byte("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\x00"))}
}

// Brightness is clli, in cd/m².
func Brightness(peak int) Property {
	return Property{Kind: "clli", Data: join(u16(peak), u16(peak/2))}
}

// Grid is the data of a grid item.
func Grid(cols, rows, w, h int) []byte {
	return join([]byte{0, 0, byte(rows - 1), byte(cols - 1)}, u16(w), u16(h))
}

// Bytes writes the file.
func (f *File) Bytes() []byte {
	brand := f.Brand
	if brand == "" {
		brand = "avif"
	}
	ftyp := box("ftyp", []byte(brand), u32(0), []byte(brand), []byte("mif1miafMA1B"))
	size := len(f.meta(0))
	base := len(ftyp) + size + 8
	var data [][]byte
	for _, it := range f.Items {
		if !it.IDAT {
			data = append(data, it.Data)
		}
	}
	return join(ftyp, f.meta(base), box("mdat", data...))
}

// meta writes the meta box; base is where the data of the first item lies.
func (f *File) meta(base int) []byte {
	var infos, places, properties, associations, references, idat []byte
	n := 0
	for _, it := range f.Items {
		infos = append(infos, full("infe", 2, 0, u16(it.ID), u16(0), []byte(it.Kind), []byte{0})...)
		places = append(places, f.place(it, base, len(idat))...)
		if it.IDAT {
			idat = append(idat, it.Data...)
		} else {
			base += len(it.Data)
		}
		associations = append(associations, join(u16(it.ID), []byte{byte(len(it.Properties))})...)
		for _, p := range it.Properties {
			n++
			properties = append(properties, box(p.Kind, p.Data)...)
			index := byte(n)
			if p.Essential {
				index |= 0x80
			}
			associations = append(associations, index)
		}
		for _, kind := range []string{"auxl", "dimg", "prem"} {
			if to := it.References[kind]; to != nil {
				list := join(u16(it.ID), u16(len(to)))
				for _, id := range to {
					list = append(list, u16(id)...)
				}
				references = append(references, box(kind, list)...)
			}
		}
	}
	parts := [][]byte{
		full("hdlr", 0, 0, u32(0), []byte("pict"), make([]byte, 13)),
		full("pitm", 0, 0, u16(f.Primary)),
		full("iloc", 1, 0, []byte{0x44, 0}, u16(len(f.Items)), places),
		full("iinf", 0, 0, u16(len(f.Items)), infos),
		box("iprp", box("ipco", properties), full("ipma", 0, 0, u32(len(f.Items)), associations)),
	}
	if references != nil {
		parts = append(parts, full("iref", 0, 0, references))
	}
	if idat != nil {
		parts = append(parts, box("idat", idat))
	}
	return full("meta", 0, 0, parts...)
}

// place is an item's entry in iloc.
func (f *File) place(it Item, base, inIDAT int) []byte {
	method, at := 0, base
	if it.IDAT {
		method, at = 1, inIDAT
	}
	parts := max(it.Parts, 1)
	out := join(u16(it.ID), u16(method), u16(0), u16(parts))
	for i := range parts {
		from, to := len(it.Data)*i/parts, len(it.Data)*(i+1)/parts
		out = append(out, join(u32(at+from), u32(to-from))...)
	}
	return out
}

package avif

import (
	"encoding/binary"
	"slices"
)

// kept are the properties that tell how an image is coded and shown. A turn goes, as it
// does with EXIF: a file is only kept where it is ignored.
var kept = []string{"ispe", "pixi", "av1C", "colr", "auxC", "clap", "pasp", "a1op", "lsel", "clli", "mdcv"}

// Strip returns the file without what only describes it: EXIF, XMP, thumbnails, other
// images and unknown boxes. The coded image and its alpha stay byte for byte, in boxes that
// are written anew; the color profile stays where icc says so. It returns nil for a file
// that is not one coded image, whole, and perhaps its alpha.
func Strip(data []byte, icc bool) []byte {
	if _, err := Open(data); err != nil {
		return nil
	}
	var m *meta
	var brands []byte
	r := reader{data: data}
	for {
		b, ok := r.next()
		if !ok {
			break
		}
		switch b.kind {
		case "ftyp":
			brands = b.data
		case "moov":
			return nil
		case "meta":
			var err error
			if m, err = readMeta(b.data); err != nil {
				return nil
			}
		}
	}
	if r.bad || m == nil || !Match(data) || m.items[m.primary] == nil {
		return nil
	}
	items := []*item{m.items[m.primary]}
	if a := m.alphaOf(m.primary); a != nil {
		items = append(items, a)
	}
	bodies := make([][]byte, len(items))
	for i, it := range items {
		if it.kind != "av01" || !m.isWhole(data, it) {
			return nil
		}
		var err error
		if bodies[i], err = m.data(data, it); err != nil {
			return nil
		}
	}
	out := write(brands, items, bodies, icc)
	if len(out) > len(data) {
		return nil
	}
	return out
}

// isWhole reports that no piece of an item reaches beyond the file.
func (m *meta) isWhole(file []byte, it *item) bool {
	if it.inIDAT {
		file = m.idat
	}
	for _, e := range it.extents {
		if n := uint64(len(file)); e.offset > n || e.length > n-e.offset {
			return false
		}
	}
	return true
}

// write puts an image, and its alpha where there is one, into a file of the least boxes.
func write(brands []byte, items []*item, bodies [][]byte, icc bool) []byte {
	w := &boxWriter{}
	w.box("ftyp", func() {
		w.text("avif")
		w.u32(0)
		for at := 8; at+4 <= len(brands); at += 4 {
			// Others promise what is not in the file any more: a gain map (tmap), a track.
			if brand := string(brands[at : at+4]); slices.Contains([]string{"avif", "mif1", "miaf", "MA1A", "MA1B"}, brand) {
				w.text(brand)
			}
		}
	})
	places := make([]int, len(items))
	var lists [][]byte // of properties, by item
	w.full("meta", 0, 0, func() {
		w.full("hdlr", 0, 0, func() {
			w.u32(0)
			w.text("pict")
			w.bytes(make([]byte, 13)...)
		})
		w.full("pitm", 0, 0, func() { w.u16(1) })
		w.full("iloc", 0, 0, func() {
			w.u16(0x4400) // offsets and lengths of 32 bits
			w.u16(len(items))
			for i, body := range bodies {
				w.u16(1 + i)
				w.u16(0) // in this file
				w.u16(1) // of one piece
				places[i] = len(w.out)
				w.u32(0)
				w.u32(len(body))
			}
		})
		w.full("iinf", 0, 0, func() {
			w.u16(len(items))
			for i := range items {
				w.full("infe", 2, 0, func() {
					w.u16(1 + i)
					w.u16(0)
					w.text("av01\x00")
				})
			}
		})
		if len(items) > 1 {
			w.full("iref", 0, 0, func() {
				w.box("auxl", func() {
					w.u16(2)
					w.u16(1)
					w.u16(1)
				})
				if slices.Contains(items[0].premult, items[1].id) {
					w.box("prem", func() {
						w.u16(1)
						w.u16(1)
						w.u16(2)
					})
				}
			})
		}
		w.box("iprp", func() {
			w.box("ipco", func() { lists = w.properties(items, icc) })
			w.full("ipma", 0, 0, func() {
				w.u32(len(items))
				for i, list := range lists {
					w.u16(1 + i)
					w.u8(len(list))
					w.bytes(list...)
				}
			})
		})
	})
	if slices.ContainsFunc(lists, func(list []byte) bool { return len(list) > mostProperties }) {
		return nil
	}
	w.box("mdat", func() {
		for i, body := range bodies {
			binary.BigEndian.PutUint32(w.out[places[i]:], uint32(len(w.out)))
			w.bytes(body...)
		}
	})
	return w.out
}

// mostProperties of an item are more than an image can have; the numbers of those of two
// fit into seven bits.
const mostProperties = 60

// properties writes the properties of the items, and returns their numbers, each with the
// bit of what a reader must understand.
func (w *boxWriter) properties(items []*item, icc bool) (lists [][]byte) {
	var written []property
	for _, it := range items {
		var list []byte
		for _, p := range it.properties {
			profile := p.kind == "colr" && len(p.data) > 3 && string(p.data[:4]) != "nclx"
			if !slices.Contains(kept, p.kind) || profile && !icc || len(list) > mostProperties {
				continue
			}
			n := slices.IndexFunc(written, func(q property) bool { return q.kind == p.kind && string(q.data) == string(p.data) })
			if n < 0 {
				n = len(written)
				written = append(written, p)
				w.box(p.kind, func() { w.bytes(p.data...) })
			}
			must := byte(0)
			if p.essential {
				must = essential
			}
			list = append(list, byte(n+1)|must)
		}
		lists = append(lists, list)
	}
	return lists
}

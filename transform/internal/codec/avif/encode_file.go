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

// essential marks a property that a reader must understand.
const essential = 0x80

// file is an image, and its alpha where there is one, in the fewest boxes that browsers take.
type file struct {
	brands        string // beside the first
	bodies        [][]byte
	premultiplied bool
	// properties writes the properties of the items and returns their numbers, from 1 on,
	// each perhaps with essential.
	properties func(w *boxWriter) (lists [][]byte)
}

// write puts the boxes together.
func (f *file) write() []byte {
	room := 512
	for _, body := range f.bodies {
		room += len(body)
	}
	w := &boxWriter{out: make([]byte, 0, room)}
	w.box("ftyp", func() {
		w.text("avif")
		w.u32(0)
		w.text(f.brands)
	})
	places := make([]int, len(f.bodies)) // of the items' offsets
	w.full("meta", 0, 0, func() {
		w.full("hdlr", 0, 0, func() {
			w.u32(0)
			w.text("pict")
			w.bytes(make([]byte, 13)...)
		})
		w.full("pitm", 0, 0, func() { w.u16(1) })
		w.full("iloc", 0, 0, func() {
			w.u16(0x4400) // offsets and lengths of 32 bits
			w.u16(len(f.bodies))
			for i, body := range f.bodies {
				w.u16(1 + i)
				w.u16(0) // in this file
				w.u16(1) // of one piece
				places[i] = len(w.out)
				w.u32(0)
				w.u32(len(body))
			}
		})
		w.full("iinf", 0, 0, func() {
			w.u16(len(f.bodies))
			for i := range f.bodies {
				w.full("infe", 2, 0, func() {
					w.u16(1 + i)
					w.u16(0)
					w.text("av01\x00")
				})
			}
		})
		if len(f.bodies) > 1 {
			w.full("iref", 0, 0, func() {
				w.reference("auxl", 2, 1)
				if f.premultiplied {
					w.reference("prem", 1, 2)
				}
			})
		}
		w.box("iprp", func() {
			var lists [][]byte
			w.box("ipco", func() { lists = f.properties(w) })
			w.full("ipma", 0, 0, func() {
				w.u32(len(lists))
				for i, list := range lists {
					w.u16(1 + i)
					w.u8(len(list))
					w.bytes(list...)
				}
			})
		})
	})
	w.box("mdat", func() {
		for i, body := range f.bodies {
			binary.BigEndian.PutUint32(w.out[places[i]:], uint32(len(w.out)))
			w.bytes(body...)
		}
	})
	return w.out
}

// reference writes that one item refers to another.
func (w *boxWriter) reference(kind string, from, to int) {
	w.box(kind, func() {
		w.u16(from)
		w.u16(1)
		w.u16(to)
	})
}

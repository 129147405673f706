package tiff

import (
	"encoding/binary"
	"math"
)

// directory is the first image file directory: its entries, 12 bytes each, or 20
// in BigTIFF.
type directory struct {
	data    []byte
	order   binary.ByteOrder
	entries []byte
	big     bool // BigTIFF: counts and offsets have 8 bytes
	err     error
}

// openDirectory reads the header, section 2, and finds the first directory.
func openDirectory(data []byte) (*directory, error) {
	if len(data) < 8 {
		return nil, formatError("header")
	}
	d := &directory{data: data}
	switch string(data[:4]) {
	case "II*\x00", "II+\x00":
		d.order = binary.LittleEndian
	case "MM\x00*", "MM\x00+":
		d.order = binary.BigEndian
	default:
		return nil, formatError("header")
	}
	at, lenCount := uint64(d.order.Uint32(data[4:])), uint64(2)
	if d.big = d.order.Uint16(data[2:]) == 43; d.big {
		// The size of an offset, which is 8, and two bytes for nothing.
		if len(data) < 16 || d.order.Uint16(data[4:]) != 8 {
			return nil, formatError("header")
		}
		at, lenCount = d.order.Uint64(data[8:]), 8
	}
	end := uint64(len(data))
	if at > end || lenCount > end-at {
		return nil, formatError("directory outside of the file")
	}
	n := uint64(d.order.Uint16(data[at:]))
	if d.big {
		n = d.order.Uint64(data[at:])
	}
	if at += lenCount; n > (end-at)/d.entryBytes() {
		return nil, formatError("directory outside of the file")
	}
	d.entries = data[at : at+n*d.entryBytes()]
	return d, nil
}

func (d *directory) entryBytes() uint64 {
	if d.big {
		return 20
	}
	return 12
}

// field is the value of a tag: count numbers of a type, section 2.
type field struct {
	kind  uint16
	count uint64
	raw   []byte // as long as the numbers are
}

// Types of numbers, section 2 and BigTIFF.
const (
	typeByte      = 1
	typeShort     = 3
	typeLong      = 4
	typeRational  = 5
	typeUndefined = 7
	typeIFD       = 13
	typeLong8     = 16
	typeIFD8      = 18
)

// size is how many bytes a number of the type has, 0 for those that no tag that
// is read here may have.
func (f *field) size() uint64 {
	switch f.kind {
	case typeByte, typeUndefined:
		return 1
	case typeShort:
		return 2
	case typeLong, typeIFD:
		return 4
	case typeRational, typeLong8, typeIFD8:
		return 8
	}
	return 0
}

// has reports whether the directory has a tag, whatever its value.
func (d *directory) has(tag uint16) bool {
	return d.entry(tag) != nil
}

func (d *directory) entry(tag uint16) []byte {
	size := d.entryBytes()
	for e := d.entries; len(e) > 0; e = e[size:] {
		if d.order.Uint16(e) == tag {
			return e[:size]
		}
	}
	return nil
}

// field finds a tag; ok is false where it is not there, is empty, or reaches
// outside of the file.
func (d *directory) field(tag uint16) (f field, ok bool) {
	e := d.entry(tag)
	if e == nil {
		return f, false
	}
	f.kind = d.order.Uint16(e[2:])
	f.count, f.raw = uint64(d.order.Uint32(e[4:])), e[8:]
	if d.big {
		f.count, f.raw = d.order.Uint64(e[4:]), e[12:]
	}
	size := f.size()
	if size == 0 || f.count == 0 || f.count > uint64(len(d.data))/size {
		return f, false
	}
	n := size * f.count
	if n > uint64(len(f.raw)) {
		at := d.offset(f.raw)
		if at > uint64(len(d.data)) || n > uint64(len(d.data))-at {
			return f, false
		}
		f.raw = d.data[at:]
	}
	f.raw = f.raw[:n]
	return f, true
}

func (d *directory) offset(b []byte) uint64 {
	if d.big {
		return d.order.Uint64(b)
	}
	return uint64(d.order.Uint32(b))
}

// number returns the i-th number of a field of integers; what is beyond 32 bits
// is the largest of them.
func (d *directory) number(f *field, i int) uint32 {
	b := f.raw[uint64(i)*f.size():]
	switch f.size() {
	case 1:
		return uint32(b[0])
	case 2:
		return uint32(d.order.Uint16(b))
	case 4:
		return d.order.Uint32(b)
	}
	return uint32(min(d.order.Uint64(b), math.MaxUint32))
}

// values returns the integers of a tag: nil where it is not there, else at least
// one and at most most. A tag that is there and broken is d.err from then on.
func (d *directory) values(tag uint16, most int) []uint32 {
	if !d.has(tag) {
		return nil
	}
	f, ok := d.field(tag)
	if !ok || f.kind == typeRational || f.count > uint64(most) {
		d.broken(tag)
		return nil
	}
	list := make([]uint32, f.count)
	for i := range list {
		list[i] = d.number(&f, i)
	}
	return list
}

// value returns the first integer of a tag, or def.
func (d *directory) value(tag uint16, def uint32) uint32 {
	if v := d.values(tag, 1<<16); len(v) > 0 {
		return v[0]
	}
	return def
}

// optional is value for a tag that is as good as absent where it is broken.
func (d *directory) optional(tag uint16) (v uint32, ok bool) {
	f, ok := d.field(tag)
	if !ok || f.kind == typeRational {
		return 0, false
	}
	return d.number(&f, 0), true
}

// rationals returns n fractions of a tag, or nil where it is not there; one with
// fewer, or with integers, which some writers take, is looked at in the same way.
func (d *directory) rationals(tag uint16, n int) [][2]uint32 {
	if !d.has(tag) {
		return nil
	}
	f, ok := d.field(tag)
	if !ok || f.count < uint64(n) {
		d.broken(tag)
		return nil
	}
	list := make([][2]uint32, n)
	for i := range list {
		list[i] = [2]uint32{0, 1}
		if f.kind == typeRational {
			b := f.raw[8*i:]
			list[i] = [2]uint32{d.order.Uint32(b), d.order.Uint32(b[4:])}
		} else {
			list[i][0] = d.number(&f, i)
		}
	}
	return list
}

// bytes returns the bytes of a tag, nil where it is not there or is not made of
// bytes.
func (d *directory) bytes(tag uint16) []byte {
	f, ok := d.field(tag)
	if !ok || f.size() != 1 {
		return nil
	}
	return f.raw
}

func (d *directory) broken(tag uint16) {
	if d.err == nil {
		d.err = formatError("tag " + decimal(uint32(tag)))
	}
}

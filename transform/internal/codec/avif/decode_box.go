package avif

import "encoding/binary"

// box is one box, ISO/IEC 14496-12 section 4.2.
type box struct {
	kind string
	data []byte
}

// reader reads the fields of a box. Once bad is set, all it gives is zero.
type reader struct {
	data []byte
	bad  bool
}

func (r *reader) take(n int) []byte {
	if r.bad || n < 0 || n > len(r.data) {
		r.bad = true
		return nil
	}
	b := r.data[:n]
	r.data = r.data[n:]
	return b
}

// uint reads a number of 0 to 8 bytes.
func (r *reader) uint(bytes int) uint64 {
	var v uint64
	for _, b := range r.take(bytes) {
		v = v<<8 | uint64(b)
	}
	return v
}

func (r *reader) int(bytes int) int { return int(uint32(r.uint(bytes))) }

// text reads up to a zero byte.
func (r *reader) text() string {
	for i, b := range r.data {
		if b == 0 {
			s := string(r.data[:i])
			r.data = r.data[i+1:]
			return s
		}
	}
	r.bad = true
	return ""
}

// full reads a FullBox's version and flags.
func (r *reader) full() (version, flags int) {
	v := r.int(4)
	return v >> 24, v & 0xffffff
}

// next reads a box. A size of 0 reaches to the end.
func (r *reader) next() (box, bool) {
	if r.bad || len(r.data) < 8 {
		return box{}, false
	}
	size, head := uint64(binary.BigEndian.Uint32(r.data)), 8
	b := box{kind: string(r.data[4:8])}
	switch size {
	case 0:
		size = uint64(len(r.data))
	case 1:
		if len(r.data) < 16 {
			r.bad = true
			return box{}, false
		}
		size, head = binary.BigEndian.Uint64(r.data[8:]), 16
	}
	if size < uint64(head) || size > uint64(len(r.data)) {
		r.bad = true
		return box{}, false
	}
	b.data = r.data[head:size]
	r.data = r.data[size:]
	return b, true
}

// find returns the first box of a kind.
func find(data []byte, kind string) (box, bool) {
	r := reader{data: data}
	for {
		b, ok := r.next()
		if !ok || b.kind == kind {
			return b, ok
		}
	}
}

// Match reports whether a file that begins with these bytes, 64 or all that there
// are, is AVIF by the brands of its first box.
func Match(first []byte) bool {
	if len(first) < 16 || string(first[4:8]) != "ftyp" {
		return false
	}
	size := int(binary.BigEndian.Uint32(first))
	if size < 16 || size > len(first) {
		size = len(first)
	}
	for at := 8; at+4 <= size; at += 4 {
		if brand := string(first[at : at+4]); at != 12 && (brand == "avif" || brand == "avis") {
			return true
		}
	}
	return false
}

// MatchLen is how many bytes Match wants.
const MatchLen = 64

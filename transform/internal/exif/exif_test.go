package exif

import (
	"encoding/binary"
	"testing"
)

// block builds a TIFF header with one directory of one entry.
func block(order binary.AppendByteOrder, magic string, tag, typ uint16, count, value uint32) []byte {
	b := order.AppendUint32([]byte(magic), 8)
	b = order.AppendUint16(b, 1)
	b = order.AppendUint16(b, tag)
	b = order.AppendUint16(b, typ)
	b = order.AppendUint32(b, count)
	return order.AppendUint32(b, value)
}

func short(order binary.AppendByteOrder, magic string, v uint32) []byte {
	if magic[0] == 'M' {
		v <<= 16 // a short stands left in its four bytes
	}
	return block(order, magic, tagOrientation, typeShort, 1, v)
}

func TestOrientation(t *testing.T) {
	for v := range uint32(12) {
		want := int(v)
		if v == 0 || v > 8 {
			want = 0
		}
		if got := Orientation(short(binary.LittleEndian, "II*\x00", v)); got != want {
			t.Errorf("little endian %d: got %d, want %d", v, got, want)
		}
		if got := Orientation(short(binary.BigEndian, "MM\x00*", v)); got != want {
			t.Errorf("big endian %d: got %d, want %d", v, got, want)
		}
	}
}

// A block that lies about its directory is read as having no orientation.
func TestBrokenBlocks(t *testing.T) {
	good := short(binary.LittleEndian, "II*\x00", 6)
	for n := range good {
		if got := Orientation(good[:n]); got != 0 {
			t.Errorf("cut to %d bytes: got %d, want 0", n, got)
		}
	}
	for name, b := range map[string][]byte{
		"no magic":        append([]byte("XX*\x00"), good[4:]...),
		"far directory":   block(binary.LittleEndian, "II*\x00", 1, 3, 1, 6),
		"text not short":  block(binary.LittleEndian, "II*\x00", tagOrientation, 2, 1, 6),
		"offset past end": binary.LittleEndian.AppendUint32([]byte("II*\x00"), 0xffffffff),
	} {
		if got := Orientation(b); got != 0 {
			t.Errorf("%s: got %d, want 0", name, got)
		}
	}
}

func FuzzOrientation(f *testing.F) {
	f.Add(short(binary.BigEndian, "MM\x00*", 6))
	f.Fuzz(func(t *testing.T, b []byte) {
		if o := Orientation(b); o < 0 || o > 8 {
			t.Fatalf("orientation %d", o)
		}
	})
}

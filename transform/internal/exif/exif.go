// Package exif reads the one thing of an Exif block that changes pixels: the
// orientation. An Exif block is a TIFF header and its first image file
// directory (CIPA DC-008, section 4.5; TIFF 6.0, section 2).
package exif

import "encoding/binary"

const (
	tagOrientation = 0x0112 // CIPA DC-008, table 4
	typeShort      = 3
	maxEntries     = 512 // of a directory; real ones have some dozens
)

// Orientation returns the orientation, 1 to 8, of a block that starts with a
// TIFF header, or 0 where it has none or is broken.
func Orientation(tiff []byte) int {
	order, value, ok := entry(tiff, tagOrientation)
	if !ok || order.Uint16(value[2:]) != typeShort || order.Uint32(value[4:]) != 1 {
		return 0
	}
	if o := int(order.Uint16(value[8:])); o >= 1 && o <= 8 {
		return o
	}
	return 0
}

// entry finds the 12 bytes of a tag in the first directory.
func entry(b []byte, tag uint16) (binary.ByteOrder, []byte, bool) {
	if len(b) < 8 {
		return nil, nil, false
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(b[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return nil, nil, false
	}
	at := uint64(order.Uint32(b[4:]))
	if at+2 > uint64(len(b)) {
		return nil, nil, false
	}
	n := min(int(order.Uint16(b[at:])), maxEntries)
	for e := b[at+2:]; n > 0 && len(e) >= 12; n, e = n-1, e[12:] {
		if order.Uint16(e) == tag {
			return order, e[:12], true
		}
	}
	return nil, nil, false
}

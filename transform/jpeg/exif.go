package jpeg

import "encoding/binary"

// readEXIF takes the orientation (tag 0x0112 of IFD0) from an APP1 segment, if
// it is one of Exif: CIPA DC-008, sections 4.5 and 4.6. Anything unexpected
// leaves the orientation absent.
func (d *Decoder) readEXIF(p []byte) {
	const header = "Exif\x00\x00"
	if d.orientation != 0 || len(p) < len(header)+8 || string(p[:len(header)]) != header {
		return
	}
	p = p[len(header):]
	var order binary.ByteOrder = binary.BigEndian
	switch string(p[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
	default:
		return
	}
	ifd := int64(order.Uint32(p[4:]))
	if ifd+2 > int64(len(p)) {
		return
	}
	p = p[ifd:]
	n := int(order.Uint16(p))
	for p = p[2:]; n > 0 && len(p) >= 12; n, p = n-1, p[12:] {
		const tagOrientation, typeShort = 0x0112, 3
		if order.Uint16(p) != tagOrientation {
			continue
		}
		if v := order.Uint16(p[8:]); order.Uint16(p[2:]) == typeShort && v >= 1 && v <= 8 {
			d.orientation = int(v)
		}
		return
	}
}

package transform

import (
	"bytes"
	"encoding/binary"

	"tintype/transform/exif"
	"tintype/transform/params"
)

// metadata returns the orientation and the colour profile that a WebP file
// carries, 1 and nil where it has none.
func metadata(f Format, data []byte) (o params.Orientation, icc []byte) {
	var tiff []byte
	if f == WebP {
		tiff, icc = webpMetadata(data)
	}
	o = params.Orientation(exif.Orientation(bytes.TrimPrefix(tiff, []byte("Exif\x00\x00"))))
	return max(o, 1), icc
}

// webpMetadata walks the RIFF chunks (RFC 9649, section 2.3) for EXIF and ICCP.
func webpMetadata(data []byte) (tiff, icc []byte) {
	for b := data[12:]; len(b) >= 8; {
		n := uint64(binary.LittleEndian.Uint32(b[4:]))
		if n+8 > uint64(len(b)) {
			break
		}
		switch string(b[:4]) {
		case "EXIF":
			tiff = b[8 : 8+n]
		case "ICCP":
			icc = b[8 : 8+n]
		}
		b = b[min(8+n+n&1, uint64(len(b))):]
	}
	return tiff, icc
}

package transform

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"

	"tintype/transform/exif"
	"tintype/transform/params"
)

// maxProfile bounds an unpacked colour profile; printers' largest are 3 MB.
const maxProfile = 4 << 20

// metadata returns the orientation and the colour profile that a PNG, WebP or
// TIFF file carries, 1 and nil where it has none.
func metadata(f Format, data []byte) (o params.Orientation, icc []byte) {
	var tiff []byte
	switch f {
	case PNG:
		tiff, icc = pngMetadata(data)
	case WebP:
		tiff, icc = webpMetadata(data)
	case TIFF:
		tiff, icc = data, exif.ICC(data)
	}
	o = params.Orientation(exif.Orientation(bytes.TrimPrefix(tiff, []byte("Exif\x00\x00"))))
	return max(o, 1), icc
}

// pngMetadata walks the chunks (PNG, section 5.3) up to the end for eXIf and
// iCCP (sections 11.3.4.2 and 11.3.2.3).
func pngMetadata(data []byte) (tiff, icc []byte) {
	for b := data[8:]; len(b) >= 12; {
		n := uint64(binary.BigEndian.Uint32(b))
		if n+12 > uint64(len(b)) {
			break
		}
		body := b[8 : 8+n]
		switch string(b[4:8]) {
		case "eXIf":
			tiff = body
		case "iCCP":
			if _, packed, ok := bytes.Cut(body, []byte{0}); ok && len(packed) > 1 {
				icc = inflate(packed[1:])
			}
		}
		b = b[12+n:]
	}
	return tiff, icc
}

// inflate unpacks a zlib stream of bounded size; nil where it is broken.
func inflate(packed []byte) []byte {
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil
	}
	b, err := io.ReadAll(io.LimitReader(z, maxProfile))
	if err != nil {
		return nil
	}
	return b
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

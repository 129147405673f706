package jpeg

import (
	"bytes"
	"encoding/binary"
)

// Strip returns the file without what only describes it: EXIF, XMP, comments,
// thumbnails, second images and whatever follows the end of the image. The color
// profile stays where icc says so, the coded image and what tells its colors stay
// byte for byte. It returns nil for a file whose segments do not lead from the start
// to the end of one image.
func Strip(data []byte, icc bool) []byte {
	if len(data) < 2 || data[0] != 0xFF || data[1] != markerSOI {
		return nil
	}
	out := append(make([]byte, 0, len(data)), 0xFF, markerSOI)
	for data = data[2:]; ; {
		for len(data) > 1 && data[0] == 0xFF && data[1] == 0xFF { // fill bytes, section B.1.1.2
			data = data[1:]
		}
		if len(data) < 2 || data[0] != 0xFF {
			return nil
		}
		m := data[1]
		if m == markerEOI {
			return append(out, 0xFF, markerEOI)
		}
		if m < markerSOF0 || m >= markerRST0 && m <= markerSOI || len(data) < 4 {
			return nil
		}
		n := 2 + int(binary.BigEndian.Uint16(data[2:]))
		if n < 4 || n > len(data) {
			return nil
		}
		out = append(out, stripped(m, data[:n], icc)...)
		if data = data[n:]; m == markerSOS {
			n := scanLen(data)
			out, data = append(out, data[:n]...), data[n:]
		}
	}
}

// stripped returns what stays of a segment.
func stripped(m byte, segment []byte, icc bool) []byte {
	body := segment[4:]
	switch {
	case m == markerAPP0 && len(body) >= 14 && string(body[:5]) == "JFIF\x00":
		jfif := bytes.Clone(segment[:18])
		jfif[3] = 16              // length: no thumbnail
		jfif[16], jfif[17] = 0, 0 // of no size
		return jfif
	case m == markerAPP2 && icc && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00")):
	case m == markerAPP14 && len(body) >= 12 && string(body[:5]) == "Adobe":
	case m >= markerAPP0 && m <= markerAPP15, m == markerCOM:
		return nil
	}
	return segment
}

// scanLen is the length of the entropy-coded data that data begins with: up to a
// marker that is neither a restart nor a stuffed byte (section B.1.1.5).
func scanLen(data []byte) int {
	for at := 0; ; {
		i := bytes.IndexByte(data[at:], 0xFF)
		if i < 0 || at+i+1 >= len(data) {
			return len(data)
		}
		at += i + 1
		if m := data[at]; m != 0 && m != 0xFF && (m < markerRST0 || m > markerRST7) {
			return at - 1
		}
	}
}

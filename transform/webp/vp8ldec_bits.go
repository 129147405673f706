package webp

// vp8lSize reads the header of a VP8L chunk (RFC 9649, section 3.4).
func vp8lSize(data []byte) (w, h int, err error) {
	switch {
	case len(data) < 5:
		return 0, 0, errTruncated
	case data[0] != 0x2F:
		return 0, 0, FormatError("no signature of a lossless picture")
	case data[4]>>5 != 0:
		return 0, 0, UnsupportedError("a lossless picture of another version")
	}
	v := int(data[1]) | int(data[2])<<8 | int(data[3])<<16 | int(data[4])<<24
	return v&0x3FFF + 1, v>>14&0x3FFF + 1, nil
}

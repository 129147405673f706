package flate

// Limits of the format (RFC 1951, sections 2 and 3.2.5 to 3.2.7).
const (
	windowSize = 32768 // farthest distance of a copy
	maxMatch   = 258
	maxLit     = 286 // literal/length symbols that may occur
	maxDist    = 30  // distance symbols that may occur
	maxCode    = 15  // bits of a code
	endOfBlock = 256
)

// lengthBase and lengthExtra are those of the symbols 257 to 285, distBase and
// distExtra those of the distance symbols (RFC 1951, section 3.2.5).
var (
	lengthBase = [29]uint16{
		3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31,
		35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
	}
	lengthExtra = [29]uint8{
		0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2,
		3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
	}
	distBase = [maxDist]uint16{
		1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193,
		257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
	}
	distExtra = [maxDist]uint8{
		0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6,
		7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
	}
)

// codeOrder is the order in which the lengths of the code length code are
// stored (RFC 1951, section 3.2.7).
var codeOrder = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

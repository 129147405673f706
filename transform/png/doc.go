// Package png reads and writes PNG files (third edition,
// https://www.w3.org/TR/png-3/) as bands of planar rows.
//
//	chunk.go      chunks and their CRC
//	header.go     what comes before the pixels
//	decoder.go    rows out of the stream, interlaced ones by way of a frame
//	unfilter.go   row filters undone, the scalar reference
//	samples.go    rows of any depth and colour type to planes of bytes
//	encode.go     the file out: its form, its chunks, its rows
//	reduce.go     what a picture can be written without
//	filter.go     row filters, the scalar reference
//
// Choices that the specification leaves open, or that differ from it:
//
//   - Samples of 16 bits become 8 by leaving out the low byte, as libvips does.
//   - gAMA, cHRM, sRGB and cICP are ignored: samples count as sRGB unless there
//     is an iCCP chunk.
//   - Of an APNG the default image is read.
//   - An eXIf chunk behind the pixels is not seen, since rows leave before it
//     arrives.
//   - CRCs of critical chunks are verified, those of ancillary ones and the
//     Adler-32 of the pixels are not.
//   - Data that break off or turn out to be damaged end the picture: the rows
//     that are missing stay black, or transparent where there is alpha. Without
//     a single row they are an error.
//   - Indices beyond the palette are opaque black.
package png

// A FormatError says that the input is not a valid PNG file.
type FormatError string

func (e FormatError) Error() string { return "png: invalid format: " + string(e) }

// An UnsupportedError says that the input uses something that is not read here.
type UnsupportedError string

func (e UnsupportedError) Error() string { return "png: unsupported feature: " + string(e) }

// ErrMemory is returned by Start where decoding would take more memory than
// it may.
var ErrMemory error = UnsupportedError("decoding takes more memory than is allowed")

const signature = "\x89PNG\r\n\x1a\n"

// Colour types (section 11.2.1, table 11).
const (
	typeGray      = 0
	typeRGB       = 2
	typePalette   = 3
	typeGrayAlpha = 4
	typeRGBA      = 6
)

// Row filters (section 9.2).
const (
	filterNone = iota
	filterSub
	filterUp
	filterAverage
	filterPaeth
	nFilters
)

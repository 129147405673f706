// Package png reads and writes PNG files (third edition,
// https://www.w3.org/TR/png-3/) as bands of planar rows.
//
//	decode_chunk.go      chunks and their CRC
//	decode_header.go     what comes before the pixels
//	decode_color.go      what of that is about colors
//	decode.go    rows out of the stream, interlaced ones by way of a frame
//	decode_unfilter.go   row filters undone, the scalar reference
//	decode_samples.go    rows of any depth and color type to planes of bytes
//	*_animation*.go     animations: frames composed, compared, and coded
//	encode.go     the file out: its form, its chunks, its rows
//	encode_reduce.go     what an image can be written without
//	encode_filter.go     row filters, the scalar reference
//
// Choices that the specification leaves open, or that differ from it:
//
//   - Samples of 16 bits become 8 by leaving out the low byte, as libvips does.
//   - A Decoder reads the default image of an animated file, an Animation its frames.
//     The CRC of acTL and fcTL is verified, that of fdAT is not.
//   - An eXIf chunk behind the pixels is not seen, since rows leave before it
//     arrives.
//   - Of a chunk before the pixels whose CRC is wrong nothing is read, which is an
//     error where it is critical. The CRCs and the Adler-32 of the pixels are not
//     verified: browsers, too, show what can be unpacked.
//   - Data that break off or turn out to be damaged end the image: the rows
//     that are missing stay black, or transparent where there is alpha. Without
//     a single row they are an error.
//   - Indices beyond the palette are its last color; what a PLTE chunk has beyond
//     whole colors, and tRNS beyond what it should have, is passed over.
package png

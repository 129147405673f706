// Package jpeg reads and writes JPEG files as planes of samples, in the
// source's own color model and at the scale that the caller needs.
//
// The format is ITU-T T.81 (ISO/IEC 10918-1), https://www.w3.org/Graphics/JPEG/itu-t81.pdf,
// with the JFIF 1.02 and Adobe APP14 conventions for color; "section" and
// "figure" in this package mean T.81 unless another document is named.
//
// # The decoder
//
// A file passes these stages, about one file of source each: decode_marker.go
// (segments up to a scan), decode_huffman.go (code tables to look-up tables), decode_bits.go
// (the bit buffer), decode_scan.go and decode_progressive_scan.go (entropy-coded data of sequential
// and progressive scans), decode_progressive.go (images of several scans), decode_idct.go
// (coefficients to samples at N/8) and decode_bands.go, which hands out bands of rows.
// decode_exif.go and decode_icc.go read what the application segments say.
//
// A sequential file with one scan is decoded in bands, one row of MCUs at a
// time, and needs memory for one such row. Files with several scans
// (progressive or not) are decoded into stored coefficients first, of which
// only the corner that the scale needs is kept.
//
// Scaling by N/8 takes the lowest N by N coefficients of a block to N by N
// samples through an N-point inverse DCT. The arithmetic is that of the
// "slow-but-accurate integer" method of the Independent JPEG Group's library,
// so that its tools can judge the output.
//
// # The encoder
//
// A plane passes encode_dering.go (samples beyond black and white), encode_fdct.go (samples
// to coefficients), encode_quant.go (coefficients to levels), encode_thin.go (levels that cost
// more than they show) and encode_tokens.go (levels to tokens, one for each Huffman code),
// one row of MCUs at a time; encode_progressive.go makes tokens of progressive scans of these.
// When all are counted, encode_huffman.go makes the optimal tables, encode_markers.go
// plans and writes the segments, and encode_bits.go the bits. encode.go drives this,
// encode_fit.go looks for the quality that meets a limit.
package jpeg

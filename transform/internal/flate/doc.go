// Package flate reads and writes zlib streams (RFC 1950) of deflate data (RFC
// 1951), as PNG files hold them.
//
//	reader.go    the stream: header, blocks, the window that output comes from
//	inflate.go   the loop that turns codes into literals and copies
//	copy.go      how patterns of up to 15 bytes fill vectors, for copies
//	format.go    the numbers of the format
//	tables.go    look-up tables from code lengths
//	writer.go    the stream out: its window and its blocks
//	match.go     the search for copies
//	block.go     tokens to codes
//	adler.go     the checksum of a stream, the scalar reference
//	errors.go    what is not a zlib stream
//	huffman.go   code lengths and codes of a block
//
// The Adler-32 checksum at the end of a stream is written and not verified: all
// that is read here lies in PNG chunks, whose own CRC is checked, and an image
// is complete before its stream's last bytes are there.
package flate

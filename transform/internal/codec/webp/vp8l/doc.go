// Package vp8l reads and writes images without loss: the VP8L bitstream of RFC 9649,
// https://www.rfc-editor.org/rfc/rfc9649, whose section numbers are used here.
//
// # The decoder
//
//	decode.go               rows of pixels; decode_bits.go reads bits
//	decode_prefix.go        prefix codes; decode_pixels.go, literals, copies and cache
//	decode_transform.go     transforms undone
//
// # The encoder
//
//	encode_plan.go          which transforms an image passes through
//	encode_palette.go, encode_predict.go, encode_crosscolor.go
//	                        the transforms; encode_estimate.go and encode_tally.go price them
//	encode_matches.go       copies; encode_parse.go chooses among them and literals,
//	                        encode_cache.go has the color cache
//	encode_groups.go        tiles with prefix codes of their own, by encode_histogram.go,
//	                        encode_log2.go
//	encode_image.go         an entropy coded image: encode_prefix.go, encode_steps.go,
//	                        encode_emit.go, encode_bits.go
//	encode_plane.go         a plane of bytes, such as alpha
//
// bundle.go and distance.go serve both; kernel_*.go has vectors, where the build has them.
package vp8l

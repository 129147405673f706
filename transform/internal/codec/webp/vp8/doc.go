// Package vp8 reads and writes key frames of VP8, the lossy frames of WebP: RFC 6386,
// https://www.rfc-editor.org/rfc/rfc6386, whose section numbers are used here.
//
// # The decoder
//
//	decode_header.go        the frame header; decode_bool.go, the arithmetic decoder
//	decode_modes.go         macroblock headers; decode_tokens.go, coefficients
//	decode_frame.go         rows of macroblocks: decode_predict.go, decode_transform.go
//	decode_loopfilter.go    the loop filter
//	decode_stretch.go       limited range to full range
//	decode_rgb.go           RGB, for images with alpha
//	decode_quality.go       the quality that a frame was encoded with
//
// # The encoder
//
//	encode_input.go         the image in limited range; encode_transparent.go, pixels
//	                        that nobody sees
//	encode_analysis.go      how well macroblocks compress, and whether the image was drawn
//	                        (encode_drawn.go); encode_segment.go, encode_quant.go
//	encode_rd.go            the modes and levels of a macroblock, by rate and distortion:
//	                        encode_rd4.go, encode_chroma.go, encode_predict.go,
//	                        encode_edges.go, encode_gather.go, encode_transform.go,
//	                        encode_trim.go, encode_carry.go, encode_cost.go, encode_modes.go
//	encode_loopfilter.go    the strength of the loop filter
//	encode_tokens.go        tokens to bits; encode_header.go, encode_bool.go
//	encode_fit.go           another quality, until the file fits a limit
//
// kernel_*.go has vectors, where the build has them, and tables.go the tables of the RFC.
package vp8

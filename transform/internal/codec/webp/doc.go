// Package webp reads and writes WebP, stills and animations: key frames of VP8
// (RFC 6386, https://www.rfc-editor.org/rfc/rfc6386), alpha and lossless data of VP8L
// (RFC 9649, https://www.rfc-editor.org/rfc/rfc9649) in the container of RFC 9649,
// section 2. Section numbers are those of RFC 6386 unless another document is named.
//
//	format.go              the value that the engine knows WebP by
//	decode_container.go    chunks; decode.go decodes a still, decode_alpha.go its alpha
//	decode_animation.go    frames composed on a canvas
//	encode_riff.go         chunks; encode.go, encode_lossless.go and encode_alpha.go
//	                       encode a still
//	encode_animation.go    an animation: encode_animation_diff.go finds what changed,
//	                       encode_animation_frame.go chooses how to draw it
//	strip_metadata.go      a file without its metadata
//
// Package vp8 has the lossy frames and package vp8l the lossless ones.
package webp

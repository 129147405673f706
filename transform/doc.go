// Package transform turns the bytes of an image and a query string into the bytes
// of another image.
//
// do.go is the way in, and job.go the path of the data, which runs downward:
//
//	open*.go      the table of formats tells which decoder; gzip, and the border that trim finds
//	plan*.go      what of the source goes where, in which format, at what quality and in how much memory
//	decode.go     bands of rows in, a planar frame of the planned size out
//	color.go      the source's colors to sRGB
//	operate*.go   the operations on that frame in their order, the canvas, mark and blend
//	encode*.go    the file: what is given up to fit a limit of bytes, or the original where that is better
//	animate*.go   every frame of an animation along the same path, into one file
//
// Beside the path lie formats.go (the table), facts.go (what goes out in place of an
// image) and pixels.go (the path up to the encoder, and what a header says).
//
// limits.go and errors.go hold the rest of the API: Parse, Limits, Info and Error.
//
// Nothing here touches a network, a file, a clock or the environment, and no
// floating point reaches a pixel: native code, wazero and Node give the same
// bytes for the same input.
package transform

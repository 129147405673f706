// Package transform turns the bytes of an image and a query string into the bytes
// of another image.
//
// The way of the data, one file a stage:
//
//	sniff.go      which format do the first bytes announce
//	source*.go    a decoder behind one interface: header first, then bands of rows
//	trim.go       a first pass over the source that finds an even border
//	plan.go       from geometry to decode scale, boxes and output planes
//	choose.go     a frame large enough for crop=entropy and edges to choose from
//	resize.go     bands in, an output-sized planar frame out
//	animation*.go every frame of an animated source through the same stages, and out again
//	finish.go     the list of operations on that frame, in their order
//	color.go     the step from the source's colors to sRGB
//	pad.go        the canvas of fit and pad
//	layers.go     what mark and blend lay over it
//	worth.go      no finer steps than the source was coded with are worth
//	keep.go       the original where nothing changes and a new file is no smaller
//	facts.go      what goes out in place of an image
//	output.go     which format goes out, and its encoder
//	fit.go        what is given up for a limit of bytes
//	do.go         joins them
//	pixels.go     the same up to the encoder, and what a header says
//
// limits.go and errors.go hold the rest of the API: Parse, Limits, Info and Error.
//
// Nothing here touches a network, a file, a clock or the environment, and no
// floating point reaches a pixel: native code, wazero and Node give the same
// bytes for the same input.
package transform

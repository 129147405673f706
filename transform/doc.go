// Package transform turns the bytes of a picture and a query string into the
// bytes of another picture.
//
// The way of the data, one file a stage:
//
//	sniff.go      which format do the first bytes announce
//	source*.go    a decoder behind one interface: header first, then bands of rows
//	plan.go       from geometry to decode scale, boxes and output planes
//	resize.go     bands in, an output-sized planar frame out
//	animation.go  every frame of an animated source through the same stages
//	finish.go     orientation, colour, padding: the list of operations on that frame
//	output.go     which format goes out, and its encoder
//	fit.go        what is given up for a limit of bytes
//	do.go         joins them
//
// Nothing here touches a network, a file, a clock or the environment, and no
// floating point reaches a pixel: native code, wazero and Node give the same
// bytes for the same input.
package transform

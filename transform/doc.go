// Package transform transforms an image as a query string of the URL API says.
//
// A call enters in do.go or pixels.go. Its data then pass through these stages, of
// which job.go has the outline; no stage calls an earlier one:
//
//	open*.go      finds the decoder in the table of formats, undoes gzip, reads the header
//	plan*.go      decides geometry, format, quality, memory and color conversion
//	animate*.go   repeats the following stages for every frame of an animation
//	frame.go      leads one frame through the next three stages
//	decode.go     decodes bands of rows and resizes them into a frame
//	color.go      converts the frame to sRGB
//	operate*.go   applies adjustments, canvas, blur, blend, mark, border and mask
//	encode*.go    encodes the frame to fit a limit of bytes, or returns the original
//
// formats.go is the table of formats, output.go the settings of the encoder, and
// facts.go has the outputs that are not images. limits.go, info.go and errors.go
// hold the rest of the API.
//
// The package uses no network, no files, no clock and no environment. It computes
// pixels without floating point, so that native code, wazero and Node return the
// same bytes for the same input.
package transform

package jpeg

import "tintype/transform/internal/codec"

//go:noinline
func formatError(msg string) error { return codec.FormatError("jpeg: invalid format: " + msg) }

//go:noinline
func unsupportedError(msg string) error {
	return codec.UnsupportedError("jpeg: unsupported feature: " + msg)
}

// errOrder is returned where a Decoder's methods are not called in order.
var errOrder error = optionError("methods called out of order")

// An optionError is a mistake of the caller, not of the file.
type optionError string

func (e optionError) Error() string { return "jpeg: " + string(e) }

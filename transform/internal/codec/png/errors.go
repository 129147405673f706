package png

import "tintype/transform/internal/codec"

//go:noinline
func formatError(msg string) error { return codec.FormatError("png: invalid format: " + msg) }

//go:noinline
func unsupportedError(msg string) error {
	return codec.UnsupportedError("png: unsupported feature: " + msg)
}

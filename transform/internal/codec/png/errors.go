package png

import "tintype/transform/internal/codec"

func formatError(msg string) error { return codec.FormatError("png: invalid format: " + msg) }

func unsupportedError(msg string) error {
	return codec.UnsupportedError("png: unsupported feature: " + msg)
}

package tiff

import "tintype/transform/internal/codec"

//go:noinline
func formatError(msg string) error { return codec.FormatError("tiff: invalid format: " + msg) }

//go:noinline
func unsupportedError(msg string) error { return codec.UnsupportedError("tiff: unsupported: " + msg) }

package bmp

import "tintype/transform/internal/codec"

//go:noinline
func formatError(msg string) error { return codec.FormatError("bmp: invalid format: " + msg) }

//go:noinline
func unsupportedError(msg string) error { return codec.UnsupportedError("bmp: unsupported: " + msg) }

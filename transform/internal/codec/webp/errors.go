package webp

import "tintype/transform/internal/codec"

//go:noinline
func formatError(msg string) error { return codec.FormatError("webp: invalid: " + msg) }

//go:noinline
func unsupportedError(msg string) error { return codec.UnsupportedError("webp: unsupported: " + msg) }

const errTruncated = codec.FormatError("webp: invalid: the data ends early")

package bmp

import "tintype/transform/internal/codec"

func formatError(msg string) error { return codec.FormatError("bmp: invalid format: " + msg) }

func unsupportedError(msg string) error { return codec.UnsupportedError("bmp: unsupported: " + msg) }

package tiff

import "tintype/transform/internal/codec"

func formatError(msg string) error { return codec.FormatError("tiff: invalid format: " + msg) }

func unsupportedError(msg string) error { return codec.UnsupportedError("tiff: unsupported: " + msg) }

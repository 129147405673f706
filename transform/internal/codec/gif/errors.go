package gif

import "tintype/transform/internal/codec"

//go:noinline
func formatError(msg string) error { return codec.FormatError("gif: invalid: " + msg) }

const errTruncated = codec.FormatError("gif: invalid: the data ends early")

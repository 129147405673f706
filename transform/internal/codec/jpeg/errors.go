package jpeg

// A FormatError says that the input is not a valid JPEG file.
type FormatError string

func (e FormatError) Error() string { return "jpeg: invalid format: " + string(e) }

// An UnsupportedError says that the input is of a kind that is not decoded, by
// intent: arithmetic coding, lossless and hierarchical processes, samples of
// more than 8 bits.
type UnsupportedError string

func (e UnsupportedError) Error() string { return "jpeg: unsupported feature: " + string(e) }

// errOrder is returned where a Decoder's methods are not called in order.
var errOrder error = optionError("methods called out of order")

// An optionError is a mistake of the caller, not of the file.
type optionError string

func (e optionError) Error() string { return "jpeg: " + string(e) }

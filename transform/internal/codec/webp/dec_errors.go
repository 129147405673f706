package webp

// A FormatError says how a file breaks the format.
type FormatError string

func (e FormatError) Error() string { return "webp: invalid: " + string(e) }

const errTruncated = FormatError("the data ends early")

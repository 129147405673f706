package codec

import "strconv"

// A FormatError says why a file is not valid. It begins with the name of the format.
type FormatError string

func (e FormatError) Error() string { return string(e) }

// An UnsupportedError names a feature of a valid file or image that the codec does not
// support. It begins with the name of the format.
type UnsupportedError string

func (e UnsupportedError) Error() string { return string(e) }

// A SizeError says that an image does not fit the limit of bytes at the lowest
// quality.
type SizeError struct {
	Format string
	Bytes  int // what it would take, about
}

func (e *SizeError) Error() string {
	return e.Format + ": " + strconv.Itoa(e.Bytes) + " bytes at the lowest quality"
}

// A LimitError says which number exceeds which limit.
type LimitError struct {
	What      string
	Got, Most int64
}

func (e *LimitError) Error() string {
	return e.What + ": got " + strconv.FormatInt(e.Got, 10) + ", want at most " + strconv.FormatInt(e.Most, 10)
}

// A Fault wraps an error of a decoder with its own error types.
type Fault struct {
	Kind Kind
	Err  error
}

// A Kind says what a Fault means to the caller.
type Kind uint8

// The kinds of faults.
const (
	Damaged Kind = iota
	Unsupported
	TooLarge
)

func (e *Fault) Error() string { return e.Err.Error() }

// Unwrap returns the decoder's error.
func (e *Fault) Unwrap() error { return e.Err }

package codec

import "strconv"

// A FormatError says how a file breaks its format. It begins with the format's name.
type FormatError string

func (e FormatError) Error() string { return string(e) }

// An UnsupportedError names what a file or an image needs that is not read or
// written, by intent. It begins with the format's name.
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

// A LimitError says which number passed which limit.
type LimitError struct {
	What      string
	Got, Most int64
}

func (e *LimitError) Error() string {
	return e.What + ": got " + strconv.FormatInt(e.Got, 10) + ", want at most " + strconv.FormatInt(e.Most, 10)
}

// A Fault is an error of a decoder that has types of its own.
type Fault struct {
	Kind Kind
	Err  error
}

// A Kind is what an error means to the caller.
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

// Package codec is what the codecs share: errors.
package codec

import "strconv"

// A FormatError says how a file breaks its format. It begins with the format's name.
type FormatError string

func (e FormatError) Error() string { return string(e) }

// An UnsupportedError names what a file or a picture needs that is not read or
// written, by intent. It begins with the format's name.
type UnsupportedError string

func (e UnsupportedError) Error() string { return string(e) }

// A SizeError says that a picture does not fit the limit of bytes at the lowest
// quality.
type SizeError struct {
	Format string
	Bytes  int // what it would take, about
}

func (e *SizeError) Error() string {
	return e.Format + ": " + strconv.Itoa(e.Bytes) + " bytes at the lowest quality"
}

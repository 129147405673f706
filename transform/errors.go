package transform

import (
	"errors"
	"strconv"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/pixel"
	"tintype/transform/params"
)

// The codes of an Error: stable strings that callers may switch on.
const (
	// CodeParameter: a parameter has a value that it cannot have; the error is a *params.Error.
	CodeParameter = "parameter"
	// CodeUnsupported: the source is not an image in a format that can be read.
	CodeUnsupported = "source_unsupported"
	// CodeDamaged: the source is damaged before its first row.
	CodeDamaged = "source_damaged"
	// CodeTooLarge: the source exceeds a limit; nothing was allocated for it.
	CodeTooLarge = "source_too_large"
	// CodeDoesNotFit: nothing brings the output under the limit of bytes or of memory.
	CodeDoesNotFit = "output_too_large"
	// CodeFormat: the output format cannot hold the image.
	CodeFormat = "format_unsupported"
	// CodeDeadline: the caller's poll function ended the work.
	CodeDeadline = "deadline"
	// CodeRead: the reader of the source failed.
	CodeRead = "source_read"
	// CodeInternal: a fault of this package, or of a function that the caller
	// gave it, which panicked; the message has the panic's text.
	CodeInternal = "internal"
)

// Error says why an image could not be transformed.
type Error struct {
	Code string // one of the Code constants
	Msg  string // one line for people; holds nothing of the source's bytes
	Err  error  // cause, may be nil
}

// Error returns the message and its cause in one line.
func (e *Error) Error() string {
	if e.Err != nil {
		return e.Msg + ": " + e.Err.Error()
	}
	return e.Msg
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of an error that this package returned, and its line for people.
func CodeOf(err error) (code, message string) {
	var bad *params.Error
	var failed *Error
	switch {
	case errors.As(err, &bad):
		return CodeParameter, bad.Error()
	case errors.As(err, &failed):
		return failed.Code, failed.Error()
	}
	return CodeInternal, err.Error()
}

// fail is not inlined, nor are the codecs' own: an error that does not happen would be code
// that is compiled for a guest's first image, wherever it might.
//
//go:noinline
func fail(code, msg string, cause error) error {
	return &Error{Code: code, Msg: msg, Err: cause}
}

// sourceError gives the error of a decoder, or of a source's reader, its code.
func sourceError(err error) error {
	if err == nil {
		return nil
	}
	return codedError(err)
}

func codedError(err error) error {
	var known *Error
	var limit *codec.LimitError
	var memory *pixel.MemoryError
	var fault *codec.Fault
	var format codec.FormatError
	var unsupported codec.UnsupportedError
	switch {
	case errors.As(err, &known):
		return err
	case errors.As(err, &limit):
		return tooLarge(limit.What, limit.Got, limit.Most)
	case errors.As(err, &memory):
		return tooLarge("memory for the source's pixels", memory.Need, memory.Limit)
	case errors.As(err, &fault):
		return fail([...]string{codec.Damaged: CodeDamaged, codec.Unsupported: CodeUnsupported, codec.TooLarge: CodeTooLarge}[fault.Kind], "source", err)
	case errors.As(err, &unsupported):
		return fail(CodeUnsupported, "source", err)
	case errors.As(err, &format):
		return fail(CodeDamaged, "source", err)
	}
	return fail(CodeRead, "source", err)
}

// encodeError gives an encoder's error a code.
func encodeError(err error) error {
	var known *Error
	var size *codec.SizeError
	if err == nil || errors.As(err, &known) || errors.As(err, &size) {
		return err
	}
	return fail(CodeFormat, "output", err)
}

// recovered turns a panic into an error, so that an unforeseen image does not end the
// program that serves all others.
func recovered(err *error) {
	if v := recover(); v != nil {
		*err = internalError(v)
	}
}

func internalError(v any) error {
	switch v := v.(type) {
	case error:
		return fail(CodeInternal, "internal", v)
	case string:
		return fail(CodeInternal, "internal: "+v, nil)
	}
	return fail(CodeInternal, "internal: panic", nil)
}

// tooLarge returns the error for a number that exceeds a limit.
func tooLarge(what string, got, max int64) error {
	return fail(CodeTooLarge, what+": got "+strconv.FormatInt(got, 10)+", want at most "+strconv.FormatInt(max, 10), nil)
}

package tintype

import (
	"context"
	"errors"

	"tintype/transform"
	"tintype/transform/params"
)

// What errors.Is finds in an [*Error].
var (
	// ErrUnsupported: the bytes are no image of a kind that is read here.
	ErrUnsupported = errors.New("tintype: the source is not an image that can be read")
	// ErrDamaged: the image is broken before its first row.
	ErrDamaged = errors.New("tintype: the source is damaged")
	// ErrTooLarge: the source exceeds a limit; nothing was allocated for it.
	ErrTooLarge = errors.New("tintype: the source exceeds a limit")
	// ErrDoesNotFit: nothing brings the output under Limits.OutputBytes or Bytes.
	ErrDoesNotFit = errors.New("tintype: the output does not fit the limit of bytes or memory")
	// ErrParameter: a parameter has a value that it cannot have.
	ErrParameter = errors.New("tintype: bad parameter")
	// ErrFormat: the output format cannot hold the image.
	ErrFormat = errors.New("tintype: the format cannot hold the image")
	// ErrRead: the reader of the source failed; its error is wrapped, too.
	ErrRead = errors.New("tintype: the source cannot be read")
)

var sentinels = map[string]error{
	transform.CodeUnsupported: ErrUnsupported, transform.CodeDamaged: ErrDamaged, transform.CodeTooLarge: ErrTooLarge,
	transform.CodeDoesNotFit: ErrDoesNotFit, transform.CodeFormat: ErrFormat, transform.CodeRead: ErrRead,
	transform.CodeParameter: ErrParameter,
}

// Error says why an image could not be transformed.
type Error struct {
	Code string // a stable string, the same as in the Node library: "source_too_large", "parameter" …
	Msg  string // one line for people: "w: got 9000, want an integer 1 to 8192 …"
	Err  error  // cause, may be nil
}

// Error returns the message.
func (e *Error) Error() string { return e.Msg }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is the sentinel of the error's code.
func (e *Error) Is(target error) bool { return target != nil && sentinels[e.Code] == target }

// wrap gives an error of the engine the type of this package. One that the
// context's end caused is the context's own.
func wrap(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil && errors.Is(err, cause) {
		return context.Cause(ctx)
	}
	var bad *params.Error
	if errors.As(err, &bad) {
		return &Error{Code: transform.CodeParameter, Msg: err.Error(), Err: err}
	}
	var known *transform.Error
	if errors.As(err, &known) {
		return &Error{Code: known.Code, Msg: known.Error(), Err: known.Err}
	}
	return err
}

package shim

import (
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
	"strings"
)

// trace keeps what a guest prints to standard error until it is known how its request
// ends: on its way down a guest prints one long trace, whose first lines tell enough.
type trace struct {
	text bytes.Buffer
	w    io.Writer
}

// maxTrace bounds what is kept of it, in bytes.
const maxTrace = 16 << 10

// Write keeps text. It never fails, since the guest could do nothing about that.
func (t *trace) Write(b []byte) (int, error) {
	t.text.Write(b[:min(len(b), max(maxTrace-t.text.Len(), 0))])
	return len(b), nil
}

// flush prints it, for a request that ended well.
func (t *trace) flush() {
	if t.text.Len() > 0 {
		t.w.Write(t.text.Bytes())
	}
	t.text.Reset()
}

// first returns the first lines, and forgets the rest.
func (t *trace) first() string {
	lines := strings.SplitN(t.text.String(), "\n", 4)
	t.text.Reset()
	return strings.TrimSpace(strings.Join(lines[:min(len(lines), 3)], " | "))
}

// guestError is how a guest failed: by memory, by time or by a panic.
type guestError struct {
	reason string
	words  string
	err    error
}

func (e *guestError) Error() string { return e.words }
func (e *guestError) Unwrap() error { return e.err }

var noMemory = regexp.MustCompile(`(?i)out of memory|cannot allocate|out of bounds memory access`)

// failure tells the ways apart in which a guest fails.
func failure(err error, printed string) error {
	words := strings.TrimPrefix(printed+" | "+err.Error(), " | ")
	reason := "panic"
	switch {
	case noMemory.MatchString(words):
		reason = "memory"
	case errors.Is(err, context.DeadlineExceeded) || strings.Contains(words, context.DeadlineExceeded.Error()):
		reason = "time"
	}
	return &guestError{reason, words[:min(len(words), 2000)], err}
}

// reasonOf is a failure's reason, "" for what is none of a guest's.
func reasonOf(err error) string {
	var e *guestError
	if errors.As(err, &e) {
		return e.reason
	}
	return ""
}

package jpeg

import (
	"errors"
	"io"
)

// sourceSize is the size of the raw input buffer. It holds at least one whole
// marker segment (65535 bytes and the marker).
const sourceSize = 72 << 10

// decSource is the compressed file, a window of which is buf[r:w].
type decSource struct {
	in   io.Reader
	buf  []byte
	r, w int
	eof  bool  // in has nothing more
	err  error // a read error other than the end of the data
}

// fill makes at least n bytes available if the input has them, and reports
// whether it does. n is at most sourceSize.
func (s *decSource) fill(n int) bool {
	for empty := 0; s.w-s.r < n && !s.eof; {
		if s.buf == nil {
			s.buf = make([]byte, sourceSize)
		}
		if s.r > 0 && len(s.buf)-s.r < n || s.r == s.w {
			s.w = copy(s.buf, s.buf[s.r:s.w])
			s.r = 0
		}
		m, err := s.in.Read(s.buf[s.w:])
		s.w += m
		if m == 0 && err == nil {
			if empty++; empty > 100 {
				err = io.ErrNoProgress
			}
		}
		if err != nil {
			s.eof = true
			if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				s.err = err
			}
		}
	}
	return s.w-s.r >= n
}

// skip drops n bytes of input and reports whether there were that many.
func (s *decSource) skip(n int) bool {
	for n > 0 {
		if !s.fill(1) {
			return false
		}
		m := min(n, s.w-s.r)
		s.r += m
		n -= m
	}
	return true
}

// failure is what went wrong when fill could not deliver: the reader's own
// error, or else the sentence given.
//
//go:noinline
func (s *decSource) failure(what string) error {
	if s.err != nil {
		return s.err
	}
	return formatError(what)
}

package lambda

import (
	"fmt"
	"io"
	"net/http"
	"time"

	"tintype/handler/lambdaurl"
)

// stream is an answer on its way: the head as a prelude, then the body.
type stream struct {
	to     io.Writer
	header http.Header
	begun  bool
	err    error
}

// Header implements http.ResponseWriter.
func (s *stream) Header() http.Header { return s.header }

// WriteHeader implements http.ResponseWriter. Lambda measures the body itself.
func (s *stream) WriteHeader(status int) {
	if s.begun {
		return
	}
	s.begun = true
	s.header.Del("Content-Length")
	_, s.err = s.to.Write(lambdaurl.Prelude(status, s.header))
}

// Write implements http.ResponseWriter.
func (s *stream) Write(b []byte) (int, error) {
	s.WriteHeader(http.StatusOK)
	if s.err != nil {
		return 0, s.err
	}
	return s.to.Write(b)
}

// SetWriteDeadline is for net/http's ResponseController; Lambda has its own deadline.
func (s *stream) SetWriteDeadline(time.Time) error { return nil }

// serve lets h answer. broken is why the answer ended before its end.
func (s *stream) serve(h http.Handler, r *http.Request) (broken error) {
	defer func() {
		if v := recover(); v != nil {
			broken = fmt.Errorf("%v", v)
		}
		if !s.begun {
			s.WriteHeader(http.StatusInternalServerError)
		}
	}()
	h.ServeHTTP(s, r)
	return nil
}

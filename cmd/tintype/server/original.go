package server

import (
	"context"
	"io"
	"net/http"

	"tintype/cmd/tintype/server/drive"
	"tintype/handler"
)

// direct takes an exchange to its end for one viewer: what asks for no image, and what
// was refused.
func (v *visit) direct(ctx context.Context, x *exchange) {
	out, err := drive.Run(ctx, x.Exchange, v.place.fetcher, v.server.o.Engine, v.server.gate.Turn)
	if err != nil {
		v.fail(err)
		return
	}
	v.core, v.outcome = out.Log, x.Outcome()
	if out.Answer != nil {
		v.answerOf(out.Answer)
		return
	}
	defer out.Body.Close()
	v.stream(out.Serve, out.Body)
}

// original answers with an original in the place of an image that could not be made. It
// is fetched for this viewer alone, who may not be the only one.
func (v *visit) original(ctx context.Context, m *made) {
	fetched, err := v.place.fetcher.Fetch(ctx, m.ask)
	if err != nil {
		v.failure = err.Error()
		v.text(http.StatusBadGateway, "failed", "the original could not be fetched\n")
		return
	}
	defer fetched.Body.Close()
	if fetched.Status != http.StatusOK {
		v.failure = http.StatusText(fetched.Status)
		v.text(http.StatusBadGateway, "failed", "the original could not be fetched\n")
		return
	}
	v.stream(m.serve, fetched.Body)
}

// stream sends an original as it comes. Whoever reads slowly gets time for every piece.
func (v *visit) stream(s *handler.Serve, body io.Reader) {
	setHeaders(v.w.Header(), s.Headers)
	v.guard(s.Unsaid)
	v.status = s.Status
	v.extend()
	v.w.WriteHeader(s.Status)
	if v.r.Method == http.MethodHead || s.Status == http.StatusNotModified {
		return
	}
	buf := make([]byte, 64<<10)
	for {
		n, err := body.Read(buf)
		if n > 0 {
			v.extend()
			w, e := v.w.Write(buf[:n])
			v.bytes += int64(w)
			if e != nil {
				return // the viewer has gone
			}
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			v.failure = err.Error()
			panic(http.ErrAbortHandler) // the viewer must not take a part for the whole
		}
	}
}

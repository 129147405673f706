package drive_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"testing"
	"time"

	"tintype/cmd/tintype/server/drive"
	"tintype/cmd/tintype/server/engine"
	"tintype/handler"
)

// file is an origin of one file.
type file []byte

func (f file) Fetch(context.Context, handler.Fetch) (*drive.Response, error) {
	return &drive.Response{Status: 200, Headers: handler.Headers{{Name: "Content-Type", Value: "image/jpeg"}}, Body: io.NopCloser(bytes.NewReader(f))}, nil
}

// A request's time is counted by the exchange's clock alone, and an image's from its turn
// on: neither a day's clock that is set nor a long wait in line puts the original in the
// image's place.
func TestTime(t *testing.T) {
	source, err := os.ReadFile("../../../../testdata/jpeg/gray.jpg")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name    string
		now     int64 // of the exchange's clock, seconds since 1970
		waits   int64 // in line, seconds
		outcome string
	}{
		{"now", time.Now().Unix(), 0, "transformed"},
		{"a clock of long ago", 1e6, 0, "transformed"},
		{"a clock of later", 9e9, 0, "transformed"},
		{"a wait that is longer than an image may take", 1e6, 25, "transformed"},
		{"no time is left", 1e6, 60, "original"},
	} {
		now := row.now * 1e6
		env := handler.Environment{Clock: func() int64 { return now }, Deadline: now + 60e6}
		x := handler.New([]byte(`{"limits":{"milliseconds":20000}}`), &handler.Host{}).Begin(handler.Request{
			Method: "GET", Path: "/gray.jpg", Query: "w=20", Origin: handler.Origin{Kind: handler.Own, Object: "/gray.jpg"},
		}, env)
		turn := func(context.Context) (func(), error) {
			now += row.waits * 1e6
			return func() {}, nil
		}
		out, err := drive.Run(t.Context(), x, file(source), engine.Native{}, turn)
		if err != nil || x.Outcome() != row.outcome {
			t.Errorf("%s: got %s, %v, want %s: %s", row.name, x.Outcome(), err, row.outcome, out.Log)
		}
		if late := row.outcome == "original"; x.OutOfTime() != late {
			t.Errorf("%s: out of time: got %v, want %v", row.name, x.OutOfTime(), late)
		}
		if out.Body != nil {
			out.Body.Close()
		}
	}
}

package cloudfront

import (
	"testing"

	"tintype/handler"
)

// What an event costs that needs no image, and one up to its fetch.
func BenchmarkEvent(b *testing.B) {
	all := events(b)
	for _, row := range []struct {
		name  string
		event []byte
	}{{"passes", all[0]}, {"fetches", all[2]}} {
		b.Run(row.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(row.event)))
			h := New([]byte(`{"fallback": "none.jpg"}`))
			env := handler.Environment{
				Clock:       func() int64 { return begin * 1e6 },
				Credentials: handler.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: []byte("SECRETEXAMPLE"), SessionToken: "TOKENEXAMPLE"},
			}
			for b.Loop() {
				r := h.Begin(row.event, env)
				r.Next()
				r.Log()
			}
		})
	}
}

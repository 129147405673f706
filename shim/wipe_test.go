package shim

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"tintype/shim/build"
)

// After the answer nothing in the guest's memory tells the secret key, the key that
// signed or the session token; during the request the origin sees that there was one.
func TestCredentialsAreWiped(t *testing.T) {
	module, err := build.Cached(t.Context(), build.Options{})
	if err != nil {
		t.Fatal(err)
	}
	signed := 0
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			signed++
		}
		http.ServeFile(w, r, "../testdata/samples/landscape.jpg")
	}))
	defer origin.Close()
	const token = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMSJHMEUCIQ=="
	const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
	h, err := Load(t.Context(), module, Options{
		CacheDir: build.CacheDir(),
		Config:   []byte(`{"s3":{"endpoint":"` + origin.URL + `"}}`),
		Credentials: func(context.Context) (Credentials, error) {
			return Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: secret, SessionToken: token}, nil
		},
		Stdout: io.Discard,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	event, err := os.ReadFile("../testdata/events/origin-response-200.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Handle(t.Context(), event); err != nil {
		t.Fatal(err)
	}
	if signed == 0 || len(h.idle) != 1 {
		t.Fatalf("%d signed fetches, %d idle guests, want at least 1 and 1", signed, len(h.idle))
	}
	g := h.idle[0]
	memory, _ := g.module.Memory().Read(0, g.module.Memory().Size())
	if !bytes.Contains(memory, []byte("AKIDEXAMPLE")) {
		t.Error("not even the key's id is in memory: this test looks in the wrong place")
	}
	for _, trace := range []string{secret, secret[:20], secret[20:], "AWS4" + secret[:4], token, token[:24], token[24:]} {
		if at := bytes.Index(memory, []byte(trace)); at >= 0 {
			t.Errorf("%q is left at %#x", trace, at)
		}
	}
}

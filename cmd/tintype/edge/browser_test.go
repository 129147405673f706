package edge

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"tintype/shim"
	"tintype/shim/build"
	"tintype/testdata"
)

// startBrowser starts Chromium, or skips a test that wants to see what.
func startBrowser(t *testing.T, what string) context.Context {
	t.Helper()
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("not checked: " + what + "; chromium is not installed (Debian: apt-get install chromium)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser), chromedp.NoSandbox,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true))
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 90*time.Second)
	t.Cleanup(stop)
	return ctx
}

// A person's first minute, in a real browser: the front page shows a picture,
// and another one once the address is edited.
func TestBrowser(t *testing.T) {
	ctx := startBrowser(t, "that the front page shows a picture and changes it")
	module, err := build.Guest(t.Context(), build.Options{})
	if err != nil {
		t.Fatal(err)
	}
	host, err := shim.Load(t.Context(), module, shim.Options{CacheDir: build.CacheDir(), Stdout: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer host.Close()
	s, err := New(host, Folder{testdata.Samples()}, []byte("{}"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	server := httptest.NewServer(s)
	defer server.Close()

	must := func(what string, err error) {
		t.Helper()
		if err != nil {
			facts, _ := chromedp.Run(ctx, chromedp.Text("#facts"))
			t.Fatalf("%s: %v (the page says %q)", what, err, facts)
		}
	}
	shown := func(width string) error {
		_, err := chromedp.Run(ctx, chromedp.Poll[bool](`document.querySelector('#shown img').naturalWidth === `+width))
		return err
	}
	_, err = chromedp.Run(ctx, chromedp.Navigate(server.URL))
	must("open the page", err)
	must("see a picture", shown("400"))
	_, err = chromedp.Run(ctx, chromedp.Evaluate[string](`(() => {
		const field = document.querySelector('#url')
		field.value = '/landscape.jpg?w=321&fm=webp'
		field.dispatchEvent(new Event('input'))
		return field.value
	})()`))
	must("edit the address", err)
	must("see the picture change", shown("321"))
}

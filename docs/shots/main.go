// Command shots takes the screenshots of the playground that the documents show:
// wide, dark and on a phone. It needs Chromium and starts a local edge of its own.
// tintype makes WebP of them.
//
//	go run ./docs/shots          writes docs/img/playground-*.webp
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"tintype/cmd/tintype/edge"
	"tintype/shim"
	"tintype/shim/build"
	"tintype/testdata"
	"tintype/transform"
)

// A shot is one screenshot.
type shot struct {
	name          string
	scheme        string
	width, height int64
	density       float64
	state         string // of the page's address
}

const photo = "/?#u=%2Flandscape.jpg%3Fw%3D720%26fit%3Dcrop%26ar%3D16%3A10%26auto%3Dformat%26sat%3D25%26q%3D55&k=%3Cimg+srcset%3E"

var shots = []shot{
	{"playground-wide", "light", 1600, 1250, 1, photo},
	{"playground-dark", "dark", 1600, 1250, 1, "/?#u=%2Fportrait.jpg%3Fw%3D640%26auto%3Dformat&k=Go"},
	{"playground-phone", "light", 390, 844, 2, photo},
}

func main() {
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Minute)
	defer stop()
	if err := run(ctx, filepath.Join("docs", "img")); err != nil {
		fmt.Fprintln(os.Stderr, "docs/shots:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir string) error {
	browser, err := exec.LookPath("chromium")
	if err != nil {
		return err
	}
	module, err := build.Cached(ctx, build.Options{})
	if err != nil {
		return err
	}
	host, err := shim.Load(ctx, module, shim.Options{CacheDir: build.CacheDir(), Stdout: io.Discard})
	if err != nil {
		return err
	}
	defer host.Close()
	s, err := edge.New(host, edge.Folder{FS: testdata.Samples()}, []byte("{}"), slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer s.Close()
	server := httptest.NewServer(s)
	defer server.Close()

	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser), chromedp.NoSandbox, chromedp.Flag("hide-scrollbars", true))
	ctx, stop := chromedp.NewExecAllocator(ctx, options...)
	defer stop()
	for _, shot := range shots {
		if err := shot.take(ctx, server.URL, dir); err != nil {
			return fmt.Errorf("%s: %w", shot.name, err)
		}
	}
	return nil
}

// take opens a page of its own, waits until everything is there and writes the file.
func (s shot) take(ctx context.Context, address, dir string) error {
	ctx, stop := chromedp.NewContext(ctx)
	defer stop()
	err := chromedp.Do(ctx,
		chromedp.EmulateViewport(s.width, s.height, chromedp.EmulateScale(s.density)),
		chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: s.scheme}},
			})
			return err
		}),
		chromedp.Navigate(address+s.state))
	if err != nil {
		return err
	}
	const done = `document.querySelector('#stage')?.getAttribute('aria-busy') === null && document.querySelectorAll('#cards .card').length === 4 && document.querySelectorAll('.score:not(:empty)').length === 3 &&
		[...document.images].every(i => i.complete)`
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](done)); err != nil {
		return err
	}
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return err
	}
	p, err := transform.Parse("fm=webp&q=82")
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if _, err := transform.Do(&out, bytes.NewReader(png), p, transform.DefaultLimits()); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, s.name+".webp"), out.Bytes(), 0o644)
}

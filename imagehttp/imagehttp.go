// Package imagehttp serves images over HTTP, transformed as the query of each URL says:
// the URL API of docs/url-api.md in any net/http server.
//
//	http.Handle("/images/", http.StripPrefix("/images", &imagehttp.Handler{Open: imagehttp.FS(os.DirFS("photos"))}))
//
// With auto=format the browser's Accept chooses between AVIF, WebP and the
// original's format. It has no cache: put one in front of it. Answers carry an ETag and, where the
// format depends on the browser, Vary. For signatures, presets, S3 and fallbacks
// use the program: tintype server.
package imagehttp

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"path"
	"runtime"
	"strings"
	"sync"
	"time"

	"tintype"
	"tintype/transform/params"
)

// Open returns the original for the path of a URL, without its leading slash. If the
// error is fs.ErrNotExist, the answer is 404.
type Open func(ctx context.Context, path string) (io.ReadCloser, error)

// FS opens the files of a file system.
func FS(fsys fs.FS) Open {
	return func(_ context.Context, name string) (io.ReadCloser, error) {
		if !fs.ValidPath(name) {
			return nil, fs.ErrNotExist
		}
		f, err := fsys.Open(name)
		if err != nil {
			return nil, err
		}
		if info, err := f.Stat(); err != nil || info.IsDir() {
			f.Close()
			return nil, fs.ErrNotExist
		}
		return f, nil
	}
}

// Handler serves images. Only Open has to be set. It is safe for concurrent use;
// its fields must not change once it serves.
type Handler struct {
	Open Open
	// Formats are tried in this order by auto=format, held against the header
	// Accept; nil is AVIF, then WebP. AVIF becomes WebP above Limits.AVIFPixels, and for
	// animations.
	Formats []tintype.Format
	// CacheControl is the header of images. "" is "public, max-age=86400", and "private,
	// max-age=86400" in answer to a request with Authorization or a cookie, since Open may
	// have chosen the original by them.
	CacheControl string
	// Limits bound each transformation; nil is the defaults.
	Limits *tintype.Limits
	// Timeout bounds each transformation; 0 is 10 seconds.
	Timeout time.Duration
	// Concurrent is how many transformations run at a time, 0 is one for each
	// processor. The others wait.
	Concurrent int

	once  sync.Once
	turns chan struct{}
}

// ServeHTTP answers GET and HEAD. It answers 400 for a bad parameter, 404 for a missing
// original and 422 for an original that cannot be transformed, with a line of text.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method: got "+r.Method+", want GET or HEAD", http.StatusMethodNotAllowed)
		return
	}
	p, err := params.Parse(r.URL.RawQuery)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	source, err := h.Open(r.Context(), strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/"))
	if err != nil {
		fail(w, err)
		return
	}
	defer source.Close()
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if !p.Any() {
		h.original(w, r, source)
		return
	}
	query := r.URL.RawQuery
	if p.Auto&params.AutoFormat != 0 {
		w.Header().Set("Vary", "Accept")
		for _, f := range h.formats() {
			if params.Accepted(r.Header.Get("Accept"), string(f)) {
				query += "&fm=" + string(f)
				break
			}
		}
	}
	h.image(w, r, source, query)
}

// image answers with a transformed image.
func (h *Handler) image(w http.ResponseWriter, r *http.Request, source io.Reader, query string) {
	timeout := h.Timeout
	if timeout == 0 {
		timeout = 10 * time.Second
	}
	ctx, stop := context.WithTimeout(r.Context(), timeout)
	defer stop()
	done, err := h.turn(ctx)
	if err != nil {
		fail(w, err)
		return
	}
	result, err := tintype.Transform(ctx, source, tintype.Options{Query: query, Limits: h.Limits})
	done()
	if err != nil {
		fail(w, err)
		return
	}
	if result.Fit != "" {
		w.Header().Set("X-Tintype-Fit", result.Fit)
	}
	var ignored []string
	for _, name := range result.Ignored {
		if params.Known(name) { // others may hold what a header cannot
			ignored = append(ignored, name)
		}
	}
	explained := "transformed"
	if len(ignored) > 0 {
		explained += `;ignored="` + strings.Join(ignored, " ") + `"`
	}
	w.Header().Set("X-Tintype", explained)
	sum := sha256.Sum256(result.Body)
	w.Header().Set("Content-Type", result.ContentType)
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	w.Header().Set("Cache-Control", h.cacheControl(r, result.Damaged))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(result.Body))
}

// original answers a request that asks for no transformation.
func (h *Handler) original(w http.ResponseWriter, r *http.Request, source io.Reader) {
	w.Header().Set("Cache-Control", h.cacheControl(r, false))
	if file, ok := source.(io.ReadSeeker); ok {
		var modified time.Time
		if f, ok := source.(fs.File); ok {
			if info, err := f.Stat(); err == nil {
				modified = info.ModTime()
			}
		}
		http.ServeContent(w, r, path.Base(r.URL.Path), modified, file)
		return
	}
	if r.Method == http.MethodGet {
		io.Copy(w, source) // a reader that left is no error of the server's
	}
}

// turn waits until one more transformation may run.
func (h *Handler) turn(ctx context.Context) (done func(), err error) {
	h.once.Do(func() {
		n := h.Concurrent
		if n <= 0 {
			n = runtime.GOMAXPROCS(0)
		}
		h.turns = make(chan struct{}, n)
	})
	select {
	case h.turns <- struct{}{}:
		return func() { <-h.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (h *Handler) formats() []tintype.Format {
	if h.Formats == nil {
		return []tintype.Format{tintype.AVIF, tintype.WebP}
	}
	return h.Formats
}

// cacheControl is short for an image that shows what there is of a damaged source.
func (h *Handler) cacheControl(r *http.Request, damaged bool) string {
	if h.CacheControl != "" && !damaged {
		return h.CacheControl
	}
	shared, age := "public", "86400"
	if damaged {
		age = "60"
	}
	if r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != "" {
		shared = "private"
	}
	return shared + ", max-age=" + age
}

// fail answers an error by its kind.
func fail(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		status, err = http.StatusNotFound, errors.New("no such image")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		status = http.StatusServiceUnavailable
	case errors.Is(err, tintype.ErrParameter):
		status = http.StatusBadRequest
	case errors.Is(err, tintype.ErrUnsupported), errors.Is(err, tintype.ErrDamaged), errors.Is(err, tintype.ErrTooLarge),
		errors.Is(err, tintype.ErrDoesNotFit), errors.Is(err, tintype.ErrFormat):
		status = http.StatusUnprocessableEntity
	default:
		err = errors.New("the image could not be made")
	}
	http.Error(w, err.Error(), status)
}

package shim

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sort"
	"strings"
	"time"
)

// Fetcher does what a guest asks of the network.
type Fetcher interface {
	// Fetch asks for url. The answer's status is no error, whatever it is;
	// redirects are not followed.
	Fetch(ctx context.Context, url string, header http.Header) (*http.Response, error)
}

// HTTPFetcher fetches with Client, or where that is nil with a client of its own
// that keeps connections.
type HTTPFetcher struct{ Client *http.Client }

// Bodies arrive as they were stored: a compressed body that Go unpacked would
// not match what the origin's answer says of it.
var defaultClient = &http.Client{
	Transport: &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DisableCompression:    true,
		MaxIdleConnsPerHost:   16,
		ResponseHeaderTimeout: 8 * time.Second, // leaves time for another try
	},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Fetch implements Fetcher.
func (f HTTPFetcher) Fetch(ctx context.Context, url string, header http.Header) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	// A path that Go would write another way, "/a/../b" or "/%7E", is another
	// key. One that begins with two slashes Go would take for a host's name; there
	// the way it has been read as a path has to do.
	if _, rest, ok := strings.Cut(url, "//"); ok {
		if i := strings.IndexByte(rest, '/'); i >= 0 && !strings.HasPrefix(rest[i:], "//") {
			req.URL.Opaque, _, _ = strings.Cut(rest[i:], "?")
		}
	}
	req.Header = header
	if host := header.Get("Host"); host != "" {
		req.Host = host
	}
	client := f.Client
	if client == nil {
		client = defaultClient
	}
	return client.Do(req)
}

// errTooLarge ends a body of more than the guest's limit.
var errTooLarge = errors.New("too large")

// exchange is one fetch of a guest: it is asked for at once, and its news are
// read one after the other.
type exchange struct {
	cancel   context.CancelFunc
	answered chan struct{} // closed when response or err is there
	response *http.Response
	err      error
	headSent bool
	left     int64 // bytes of body that are still allowed
	buf      []byte
}

func startExchange(ctx context.Context, f Fetcher, s step) *exchange {
	ctx, cancel := context.WithCancel(ctx)
	x := &exchange{cancel: cancel, answered: make(chan struct{}), left: int64(s.limit), buf: make([]byte, chunkBytes)}
	url, header, delay := string(s.a), parseLines(string(s.b)), time.Duration(s.delay)*time.Millisecond
	go func() {
		defer close(x.answered)
		select {
		case <-time.After(delay):
			x.response, x.err = f.Fetch(ctx, url, header)
		case <-ctx.Done():
			x.err = ctx.Err()
		}
	}()
	return x
}

// deliver waits for the next news of the exchange and tells the guest.
func (x *exchange) deliver(ctx context.Context, g *guest, id uint32) error {
	<-x.answered
	if x.err != nil {
		return g.end(ctx, id, x.err.Error())
	}
	if !x.headSent {
		x.headSent = true
		return g.head(ctx, id, x.response.StatusCode, formatLines(x.response.Header))
	}
	n, err := io.ReadAtLeast(x.response.Body, x.buf, 1)
	if x.left -= int64(n); x.left < 0 {
		return g.end(ctx, id, errTooLarge.Error())
	}
	switch {
	case n > 0:
		return g.push(ctx, id, x.buf[:n])
	case err == io.EOF:
		return g.end(ctx, id, "")
	}
	return g.end(ctx, id, err.Error())
}

// close ends the exchange, whatever it is at.
func (x *exchange) close() {
	x.cancel()
	<-x.answered
	if x.response != nil {
		x.response.Body.Close()
	}
}

func parseLines(lines string) http.Header {
	header := http.Header{}
	for line := range strings.Lines(lines) {
		if name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": "); ok {
			header.Add(name, value)
		}
	}
	return header
}

func formatLines(header http.Header) []byte {
	names := make([]string, 0, len(header))
	for name := range header {
		names = append(names, name)
	}
	sort.Strings(names)
	var b bytes.Buffer
	for _, name := range names {
		b.WriteString(strings.ToLower(name) + ": " + strings.Join(header[name], ", ") + "\n")
	}
	return b.Bytes()
}

package origin

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"tintype/cmd/tintype/server/drive"
	"tintype/handler"
)

// maxRedirects is how many a web server may answer with, one after the other.
const maxRedirects = 3

// Web fetches over HTTP. It follows redirects of web servers to the hosts that Allow
// names; the request core itself handles redirects of buckets.
type Web struct {
	client *http.Client
}

// WebOptions says where a Web may connect to.
type WebOptions struct {
	// Private allows addresses that are not the public internet's. Otherwise the address
	// that a name stands for is looked at when the connection is made, so that a name
	// cannot stand for another one a moment later.
	Private bool
	// Allow reports whether a redirect may lead to an address; nil follows none.
	Allow func(scheme, host string) bool
	// Timeout is how long a server may be silent before the head of its answer, and
	// between two pieces of its body.
	Timeout time.Duration
}

// ErrPrivate is the error for a connection to an address that is not on the public
// internet.
var ErrPrivate = errors.New("address: got one that is not on the public internet, want a public address")

// NewWeb returns a Web.
func NewWeb(o WebOptions) *Web {
	if o.Timeout == 0 {
		o.Timeout = 8 * time.Second
	}
	dialer := &net.Dialer{Timeout: min(o.Timeout, 5*time.Second)}
	if !o.Private {
		dialer.ControlContext = publicOnly
	}
	transport := &http.Transport{
		DialContext:            dialer.DialContext,
		DisableCompression:     true, // bodies arrive as they were stored
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    32,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    5 * time.Second,
		ResponseHeaderTimeout:  o.Timeout,
		MaxResponseHeaderBytes: 64 << 10,
	}
	return &Web{&http.Client{Transport: silence{transport, o.Timeout}, CheckRedirect: redirects(o.Allow)}}
}

func redirects(allow func(scheme, host string) bool) func(*http.Request, []*http.Request) error {
	return func(next *http.Request, before []*http.Request) error {
		if allow == nil {
			return http.ErrUseLastResponse
		}
		if len(before) > maxRedirects {
			return fmt.Errorf("redirects: got more than %d", maxRedirects)
		}
		if !allow(next.URL.Scheme, next.URL.Host) {
			return fmt.Errorf("redirect: got %s://%s, want an allowed host", next.URL.Scheme, next.URL.Host)
		}
		return nil
	}
}

// publicOnly refuses connections to addresses that are not the public internet's.
func publicOnly(_ context.Context, _, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if !isPublic(at.Addr()) {
		return ErrPrivate
	}
	return nil
}

// special are the blocks of the IANA special-purpose address registries that net/netip
// has no word for. The mapped forms of IPv4 lead into IPv4's.
var special = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
)

func prefixes(texts ...string) (all []netip.Prefix) {
	for _, text := range texts {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

func isPublic(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, block := range special {
		if block.Contains(a) {
			return false
		}
	}
	return true
}

// Fetch implements drive.Fetcher.
func (w *Web) Fetch(ctx context.Context, f handler.Fetch) (*drive.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.URL, nil)
	if err != nil {
		return nil, err
	}
	// A path that Go would write another way, "/a/../b" or "/%7E", is another key. One
	// that begins with two slashes Go would take for a host's name; there the way it has
	// been read as a path has to do.
	if _, rest, ok := strings.Cut(f.URL, "//"); ok {
		if i := strings.IndexByte(rest, '/'); i >= 0 && !strings.HasPrefix(rest[i:], "//") {
			request.URL.Opaque, _, _ = strings.Cut(rest[i:], "?")
		}
	}
	request.Header.Set("User-Agent", "tintype")
	for _, h := range f.Headers {
		if strings.EqualFold(h.Name, "host") {
			request.Host = h.Value
			continue
		}
		request.Header.Set(h.Name, h.Value)
	}
	response, err := w.client.Do(request)
	if err != nil {
		return nil, err
	}
	headers := make(handler.Headers, 0, len(response.Header)+1)
	for name, values := range response.Header {
		for _, value := range values {
			headers = append(headers, handler.Header{Name: name, Value: value})
		}
	}
	return &drive.Response{Status: response.StatusCode, Headers: headers, Body: response.Body}, nil
}

// silence ends an answer whose body brings nothing for so long.
type silence struct {
	next http.RoundTripper
	most time.Duration
}

func (s silence) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(r.Context())
	response, err := s.next.RoundTrip(r.WithContext(ctx))
	if err != nil {
		cancel(nil)
		return nil, err
	}
	timer := time.AfterFunc(s.most, func() { cancel(errSilent) })
	timer.Stop()
	response.Body = &talking{response.Body, timer, s.most, cancel}
	return response, nil
}

var errSilent = errors.New("the origin sent no bytes for too long")

// talking is a body that ends when nothing comes while it is waited for.
type talking struct {
	body interface {
		Read([]byte) (int, error)
		Close() error
	}
	timer  *time.Timer
	most   time.Duration
	cancel context.CancelCauseFunc
}

func (t *talking) Read(b []byte) (int, error) {
	t.timer.Reset(t.most)
	n, err := t.body.Read(b)
	t.timer.Stop()
	return n, err
}

func (t *talking) Close() error {
	t.timer.Stop()
	err := t.body.Close()
	t.cancel(nil)
	return err
}

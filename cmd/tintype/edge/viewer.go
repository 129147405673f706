package edge

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/dop251/goja"

	"tintype/deploy"
	"tintype/handler"
)

// viewerFunction runs the very source that packaging compiles for CloudFront
// Functions. A JavaScript engine serves one request at a time.
type viewerFunction struct {
	mu  sync.Mutex
	vm  *goja.Runtime
	run goja.Callable
}

func newViewerFunction(config []byte) (*viewerFunction, error) {
	c, _, err := handler.ParseConfig(config)
	if err != nil {
		return nil, err
	}
	source, err := deploy.ViewerRequest(c)
	if err != nil {
		return nil, err
	}
	f := &viewerFunction{vm: goja.New()}
	f.vm.SetFieldNameMapper(goja.UncapFieldNameMapper())
	if err := f.vm.Set("require", func(string) any { return cryptoModule{} }); err != nil {
		return nil, err
	}
	if _, err := f.vm.RunScript("viewer-request.js", string(source)); err != nil {
		return nil, err
	}
	var ok bool
	if f.run, ok = goja.AssertFunction(f.vm.Get("handler")); !ok {
		return nil, fmt.Errorf("viewer-request function: no function handler")
	}
	return f, nil
}

// cryptoModule is what the function uses of the module crypto.
type cryptoModule struct{}

// CreateHash returns MD5, the one that the function asks for.
func (cryptoModule) CreateHash(string) *md5Hash { return &md5Hash{} }

type md5Hash struct{ text strings.Builder }

// Update adds text.
func (h *md5Hash) Update(s string) *md5Hash { h.text.WriteString(s); return h }

// Digest returns the hexadecimal form.
func (h *md5Hash) Digest(string) string {
	sum := md5.Sum([]byte(h.text.String()))
	return hex.EncodeToString(sum[:])
}

// viewerAnswer is what the function returns: a request, or where statusCode is
// there a response.
type viewerAnswer struct {
	Querystring string
	StatusCode  int
	Headers     map[string]struct{ Value string }
	Body        string
}

// query returns the query that goes on to the cache, or the function's own answer.
func (f *viewerFunction) query(r *http.Request) (query string, refusal *entry, err error) {
	headers := map[string]any{}
	for name, values := range r.Header {
		headers[strings.ToLower(name)] = map[string]any{"value": strings.Join(values, ", ")}
	}
	event := map[string]any{"request": map[string]any{
		"method": r.Method, "uri": r.URL.EscapedPath(), "headers": headers, "querystring": "",
		"rawQueryString": func() string { return r.URL.RawQuery },
	}}
	f.mu.Lock()
	defer f.mu.Unlock()
	out, err := f.run(goja.Undefined(), f.vm.ToValue(event))
	if err != nil {
		return "", nil, err
	}
	var a viewerAnswer
	if err := f.vm.ExportTo(out, &a); err != nil {
		return "", nil, err
	}
	if a.StatusCode == 0 {
		return a.Querystring, nil, nil
	}
	e := &entry{status: a.StatusCode, header: http.Header{}, body: []byte(a.Body)}
	for name, h := range a.Headers {
		e.header.Set(name, h.Value)
	}
	return "", e, nil
}

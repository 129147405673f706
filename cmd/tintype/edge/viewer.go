package edge

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"

	"github.com/dop251/goja"

	"tintype/deploy/viewer"
	"tintype/handler/cloudfront"
	"tintype/handler/cloudfront/wire"
)

// viewerFunction runs the very source that packaging compiles for CloudFront
// Functions. A JavaScript engine serves one request at a time.
type viewerFunction struct {
	mu  sync.Mutex
	vm  *goja.Runtime
	run goja.Callable

	cors []string // of the configuration
}

func newViewerFunction(config []byte) (*viewerFunction, error) {
	c, _, err := cloudfront.ParseConfig(config)
	if err != nil {
		return nil, err
	}
	source, err := viewer.Compile(c)
	if err != nil {
		return nil, err
	}
	f := &viewerFunction{cors: c.CORS}
	if f.vm, f.run, err = viewer.Load(source); err != nil {
		return nil, err
	}
	return f, nil
}

// viewerAnswer is what the function returns: a request, or where statusCode is
// there a response.
type viewerAnswer struct {
	Querystring string
	StatusCode  int
	Headers     map[string]struct{ Value string }
	Body        string
}

// canonical returns the path and the query that go on to the cache, or the
// function's own answer.
func (f *viewerFunction) canonical(r *http.Request) (path, query string, refusal *entry, err error) {
	headers := map[string]any{}
	for name, values := range r.Header {
		headers[strings.ToLower(name)] = map[string]any{"value": strings.Join(values, ", ")}
	}
	request := map[string]any{"method": r.Method, "uri": r.URL.EscapedPath(), "headers": headers, "querystring": ""}
	came, err := json.Marshal(request)
	if err != nil {
		return "", "", nil, err
	}
	request["rawQueryString"] = func() string { return r.URL.RawQuery }
	event := map[string]any{"request": request}
	f.mu.Lock()
	defer f.mu.Unlock()
	out, err := f.run(goja.Undefined(), f.vm.ToValue(event))
	if err != nil {
		return "", "", nil, err
	}
	text, err := out.ToObject(f.vm).MarshalJSON()
	if err != nil {
		return "", "", nil, err
	}
	if err := wire.ValidateFunction(text, came); err != nil {
		return "", "", nil, err
	}
	var a viewerAnswer
	if err := f.vm.ExportTo(out, &a); err != nil {
		return "", "", nil, err
	}
	if a.StatusCode == 0 {
		return out.ToObject(f.vm).Get("uri").String(), a.Querystring, nil, nil
	}
	e := &entry{status: a.StatusCode, header: http.Header{}, body: []byte(a.Body)}
	for name, h := range a.Headers {
		e.header.Set(name, h.Value)
	}
	return "", "", e, nil
}

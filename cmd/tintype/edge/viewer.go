package edge

import (
	"net/http"

	"tintype/transform/params"
)

type viewerFunction struct{}

func newViewerFunction() (*viewerFunction, error) { return &viewerFunction{}, nil }

// run returns the query that is the cache key.
func (*viewerFunction) run(r *http.Request) (query string, refusal *entry, err error) {
	p, err := params.Parse(r.URL.RawQuery)
	if err != nil {
		return r.URL.RawQuery, nil, nil // the handler answers it
	}
	return p.String(), nil, nil
}

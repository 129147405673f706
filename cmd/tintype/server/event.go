package server

import (
	"context"
	"net/http"
	"net/url"

	"tintype/handler/lambdaurl"
)

// RequestOf returns the HTTP request of an event of a Lambda function URL.
func RequestOf(ctx context.Context, text []byte) (*http.Request, error) {
	e, err := lambdaurl.Parse(text)
	if err != nil {
		return nil, err
	}
	path, query, stored := e.Address()
	uri := path
	if query != "" {
		uri += "?" + query
	}
	decoded, err := url.PathUnescape(path)
	if err != nil {
		decoded = path
	}
	request := &http.Request{
		Method: e.RequestContext.HTTP.Method, RequestURI: uri, URL: &url.URL{Path: decoded, RawPath: path, RawQuery: query},
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Body: http.NoBody, Host: e.Headers["host"], RemoteAddr: e.RequestContext.HTTP.SourceIP,
	}
	for name, value := range e.Headers {
		request.Header.Set(name, value)
	}
	request.Header.Set("X-Request-Id", e.RequestContext.RequestID)
	return StoreAs(request.WithContext(ctx), stored), nil
}

package edge

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// localBucket is the bucket's name in events and in the addresses that the
// guest fetches from.
const localBucket = "tintype-originals"

const localOrigin = localBucket + ".s3.us-east-1.amazonaws.com"

// origin plays S3: path-style GET and HEAD on a loopback address, which is all
// that the guest asks of it.
type origin struct {
	originals Originals
	server    *http.Server
	url       string
}

func startOrigin(o Originals) (*origin, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &origin{originals: o, url: "http://" + l.Addr().String()}
	s.server = &http.Server{Handler: s}
	go s.server.Serve(l)
	return s, nil
}

func (s *origin) Close() error { return s.server.Close() }

// ServeHTTP answers /bucket/key as S3 does.
func (s *origin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key, ok := strings.CutPrefix(r.URL.Path, "/"+localBucket+"/")
	if !ok {
		http.Error(w, "NoSuchBucket", http.StatusNotFound)
		return
	}
	status, header, body := s.get(r.Context(), key, r.URL.RawQuery, http.Header{})
	defer body.Close()
	if match := r.Header.Get("If-Match"); match != "" && status == http.StatusOK && match != header.Get("ETag") {
		status, body = http.StatusPreconditionFailed, http.NoBody
		header.Del("Content-Length")
	}
	for k, v := range header {
		w.Header()[k] = v
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		io.Copy(w, body) // a reader that left is no error of ours
	}
}

// get is S3's answer for a key: what it has, or 403 in XML for what it has not,
// since nobody grants s3:ListBucket. Conditions are answered by 304, and a request
// that is signed, as CloudFront's are, may say what headers the answer has.
func (s *origin) get(ctx context.Context, key, query string, asked http.Header) (status int, h http.Header, body io.ReadCloser) {
	o, err := s.originals.Get(ctx, key)
	switch {
	case errors.Is(err, ErrNotFound):
		return s3Error(http.StatusForbidden, "AccessDenied", "Access Denied")
	case err != nil:
		return s3Error(http.StatusInternalServerError, "InternalError", "We encountered an internal error. Please try again.")
	}
	h = originHeaders(o)
	if notModified(asked, o) {
		o.Body.Close()
		h.Del("Content-Type")
		return http.StatusNotModified, h, http.NoBody
	}
	h.Set("Content-Length", strconv.FormatInt(o.Size, 10))
	if values, err := url.ParseQuery(query); err == nil {
		for _, name := range []string{"Content-Type", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires"} {
			if v := values.Get("response-" + strings.ToLower(name)); v != "" {
				h.Set(name, v)
			}
		}
	}
	return http.StatusOK, h, o.Body
}

// notModified reads conditions, RFC 9110 section 13.2.2.
func notModified(asked http.Header, o *Object) bool {
	if tags := asked.Get("If-None-Match"); tags != "" {
		return strings.Contains(tags, o.ETag)
	}
	since, err := http.ParseTime(asked.Get("If-Modified-Since"))
	return err == nil && !o.LastModified.Truncate(time.Second).After(since)
}

func s3Error(status int, code, message string) (int, http.Header, io.ReadCloser) {
	xml := `<?xml version="1.0" encoding="UTF-8"?>` + "\n<Error><Code>" + code + "</Code><Message>" + message + "</Message></Error>"
	h := http.Header{"Content-Type": {"application/xml"}, "Transfer-Encoding": {"chunked"}, "Server": {"AmazonS3"}}
	return status, h, io.NopCloser(strings.NewReader(xml))
}

// keyOf turns a request's path into an object key.
func keyOf(uri string) string {
	key, err := url.PathUnescape(strings.TrimPrefix(uri, "/"))
	if err != nil {
		return ""
	}
	return key
}

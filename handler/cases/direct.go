package cases

import (
	"net/http"
	"slices"
	"strings"

	"tintype/handler"
	"tintype/handler/cloudfront/wire"
)

// Asks reports whether a case can be put to a host that asks the origin itself: other
// triggers than origin-response are CloudFront's alone.
func (c *Case) Asks() bool { return c.trigger == "origin-response" }

// Request is the case as it comes to a host that asks the origin itself.
func (c *Case) Request() handler.Request {
	r := handler.Request{Method: c.request.Method, Path: c.request.URI, Query: c.request.QueryString, Headers: list(c.request.Headers)}
	if o := c.request.Origin.Custom; o != nil {
		r.Origin = handler.Origin{Kind: handler.Web, Domain: o.DomainName, Path: o.Path, Port: o.Port, Scheme: o.Protocol, Headers: list(o.CustomHeaders)}
	} else {
		o := c.request.Origin.S3
		r.Origin = handler.Origin{Kind: handler.S3, Domain: o.DomainName, Path: o.Path, Region: o.Region, Headers: list(o.CustomHeaders)}
	}
	r.Config = r.Origin.Headers.Get(handler.ConfigHeader)
	return r
}

// Fetched is what fetch i of such a host gets, counted from 0. What the table says of
// the origin is the answer to the first fetch, unless the table says that the
// handler's own fetch goes another way. The origin has 206 and 304 for those only who
// pass on the viewer's conditions, which is done for originals.
func (c *Case) Fetched(i int, conditional bool) Reply {
	first := Reply{Headers: wire.Headers{}, Object: c.Object}
	switch first.Status = statusOf(c.response.Status); {
	case first.Status == 206 && !conditional, first.Status == 304 && !conditional:
		first.Status = 200
		first.Headers = c.Reply(len(c.Replies)).Headers
	default:
		for name, fields := range c.response.Headers {
			first.Headers[name] = fields
		}
	}
	switch {
	case first.Status/100 > 2 && first.Status != 304: // then the replies are of what is fetched instead
		first.Object = ""
		if i == 0 {
			return first
		}
		return c.Reply(i - 1)
	case i == 0 && len(c.Replies) == 0, i > 0 && i >= len(c.Replies):
		return first
	}
	return c.Reply(i)
}

func statusOf(s string) int {
	n := 0
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}

// list gives headers in the order of their names.
func list(from wire.Headers) (headers handler.Headers) {
	for _, name := range from.Names() {
		for _, f := range from[name] {
			headers = append(headers, handler.Header{Name: f.Key, Value: f.Value})
		}
	}
	return headers
}

// Response adds an answer as it goes over the wire. body is what Body returns.
func (t *Transcript) Response(status int, headers handler.Headers, body string) {
	t.Line("answer %d %s", status, http.StatusText(status))
	lines := make([]string, 0, len(headers))
	for _, h := range headers {
		name := strings.ToLower(h.Name)
		switch {
		case name == "server-timing":
			h.Value = timing(h.Value)
		case name == "x-tintype-fit":
			h.Value = names(h.Value)
		case name == "etag" && h.Value != etag:
			h.Value = "(the image's own)" // of the build that makes it
		}
		lines = append(lines, "  "+name+": "+h.Value)
	}
	slices.Sort(lines)
	for _, line := range lines {
		t.Line("%s", line)
	}
	switch {
	case strings.HasPrefix(body, `{"asked"`):
		t.explanation(body)
	case body != "":
		t.Line("  %s", body)
	}
}

// Package cases has the table of requests, origins and answers that every host is tested
// with: the handler alone, the guest under wazero, the package under Node, and the HTTP
// server. All of them have to give the same answer.
//
// cases.txt holds the table, one paragraph a case:
//
//	# what it shows
//	GET /cat.jpg?w=400
//	origin 200 jpeg              the head of the origin's answer, and what the object is
//	  Cache-Control: no-cache    one more header of it; -ETag takes one away
//	reply 503                    what the handler's first fetch gets, by default what the object is
//	reply reset                  and the second
//	s3 domain [region]           another origin than the default one; a path may follow the domain
//	custom http://host:8080/path
//	config {"fallback": "x.jpg"}
//	viewer Accept: image/webp    a header of the viewer's request
//	origin-header X-Key: v       a custom header of the origin
//	trigger viewer-request
//	credentials none
package cases

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"tintype/handler/cloudfront/wire"
)

//go:embed cases.txt
var table string

// Case is one row.
type Case struct {
	Name        string
	Config      string // tintype.json
	Credentials bool   // whether the environment has any
	Replies     []Reply
	Object      Object // what the origin has

	request  wire.Request
	response wire.Response
	trigger  string
}

// Object names what a body is made of: jpeg, svg, text,
// empty, truncated, large (has to lose quality and size to fit), huge (cannot be made
// small enough), slow (takes longer than there is), costly (takes longer than it may),
// crash (ends the decoder in a way of its own), unwritable.
type Object string

// Reply is what a fetch gets.
type Reply struct {
	Failure string // the network's; "" for an answer
	Status  int
	Headers wire.Headers
	Object  Object
	Body    string // of an error
}

// Event is the event's text.
func (c *Case) Event() []byte {
	event := wire.OriginResponse(c.request, c.response)
	event.Records[0].CF.Config.EventType = c.trigger
	if strings.HasSuffix(c.trigger, "-request") {
		event.Records[0].CF.Response = nil
	}
	return event.JSON()
}

// Signature is the value of the viewer's parameter s, which no log may show.
func (c *Case) Signature() string {
	_, signature, _ := strings.Cut("&"+c.request.QueryString, "&s=")
	return signature
}

// Reply returns what fetch i gets, counted from 0: after the last reply that the
// table has, the object itself.
func (c *Case) Reply(i int) Reply {
	if i < len(c.Replies) {
		return c.Replies[i]
	}
	return Reply{Status: 200, Object: c.Object, Headers: wire.Headers{
		"etag":         {{Key: "ETag", Value: etag}},
		"content-type": {{Key: "Content-Type", Value: contentType(c.Object)}},
	}}
}

const etag = `"9bb58f26192e4ba00f01e2e7b136bbd8"`

func contentType(o Object) string {
	switch o {
	case "svg":
		return "image/svg+xml"
	case "text":
		return "text/html; charset=utf-8"
	}
	return "image/jpeg"
}

// All returns the table.
func All() ([]Case, error) { return parse(table) }

func parse(text string) ([]Case, error) {
	var all []Case
	p := parser{}
	for n, line := range strings.Split(text, "\n") {
		if name, found := strings.CutPrefix(line, "# "); found {
			all = append(all, newCase(name))
			p = parser{c: &all[len(all)-1]}
			continue
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		if err := p.line(line); err != nil {
			return nil, fmt.Errorf("cases.txt:%d: %w", n+1, err)
		}
	}
	return all, nil
}

func newCase(name string) Case {
	return Case{
		Name: name, Credentials: true, Object: "jpeg", trigger: "origin-response",
		request: wire.Request{
			ClientIP: "203.0.113.178", Method: "GET",
			Headers: wire.Headers{"user-agent": {{Key: "User-Agent", Value: "Amazon CloudFront"}}},
			Origin: &wire.Origin{S3: &wire.S3Origin{
				AuthMethod: "none", DomainName: "photos.s3.eu-west-1.amazonaws.com", CustomHeaders: wire.Headers{},
			}},
		},
	}
}

// parser reads the lines of one case; headers go where the line before says.
type parser struct {
	c    *Case
	into wire.Headers
}

func (p *parser) line(line string) error {
	if p.c == nil {
		return fmt.Errorf("no case begins with %q", line)
	}
	if line[0] == ' ' {
		return p.header(strings.TrimSpace(line))
	}
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "GET", "HEAD", "POST", "OPTIONS":
		p.c.request.Method = word
		p.c.request.URI, p.c.request.QueryString, _ = strings.Cut(rest, "?")
	case "origin":
		return p.origin(rest)
	case "reply":
		return p.reply(rest)
	case "s3":
		domain, region, _ := strings.Cut(rest, " ")
		s3 := p.c.request.Origin.S3
		s3.DomainName, s3.Path, _ = cutPath(domain)
		s3.Region = region
	case "custom":
		return p.custom(rest)
	case "config":
		p.c.Config = rest
	case "viewer":
		p.into = p.c.request.Headers
		return p.header(rest)
	case "origin-header":
		p.into = p.c.customHeaders()
		return p.header(rest)
	case "trigger":
		p.c.trigger = rest
	case "credentials":
		p.c.Credentials = rest != "none"
	default:
		return fmt.Errorf("unknown word %q", word)
	}
	return nil
}

func (p *parser) header(line string) error {
	if name, found := strings.CutPrefix(line, "-"); found {
		delete(p.into, strings.ToLower(name))
		return nil
	}
	name, value, found := strings.Cut(line, ": ")
	if !found || p.into == nil {
		return fmt.Errorf("no header: %q", line)
	}
	delete(p.into, strings.ToLower(name))
	p.into.Add(name, value)
	return nil
}

// origin reads "200 jpeg".
func (p *parser) origin(rest string) error {
	status, object, _ := strings.Cut(rest, " ")
	if object != "" {
		p.c.Object = Object(object)
	}
	h := wire.Headers{}
	h.Add("Date", "Sun, 01 Feb 2026 10:00:00 GMT")
	h.Add("Server", "AmazonS3")
	h.Add("x-amz-request-id", "7Z2AJT4YQ9WXA5D3")
	switch status {
	case "200", "206":
		h.Add("Content-Type", contentType(p.c.Object))
		h.Add("Content-Length", strconv.Itoa(len(p.c.Object)*1000))
		h.Add("ETag", etag)
		h.Add("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
		h.Add("Accept-Ranges", "bytes")
		h.Add("x-amz-server-side-encryption", "AES256")
	case "304":
		h.Add("ETag", etag)
	default:
		h.Add("Content-Type", "application/xml")
		h.Add("Transfer-Encoding", "chunked")
	}
	p.c.response = wire.Response{Status: status, StatusDescription: descriptions[status], Headers: h}
	p.into = h
	return nil
}

var descriptions = map[string]string{
	"200": "OK", "206": "Partial Content", "301": "Moved Permanently", "304": "Not Modified",
	"307": "Temporary Redirect", "403": "Forbidden", "404": "Not Found", "416": "Range Not Satisfiable",
	"500": "Internal Server Error", "503": "Service Unavailable",
}

// reply reads "200 jpeg", "403 <Code>…</Code>" or "reset".
func (p *parser) reply(rest string) error {
	first, more, _ := strings.Cut(rest, " ")
	status, err := strconv.Atoi(first)
	r := Reply{Status: status, Headers: wire.Headers{}}
	switch {
	case err != nil:
		r.Failure = rest
	case status == 200:
		r.Object = Object(more)
		r.Headers.Add("Content-Type", contentType(r.Object))
		r.Headers.Add("ETag", etag)
	default:
		r.Body = more
	}
	p.c.Replies = append(p.c.Replies, r)
	p.into = r.Headers
	return nil
}

// custom reads "https://host:port/path".
func (p *parser) custom(address string) error {
	scheme, rest, found := strings.Cut(address, "://")
	if !found {
		return fmt.Errorf("no address: %q", address)
	}
	domain, path, _ := cutPath(rest)
	domain, portText, given := strings.Cut(domain, ":")
	port := 443
	if given {
		var err error
		if port, err = strconv.Atoi(portText); err != nil {
			return err
		}
	}
	headers := p.c.customHeaders()
	p.c.request.Origin = &wire.Origin{Custom: &wire.CustomOrigin{
		CustomHeaders: headers, DomainName: domain, Path: path, Port: port, Protocol: scheme,
		KeepaliveTimeout: 5, ReadTimeout: 30, SSLProtocols: []string{"TLSv1.2"},
	}}
	return nil
}

func (c *Case) customHeaders() wire.Headers {
	if c.request.Origin.S3 != nil {
		return c.request.Origin.S3.CustomHeaders
	}
	return c.request.Origin.Custom.CustomHeaders
}

func cutPath(address string) (domain, path string, found bool) {
	i := strings.IndexByte(address, '/')
	if i < 0 {
		return address, "", false
	}
	return address[:i], address[i:], true
}

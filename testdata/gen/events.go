package main

import (
	"bytes"
	"encoding/json"
)

// The event structure that CloudFront hands to Lambda@Edge ("Lambda@Edge event
// structure" in the Amazon CloudFront Developer Guide). Pointers and omitempty
// leave out what is absent: CloudFront never sends null.
type (
	cfEvent struct {
		Records []cfRecord `json:"Records"`
	}
	cfRecord struct {
		CF cf `json:"cf"`
	}
	cf struct {
		Config   cfConfig    `json:"config"`
		Request  cfRequest   `json:"request"`
		Response *cfResponse `json:"response,omitempty"`
	}
	cfConfig struct {
		DistributionDomainName string `json:"distributionDomainName"`
		DistributionID         string `json:"distributionId"`
		EventType              string `json:"eventType"`
		RequestID              string `json:"requestId"`
	}
	cfRequest struct {
		ClientIP    string    `json:"clientIp"`
		Headers     cfHeaders `json:"headers"`
		Method      string    `json:"method"`
		Origin      *cfOrigin `json:"origin,omitempty"`
		Querystring string    `json:"querystring"`
		URI         string    `json:"uri"`
	}
	cfOrigin struct {
		S3     *s3Origin     `json:"s3,omitempty"`
		Custom *customOrigin `json:"custom,omitempty"`
	}
	s3Origin struct {
		AuthMethod    string    `json:"authMethod"`
		CustomHeaders cfHeaders `json:"customHeaders"`
		DomainName    string    `json:"domainName"`
		Path          string    `json:"path"`
		Region        string    `json:"region"`
	}
	customOrigin struct {
		CustomHeaders    cfHeaders `json:"customHeaders"`
		DomainName       string    `json:"domainName"`
		KeepaliveTimeout int       `json:"keepaliveTimeout"`
		Path             string    `json:"path"`
		Port             int       `json:"port"`
		Protocol         string    `json:"protocol"`
		ReadTimeout      int       `json:"readTimeout"`
		SSLProtocols     []string  `json:"sslProtocols"`
	}
	cfResponse struct {
		Headers           cfHeaders `json:"headers"`
		Status            string    `json:"status"`
		StatusDescription string    `json:"statusDescription"`
	}
	cfHeader struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	}
	// cfHeaders are keyed by lower-case name.
	cfHeaders map[string][]cfHeader
)

// headers makes cfHeaders from names and values; a repeated name is a list.
func headers(pairs ...string) cfHeaders {
	h := cfHeaders{}
	for i := 0; i < len(pairs); i += 2 {
		name := string(bytes.ToLower([]byte(pairs[i])))
		h[name] = append(h[name], cfHeader{pairs[i], pairs[i+1]})
	}
	return h
}

// with returns a copy with more headers; an empty value removes one.
func (h cfHeaders) with(pairs ...string) cfHeaders {
	out := cfHeaders{}
	for k, v := range h {
		out[k] = v
	}
	for k, v := range headers(pairs...) {
		if v[0].Value == "" {
			delete(out, k)
		} else {
			out[k] = v
		}
	}
	return out
}

var viaCloudFront = headers(
	"Host", "photos-example.s3.eu-central-1.amazonaws.com",
	"X-Forwarded-For", "192.0.2.44",
	"User-Agent", "Amazon CloudFront",
	"Via", "2.0 1f2e3d4c5b6a79880f1e2d3c4b5a6978.cloudfront.net (CloudFront)",
	"Cache-Control", "no-cache",
)

// s3Headers are what S3 says of a stored JPEG.
var s3Headers = headers(
	"x-amz-id-2", "ExampleId2/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789+Example=",
	"x-amz-request-id", "EXAMPLE123456789",
	"Date", "Thu, 01 Jan 2026 12:00:00 GMT",
	"Last-Modified", "Wed, 31 Dec 2025 08:30:00 GMT",
	"ETag", `"0123456789abcdef0123456789abcdef"`,
	"x-amz-server-side-encryption", "AES256",
	"Accept-Ranges", "bytes",
	"Content-Type", "image/jpeg",
	"Server", "AmazonS3",
	"Content-Length", "348911",
)

// s3Error are the headers of an S3 error document.
var s3Error = headers(
	"x-amz-request-id", "EXAMPLE123456789",
	"x-amz-id-2", "ExampleId2/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789+Example=",
	"Date", "Thu, 01 Jan 2026 12:00:00 GMT",
	"Content-Type", "application/xml",
	"Transfer-Encoding", "chunked",
	"Via", "1.1 1f2e3d4c5b6a79880f1e2d3c4b5a6978.cloudfront.net (CloudFront)",
	"Server", "AmazonS3",
)

// oacOrigin is an S3 origin behind origin access control: no authMethod, and
// the region is only in the domain name.
func oacOrigin(custom ...string) *cfOrigin {
	return &cfOrigin{S3: &s3Origin{"none", headers(custom...), "photos-example.s3.eu-central-1.amazonaws.com", "", ""}}
}

func oaiOrigin() *cfOrigin {
	return &cfOrigin{S3: &s3Origin{"origin-access-identity", cfHeaders{}, "photos-example.s3.amazonaws.com", "/originals", "us-east-1"}}
}

func httpOrigin() *cfOrigin {
	return &cfOrigin{Custom: &customOrigin{headers("X-Origin-Token", "example-token"), "origin.example.com", 5, "/media", 443, "https", 30, []string{"TLSv1.2"}}}
}

// event is a CloudFront event to be made; zero values are those of a GET of
// /landscape.jpg from S3 behind origin access control.
type event struct {
	name, about string
	trigger     string // default origin-response
	method      string
	uri, query  string
	origin      *cfOrigin
	request     cfHeaders
	status      string // of the response; "" is 200
	reason      string
	response    cfHeaders
}

func (e event) entry() entry {
	return entry{"events/" + e.name + ".json", e.about, func() []byte { return e.json() }}
}

func (e event) json() []byte {
	or := func(s, def string) string {
		if s == "" {
			return def
		}
		return s
	}
	e.trigger = or(e.trigger, "origin-response")
	if e.request == nil {
		e.request = viaCloudFront
	}
	c := cf{
		Config: cfConfig{"d111111abcdef8.cloudfront.net", "EDFDVBD6EXAMPLE", e.trigger,
			"tintypeExampleRequestId0123456789abcdefghijklmnopqrstu=="},
		Request: cfRequest{
			ClientIP: "192.0.2.44", Headers: e.request, Method: or(e.method, "GET"),
			Querystring: e.query, URI: or(e.uri, "/landscape.jpg"),
		},
	}
	if e.trigger == "origin-request" || e.trigger == "origin-response" {
		if c.Request.Origin = e.origin; e.origin == nil {
			c.Request.Origin = oacOrigin()
		}
	}
	if e.trigger == "origin-response" || e.trigger == "viewer-response" {
		if e.response == nil {
			e.response = s3Headers
		}
		c.Response = &cfResponse{e.response, or(e.status, "200"), or(e.reason, "OK")}
	}
	b, err := json.MarshalIndent(cfEvent{[]cfRecord{{c}}}, "", "  ")
	if err != nil {
		panic(err)
	}
	return append(b, '\n')
}

// eventFiles are events of all four triggers.
func eventFiles() []entry {
	var entries []entry
	for _, group := range [][]event{transformEvents(), passEvents(), originEvents(), triggerEvents()} {
		for _, e := range group {
			entries = append(entries, e.entry())
		}
	}
	return entries
}

// transformEvents ask for an image to be made.
func transformEvents() []event {
	return []event{
		{name: "origin-response-200", about: "S3 behind origin access control, 200, `w=400`", query: "w=400"},
		{name: "origin-response-crop", about: "canonical query of several parameters", query: "crop=top&fit=crop&fm=webp&h=300&q=60&w=300"},
		{name: "origin-response-png", about: "a PNG with alpha", uri: "/glass.png", query: "w=256",
			response: s3Headers.with("Content-Type", "image/png", "Content-Length", "180000")},
		{name: "origin-response-gif", about: "an animated GIF", uri: "/planet.gif", query: "w=100",
			response: s3Headers.with("Content-Type", "image/gif", "Content-Length", "180000")},
		{name: "origin-response-webp", about: "a WebP", uri: "/poster.webp", query: "fm=png&w=200",
			response: s3Headers.with("Content-Type", "image/webp", "Content-Length", "60000")},
		{name: "origin-response-octet-stream", about: "a JPEG stored with the type application/octet-stream", query: "w=400",
			response: s3Headers.with("Content-Type", "application/octet-stream")},
		{name: "origin-response-encoded-key", about: "key with a space, an umlaut and a plus", uri: "/a%20b/%C3%BC%2Bx.jpg", query: "w=120"},
		{name: "origin-response-cache-control", about: "the original has Cache-Control, Expires and user metadata", query: "w=400",
			response: s3Headers.with("Cache-Control", "max-age=600", "Expires", "Thu, 01 Jan 2026 13:00:00 GMT", "x-amz-meta-author", "example", "Vary", "Origin")},
		{name: "origin-response-206", about: "206 to a Range request", query: "w=400", status: "206", reason: "Partial Content",
			request:  viaCloudFront.with("Range", "bytes=0-1023"),
			response: s3Headers.with("Content-Range", "bytes 0-1023/348911", "Content-Length", "1024")},
		{name: "origin-response-chunked", about: "200 with Transfer-Encoding and Via, no length", query: "w=400", origin: httpOrigin(),
			request: viaCloudFront.with("Host", "origin.example.com"), response: headers("Content-Type", "image/jpeg", "Transfer-Encoding", "chunked",
				"Via", "1.1 varnish", "ETag", `W/"5e1f-60"`, "Date", "Thu, 01 Jan 2026 12:00:00 GMT")},
		{name: "origin-response-bad-parameter", about: "a parameter out of range: 400", query: "w=abc"},
		{name: "origin-response-huge", about: "the original is 60 MB", query: "w=400", response: s3Headers.with("Content-Length", "62914560")},
	}
}

// passEvents must be answered with what came.
func passEvents() []event {
	return []event{
		{name: "origin-response-no-query", about: "no query: the original"},
		{name: "origin-response-unknown-query", about: "no image parameter in the query: the original", query: "utm_source=mail&v=3"},
		{name: "origin-response-auto-only", about: "nothing but `auto`: the original", query: "auto=compress"},
		{name: "origin-response-head", about: "HEAD", query: "w=400", method: "HEAD"},
		{name: "origin-response-304", about: "304 to a revalidation", query: "w=400", status: "304", reason: "Not Modified",
			request:  viaCloudFront.with("If-None-Match", `"0123456789abcdef0123456789abcdef"`),
			response: headers("Date", "Thu, 01 Jan 2026 12:00:00 GMT", "ETag", `"0123456789abcdef0123456789abcdef"`, "Server", "AmazonS3")},
		{name: "origin-response-403", about: "403 as S3 says of a missing key, chunked", uri: "/missing.jpg", query: "w=400", status: "403", reason: "Forbidden", response: s3Error},
		{name: "origin-response-404", about: "404, chunked", uri: "/missing.jpg", query: "w=400", status: "404", reason: "Not Found", response: s3Error},
		{name: "origin-response-500", about: "500 of the origin", query: "w=400", status: "500", reason: "Internal Server Error", response: s3Error},
		{name: "origin-response-503", about: "503 of S3, slow down", query: "w=400", status: "503", reason: "Slow Down", response: s3Error.with("Retry-After", "5")},
		{name: "origin-response-301", about: "301 of a custom origin", query: "w=400", status: "301", reason: "Moved Permanently", origin: httpOrigin(),
			response: headers("Location", "https://origin.example.com/new.jpg", "Content-Length", "0")},
		{name: "origin-response-html", about: "a page, not a picture", uri: "/index.html", query: "w=400", response: s3Headers.with("Content-Type", "text/html")},
		{name: "origin-response-svg", about: "a vector picture", uri: "/picture.svg", query: "w=400", response: s3Headers.with("Content-Type", "image/svg+xml")},
		{name: "origin-response-options", about: "OPTIONS, a CORS preflight", query: "w=400", method: "OPTIONS",
			request: viaCloudFront.with("Origin", "https://www.example.com", "Access-Control-Request-Method", "GET")},
	}
}

// originEvents differ in where the original is and how tintype is configured.
func originEvents() []event {
	config := func(name, about, value string) event {
		return event{name: name, about: about, query: "w=400", origin: oacOrigin("X-Tintype-Config", value)}
	}
	return []event{
		{name: "origin-response-oai", about: "S3 with an origin access identity, origin path and region", query: "w=400", origin: oaiOrigin(),
			request: viaCloudFront.with("Host", "photos-example.s3.amazonaws.com")},
		{name: "origin-response-custom", about: "custom HTTPS origin with an origin path and a header of its own", query: "w=400", origin: httpOrigin(),
			request:  viaCloudFront.with("Host", "origin.example.com"),
			response: headers("Content-Type", "image/jpeg", "Content-Length", "348911", "ETag", `"5e1f60"`, "Server", "nginx", "Connection", "keep-alive")},
		{name: "origin-response-dualstack", about: "bucket named through a dual-stack endpoint, dots in its name", query: "w=400",
			origin: &cfOrigin{S3: &s3Origin{"none", cfHeaders{}, "photos.example.com.s3.dualstack.ap-southeast-2.amazonaws.com", "", ""}}},
		config("origin-response-config", "configuration in the origin's header", `{"quality":{"jpg":40},"serverTiming":false}`),
		config("origin-response-config-endpoint", "another S3 endpoint, addressed path-style", `{"s3":{"endpoint":"http://127.0.0.1:7070","bucket":"photos","region":"us-east-1"}}`),
		config("origin-response-config-bad", "configuration that is not JSON", `{quality:`),
		config("origin-response-config-unknown", "configuration with an unknown key", `{"qualty":40}`),
		{name: "origin-response-config-from-viewer", about: "a viewer tries to configure: ignored", query: "w=400",
			request: viaCloudFront.with("X-Tintype-Config", `{"limits":{"sourcePixels":999999999}}`)},
	}
}

// triggerEvents are those of the three other triggers.
func triggerEvents() []event {
	viewer := headers("Host", "images.example.com", "User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Example/1.0",
		"Accept", "image/avif,image/webp,image/*,*/*;q=0.8", "Accept-Encoding", "gzip, deflate, br", "Referer", "https://www.example.com/")
	return []event{
		{name: "viewer-request", about: "viewer-request", trigger: "viewer-request", query: "w=400&auto=format", request: viewer},
		{name: "viewer-request-signed", about: "viewer-request with a signature", trigger: "viewer-request", uri: "/users/1.png",
			query: "w=400&h=300&s=c7b86f666a832434dd38577e38cf86d1", request: viewer},
		{name: "viewer-response", about: "viewer-response", trigger: "viewer-response", query: "w=400", request: viewer,
			response: s3Headers.with("X-Cache", "Hit from cloudfront", "Age", "120")},
		{name: "origin-request", about: "origin-request", trigger: "origin-request", query: "w=400"},
		{name: "origin-request-custom", about: "origin-request to a custom origin", trigger: "origin-request", query: "w=400", origin: httpOrigin()},
	}
}

package wire

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// Event is the argument that CloudFront calls a function with.
type Event struct {
	Records []Record `json:"Records"`
}

// Record is the only element of an event.
type Record struct {
	CF CF `json:"cf"`
}

// CF is one event: Response is nil on the request triggers.
type CF struct {
	Config   Config    `json:"config"`
	Request  Request   `json:"request"`
	Response *Response `json:"response,omitempty"`
}

// Config names the distribution and the trigger of an event.
type Config struct {
	DistributionDomainName string `json:"distributionDomainName"`
	DistributionID         string `json:"distributionId"`
	EventType              string `json:"eventType"` // "origin-response"
	RequestID              string `json:"requestId"`
}

// Request is the viewer's request as CloudFront sent it to the origin.
type Request struct {
	ClientIP    string  `json:"clientIp"`
	Headers     Headers `json:"headers"`
	Method      string  `json:"method"`
	Origin      *Origin `json:"origin,omitempty"`
	QueryString string  `json:"querystring"` // raw, without "?"
	URI         string  `json:"uri"`         // percent-encoded, without the origin's path
}

// Origin has one of two kinds of origins; the other is nil.
type Origin struct {
	S3     *S3Origin     `json:"s3,omitempty"`
	Custom *CustomOrigin `json:"custom,omitempty"`
}

// S3Origin is a bucket.
type S3Origin struct {
	AuthMethod    string  `json:"authMethod"` // "none" with origin access control
	CustomHeaders Headers `json:"customHeaders"`
	DomainName    string  `json:"domainName"`
	Path          string  `json:"path"`
	Region        string  `json:"region"`
}

// CustomOrigin is a web server.
type CustomOrigin struct {
	CustomHeaders    Headers  `json:"customHeaders"`
	DomainName       string   `json:"domainName"`
	KeepaliveTimeout int      `json:"keepaliveTimeout"` // seconds
	Path             string   `json:"path"`
	Port             int      `json:"port"`
	Protocol         string   `json:"protocol"`
	ReadTimeout      int      `json:"readTimeout"` // seconds
	SSLProtocols     []string `json:"sslProtocols"`
}

// Response is the head of the origin's answer, or the function's answer. A nil
// Body leaves the origin's body in place.
type Response struct {
	Status            string  `json:"status"`
	StatusDescription string  `json:"statusDescription,omitempty"`
	Headers           Headers `json:"headers"`
	Body              *string `json:"body,omitempty"`
	BodyEncoding      string  `json:"bodyEncoding,omitempty"` // "text" (the default) or "base64"
}

// Headers holds headers by their names in lower case.
type Headers map[string][]Field

// Field is one header as it is written.
type Field struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// NewHeaders returns the headers of an HTTP message in the event's form.
func NewHeaders(from http.Header) Headers {
	h := Headers{}
	for key, values := range from {
		for _, value := range values {
			h.Add(key, value)
		}
	}
	return h
}

// Add adds one header.
func (h Headers) Add(key, value string) {
	name := strings.ToLower(key)
	h[name] = append(h[name], Field{Key: key, Value: value})
}

// HTTP returns the headers in net/http's form.
func (h Headers) HTTP() http.Header {
	out := http.Header{}
	for _, fields := range h {
		for _, field := range fields {
			out.Add(field.Key, field.Value)
		}
	}
	return out
}

// Names returns the names in order.
func (h Headers) Names() []string {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// OriginResponse returns the event of the trigger origin-response.
func OriginResponse(request Request, response Response) Event {
	return Event{Records: []Record{{CF: CF{
		Config: Config{
			DistributionDomainName: "d111111abcdef8.cloudfront.net",
			DistributionID:         "EDFDVBD6EXAMPLE",
			EventType:              "origin-response",
			RequestID:              "4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==",
		},
		Request: request, Response: &response,
	}}}}
}

// JSON returns the event's text as CloudFront sends it: "&" is not escaped.
func (e Event) JSON() []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(e); err != nil {
		panic(err) // the types hold nothing that JSON cannot
	}
	return bytes.TrimSpace(b.Bytes())
}

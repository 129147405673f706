package handler

import "errors"

// An event is what CloudFront hands to a Lambda@Edge function, for any of the
// four triggers: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
// Absent is the zero value; null counts as absent; unknown members are ignored.
type event struct {
	trigger      string // config.eventType: viewer-request, origin-request, origin-response, viewer-response
	distribution string // config.distributionId
	requestID    string // config.requestId
	request      viewerRequest
	response     originResponse

	rawRequest  value // the request as it came; empty when there is none
	rawResponse value // the response as it came; empty on the request triggers
}

// viewerRequest is what the viewer asked for and where CloudFront asked in turn.
type viewerRequest struct {
	method  string
	uri     string // path, percent-encoded as the viewer sent it, without the origin's path
	query   string // raw query string without "?"
	headers Headers
	origin  origin
}

// origin is where CloudFront fetched the original: one of its two kinds.
type origin struct {
	kind        originKind
	domain      string
	path        string // prefix that CloudFront puts before the URI; "" or "/…" without a slash at the end
	region      string // S3 only, often empty
	protocol    string // custom only: http, https
	port        int    // custom only; 0 when not given
	readTimeout int    // custom only, seconds; 0 when not given
	headers     Headers
}

type originKind uint8

const (
	noOrigin originKind = iota
	s3Origin
	customOrigin
)

// originResponse is the head of the origin's answer; its body is never shown.
type originResponse struct {
	status      int // 0 when absent or not a number
	description string
	headers     Headers
}

var errEvent = errors.New("not a CloudFront event")

// parseEvent reads one event. It fails only on what CloudFront never sends: text
// that is not JSON, or neither a request nor a response in the first record.
func parseEvent(b []byte) (*event, error) {
	root, err := parseJSON(b)
	if err != nil {
		return nil, err
	}
	var cf value
	for record := range root.field("Records").elements() {
		cf = record.field("cf")
		break
	}
	config := cf.field("config")
	e := &event{
		trigger:      config.field("eventType").text(),
		distribution: config.field("distributionId").text(),
		requestID:    config.field("requestId").text(),
		rawRequest:   cf.field("request"),
		rawResponse:  cf.field("response"),
	}
	if !e.rawRequest.isObject() && !e.rawResponse.isObject() {
		return nil, errEvent
	}
	e.request = readRequest(e.rawRequest)
	e.response = readResponse(e.rawResponse)
	return e, nil
}

func readRequest(v value) viewerRequest {
	return viewerRequest{
		method:  v.field("method").text(),
		uri:     v.field("uri").text(),
		query:   v.field("querystring").text(),
		headers: readHeaders(v.field("headers")),
		origin:  readOrigin(v.field("origin")),
	}
}

func readOrigin(v value) origin {
	kind, at := s3Origin, v.field("s3")
	if !at.isObject() {
		kind, at = customOrigin, v.field("custom")
	}
	if !at.isObject() {
		return origin{}
	}
	port, _ := at.field("port").integer()
	timeout, _ := at.field("readTimeout").integer()
	return origin{
		kind:        kind,
		domain:      at.field("domainName").text(),
		path:        at.field("path").text(),
		region:      at.field("region").text(),
		protocol:    at.field("protocol").text(),
		port:        int(port),
		readTimeout: int(timeout),
		headers:     readHeaders(at.field("customHeaders")),
	}
}

func readResponse(v value) originResponse {
	status, ok := parseDigits(v.field("status").text())
	if !ok || status > 999 {
		status = 0
	}
	return originResponse{
		status:      int(status),
		description: v.field("statusDescription").text(),
		headers:     readHeaders(v.field("headers")),
	}
}

// readHeaders flattens {"name": [{key, value}, …], …} in the order of the text.
func readHeaders(v value) Headers {
	var headers Headers
	for name, list := range v.fields() {
		for entry := range list.elements() {
			if !entry.isObject() {
				continue
			}
			key := entry.field("key").text()
			if !equalFold(key, name) {
				key = name
			}
			headers = append(headers, Header{Name: key, Value: entry.field("value").text()})
		}
	}
	return headers
}

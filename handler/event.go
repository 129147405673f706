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
	kind     originKind
	domain   string
	path     string // prefix that CloudFront puts before the URI; "" or "/…" without a slash at the end
	region   string // S3 only, often empty
	protocol string // custom only: http, https
	port     int    // custom only; 0 when not given
	headers  Headers
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
	e := &event{}
	for name, v := range cf.fields() {
		switch name {
		case "config":
			e.readConfig(v)
		case "request":
			e.rawRequest = v
		case "response":
			e.rawResponse = v
		}
	}
	if !e.rawRequest.isObject() && !e.rawResponse.isObject() {
		return nil, errEvent
	}
	if e.trigger == "origin-response" { // nothing else is looked into
		e.request = readRequest(e.rawRequest)
		e.response = readResponse(e.rawResponse)
	}
	return e, nil
}

func (e *event) readConfig(config value) {
	for name, v := range config.fields() {
		switch name {
		case "eventType":
			e.trigger = v.text()
		case "distributionId":
			e.distribution = v.text()
		case "requestId":
			e.requestID = v.text()
		}
	}
}

func readRequest(request value) (r viewerRequest) {
	for name, v := range request.fields() {
		switch name {
		case "method":
			r.method = v.text()
		case "uri":
			r.uri = v.text()
		case "querystring":
			r.query = v.text()
		case "headers":
			r.headers = readHeaders(v)
		case "origin":
			r.origin = readOrigin(v)
		}
	}
	return r
}

func readOrigin(v value) (o origin) {
	at := v.field("s3")
	if at.isObject() {
		o.kind = s3Origin
	} else if at = v.field("custom"); at.isObject() {
		o.kind = customOrigin
	}
	for name, v := range at.fields() {
		switch name {
		case "domainName":
			o.domain = v.text()
		case "path":
			o.path = v.text()
		case "region":
			o.region = v.text()
		case "protocol":
			o.protocol = v.text()
		case "port":
			port, _ := v.integer()
			o.port = int(port)
		case "customHeaders":
			o.headers = readHeaders(v)
		}
	}
	return o
}

func readResponse(response value) (r originResponse) {
	for name, v := range response.fields() {
		switch name {
		case "status":
			if status, ok := parseDigits(v.text()); ok && status <= 999 {
				r.status = int(status)
			}
		case "statusDescription":
			r.description = v.text()
		case "headers":
			r.headers = readHeaders(v)
		}
	}
	return r
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

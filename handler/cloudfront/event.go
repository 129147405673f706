package cloudfront

import (
	"errors"

	"tintype/handler"
	"tintype/handler/internal/ascii"
	"tintype/handler/internal/jsonview"
)

// An event is what CloudFront hands to a Lambda@Edge function, for any of the
// four triggers: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
// Absent is the zero jsonview.Value; null counts as absent; unknown members are ignored.
type event struct {
	trigger string // config.eventType: viewer-request, origin-request, origin-response, viewer-response
	request handler.Request
	known   handler.Response

	rawRequest  jsonview.Value // the request as it came; empty when there is none
	rawResponse jsonview.Value // the response as it came; empty on the request triggers
}

var errEvent = errors.New("not a CloudFront event")

// parseEvent reads one event. It fails only on what CloudFront never sends: text
// that is not JSON, or neither a request nor a response in the first record.
func parseEvent(b []byte) (*event, error) {
	root, err := jsonview.Parse(b)
	if err != nil {
		return nil, err
	}
	var cf jsonview.Value
	for record := range root.Field("Records").Elements() {
		cf = record.Field("cf")
		break
	}
	e := &event{}
	for name, v := range cf.Fields() {
		switch name {
		case "config":
			e.readConfig(v)
		case "request":
			e.rawRequest = v
		case "response":
			e.rawResponse = v
		}
	}
	if !e.rawRequest.IsObject() && !e.rawResponse.IsObject() {
		return nil, errEvent
	}
	if e.trigger == "origin-response" { // nothing else is looked into
		e.readRequest(e.rawRequest)
		e.known = readResponse(e.rawResponse)
		e.request.Known = &e.known
	}
	return e, nil
}

func (e *event) readConfig(config jsonview.Value) {
	for name, v := range config.Fields() {
		switch name {
		case "eventType":
			e.trigger = v.Text()
		case "distributionId":
			e.request.Fields = handler.Headers{{Name: "distribution", Value: v.Text()}}
		case "requestId":
			e.request.ID = v.Text()
		}
	}
}

// readRequest reads what the viewer asked for and where CloudFront asked in turn. All
// that CloudFront forwards is in the headers, and a web server is to get it again.
func (e *event) readRequest(request jsonview.Value) {
	r := &e.request
	for name, v := range request.Fields() {
		switch name {
		case "method":
			r.Method = v.Text()
		case "uri":
			r.Path = v.Text()
		case "querystring":
			r.Query = v.Text()
		case "headers":
			r.Headers = readHeaders(v)
		case "origin":
			r.Origin = readOrigin(v)
		}
	}
	r.Config = r.Origin.Headers.Get(handler.ConfigHeader)
	r.Origin.Query, r.Origin.Forward = r.Query, r.Headers
}

func readOrigin(v jsonview.Value) (o handler.Origin) {
	at := v.Field("s3")
	if at.IsObject() {
		o.Kind = handler.S3
	} else if at = v.Field("custom"); at.IsObject() {
		o.Kind = handler.Web
	}
	for name, v := range at.Fields() {
		switch name {
		case "domainName":
			o.Domain = v.Text()
		case "path":
			o.Path = v.Text()
		case "region":
			o.Region = v.Text()
		case "protocol":
			o.Scheme = v.Text()
		case "port":
			port, _ := v.Integer()
			o.Port = int(port)
		case "customHeaders":
			o.Headers = readHeaders(v)
		}
	}
	return o
}

// readResponse reads the head of the origin's answer, whose body is never shown. Of
// its headers those are left out that an answer may not have or that travel apart.
func readResponse(response jsonview.Value) (r handler.Response) {
	for name, v := range response.Fields() {
		switch name {
		case "status":
			if status, ok := jsonview.ParseDigits(v.Text()); ok && status <= 999 {
				r.Status = int(status)
			}
		case "statusDescription":
			r.Description = v.Text()
		case "headers":
			r.Headers = sendable(readHeaders(v))
		}
	}
	return r
}

// readHeaders flattens {"name": [{key, jsonview.Value}, …], …} in the order of the text.
func readHeaders(v jsonview.Value) handler.Headers {
	var headers handler.Headers
	for name, list := range v.Fields() {
		for entry := range list.Elements() {
			if !entry.IsObject() {
				continue
			}
			key := entry.Field("key").Text()
			if !ascii.EqualFold(key, name) {
				key = name
			}
			headers = append(headers, handler.Header{Name: key, Value: entry.Field("value").Text()})
		}
	}
	return headers
}

package cloudfront

import (
	"strconv"

	"tintype/handler"
	"tintype/handler/internal/ascii"
	"tintype/handler/internal/jsonview"
)

// JSON returns the whole response with the body in it, for hosts that do not add the body
// themselves. original is the event of the exchange. The result is nil if the event has
// no response to return.
func (a Answer) JSON(original []byte) []byte {
	if len(a.Event) == 0 {
		e, err := parseEvent(original)
		if err != nil {
			return nil
		}
		return e.untouched()
	}
	if a.Body == nil {
		return a.Event
	}
	out := append([]byte(nil), a.Event[:len(a.Event)-1]...)
	out = append(out, `,"body":"`...)
	out = appendBase64(out, a.Body)
	return append(out, `"}`...)
}

// fits reports whether CloudFront takes an answer, where limits.responseBytes is most.
func (x *Exchange) fits(a *handler.Answer, most int64) bool {
	length := base64Len(len(a.Body))
	if most > maxPlain {
		length = len(a.Body) // the owner has probed that base64 does not count
	}
	return len(x.write(a).Event)+len(`,"body":""`)+length <= maxGenerated
}

// write makes the event's response of an answer. Protected headers go along as the
// event has them, byte for byte.
func (x *Exchange) write(a *handler.Answer) Answer {
	b := append(make([]byte, 0, 2048), `{"status":"`...)
	b = strconv.AppendInt(b, int64(a.Status), 10)
	b = append(b, `","statusDescription":`...)
	b = jsonview.AppendString(b, description(&a.Response))
	b = append(b, `,"headers":{`...)
	first := true
	for i, h := range a.Headers {
		name := ascii.Lower(h.Name)
		if a.Headers[:i].Has(name) {
			continue
		}
		b = appendMember(b, name, &first)
		b = append(b, '[')
		for _, same := range a.Headers[i:] {
			if ascii.EqualFold(same.Name, name) {
				b = appendHeader(b, same)
			}
		}
		b = append(b, ']')
	}
	for name, raw := range x.event.rawResponse.Field("headers").Fields() {
		if isProtected(ascii.Lower(name)) && raw.IsArray() {
			b = append(appendMember(b, name, &first), raw...)
		}
	}
	b = append(b, '}')
	body := a.Body
	switch {
	case a.Text:
		b = append(b, `,"bodyEncoding":"text","body":`...)
		b = jsonview.AppendString(b, string(a.Body))
		body = nil
	case a.Body != nil:
		b = append(b, `,"bodyEncoding":"base64"`...)
	}
	return Answer{Event: append(b, '}'), Body: body}
}

func appendMember(b []byte, name string, first *bool) []byte {
	if !*first {
		b = append(b, ',')
	}
	*first = false
	return append(jsonview.AppendString(b, name), ':')
}

func appendHeader(b []byte, h handler.Header) []byte {
	if b[len(b)-1] != '[' {
		b = append(b, ',')
	}
	b = append(b, `{"key":`...)
	b = jsonview.AppendString(b, h.Name)
	b = append(b, `,"value":`...)
	return append(jsonview.AppendString(b, h.Value), '}')
}

// description is the answer's own where CloudFront takes it, or RFC 9110's phrase for
// the statuses that the handler answers with.
func description(r *handler.Response) string {
	printable := r.Description != ""
	for _, c := range []byte(r.Description) {
		printable = printable && c >= 0x20 && c <= 0x7e
	}
	if printable {
		return r.Description
	}
	switch r.Status {
	case 200:
		return "OK"
	case 304:
		return "Not Modified"
	case 400:
		return "Bad Request"
	case 403:
		return "Forbidden"
	case 404:
		return "Not Found"
	}
	return ""
}

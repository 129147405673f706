package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// ValidateFunction checks what a CloudFront Function on viewer-request returns for an
// event's request, as CloudFront does: an error is a 503 for the viewer.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
func ValidateFunction(answer, request []byte) error {
	var got, from members
	if err := json.Unmarshal(answer, &got); err != nil || got == nil {
		return errors.New("answer: not a JSON object")
	}
	if err := json.Unmarshal(request, &from); err != nil {
		return errors.New("event: not one of CloudFront")
	}
	if got["statusCode"] != nil {
		return functionResponse(got)
	}
	if !same(got["method"], from["method"]) {
		return errors.New("method: read-only, but changed")
	}
	uri, query := text(got["uri"]), text(got["querystring"])
	switch {
	case !strings.HasPrefix(uri, "/"):
		return fmt.Errorf("uri: got %q, want one that begins with /", uri)
	case strings.ContainsFunc(query, isControl) || strings.ContainsAny(query, " #"):
		return fmt.Errorf("querystring: got %q, want one without spaces, control characters and #", query)
	case len(uri)+len("?")+len(query) > maxURL:
		return fmt.Errorf("uri: got %d bytes with the query, want at most %d", len(uri)+len("?")+len(query), maxURL)
	}
	return functionHeaders(got["headers"], from["headers"])
}

// functionResponse checks an answer in a request's place.
func functionResponse(got members) error {
	var status int
	if json.Unmarshal(got["statusCode"], &status) != nil || status < 100 || status > 599 {
		return fmt.Errorf("statusCode: got %s, want a number from 100 to 599", got["statusCode"])
	}
	var description string
	if raw := got["statusDescription"]; raw != nil && (json.Unmarshal(raw, &description) != nil || strings.ContainsFunc(description, isControl)) {
		return fmt.Errorf("statusDescription: got %s, want a text without control characters", raw)
	}
	var body string
	var encoded struct{ Encoding, Data string }
	if raw := got["body"]; raw != nil && json.Unmarshal(raw, &body) != nil &&
		(json.Unmarshal(raw, &encoded) != nil || encoded.Encoding != "text" && encoded.Encoding != "base64") {
		return fmt.Errorf("body: got %.40s, want a text or {encoding, data}", raw)
	}
	return functionHeaders(got["headers"], nil)
}

// functionHeaders checks headers, which have one value under a name in lower case, or
// several as multiValue.
func functionHeaders(raw, before json.RawMessage) error {
	got, from := object(raw), object(before)
	if raw != nil && got == nil {
		return fmt.Errorf("headers: got %.40s, want an object", raw)
	}
	for name, header := range got {
		if from[name] != nil && same(header, from[name]) {
			continue
		}
		if name != strings.ToLower(name) || !token(name) {
			return fmt.Errorf("headers.%s: not a header's name in lower case", name)
		}
		if forbidden(name) {
			return fmt.Errorf("headers.%s: may not be added", name)
		}
		var value struct{ Value *string }
		if json.Unmarshal(header, &value) != nil || value.Value == nil {
			return fmt.Errorf("headers.%s: want {value}", name)
		}
		if strings.ContainsFunc(*value.Value, isControl) {
			return fmt.Errorf("headers.%s: value: has a control character", name)
		}
	}
	for _, name := range []string{"cdn-loop", "content-length", "host", "transfer-encoding", "via"} {
		if !same(got[name], from[name]) {
			return fmt.Errorf("headers.%s: read-only, but changed", name)
		}
	}
	return nil
}

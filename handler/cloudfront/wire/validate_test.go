package wire

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
)

func originResponse(t *testing.T) []byte {
	t.Helper()
	request := Request{Method: "GET", URI: "/cat.jpg", Headers: Headers{}}
	response := Response{Status: "200", StatusDescription: "OK", Headers: Headers{}}
	response.Headers.Add("Content-Type", "image/jpeg")
	response.Headers.Add("Via", "1.1 varnish")
	response.Headers.Add("Transfer-Encoding", "chunked")
	response.Headers.Add("X-Cache", "Hit from upstream")
	return OriginResponse(request, response).JSON()
}

// protected are the headers that an answer to originResponse must carry along.
const protected = `"via":[{"key":"Via","value":"1.1 varnish"}],"transfer-encoding":[{"key":"Transfer-Encoding","value":"chunked"}]`

// What CloudFront takes passes.
func TestValid(t *testing.T) {
	t.Parallel()
	event := originResponse(t)
	for _, answer := range []string{
		`{"status":"200","headers":{` + protected + `}}`,
		`{"status":"404","statusDescription":"Not Found","headers":{` + protected + `},"body":"not found"}`,
		`{"status":"200","headers":{"content-type":[{"key":"Content-Type","value":"image/webp"}],` + protected + `},"bodyEncoding":"base64","body":"AAEC"}`,
		`{"status":"200","headers":{"content-length":[{"value":"3"}],` + protected + `},"bodyEncoding":"base64","body":"AAEC"}`,
		`{"status":"200","headers":{"x-cache":[{"key":"X-Cache","value":"Hit from upstream"}],` + protected + `}}`,
		`{"status":"200","headers":{"x-amz-meta-a":[{"value":"1"},{"value":"2"}],` + protected + `}}`,
		`{"status":"200","headers":{` + protected + `},"bodyEncoding":"base64","body":"` + strings.Repeat("A", MaxGenerated-200) + `"}`,
	} {
		if err := Validate([]byte(answer), event); err != nil {
			t.Errorf("%.120s: %v", answer, err)
		}
	}
}

// Every rule that an answer can break has its own words.
func TestInvalid(t *testing.T) {
	t.Parallel()
	event := originResponse(t)
	for _, row := range []struct{ answer, want string }{
		{`null`, "answer: not a JSON object"},
		{`[]`, "answer: not a JSON object"},
		{`{"status":"200"`, "answer: not a JSON object"},
		{`{"status":"200","body":null,"headers":{` + protected + `}}`, "body: null"},
		{`{"status":"200","statusDescription":null,"headers":{` + protected + `}}`, "statusDescription: null"},
		{`{"status":201,"headers":{` + protected + `}}`, "status: got 201, want a string"},
		{`{"headers":{` + protected + `}}`, "status: got null, want a string"},
		{`{"status":"199","headers":{` + protected + `}}`, `status: got "199", want 200 to 599`},
		{`{"status":"600","headers":{` + protected + `}}`, `status: got "600", want 200 to 599`},
		{`{"status":"+20","headers":{` + protected + `}}`, `status: got "+20", want 200 to 599`},
		{`{"status":"200","statusDescription":"a\nb","headers":{` + protected + `}}`, "statusDescription: has a control character"},
		{`{"status":"200","headers":[]}`, "headers: got [], want an object"},
		{`{"status":"200","headers":{"x":"y",` + protected + `}}`, "headers.x: want a list of {key, value}"},
		{`{"status":"200","headers":{"x":null,` + protected + `}}`, "headers.x: want a list of {key, value}"},
		{`{"status":"200","headers":{"x":[{"key":"X"}],` + protected + `}}`, "headers.x: value: want a string"},
		{`{"status":"200","headers":{"x":[{"key":"X","value":null}],` + protected + `}}`, "headers.x: value: want a string"},
		{`{"status":"200","headers":{"x":[{"key":"X","value":1}],` + protected + `}}`, "headers.x: value: want a string"},
		{`{"status":"200","headers":{"x":[{"key":"Y","value":"1"}],` + protected + `}}`, `headers.x: key: got "Y", want the same name`},
		{`{"status":"200","headers":{"x":[{"key":null,"value":"1"}],` + protected + `}}`, `headers.x: key: got null, want the same name`},
		{`{"status":"200","headers":{"X":[{"key":"X","value":"1"}],` + protected + `}}`, "headers.X: not a header's name in lower case"},
		{`{"status":"200","headers":{"x y":[{"value":"1"}],` + protected + `}}`, "headers.x y: not a header's name in lower case"},
		{`{"status":"200","headers":{"x":[{"key":"X","value":"a\r\nb"}],` + protected + `}}`, "headers.x: value: has a control character"},
		{`{"status":"200","headers":{"connection":[{"value":"close"}],` + protected + `}}`, "headers.connection: may not be added"},
		{`{"status":"200","headers":{"x-cache":[{"key":"X-Cache","value":"Miss"}],` + protected + `}}`, "headers.x-cache: may not be added"},
		{`{"status":"200","headers":{"x-amz-cf-id":[{"value":"1"}],` + protected + `}}`, "headers.x-amz-cf-id: may not be added"},
		{`{"status":"200","headers":{"x-edge-location":[{"value":"1"}],` + protected + `}}`, "headers.x-edge-location: may not be added"},
		{`{"status":"200","headers":{"via":[{"key":"Via","value":"1.1 varnish"}]}}`, "headers.transfer-encoding: read-only, but changed"},
		{`{"status":"200","headers":{` + strings.Replace(protected, "varnish", "x", 1) + `}}`, "headers.via: read-only, but changed"},
		{`{"status":"200"}`, "headers.transfer-encoding: read-only, but changed"},
		{`{"status":"200","headers":{` + protected + `},"bodyEncoding":"gzip","body":""}`, `bodyEncoding: got "gzip", want "text" or "base64"`},
		{`{"status":"200","headers":{` + protected + `},"body":{}}`, "body: want a string"},
		{`{"status":"200","headers":{` + protected + `},"bodyEncoding":"base64","body":"AAE"}`, "body: not base64"},
		{`{"status":"200","headers":{"content-length":[{"value":"4"}],` + protected + `},"bodyEncoding":"base64","body":"AAEC"}`,
			"headers.content-length: got 4, but the body has 3 bytes"},
		{`{"status":"200","headers":{` + protected + `},"body":"` + strings.Repeat("x", MaxGenerated) + `"}`,
			"size: got " + strconv.Itoa(MaxGenerated+len(protected)+4) + " bytes of headers and body, want at most 1048576"},
	} {
		err := Validate([]byte(row.answer), event)
		if err == nil || err.Error() != row.want {
			t.Errorf("%.160s:\n got %v\nwant %s", row.answer, err, row.want)
		}
	}
}

// What the function leaves as it came is never its fault.
func TestUnchangedIsValid(t *testing.T) {
	t.Parallel()
	const response = `{"status":999,"statusDescription":"a\nb","headers":{"connection":[{"key":"Connection","value":"x\r\n"}],"via":null}}`
	event := []byte(`{"Records":[{"cf":{"config":{},"request":{"method":"GET"},"response":` + response + `}}]}`)
	if err := Validate([]byte(response), event); err != nil {
		t.Error(err)
	}
}

// An answer to HEAD has no body.
func TestHeadWithoutBody(t *testing.T) {
	t.Parallel()
	event := OriginResponse(Request{Method: "HEAD"}, Response{Status: "200", Headers: Headers{}}).JSON()
	if err := Validate([]byte(`{"status":"400","headers":{},"body":"x"}`), event); err == nil || err.Error() != "body: in answer to HEAD" {
		t.Errorf("got %v", err)
	}
}

// On a request trigger the request goes on as it is; a response in its place is
// held to the rules of responses.
func TestRequestTrigger(t *testing.T) {
	t.Parallel()
	event := []byte(`{"Records":[{"cf":{"config":{},"request":{"method":"GET","uri":"/a","headers":{}}}}]}`)
	for answer, want := range map[string]string{
		`{"method":"GET","uri":"/a","headers":{}}`:         "",
		`{"method":"GET","uri":"/b","headers":{}}`:         "request.uri: changed",
		`{"method":"GET","headers":{}}`:                    "request.uri: left out",
		`{"method":"GET","uri":"/a","headers":{},"x":"y"}`: "request.x: changed",
		`{"status":"302","headers":{}}`:                    "",
		`{"status":302,"headers":{}}`:                      "status: got 302, want a string",
	} {
		got := ""
		if err := Validate([]byte(answer), event); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", answer, got, want)
		}
	}
}

// The event's text has what CloudFront sends and nothing that is null.
func TestEventJSON(t *testing.T) {
	t.Parallel()
	text := string(originResponse(t))
	if strings.Contains(text, "null") || strings.Contains(text, `\u0026`) {
		t.Errorf("got %s", text)
	}
	var back Event
	if err := json.Unmarshal([]byte(text), &back); err != nil {
		t.Fatal(err)
	}
	if got := back.Records[0].CF.Response.Headers.HTTP().Get("Content-Type"); got != "image/jpeg" {
		t.Errorf("content type: got %q", got)
	}
	if got := NewHeaders(back.Records[0].CF.Response.Headers.HTTP()); len(got) != 4 || got["via"][0].Value != "1.1 varnish" {
		t.Errorf("headers there and back: got %v", got)
	}
}

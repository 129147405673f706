package wire

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The documents that rules come from, by the words that docs/operations.md links.
const (
	restrictions = "[restrictions](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html)"
	generating   = "[generated responses](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses-in-requests.html)"
	quotas       = "[quotas](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html)"
	byTags       = "[cache tags](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-by-tags.html)"
	functions    = "[functions' events](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html)"
	rfc          = "[RFC 9110](https://www.rfc-editor.org/rfc/rfc9110)"
)

// Events for the rules: GET and HEAD at origin-response, a request at origin-request and
// at viewer-request.
const (
	atOrigin  = `{"Records":[{"cf":{"config":{"eventType":"origin-response"},"request":{"method":"GET"},"response":{"status":"200","headers":{"via":[{"key":"Via","value":"1.1 s3"}]}}}}]}`
	atHead    = `{"Records":[{"cf":{"config":{"eventType":"origin-response"},"request":{"method":"HEAD"},"response":{"status":"200","headers":{"via":[{"key":"Via","value":"1.1 s3"}]}}}}]}`
	atRequest = `{"Records":[{"cf":{"config":{"eventType":"origin-request"},"request":{"method":"GET","uri":"/a","querystring":"","headers":{}}}}]}`
	atViewer  = `{"Records":[{"cf":{"config":{"eventType":"viewer-request"},"request":{"method":"GET","uri":"/a","querystring":"","headers":{}}}}]}`
	asked     = `{"method":"GET","uri":"/a","querystring":{},"headers":{"host":{"value":"d.cloudfront.net"},"via":{"value":"2.0 x"}}}`
)

// breach is an answer that breaks a rule, and the words of the refusal.
type breach struct{ event, answer, want string }

// lambda is a breach by headers, with the one that has to come back.
func lambda(headers, rest, want string) breach {
	return breach{atOrigin, `{"status":"200","headers":{` + headers + `"via":[{"key":"Via","value":"1.1 s3"}]}` + rest + `}`, want}
}

// function is a breach by a request that goes on from the viewer-request function.
func function(uri, query, headers, want string) breach {
	return breach{asked, `{"method":"GET","uri":"` + uri + `","querystring":"` + query + `","headers":{` + headers + `"host":{"value":"d.cloudfront.net"},"via":{"value":"2.0 x"}}}`, want}
}

// Disallowed is every name of the list, and one for each of the two wildcards.
func disallowed(with func(name string) breach) (out []breach) {
	for _, name := range strings.Fields(forbiddenNames + " x-amz-cf-pop x-edge-location") {
		out = append(out, with(name))
	}
	return out
}

// Every rule that CloudFront's documents have for what the two functions return, or that
// was seen in its errors, by the part of this package that holds it. docs/operations.md
// has the list.
var rules = []struct {
	rule, source, held string
	breaches           []breach
}{
	{"an answer is a JSON object", generating, "Validate", []breach{{atOrigin, `null`, "answer: not a JSON object"}, {atOrigin, `"x"`, "answer: not a JSON object"}}},
	{"`status` is there, a text, 200 to 599", generating, "status", []breach{
		{atOrigin, `{"headers":{}}`, "status: got null, want a string"},
		{atOrigin, `{"status":200,"headers":{}}`, "status: got 200, want a string"},
		{atOrigin, `{"status":"101","headers":{}}`, `status: got "101", want 200 to 599`},
		{atOrigin, `{"status":"600","headers":{}}`, `status: got "600", want 200 to 599`},
	}},
	{"`statusDescription` is a text of one line", generating, "description", []breach{lambda("", `,"statusDescription":"a\r\nb"`, "statusDescription: has a control character")}},
	{"`headers` have names in lower case, lists of `{key, value}`, and the key is the same name", generating, "headers", []breach{
		lambda(`"X":[{"key":"X","value":"1"}],`, "", "headers.X: not a header's name in lower case"),
		lambda(`"x":"1",`, "", "headers.x: want a list of {key, value}"),
		lambda(`"x":[{"key":"Y","value":"1"}],`, "", `headers.x: key: got "Y", want the same name`),
		lambda(`"x":[{"key":"X","value":{}}],`, "", "headers.x: value: want a string"),
	}},
	{"a header's name is a token, and its value has no control characters", rfc, "checkHeader", []breach{
		lambda(`"a b":[{"value":"1"}],`, "", "headers.a b: not a header's name in lower case"),
		lambda(`"x":[{"value":"a\r\nb: c"}],`, "", "headers.x: value: has a control character"),
		lambda(`"x":[{"value":"a\u0000"}],`, "", "headers.x: value: has a control character"),
	}},
	{"disallowed headers are not added", restrictions, "forbidden", disallowed(func(name string) breach {
		return lambda(`"`+name+`":[{"value":"1"}],`, "", "headers."+name+": may not be added")
	})},
	{"read-only at origin-response are not added, changed or deleted: Transfer-Encoding, Via", restrictions, "readOnly", []breach{
		lambda(`"transfer-encoding":[{"value":"chunked"}],`, "", "headers.transfer-encoding: read-only, but changed"),
		{atOrigin, `{"status":"200","headers":{"via":[{"key":"Via","value":"1.1 x"}]}}`, "headers.via: read-only, but changed"},
		{atOrigin, `{"status":"200","headers":{}}`, "headers.via: read-only, but changed"},
	}},
	{"read-only in a response to a request: Accept-Encoding, CDN-Loop, Content-Length, Host, If-*, Transfer-Encoding, Via", restrictions, "readOnly", []breach{
		{atRequest, `{"status":"302","headers":{"content-length":[{"value":"0"}]}}`, "headers.content-length: read-only, but changed"},
		{atRequest, `{"status":"302","headers":{"cdn-loop":[{"value":"x"}]}}`, "headers.cdn-loop: read-only, but changed"},
	}},
	{"a head has at most 20,480 bytes", quotas, "head", []breach{lambda(`"x":[{"value":"`+strings.Repeat("x", 20480)+`"}],`, "", "headers: got 20498 bytes, want at most 20480")}},
	{"50 cache tags of 256 characters", byTags, "tags", []breach{
		lambda(`"cache-tag":[{"value":"`+strings.Repeat("a,", 51)+`"}],`, "", "headers.cache-tag: got 51 tags, want at most 50"),
		lambda(`"cache-tag":[{"value":"`+strings.Repeat("a", 257)+`"}],`, "", "headers.cache-tag: got a tag of 257 characters, want at most 256"),
	}},
	{"`bodyEncoding` is text or base64, and text where it is missing", generating, "body", []breach{lambda("", `,"bodyEncoding":"gzip","body":""`, `bodyEncoding: got "gzip", want "text" or "base64"`)}},
	{"a body in base64 is base64, with its padding", generating, "body", []breach{
		lambda("", `,"bodyEncoding":"base64","body":"AA_-"`, "body: not base64"), lambda("", `,"bodyEncoding":"base64","body":"AAE"`, "body: not base64"),
	}},
	{"headers and body have at most 1,048,576 bytes at origin events; base64 counts as it is written", quotas, "size", []breach{
		lambda("", `,"body":"`+strings.Repeat("x", MaxGenerated)+`"`, "size: got 1048618 bytes of headers and body, want at most 1048576"),
		lambda("", `,"bodyEncoding":"base64","body":"`+strings.Repeat("AAAA", MaxGenerated/4)+`"`, "size: got 1048618 bytes of headers and body, want at most 1048576"),
	}},
	{"and 40,960 at viewer events", quotas, "size", []breach{{atViewer, `{"status":"200","body":"` + strings.Repeat("x", 40960) + `"}`, "size: got 40962 bytes of headers and body, want at most 40960"}}},
	{"no body with 204", generating, "body", []breach{{atOrigin, `{"status":"204","headers":{"via":[{"key":"Via","value":"1.1 s3"}]},"body":""}`, "body: with status 204"}}},
	{"no body with 304 or in answer to HEAD", rfc, "body", []breach{
		{atOrigin, `{"status":"304","headers":{"via":[{"key":"Via","value":"1.1 s3"}]},"body":"x"}`, "body: with status 304"},
		{atHead, `{"status":"400","headers":{"via":[{"key":"Via","value":"1.1 s3"}]},"body":"x"}`, "body: in answer to HEAD"},
	}},
	{"Content-Length is the length of the decoded body", rfc, "body", []breach{lambda(`"content-length":[{"value":"4"}],`, `,"bodyEncoding":"base64","body":"AAEC"`, "headers.content-length: got 4, but the body has 3 bytes")}},
	{"a request goes on as it came: tintype's Lambda changes none", restrictions, "validateRequest", []breach{
		{atRequest, `{"method":"GET","uri":"/a b","querystring":"","headers":{}}`, "request.uri: changed"},
		{atRequest, `{"method":"GET","uri":"/a","querystring":"#","headers":{}}`, "request.querystring: changed"},
	}},
	{"CloudFront Function: the method does not change", functions, "ValidateFunction", []breach{{asked, `{"method":"HEAD","uri":"/a","querystring":"","headers":{}}`, "method: read-only, but changed"}}},
	{"CloudFront Function: the path begins with /", functions, "ValidateFunction", []breach{function("a", "", "", `uri: got "a", want one that begins with /`)}},
	{"CloudFront Function: no spaces, control characters or # in the query", restrictions, "ValidateFunction", []breach{
		function("/a", "a b", "", `querystring: got "a b", want one without spaces, control characters and #`),
		function("/a", "a#b", "", `querystring: got "a#b", want one without spaces, control characters and #`),
		function("/a", `a\nb`, "", `querystring: got "a\nb", want one without spaces, control characters and #`),
	}},
	{"CloudFront Function: path and query have less than 8,192 characters", quotas, "ValidateFunction", []breach{function("/a", strings.Repeat("x", 8189), "", "uri: got 8192 bytes with the query, want at most 8191")}},
	{"CloudFront Function: headers are `{value}` under names in lower case, disallowed ones are not added", functions, "functionHeaders", append([]breach{
		function("/a", "", `"X":{"value":"1"},`, "headers.X: not a header's name in lower case"),
		function("/a", "", `"x":"1",`, "headers.x: want {value}"),
		function("/a", "", `"x":{"value":"a\rb"},`, "headers.x: value: has a control character"),
	}, disallowed(func(name string) breach {
		return function("/a", "", `"`+name+`":{"value":"1"},`, "headers."+name+": may not be added")
	})...)},
	{"CloudFront Function: read-only are CDN-Loop, Content-Length, Host, Transfer-Encoding, Via", restrictions, "functionHeaders", []breach{
		function("/a", "", `"cdn-loop":{"value":"x"},`, "headers.cdn-loop: read-only, but changed"),
		{asked, `{"method":"GET","uri":"/a","querystring":"","headers":{"via":{"value":"2.0 x"}}}`, "headers.host: read-only, but changed"},
	}},
	{"CloudFront Function: in a response `statusCode` is a number, `body` a text or `{encoding, data}`", functions, "functionResponse", []breach{
		{asked, `{"statusCode":"403"}`, `statusCode: got "403", want a number from 100 to 599`},
		{asked, `{"statusCode":403,"body":{"encoding":"gzip","data":""}}`, `body: got {"encoding":"gzip","data":""}, want a text or {encoding, data}`},
	}},
}

// Every rule refuses what breaks it, and stands in docs/operations.md with its source.
func TestRules(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("../../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		for _, b := range r.breaches {
			judge := Validate
			if b.event == asked {
				judge = ValidateFunction
			}
			if err := judge([]byte(b.answer), []byte(b.event)); err == nil || err.Error() != b.want {
				t.Errorf("%s: %.160s:\n got %v\nwant %s", r.rule, b.answer, err, b.want)
			}
		}
		if row := fmt.Sprintf("| %s | %s | `%s` |", r.rule, r.source, r.held); !strings.Contains(string(document), row) {
			t.Errorf("docs/operations.md: want the row\n%s", row)
		}
	}
}

// What the rules allow passes: the widest head, the most tags, a request as it came.
func TestRulesLeave(t *testing.T) {
	t.Parallel()
	for _, b := range []breach{
		lambda(`"x":[{"key":"X","value":"`+strings.Repeat("x", 20460)+`"}],`, "", ""),
		lambda(`"cache-tag":[{"value":"`+strings.TrimSuffix(strings.Repeat(strings.Repeat("a", 256)+",", 50), ",")+`"}],`, "", ""),
		{atRequest, `{"method":"GET","uri":"/a","querystring":"","headers":{}}`, ""},
		{atViewer, `{"status":"302","headers":{"location":[{"value":"/"}]}}`, ""},
		function("/a", strings.Repeat("x", 8188), `"x":{"value":"1"},`, ""),
		{asked, `{"statusCode":414,"statusDescription":"URI Too Long","headers":{"cache-control":{"value":"no-store"}},"body":"x"}`, ""},
		{asked, `{"statusCode":204,"headers":{},"body":{"encoding":"base64","data":""}}`, ""},
	} {
		judge := Validate
		if b.event == asked {
			judge = ValidateFunction
		}
		if err := judge([]byte(b.answer), []byte(b.event)); err != nil {
			t.Errorf("%.160s: %v", b.answer, err)
		}
	}
}

// Package lambdaurl adapts the handler to a Lambda function URL. It reads events of
// payload format 2.0 and writes the head of a streamed answer, which is JSON before the
// body: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html and
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
//
// Behind CloudFront the viewer-request function puts the canonical query into the path,
// "/cat.jpg/~fm=webp&w=400", so that a bucket can store the image under that key. The
// bucket then answers for images that exist, and the function is called only for the
// others.
package lambdaurl

import (
	"encoding/json"
	"errors"
	"strings"
)

// Event is the request that the function is called with.
type Event struct {
	Version        string            `json:"version"`
	RawPath        string            `json:"rawPath"`
	RawQueryString string            `json:"rawQueryString"`
	Headers        map[string]string `json:"headers"` // names in lower case, several values joined by commas
	RequestContext struct {
		RequestID string `json:"requestId"`
		HTTP      struct {
			Method   string `json:"method"`
			SourceIP string `json:"sourceIp"`
		} `json:"http"`
	} `json:"requestContext"`
}

// errEvent is an event of another kind.
var errEvent = errors.New("event: got no request of payload format 2.0")

// Parse reads an event.
func Parse(text []byte) (*Event, error) {
	var e Event
	if err := json.Unmarshal(text, &e); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(e.RawPath, "/") || e.RequestContext.HTTP.Method == "" {
		return nil, errEvent
	}
	return &e, nil
}

// mark stands between an original's path and the query in an address.
const mark = "/~"

// Split takes the canonical query out of the path of an address. stored reports that
// there was one, so that the image may be stored under the address.
func Split(path, query string) (original, canonical string, stored bool) {
	i := strings.LastIndex(path, mark)
	if i <= 0 || !strings.Contains(path[i+len(mark):], "=") {
		return path, query, false
	}
	return path[:i], path[i+len(mark):], true
}

// Join returns the address that Split takes apart.
func Join(original, canonical string) string { return original + mark + canonical }

// escaped is a path that can stand in a request line: Lambda's documents do not say
// whether an escape comes as it was sent.
func escaped(path string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(path) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}?#", c) >= 0 {
			b.WriteString(string([]byte{'%', hex[c>>4], hex[c&15]}))
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// Address returns the path of the original, percent-encoded, the query, and the address
// that the image may be stored under, "" for none.
func (e *Event) Address() (path, query, stored string) {
	path, query, found := Split(e.RawPath, e.RawQueryString)
	if found {
		stored = e.RawPath
	}
	return escaped(path), strings.ReplaceAll(query, " ", "%20"), stored
}

// The content type of a streamed answer, and what stands between its head and its body.
const (
	StreamType = "application/vnd.awslambda.http-integration-response"
	Separator  = "\x00\x00\x00\x00\x00\x00\x00\x00"
)

// Prelude returns the head of a streamed answer, with the Separator. The values of
// several headers of one name are joined; answers have no cookies.
func Prelude(status int, headers map[string][]string) []byte {
	head := struct {
		StatusCode int               `json:"statusCode"`
		Headers    map[string]string `json:"headers"`
	}{status, map[string]string{}}
	for name, values := range headers {
		head.Headers[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	b, err := json.Marshal(head)
	if err != nil {
		panic(err) // maps of strings
	}
	return append(b, Separator...)
}

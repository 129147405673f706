package cases

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"tintype/handler/cloudfront/wire"
)

// Transcript is what a host did with a case, in lines that are the same for every
// host: signatures, times and the bytes of images are left out.
type Transcript struct{ b strings.Builder }

// Line adds a line of the host's own.
func (t *Transcript) Line(format string, args ...any) { fmt.Fprintf(&t.b, format+"\n", args...) }

// Fetch adds a fetch; headers are "name: value" in any order. A signature shrinks
// to the region that it is for and the names it covers.
func (t *Transcript) Fetch(url string, headers []string) {
	t.Line("fetch %s", url)
	slices.SortFunc(headers, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		switch strings.ToLower(name) {
		case "x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "accept-encoding":
		case "authorization":
			scope := strings.Split(value, "/")
			_, names, _ := strings.Cut(value, "SignedHeaders=")
			names, _, _ = strings.Cut(names, ",")
			t.Line("  signed for %s: %s", scope[min(2, len(scope)-1)], names)
		default:
			t.Line("  %s: %s", strings.ToLower(name), value)
		}
	}
}

// Answer adds what the function returned, seen from the event's response: the
// headers that were kept by name, those that are new or other with their value.
func (t *Transcript) Answer(answer, event []byte) {
	var got wire.Response
	if err := json.Unmarshal(answer, &got); err != nil {
		t.Line("answer broken: %v", err)
		return
	}
	if untouched(answer, event) {
		t.Line("answer: the event's own, untouched")
		return
	}
	var e wire.Event
	from := wire.Headers{}
	if json.Unmarshal(event, &e) == nil && e.Records[0].CF.Response != nil {
		from = e.Records[0].CF.Response.Headers
	}
	t.Line("answer %s %s", got.Status, got.StatusDescription)
	var kept, dropped []string
	for _, name := range from.Names() {
		switch {
		case got.Headers[name] == nil:
			dropped = append(dropped, name)
		case slices.Equal(got.Headers[name], from[name]):
			kept = append(kept, name)
		}
	}
	t.list("kept", kept)
	t.list("dropped", dropped)
	for _, name := range got.Headers.Names() {
		if slices.Contains(kept, name) {
			continue
		}
		for _, field := range got.Headers[name] {
			value := field.Value
			switch name {
			case "server-timing":
				value = timing(value)
			case "x-tintype-fit":
				value = names(value)
			case "etag":
				value = "(the image's own)" // of the build that makes it
			}
			t.Line("  %s: %s", field.Key, value)
		}
	}
	switch {
	case got.Body == nil:
		t.Line("  (the origin's body)")
	case got.BodyEncoding == "base64":
		t.Line("  (a picture)")
	case got.Headers["content-type"][0].Value == "application/json":
		t.explanation(*got.Body)
	default:
		t.Line("  %q", *got.Body)
	}
	if err := wire.Validate(answer, event); err != nil {
		t.Line("  502! %v", err)
	}
}

// explanation adds what an explanation tells of, without what takes its time.
func (t *Transcript) explanation(body string) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(body), &members); err != nil {
		t.Line("  broken: %v", err)
		return
	}
	t.Line("  explained: %s %s", members["asked"], members["outcome"])
}

func (t *Transcript) list(what string, names []string) {
	if len(names) > 0 {
		t.Line("  %s: %s", what, strings.Join(names, " "))
	}
}

// Log adds what a log line says of the outcome.
func (t *Transcript) Log(line []byte) {
	if len(line) == 0 {
		t.Line("log: nothing")
		return
	}
	var l struct{ Level, Outcome, Reason, Error, UnknownKeys string }
	if err := json.Unmarshal(line, &l); err != nil {
		t.Line("log broken: %v", err)
		return
	}
	t.Line("%s", strings.Join(strings.Fields(fmt.Sprintf("log: %s %s %s %s %s", l.Level, l.Outcome, l.Reason, l.Error, l.UnknownKeys)), " "))
}

// String returns the lines.
func (t *Transcript) String() string { return t.b.String() }

func untouched(answer, event []byte) bool {
	var e struct {
		Records []struct {
			CF struct{ Request, Response json.RawMessage }
		}
	}
	if json.Unmarshal(event, &e) != nil || len(e.Records) == 0 {
		return false
	}
	cf := e.Records[0].CF
	own := cf.Response
	if own == nil {
		own = cf.Request
	}
	return equalJSON(answer, own)
}

func equalJSON(a, b []byte) bool {
	var va, vb any
	if json.Unmarshal(a, &va) != nil || json.Unmarshal(b, &vb) != nil {
		return false
	}
	ta, _ := json.Marshal(va)
	tb, _ := json.Marshal(vb)
	return slices.Equal(ta, tb)
}

// names leaves the values out of a query.
func names(query string) string {
	var names []string
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// timing leaves the durations out of a Server-Timing.
func timing(value string) string {
	var names []string
	for metric := range strings.SplitSeq(value, ",") {
		name, _, _ := strings.Cut(strings.TrimSpace(metric), ";")
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

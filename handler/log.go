package handler

import (
	"strconv"
	"strings"

	"tintype/handler/internal/jsonview"
	"tintype/version"
)

// record is what a request's log line tells. Nothing secret gets in: no
// credentials, no signature, no configuration's values.
type record struct {
	unreadable  bool   // the host could not read its request
	outcome     string // passed, transformed, fallback, original, missing, refused
	reason      string // why not transformed
	failed      string // what failed by no fault of the viewer's, and how
	status      int    // of the answer
	fetchStatus int    // of the last fetch
	bytesIn     int64
	bytesOut    int
	result      Result
	unknown     []string // keys of the configuration

	// Unix microseconds; 0 for what has not happened.
	begin, headAt, endAt, transformAt, transformEnd int64
}

// fault notes a failure; the last one counts.
func (l *record) fault(what, how string) { l.failed = what + ": " + how }

func (l *record) transformed(now int64) { l.transformEnd = now }

// serverTiming is the header of that name: milliseconds to the head of the
// original, from there to the image, and in all.
func (l *record) serverTiming(now int64) string {
	return "fetch;dur=" + millis(l.headAt-l.begin) +
		", transform;dur=" + millis(l.transformEnd-l.transformAt) +
		", total;dur=" + millis(now-l.begin)
}

// millis writes microseconds as milliseconds with one decimal.
func millis(micros int64) string {
	tenths := max(micros, 0) / 100
	return strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10)
}

// level is warn where something failed and the image came out all the same.
func (l *record) level() string {
	switch {
	case l.failed == "":
		return "info"
	case l.outcome == "transformed" || l.outcome == "fallback":
		return "warn"
	}
	return "error"
}

// line writes the log line of an answered request, or nothing.
func (l *record) line(x *Exchange) []byte {
	level := x.config.Log
	if level == LogOff || level == LogError && l.failed == "" {
		return nil
	}
	w := lineWriter{b: append(make([]byte, 0, 1024), '{')}
	l.members(x, &w)
	if level == LogMetrics {
		w.raw("_aws", `{"Timestamp":`+strconv.FormatInt(x.env.Clock()/1000, 10)+
			`,"CloudWatchMetrics":[{"Namespace":"tintype","Dimensions":[["outcome"]],"Metrics":[`+
			`{"Name":"totalMs","Unit":"Milliseconds"},{"Name":"bytesIn","Unit":"Bytes"},{"Name":"bytesOut","Unit":"Bytes"}]}]}`)
	}
	return append(w.b, '}')
}

// members writes what came, what was done and what it took.
func (l *record) members(x *Exchange, w *lineWriter) {
	w.text("level", l.level())
	w.text("version", version.Version)
	if !l.unreadable {
		query, _, _ := splitSignature(x.request.Query)
		for _, field := range x.request.Fields {
			w.text(field.Name, field.Value)
		}
		w.text("request", x.request.ID)
		w.text("method", x.request.Method)
		w.text("path", shorten(x.request.Path))
		w.text("query", shorten(query))
		w.number("originStatus", int64(x.known.Status))
	}
	w.number("fetches", int64(len(x.fetches)))
	w.number("fetchStatus", int64(l.fetchStatus))
	w.text("outcome", l.outcome)
	w.text("reason", l.reason)
	w.text("error", l.failed)
	w.text("unknownKeys", strings.Join(l.unknown, " "))
	w.number("status", int64(l.status))
	w.text("source", l.result.Source)
	if l.result.Width > 0 {
		w.text("size", strconv.Itoa(l.result.Width)+"x"+strconv.Itoa(l.result.Height))
		w.text("type", l.result.ContentType)
		w.text("fit", l.result.Fit)
	}
	w.number("bytesIn", l.bytesIn)
	w.number("bytesOut", int64(l.bytesOut))
	if l.headAt != 0 {
		w.raw("fetchMs", millis(l.headAt-l.begin))
	}
	if l.transformEnd != 0 {
		w.raw("transformMs", millis(l.transformEnd-l.transformAt))
	}
	w.raw("totalMs", millis(x.env.Clock()-l.begin))
}

// explain puts an explanation in the place of an answer: how the query was
// understood, what the log says, and the answer's head. Only a good signature on
// debug=1 gets here: it tells more than a stranger should know.
func (x *Exchange) explain() {
	w := lineWriter{b: append(make([]byte, 0, 2048), '{')}
	w.text("asked", x.params.String())
	x.log.members(x, &w)
	switch last := x.last.(type) {
	case Answer:
		w.raw("answer", string(appendHead(nil, &last.Response)))
	case Serve:
		if !last.Untouched {
			w.raw("answer", string(appendHead(nil, &last.Response)))
		}
	}
	body := append(w.b, '}', '\n')
	if x.request.Method == "HEAD" {
		body = nil
	}
	outcome := x.log
	x.respond(Answer{
		Response: Response{Status: 200, Headers: Headers{{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}},
		Body:     body, Text: body != nil,
	})
	x.log = outcome
}

// appendHead writes the head of an answer for people who look for a mistake.
func appendHead(b []byte, head *Response) []byte {
	b = append(append(b, `{"status":`...), decimal(head.Status)...)
	b = append(b, `,"headers":[`...)
	for i, h := range head.Headers {
		if i > 0 {
			b = append(b, ',')
		}
		b = jsonview.AppendString(b, h.Name+": "+h.Value)
	}
	return append(b, "]}"...)
}

// lineWriter writes the members of one JSON object; empty texts are left out.
type lineWriter struct{ b []byte }

func (w *lineWriter) raw(name, json string) {
	if len(w.b) > 1 {
		w.b = append(w.b, ',')
	}
	w.b = append(jsonview.AppendString(w.b, name), ':')
	w.b = append(w.b, json...)
}

func (w *lineWriter) text(name, s string) {
	if s != "" {
		w.raw(name, string(jsonview.AppendString(nil, s)))
	}
}

func (w *lineWriter) number(name string, n int64) { w.raw(name, strconv.FormatInt(n, 10)) }

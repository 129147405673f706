package handler

import (
	"strconv"
	"strings"
)

// record is what a request's log line tells. Nothing secret gets in: no
// credentials, no signature, no configuration's values.
type record struct {
	silent      bool   // not worth a line
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
// original, from there to the picture, and in all.
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

// level is warn where something failed and the picture came out all the same.
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
func (l *record) line(r *Request) []byte {
	level := r.config.Log
	if l.silent || level == LogOff || level == LogError && l.failed == "" {
		return nil
	}
	w := lineWriter{b: append(make([]byte, 0, 1024), '{')}
	l.members(r, &w)
	if level == LogMetrics {
		w.raw("_aws", `{"Timestamp":`+strconv.FormatInt(r.env.Clock()/1000, 10)+
			`,"CloudWatchMetrics":[{"Namespace":"tintype","Dimensions":[["outcome"]],"Metrics":[`+
			`{"Name":"totalMs","Unit":"Milliseconds"},{"Name":"bytesIn","Unit":"Bytes"},{"Name":"bytesOut","Unit":"Bytes"}]}]}`)
	}
	return append(w.b, '}')
}

// members writes what came, what was done and what it took.
func (l *record) members(r *Request, w *lineWriter) {
	w.text("level", l.level())
	if e := r.event; e != nil {
		query, _, _ := splitSignature(e.request.query)
		w.text("distribution", e.distribution)
		w.text("request", e.requestID)
		w.text("method", e.request.method)
		w.text("path", shorten(e.request.uri))
		w.text("query", shorten(query))
		w.number("originStatus", int64(e.response.status))
	}
	w.number("fetches", int64(len(r.fetches)))
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
	w.raw("totalMs", millis(r.env.Clock()-l.begin))
}

// explain puts an explanation in the place of an answer: how the query was
// understood, what the log says, and the answer's head. Only a good signature on
// debug=1 gets here: it tells more than a stranger should know.
func (r *Request) explain() {
	w := lineWriter{b: append(make([]byte, 0, 2048), '{')}
	w.text("asked", r.params.String())
	r.log.members(r, &w)
	if len(r.answer.Event) > 0 {
		w.raw("answer", string(r.answer.Event))
	}
	body := string(append(w.b, '}', '\n'))
	text := &body
	if r.event.request.method == "HEAD" {
		text = nil
	}
	outcome := r.log
	r.respond(200, "", Headers{{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, text, nil)
	r.log = outcome
}

// lineWriter writes the members of one JSON object; empty texts are left out.
type lineWriter struct{ b []byte }

func (w *lineWriter) raw(name, json string) {
	if len(w.b) > 1 {
		w.b = append(w.b, ',')
	}
	w.b = append(appendString(w.b, name), ':')
	w.b = append(w.b, json...)
}

func (w *lineWriter) text(name, s string) {
	if s != "" {
		w.raw(name, string(appendString(nil, s)))
	}
}

func (w *lineWriter) number(name string, n int64) { w.raw(name, strconv.FormatInt(n, 10)) }

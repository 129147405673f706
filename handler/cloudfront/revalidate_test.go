package cloudfront

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tintype/handler"
	"tintype/handler/cloudfront/wire"
)

// world is a cache by RFC 9111 in front of the function and of S3, with a clock. It
// stores one answer, which is all that one URL needs.
type world struct {
	t       *testing.T
	now     int64 // Unix seconds
	etag    string
	handler *Handler
	query   string
	fails   bool     // the function's own fetch of the object fails
	noMark  bool     // what mark names is not there
	outcome string   // of the engine: "" for an image, a code, or "partial"
	stored  stored   // the cache's
	log     []string // one line for each request
}

type stored struct {
	body    string // "image", "original" or a text
	headers wire.Headers
	until   int64 // fresh until
}

func newWorld(t *testing.T, config, query string) *world {
	return &world{t: t, now: 1770000000, etag: `"one"`, handler: New([]byte(config)), query: query}
}

// get asks the cache, and says how it answered, with what, and for how long more.
func (w *world) get() {
	w.t.Helper()
	if w.stored.headers != nil && w.now < w.stored.until {
		w.note("Hit")
		return
	}
	conditions := wire.Headers{}
	for validator, condition := range map[string]string{"etag": "If-None-Match", "last-modified": "If-Modified-Since"} {
		if fields := w.stored.headers[validator]; fields != nil {
			conditions.Add(condition, fields[0].Value)
		}
	}
	answer := w.function(conditions)
	how := "Miss"
	if answer.Status == "304" {
		how = "Revalidated"
		for name, fields := range answer.Headers {
			w.stored.headers[name] = fields // RFC 9111 section 3.2
		}
	} else {
		w.stored = stored{headers: answer.Headers, body: "original"}
		if answer.Body != nil {
			w.stored.body = strings.TrimSpace(*answer.Body)
		}
	}
	w.stored.until = w.now + age(w.stored.headers)
	w.note(how)
}

func (w *world) note(how string) {
	w.log = append(w.log, how+" "+w.stored.body+" "+strconv.FormatInt(w.stored.until-w.now, 10))
}

// age is how long an answer stays fresh: a day where it does not say, CloudFront's
// default.
func age(headers wire.Headers) int64 {
	if headers["cache-control"] == nil {
		return 86400
	}
	for directive := range strings.SplitSeq(headers["cache-control"][0].Value, ",") {
		if seconds, ok := strings.CutPrefix(strings.TrimSpace(directive), "max-age="); ok {
			n, _ := strconv.ParseInt(seconds, 10, 64)
			return n
		}
	}
	return 0
}

// function is S3's answer to a condition, and what the function makes of it.
func (w *world) function(conditions wire.Headers) wire.Response {
	w.t.Helper()
	status, headers := "200", wire.Headers{}
	headers.Add("ETag", w.etag)
	headers.Add("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
	headers.Add("Cache-Control", "max-age=5000")
	switch {
	case conditions["if-none-match"] != nil && conditions["if-none-match"][0].Value == w.etag:
		status = "304"
	case conditions["if-none-match"] == nil && conditions["if-modified-since"] != nil:
		status = "304"
	default:
		headers.Add("Content-Type", "image/jpeg")
	}
	event := wire.OriginResponse(wire.Request{
		Method: "GET", URI: "/cat.jpg", QueryString: w.query, Headers: conditions,
		Origin: &wire.Origin{S3: &wire.S3Origin{DomainName: "photos.s3.eu-west-1.amazonaws.com", CustomHeaders: wire.Headers{}}},
	}, wire.Response{Status: status, StatusDescription: "", Headers: headers}).JSON()
	text := w.run(event)
	if err := wire.Validate(text, event); err != nil {
		w.t.Errorf("CloudFront would answer 502: %v", err)
	}
	var answer wire.Response
	if err := json.Unmarshal(text, &answer); err != nil {
		w.t.Fatal(err)
	}
	if answer.BodyEncoding == "base64" {
		image := "image"
		answer.Body = &image
	}
	return answer
}

// run plays guest and host.
func (w *world) run(event []byte) []byte {
	clock := func() int64 { return w.now * 1e6 }
	r := w.handler.Begin(event, handler.Environment{Clock: clock, Deadline: (w.now + 20) * 1e6})
	urls := map[int]string{}
	for range 50 {
		step, answer := r.Next()
		if answer != nil {
			return answer.JSON(event)
		}
		switch step := step.(type) {
		case handler.Fetch:
			urls[step.ID] = step.URL
		case handler.Wait:
			isMark := strings.Contains(urls[step.ID], "logo")
			switch {
			case w.fails && !isMark:
				r.End(step.ID, "ECONNRESET")
			case w.noMark && isMark:
				r.Head(step.ID, 404, nil)
				r.End(step.ID, "")
			default:
				w.deliver(r, step.ID)
			}
		}
	}
	w.t.Fatal("no answer")
	return nil
}

func (w *world) deliver(r *Exchange, id int) {
	r.Head(id, 200, handler.Headers{{Name: "ETag", Value: w.etag}})
	for {
		step, _ := r.Next()
		if _, wait := step.(handler.Wait); wait {
			break
		}
	}
	r.Push(id, []byte("bytes"))
	r.End(id, "")
	switch w.outcome {
	case "", "partial":
		r.Transformed(id, handler.Result{Body: []byte("image"), ContentType: "image/jpeg", Width: 1, Height: 1, Partial: w.outcome == "partial"})
	default:
		r.Failed(id, w.outcome, "no")
	}
}

// No answer that is not the image itself outlives what was meant: what expires is
// gone, what failed is tried again, and what was cached before is made anew.
func TestRevalidation(t *testing.T) {
	for _, c := range []struct {
		name, config, query string
		steps               func(w *world)
		want                []string
	}{
		{"expires", "{}", "expires=1770000010&w=5", func(w *world) {
			w.get()
			w.now += 5
			w.get()
			w.now += 3600
			w.get()
		}, []string{"Miss image 10", "Hit image 5", "Miss expires: this address is no longer valid 60"}},
		{"an original that expires", "{}", "expires=1770006000", func(w *world) {
			w.get()
			w.now += 5001
			w.get()
			w.now += 3600
			w.get()
		}, []string{"Miss original 5000", "Revalidated original 999", "Miss expires: this address is no longer valid 60"}},
		{"a failure", "{}", "w=5", func(w *world) {
			w.fails = true
			w.get()
			w.now += 100
			w.get()
			w.fails = false
			w.now += 100
			w.get()
		}, []string{"Miss original 60", "Miss original 60", "Miss image 5000"}},
		{"too much time", "{}", "w=5", func(w *world) {
			w.outcome = "deadline"
			w.get()
			w.outcome = ""
			w.now += 3601
			w.get()
		}, []string{"Miss original 3600", "Miss image 5000"}},
		{"no mark", "{}", "w=5&mark=logo.png", func(w *world) {
			w.noMark = true
			w.get()
			w.noMark = false
			w.now += 100
			w.get()
		}, []string{"Miss image 60", "Miss image 5000"}},
		{"part of the source", "{}", "w=5", func(w *world) {
			w.outcome = "partial"
			w.get()
			w.outcome = ""
			w.now += 100
			w.get()
		}, []string{"Miss image 60", "Miss image 5000"}},
		{"a source that a later release can read", "{}", "w=5", func(w *world) {
			w.outcome = "source_unsupported"
			w.get()
			w.outcome = ""
			w.now += 5001
			w.get()
		}, []string{"Miss original 5000", "Miss image 5000"}},
		{"an original from before the function", "{}", "w=5", func(w *world) {
			w.stored.headers = wire.Headers{}
			w.stored.headers.Add("ETag", w.etag)
			w.get()
		}, []string{"Miss image 5000"}},
		{"that, and a failure", "{}", "w=5", func(w *world) {
			w.stored.headers, w.stored.body = wire.Headers{}, "old"
			w.stored.headers.Add("ETag", w.etag)
			w.fails = true
			w.get()
			w.fails = false
			w.now += 100
			w.get()
		}, []string{"Revalidated old 60", "Miss image 5000"}},
		{"an image is made anew", "{}", "w=5", func(w *world) {
			w.get()
			w.now += 5001
			w.get()
		}, []string{"Miss image 5000", "Miss image 5000"}},
		{"or confirmed by its own ETag", `{"revalidate":true}`, "w=5", func(w *world) {
			w.get()
			w.now += 5001
			w.get()
			w.etag = `"two"` // replaced
			w.now += 5001
			w.get()
		}, []string{"Miss image 5000", "Revalidated image 5000", "Miss image 5000"}},
		{"which does not know of a mark", `{"revalidate":true}`, "w=5&mark=logo.png", func(w *world) {
			w.get()
			w.now += 5001
			w.get()
		}, []string{"Miss image 5000", "Miss image 5000"}},
	} {
		w := newWorld(t, c.config, c.query)
		c.steps(w)
		if !slices.Equal(w.log, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, w.log, c.want)
		}
	}
}

// Two images have two ETags, whatever they differ by, and the same image has one.
func TestValidators(t *testing.T) {
	tag := func(config, query, accept, etag string) string {
		w := newWorld(t, config, query)
		w.etag = etag
		headers := wire.Headers{}
		if accept != "" {
			headers.Add("Accept", accept)
		}
		answer := w.function(headers)
		if answer.Headers["last-modified"] != nil || answer.Headers["etag"] == nil {
			t.Errorf("%s: got %v, want an ETag and no Last-Modified", query, answer.Headers)
			return ""
		}
		return answer.Headers["etag"][0].Value
	}
	base := tag("{}", "w=50&auto=format", "image/webp", `"one"`)
	if again := tag("{}", "auto=format&width=50", "image/webp,*/*", `"one"`); again != base {
		t.Errorf("the same image: got %s and %s", base, again)
	}
	seen := map[string]string{base: "base"}
	for name, other := range map[string]string{
		"no WebP":          tag("{}", "w=50&auto=format", "image/png", `"one"`),
		"another width":    tag("{}", "w=51&auto=format", "image/webp", `"one"`),
		"another source":   tag("{}", "w=50&auto=format", "image/webp", `"two"`),
		"other quality":    tag(`{"quality":{"webp":50}}`, "w=50&auto=format", "image/webp", `"one"`),
		"PNG":              tag("{}", "w=50&fm=png", "", `"one"`),
		"with a watermark": tag("{}", "w=50&fm=png&mark=logo.png", "", `"one"`),
	} {
		if seen[other] != "" {
			t.Errorf("%s and %s have the ETag %s", name, seen[other], other)
		}
		seen[other] = name
	}
}

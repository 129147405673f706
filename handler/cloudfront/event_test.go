package cloudfront

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tintype/handler"
	"tintype/handler/cases"
	"tintype/handler/cloudfront/wire"
	"tintype/handler/internal/jsonview"
)

// events are the texts of the table's events and of the recorded ones.
func events(t testing.TB) [][]byte {
	t.Helper()
	all, err := cases.All()
	if err != nil {
		t.Fatal(err)
	}
	var texts [][]byte
	for i := range all {
		texts = append(texts, all[i].Event())
	}
	files, err := filepath.Glob("../../testdata/events/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded events: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
	}
	return texts
}

// act drives a request with whatever random decides, as a host that keeps to the
// protocol and one that does not, and returns its answer.
func act(t *testing.T, h *Handler, event []byte, random *rand.Rand) (Answer, []byte) {
	t.Helper()
	now := int64(begin * 1e6)
	env := handler.Environment{Clock: func() int64 { now += random.Int64N(1e5); return now }, Deadline: now + random.Int64N(30e6)}
	r := h.Begin(event, env)
	codes := []string{"parameter", "format_unsupported", "source_damaged", "source_read", "deadline", "internal"}
	statuses := []int{200, 200, 200, 206, 301, 304, 400, 403, 404, 412, 416, 429, 500, 503}
	for range 1000 {
		step, answer := r.Next()
		if answer != nil {
			return *answer, r.Log()
		}
		id := random.IntN(5) // 0 and what is beyond are nobody's
		if wait, ok := step.(handler.Wait); ok && random.IntN(4) > 0 {
			id = wait.ID
		}
		switch random.IntN(6) {
		case 0, 1:
			r.Head(id, statuses[random.IntN(len(statuses))], handler.Headers{{Name: "x-amz-bucket-region", Value: "eu-west-1"}, {Name: "etag", Value: `"x"`}, {Name: "content-type", Value: "a\r\nb"}})
		case 2:
			r.Push(id, make([]byte, random.IntN(10_000)))
		case 3:
			r.End(id, []string{"", "", "reset", handler.TooLarge}[random.IntN(4)])
		case 4:
			r.Failed(id, codes[random.IntN(len(codes))], "why")
		case 5:
			r.Transformed(id, handler.Result{Body: make([]byte, random.IntN(2000)), ContentType: "image/webp", Width: 1, Height: 1})
		}
	}
	t.Fatalf("no answer to %s", event)
	return Answer{}, nil
}

// check holds an answer and its log line to what must hold for any event.
func check(t *testing.T, event []byte, answer Answer, log []byte) {
	t.Helper()
	full := answer.JSON(event)
	if full == nil {
		if _, err := parseEvent(event); err == nil {
			t.Errorf("no answer to %s", event)
		}
		return
	}
	if err := wire.Validate(full, event); err != nil {
		t.Errorf("CloudFront would answer 502: %v\nevent %s\nanswer %.2000s", err, event, full)
	}
	if !json.Valid(full) {
		t.Errorf("not JSON: %.2000s", full)
	}
	if len(log) > 0 && !json.Valid(log) || bytes.ContainsAny(log, "\n\r") {
		t.Errorf("log: %s", log)
	}
}

// Whatever the host does and says, a request ends with an answer that CloudFront
// takes.
func TestAnyOrder(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 7))
	for _, event := range events(t) {
		h := New([]byte(`{"fallback": "none.jpg", "log": "metrics", "presets": {"card": "w=10"}}`))
		for range 50 {
			answer, log := act(t, h, event, random)
			check(t, event, answer, log)
		}
	}
}

// On every trigger but origin-response what came goes back, byte for byte.
func TestOtherTriggersUntouched(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ trigger, want string }{
		{"viewer-request", "request"}, {"origin-request", "request"}, {"viewer-response", "response"}, {"", "response"}, {"new", "response"},
	} {
		const request, response = `{ "method":"GET", "uri":"/a", "querystring":"w=abc", "x": [1.0, null] }`, `{"status":"200","headers":{"a":null}, "y":1e3}`
		event := []byte(`{"Records":[{"cf":{"config":{"eventType":"` + row.trigger + `"},"request":` + request + `,"response":` + response + `}}]}`)
		r := New(nil).Begin(event, handler.Environment{Clock: func() int64 { return 0 }})
		_, answer := r.Next()
		want := map[string]string{"request": request, "response": response}[row.want]
		if got := string(answer.JSON(event)); got != want || len(answer.Event) != 0 || len(r.Log()) != 0 {
			t.Errorf("%q: got %s, log %s, want %s and silence", row.trigger, got, r.Log(), want)
		}
	}
}

// What is no event goes back as it came, and is logged.
func TestNoEvent(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"a":`, jsonview.MaxDepth+1) + "1" + strings.Repeat("}", jsonview.MaxDepth+1)
	for _, text := range []string{
		"", "null", "[]", "{}", `{"Records":[]}`, `{"Records":[{"cf":{"request":null}}]}`, `{"Records":[{"cf":{"request":"x"}}]}`,
		`{"Records":[{"cf":{"request":{}}}]`, `{"Records":[{"cf":{"request":` + deep + `}}]}`,
	} {
		r := New(nil).Begin([]byte(text), handler.Environment{Clock: func() int64 { return 0 }})
		if _, answer := r.Next(); len(answer.Event) != 0 || answer.JSON([]byte(text)) != nil {
			t.Errorf("%s: got %s", text, answer.Event)
		}
		if log := string(r.Log()); !strings.Contains(log, `"level":"error"`) || !strings.Contains(log, `"error":"event: `) {
			t.Errorf("%s: log %s", text, log)
		}
	}
}

// An output that base64 and headers together bring over CloudFront's limit is not
// sent, however close responseBytes is set.
func TestGeneratedLimit(t *testing.T) {
	t.Parallel()
	all, err := cases.All()
	if err != nil {
		t.Fatal(err)
	}
	event := all[2].Event()
	for _, row := range []struct {
		most, size int
		sent       bool
	}{
		{786432, 780288, true}, {786432, 785000, true}, {786432, 786432, false}, {786432, 786433, false}, {786432, 2 << 20, false}, {786432, 0, false},
		{1040384, 1040384, true}, {1040384, 1040385, false}, // somebody has probed that base64 does not count
	} {
		r := New([]byte(`{"limits": {"responseBytes": `+strconv.Itoa(row.most)+`}}`)).Begin(event, handler.Environment{Clock: func() int64 { return begin * 1e6 }})
		id := nextFetch(r).ID
		r.Head(id, 200, nil)
		r.Next()
		r.End(id, "")
		r.Transformed(id, handler.Result{Body: make([]byte, row.size), ContentType: "image/jpeg"})
		_, answer := r.Next()
		if sent := answer.Body != nil; sent != row.sent {
			t.Errorf("%d bytes of at most %d: sent %t, want %t", row.size, row.most, sent, row.sent)
		}
		if row.most <= maxPlain { // wire.Validate takes the safe reading
			check(t, event, *answer, r.Log())
		}
	}
}

// nextFetch returns the fetch that an exchange asks for.
func nextFetch(x *Exchange) handler.Fetch {
	step, _ := x.Next()
	return step.(handler.Fetch)
}

// Without time for an image the original goes out, for a short time: nothing is
// fetched, and the next request does better. What needs no image is the same as
// ever.
func TestNoTime(t *testing.T) {
	t.Parallel()
	all, err := cases.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ name, answer string }{
		{"w: a picture", "answer 200 OK|  Cache-Control: public, max-age=60|  (the origin's body)"},
		{"no parameter: the original", "answer: the event's own, untouched"},
		{"a bad value: 400 in one line, nothing fetched", "answer 400 Bad Request"},
	} {
		i := slices.IndexFunc(all, func(c cases.Case) bool { return c.Name == row.name })
		event := all[i].Event()
		now := int64(begin * 1e6)
		r := New(nil).Begin(event, handler.Environment{Clock: func() int64 { return now }, Deadline: now})
		_, answer := r.Next()
		if answer == nil {
			t.Fatalf("%s: something is fetched", row.name)
		}
		var transcript cases.Transcript
		transcript.Answer(answer.JSON(event), event)
		for line := range strings.SplitSeq(row.answer, "|") {
			if !strings.Contains(transcript.String(), line+"\n") {
				t.Errorf("%s: got\n%swant %q", row.name, transcript.String(), line)
			}
		}
	}
}

// A region that a redirect has told is where the next request goes at once.
func TestRegionRemembered(t *testing.T) {
	t.Parallel()
	request := wire.Request{Method: "GET", URI: "/cat.jpg", QueryString: "w=1", Origin: &wire.Origin{S3: &wire.S3Origin{DomainName: "b.s3.amazonaws.com"}}}
	event := wire.OriginResponse(request, wire.Response{Status: "200"}).JSON()
	h := New(nil)
	env := handler.Environment{Clock: func() int64 { return begin * 1e6 }}
	r := h.Begin(event, env)
	id := nextFetch(r).ID
	r.Head(id, 301, handler.Headers{{Name: "x-amz-bucket-region", Value: "ap-east-1"}})
	r.End(id, "")
	for _, r := range []*Exchange{r, h.Begin(event, env)} {
		if got := nextFetch(r).URL; got != "https://b.s3.ap-east-1.amazonaws.com/cat.jpg" {
			t.Errorf("got %s", got)
		}
	}
}

// Whatever the event: no panic, and an answer that CloudFront takes.
func FuzzEvent(f *testing.F) {
	for _, event := range events(f) {
		f.Add(event, uint64(1))
	}
	f.Add([]byte(`{"Records":[{"cf":{"config":{"eventType":"origin-response"},"request":{"method":"GET","uri":"/a","querystring":"w=1","origin":{"s3":{"domainName":"b.s3.amazonaws.com"}}},"response":{"status":"200","headers":{"via":[{}],"x":[{"value":"\r\n"}]}}}}]}`), uint64(2))
	f.Fuzz(func(t *testing.T, event []byte, seed uint64) {
		answer, log := act(t, New([]byte(`{"fallback": "none.jpg"}`)), event, rand.New(rand.NewPCG(seed, seed)))
		check(t, event, answer, log)
	})
}

package cloudfront

import (
	"flag"
	"os"
	"strconv"
	"strings"
	"testing"

	"tintype/handler"
	"tintype/handler/cases"
	"tintype/transform/params"
)

var update = flag.Bool("update", false, "write the goldens anew")

// host plays the guest and its host to a request, from the replies of a case.
type host struct {
	t     *testing.T
	c     *cases.Case
	now   int64        // Unix microseconds; every look at the clock takes one
	asked map[int]bool // fetches whose head was delivered
	made  handler.Transform
}

// begin is the Unix time of every case: 2026-02-02 02:40:00 UTC.
const begin = 1770000000

func (h *host) clock() int64 {
	h.now++
	return begin*1e6 + h.now - 1
}

func (h *host) environment() handler.Environment {
	env := handler.Environment{Clock: h.clock, Deadline: (begin + 20) * 1e6}
	if h.c.Credentials {
		env.Credentials = handler.Credentials{
			AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: []byte("SECRETEXAMPLE"), SessionToken: "TOKENEXAMPLE",
		}
	}
	return env
}

// run takes a request from its event to its answer.
func (h *host) run(with *Handler, event []byte, t *cases.Transcript) (Answer, []byte) {
	r := with.Begin(event, h.environment())
	sources := map[int]bool{} // fetches that a Transform reads
	for range 100 {
		step, answer := r.Next()
		if answer != nil {
			return *answer, r.Log()
		}
		switch step := step.(type) {
		case handler.Fetch:
			lines := make([]string, len(step.Headers))
			for i, header := range step.Headers {
				lines[i] = header.Name + ": " + header.Value
			}
			t.Fetch(step.URL, lines)
			if step.DelayMS != 0 {
				t.Line("  (later)")
			}
		case handler.Transform:
			sources[step.Source] = true
			h.made = step
			t.Line("transform %s, at most %d bytes, quality %v", step.Params.String(), step.MaxBytes, step.Quality)
		case handler.Wait:
			h.deliver(r, step.ID, sources)
		}
	}
	h.t.Fatalf("%s: no answer", h.c.Name)
	return Answer{}, nil
}

// deliver brings the news of one fetch until the request may have changed its mind.
func (h *host) deliver(r *Exchange, id int, sources map[int]bool) {
	reply := h.c.Reply(id - 1)
	if reply.Failure != "" {
		r.End(id, reply.Failure)
		return
	}
	if !h.asked[id] {
		h.asked[id] = true
		var headers handler.Headers
		for name, fields := range reply.Headers {
			headers = append(headers, handler.Header{Name: name, Value: fields[0].Value})
		}
		r.Head(id, reply.Status, headers)
		return // the request may want a Transform first
	}
	body := reply.Body
	if body == "" {
		body = string(reply.Object) + " bytes"
	}
	r.Push(id, []byte(body))
	r.End(id, "")
	if !sources[id] {
		return
	}
	switch reply.Object {
	case "svg", "text", "empty":
		r.Failed(id, "source_unsupported", "the source is not a picture of a kind that is read here")
	case "truncated":
		r.Failed(id, "source_damaged", "the source ends before its first row")
	case "huge":
		r.Failed(id, "output_too_large", "no quality fits")
	case "slow":
		h.now += 30e6
		r.Failed(id, "deadline", "the time is over")
	case "costly":
		r.Failed(id, "deadline", "the time is over")
	case "crash":
		r.Failed(id, "internal", "index out of range [7] with length 7")
	case "unwritable":
		r.Failed(id, "format_unsupported", "output: webp: got 20000 pixels, want at most 16383")
	default:
		contentType := map[params.Format]string{params.FormatAVIF: "image/avif", params.FormatWebP: "image/webp", params.FormatPNG: "image/png"}[h.made.Params.Format]
		if contentType == "" {
			contentType = "image/jpeg"
		}
		result := handler.Result{Body: []byte("picture"), ContentType: contentType, Width: 400, Height: 300, Format: "jpg", Source: "jpg 4000x3000"}
		if reply.Object == "large" {
			result.Fit = "q=24&w=211"
		}
		r.Transformed(id, result)
	}
}

// The table of what an origin can do: what is fetched, what is transformed, what
// is answered, and that CloudFront takes every answer.
func TestCases(t *testing.T) {
	t.Parallel()
	all, err := cases.All()
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for i := range all {
		c := &all[i]
		h := &host{t: t, c: c, asked: map[int]bool{}}
		var transcript cases.Transcript
		event := c.Event()
		answer, log := h.run(New([]byte(c.Config)), event, &transcript)
		transcript.Answer(answer.JSON(event), event)
		transcript.Log(log)
		for _, secret := range []string{"AKIDEXAMPLE", "SECRETEXAMPLE", "TOKENEXAMPLE", "FOO123bar", c.Signature()} {
			if secret != "" && strings.Contains(string(answer.Event)+string(log), secret) {
				t.Errorf("%s: %s shows", c.Name, secret)
			}
		}
		if strings.Contains(transcript.String(), "502!") {
			t.Errorf("%s: CloudFront would refuse this:\n%s", c.Name, transcript.String())
		}
		got.WriteString("# " + c.Name + "\n" + transcript.String() + "\n")
	}
	golden(t, "../testdata/answers.txt", got.String())
	if n := len(all); n < 60 {
		t.Errorf("the table has shrunk to %s cases", strconv.Itoa(n))
	}
}

// golden compares a text with a file, and with -update writes the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if os.Getenv("CI") != "" {
			t.Fatal("-update is refused in CI")
		}
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range gotLines {
		if i >= len(wantLines) || gotLines[i] != wantLines[i] {
			t.Fatalf("%s:%d: got\n%s\nwant\n%s", name, i+1, gotLines[i], strings.Join(wantLines[min(i, len(wantLines)):min(i+1, len(wantLines))], ""))
		}
	}
	t.Fatalf("%s has more lines than there are", name)
}

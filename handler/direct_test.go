package handler_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"tintype/handler"
	"tintype/handler/cases"
	"tintype/transform/params"
)

var update = flag.Bool("update", false, "write the goldens anew")

// begin is the Unix time of every case: 2026-02-02 02:40:00 UTC.
const begin = 1770000000

// script plays a host that asks the origin itself, from the replies of a case.
type script struct {
	t     *testing.T
	c     *cases.Case
	now   int64 // Unix microseconds since begin; every look at the clock takes one
	asked map[int]bool
	made  handler.Transform
	cases.Transcript
}

func (s *script) run() {
	env := handler.Environment{Clock: func() int64 { s.now++; return begin*1e6 + s.now }, Deadline: (begin + 20) * 1e6}
	if s.c.Credentials {
		env.Credentials = handler.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: []byte("SECRETEXAMPLE"), SessionToken: "TOKENEXAMPLE"}
	}
	x := handler.New([]byte(s.c.Config), &handler.Host{}).Begin(s.c.Request(), env)
	for range 100 {
		switch step := x.Next().(type) {
		case handler.Fetch:
			var lines []string
			for _, h := range step.Headers {
				lines = append(lines, h.Name+": "+h.Value)
			}
			s.Fetch(step.URL, lines)
		case handler.Transform:
			s.made = step
			s.Line("transform %s, at most %d bytes, quality %v", step.Params.String(), step.MaxBytes, step.Quality)
		case handler.Wait:
			s.deliver(x, step.ID)
		case handler.Answer:
			body := "(an image)"
			if step.Text {
				body = strings.TrimSpace(string(step.Body))
			} else if step.Body == nil {
				body = ""
			}
			s.Response(step.Status, step.Headers, body)
			s.Log(x.Log())
			return
		case handler.Serve:
			if step.Source == 0 || s.asked[step.Source] && step.Source == s.made.Source && s.made.Source != 0 {
				s.t.Errorf("%s: serves fetch %d, whose body is gone", s.c.Name, step.Source)
			}
			s.Response(step.Status, step.Headers, "(the original)")
			s.Log(x.Log())
			return
		}
	}
	s.t.Fatalf("%s: no answer", s.c.Name)
}

// deliver brings the news of one fetch until the exchange may have changed its mind.
func (s *script) deliver(x *handler.Exchange, id int) {
	r := s.c.Request()
	reply := s.c.Fetched(id-1, !strings.Contains(r.Query, "w="))
	if reply.Failure != "" {
		x.End(id, reply.Failure)
		return
	}
	if !s.asked[id] {
		s.asked[id] = true
		var headers handler.Headers
		for _, name := range reply.Headers.Names() {
			headers = append(headers, handler.Header{Name: name, Value: reply.Headers[name][0].Value})
		}
		x.Head(id, reply.Status, headers)
		return
	}
	body := reply.Body
	if body == "" {
		body = string(reply.Object) + " bytes"
	}
	x.Push(id, []byte(body))
	x.End(id, "")
	if s.made.Source != id {
		return
	}
	if code := refusals[reply.Object]; code != "" {
		if reply.Object == "slow" {
			s.now += 30e6
		}
		x.Failed(id, code, "no")
		return
	}
	contentType := map[params.Format]string{params.FormatAVIF: "image/avif", params.FormatWebP: "image/webp", params.FormatPNG: "image/png"}[s.made.Params.Format]
	if contentType == "" {
		contentType = "image/jpeg"
	}
	x.Transformed(id, handler.Result{Body: []byte("image"), ContentType: contentType, Width: 400, Height: 300, Format: "jpg"})
}

// refusals are the engine's, by what the source is.
var refusals = map[cases.Object]string{
	"svg": "source_unsupported", "text": "source_unsupported", "empty": "source_unsupported", "truncated": "source_damaged",
	"huge": "output_too_large", "slow": "deadline", "costly": "deadline", "crash": "internal", "unwritable": "format_unsupported",
}

// The table through a host that asks the origin itself: what can be refused without
// the original is, the original is fetched once where that will do, and one that its
// body has left for a decoder is fetched again to be served.
func TestDirect(t *testing.T) {
	t.Parallel()
	all, err := cases.All()
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for i := range all {
		if !all[i].Asks() {
			continue
		}
		s := &script{t: t, c: &all[i], asked: map[int]bool{}}
		s.run()
		for _, secret := range []string{"AKIDEXAMPLE", "SECRETEXAMPLE", "TOKENEXAMPLE", "FOO123bar", all[i].Signature()} {
			if secret != "" && strings.Contains(s.String(), secret) {
				t.Errorf("%s: %s shows", all[i].Name, secret)
			}
		}
		got.WriteString("# " + all[i].Name + "\n" + s.String() + "\n")
	}
	const name = "testdata/direct.txt"
	if *update {
		if os.Getenv("CI") != "" {
			t.Fatal("-update is refused in CI")
		}
		if err := os.WriteFile(name, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	wants := strings.SplitAfter(string(want), "\n\n")
	for i, paragraph := range strings.SplitAfter(got.String(), "\n\n") {
		if i >= len(wants) || paragraph != wants[i] {
			t.Fatalf("got\n%s\nwant\n%s", paragraph, strings.Join(wants[min(i, len(wants)):min(i+1, len(wants))], ""))
		}
	}
}

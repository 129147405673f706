package shim

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Handle runs one CloudFront event (JSON) through a guest and returns what the
// Lambda function would return. As on Lambda@Edge, a guest that fails is thrown
// away and another asked for the original; where that fails too the event's own
// response is returned, to be cached for a minute. Why is printed to Stderr.
// An error means that there is nothing to return: event is no CloudFront event,
// or ctx is over.
func (h *Host) Handle(ctx context.Context, event []byte) ([]byte, error) {
	untouched, err := original(event)
	if err != nil {
		return nil, err
	}
	out, err := h.answer(ctx, event, untouched, h.opts.Timeout, "")
	if err != nil && ctx.Err() == nil {
		h.report("a guest failed", err)
		out, err = h.answer(ctx, event, untouched, 0, reasonOf(err))
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		h.report("served the original", err)
		return shortly(untouched), nil
	}
	return out, nil
}

// report prints a failure of the guest as the Node host does.
func (h *Host) report(message string, err error) {
	line, _ := json.Marshal(struct {
		Level   string `json:"level"`
		Message string `json:"message"`
		Reason  string `json:"reason,omitempty"`
		Error   string `json:"error"`
	}{"error", message, reasonOf(err), err.Error()})
	io.WriteString(h.opts.Stderr, string(line)+"\n")
}

// original is what an event is answered with where nothing is done: its
// response, or on the request triggers its request.
func original(event []byte) ([]byte, error) {
	// Names of a map's keys are exact; a struct's field would take "resPonse", too.
	type members map[string]json.RawMessage
	var e members
	var records []json.RawMessage
	if err := json.Unmarshal(event, &e); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(e["Records"], &records); e["Records"] != nil && err != nil {
		return nil, err
	}
	var first map[string]members
	if len(records) > 0 && json.Unmarshal(records[0], &first) == nil {
		cf := first["cf"]
		if r := cf["response"]; r != nil {
			return r, nil
		}
		if r := cf["request"]; r != nil {
			return r, nil
		}
	}
	return nil, fmt.Errorf("event: got no request and no response, want a CloudFront event")
}

// shortly is an original in the place of an image: cached for a minute, and without
// what a cache could renew it by. What is no response goes on as it came.
func shortly(untouched []byte) []byte {
	type field struct {
		Key   string `json:"key,omitempty"`
		Value string `json:"value"`
	}
	var response map[string]json.RawMessage
	var headers map[string][]field
	if json.Unmarshal(untouched, &response) != nil || response["status"] == nil || json.Unmarshal(response["headers"], &headers) != nil || headers == nil {
		return untouched
	}
	for _, name := range []string{"etag", "last-modified", "expires"} {
		delete(headers, name)
	}
	forbids := func(f field) bool {
		v := strings.ToLower(f.Value)
		return strings.Contains(v, "no-store") || strings.Contains(v, "no-cache") || strings.Contains(v, "private")
	}
	if !slices.ContainsFunc(headers["cache-control"], forbids) {
		headers["cache-control"] = []field{{"Cache-Control", "public, max-age=60"}}
	}
	response["headers"], _ = json.Marshal(headers)
	out, err := json.Marshal(response)
	if err != nil {
		return untouched
	}
	return out
}

// answer puts an event to a guest that has so much time. failed says how another guest
// has failed at the event, "" for the first.
func (h *Host) answer(ctx context.Context, event, untouched []byte, timeout time.Duration, failed string) ([]byte, error) {
	credentials, err := h.opts.Credentials(ctx)
	if err != nil {
		return nil, fmt.Errorf("credentials: %w", err)
	}
	g, err := h.take(ctx)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	deadline := now.Add(timeout)
	if d, ok := ctx.Deadline(); ok && d.Add(-grace).Before(deadline) {
		deadline = d.Add(-grace)
	}
	ctx, cancel := context.WithDeadline(ctx, deadline.Add(grace))
	defer cancel()
	g.clock.ctx = ctx

	keys := strings.Join([]string{credentials.AccessKeyID, credentials.SecretAccessKey, credentials.SessionToken}, "\n")
	if failed != "" {
		keys += "\n" + failed
	}
	var out []byte
	if err = g.begin(ctx, event, h.opts.Config, []byte(keys), now, deadline); err == nil {
		out, err = g.lastStep(ctx, h.opts.Fetcher, untouched)
	}
	if err != nil {
		err = failure(err, g.trace.first())
	}
	h.give(g, err)
	return out, err
}

// lastStep does what the guest asks for until it has its answer.
func (g *guest) lastStep(ctx context.Context, f Fetcher, untouched []byte) ([]byte, error) {
	fetches := make(map[uint32]*exchange)
	defer func() {
		for _, x := range fetches {
			x.close()
		}
	}()
	for {
		s, err := g.next(ctx)
		if err != nil {
			return nil, err
		}
		switch s.kind {
		case stepFetch:
			fetches[s.id] = startExchange(ctx, f, s)
		case stepMore:
			x := fetches[s.id]
			if x == nil {
				return nil, fmt.Errorf("guest waits for fetch %d, which it did not begin", s.id)
			}
			err = x.deliver(ctx, g, s.id)
		case stepAnswer:
			return joinBody(s.a, s.b, untouched)
		default:
			err = fmt.Errorf("guest's step is of kind %d", s.kind)
		}
		if err != nil {
			return nil, err
		}
	}
}

// joinBody puts the body into the JSON object answer.
func joinBody(answer, body, untouched []byte) ([]byte, error) {
	if len(answer) == 0 {
		return untouched, nil
	}
	answer = bytes.TrimSpace(answer)
	if !json.Valid(answer) || answer[0] != '{' {
		return nil, fmt.Errorf("guest's answer is no JSON object: %.40q", answer)
	}
	out := append([]byte(nil), answer...)
	if len(body) > 0 {
		out = append(out[:len(out)-1], `,"body":"`...)
		out = base64.StdEncoding.AppendEncode(out, body)
		out = append(out, `"}`...)
	}
	return out, nil
}

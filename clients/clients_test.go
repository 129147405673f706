// Package clients holds the test that what imgix's client libraries, unpic and
// Nuxt Image make with their own code is understood here. urls.mjs makes the URLs.
package clients

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"tintype/handler"
	"tintype/handler/cloudfront"
	"tintype/handler/cloudfront/wire"
	"tintype/transform/params"
)

// made is one URL of a client.
type made struct {
	Client string
	URL    string
	Token  string // it is signed with
}

// make runs the clients.
func makeURLs(t *testing.T) (all []made) {
	t.Helper()
	if _, err := os.Stat("../node_modules/@imgix/js-core"); err != nil {
		t.Skip("not checked: that URLs made by js-core, react-imgix, unpic and Nuxt Image parse and verify; the libraries are not installed (make test-clients does that)")
	}
	type pair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	var examples [][]pair
	for _, s := range params.Table() {
		query, err := url.ParseQuery(s.Example)
		if err != nil {
			t.Fatal(err)
		}
		var example []pair
		for name := range query {
			example = append(example, pair{name, query.Get(name)})
		}
		examples = append(examples, example)
	}
	input, err := json.Marshal(examples)
	if err != nil {
		t.Fatal(err)
	}
	node := exec.CommandContext(t.Context(), "node", "urls.mjs")
	node.Stdin = bytes.NewReader(input)
	var stderr strings.Builder
	node.Stderr = &stderr
	out, err := node.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	for line := range strings.Lines(string(out)) {
		var m made
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
	return all
}

// Every URL that the clients make passes the handler as it would at the edge:
// signed ones verify where a signature is required, and none is refused.
func TestClientsAreUnderstood(t *testing.T) {
	all := makeURLs(t)
	count := map[string]int{}
	signed := 0
	for _, m := range all {
		client, _, _ := strings.Cut(m.Client, " ")
		count[client]++
		if m.Token != "" {
			signed++
		}
		if answer := ask(t, m); strings.Contains(answer, `"status":"4`) {
			t.Errorf("%s: %s: %s", m.Client, m.URL, answer)
		}
		_, query, _ := strings.Cut(m.URL, "?")
		if _, err := params.Parse(query); err != nil {
			t.Errorf("%s: %s: %v", m.Client, m.URL, err)
		}
	}
	t.Logf("%d URLs, %d of them signed: %v", len(all), signed, count)
	for _, client := range []string{"js-core", "react-imgix", "unpic", "nuxt"} {
		if count[client] < 10 {
			t.Errorf("%s made %d URLs, want at least 10", client, count[client])
		}
	}
}

// ask returns the answer that a request for a client's URL has at once, "" where
// the object is asked for.
func ask(t *testing.T, m made) string {
	t.Helper()
	rest, ok := strings.CutPrefix(m.URL, "https://images.example.com")
	if !ok {
		t.Fatalf("%s: another address: %s", m.Client, m.URL)
	}
	// Watermarks from another folder than the original's have to be allowed where nothing is
	// signed.
	config := `{"presets":{"card":"w=300"},"marks":["/"]}`
	if m.Token != "" {
		config = `{"presets":{"card":"w=300"},"signing":{"tokens":["` + m.Token + `"],"required":true}}`
	}
	request := wire.Request{
		ClientIP: "203.0.113.178", Method: "GET", Headers: wire.Headers{},
		Origin: &wire.Origin{S3: &wire.S3Origin{AuthMethod: "none", DomainName: "photos.s3.eu-west-1.amazonaws.com", CustomHeaders: wire.Headers{}}},
	}
	request.URI, request.QueryString, _ = strings.Cut(rest, "?")
	response := wire.Response{Status: "200", StatusDescription: "OK", Headers: wire.Headers{}}
	event := wire.OriginResponse(request, response)
	r := cloudfront.New([]byte(config)).Begin(event.JSON(), handler.Environment{Clock: func() int64 { return 1770000000e6 }})
	if _, answer := r.Next(); answer != nil {
		return string(answer.Event)
	}
	return ""
}

// A URL whose signature was made with another token, or after which something was
// changed, is refused: the test above would notice.
func TestClientsSignatures(t *testing.T) {
	n := 0
	for _, m := range makeURLs(t) {
		if m.Token == "" || !strings.Contains(m.URL, "&s=") {
			continue
		}
		m.URL = strings.Replace(m.URL, "&s=", "&w=1&s=", 1)
		if answer := ask(t, m); !strings.Contains(answer, `"status":"403"`) {
			t.Fatalf("%s: %s is not refused: %s", m.Client, m.URL, answer)
		}
		if n++; n == 50 {
			break
		}
	}
	if n == 0 {
		t.Error("no signed URL")
	}
}

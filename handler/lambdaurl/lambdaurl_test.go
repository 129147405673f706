package lambdaurl

import (
	"strings"
	"testing"
)

// An event's address has the canonical query in its path, or in its query.
func TestAddress(t *testing.T) {
	for _, row := range []struct{ path, query, want string }{
		{"/cat.jpg", "w=5", "/cat.jpg w=5 "},
		{"/cat.jpg/~fm=webp&w=400", "", "/cat.jpg fm=webp&w=400 /cat.jpg/~fm=webp&w=400"},
		{"/a/~b/cat.jpg", "w=5", "/a/~b/cat.jpg w=5 "},
		{"/~w=5", "", "/~w=5  "},
		{"/a b.jpg/~w=5", "", "/a%20b.jpg w=5 /a b.jpg/~w=5"},
		{"/a%20b.jpg/~w=5&bg=%23fff", "", "/a%20b.jpg w=5&bg=%23fff /a%20b.jpg/~w=5&bg=%23fff"},
		{"/ä?.jpg", "", "/%C3%A4%3F.jpg  "},
	} {
		e, err := Parse([]byte(`{"version":"2.0","rawPath":"` + row.path + `","rawQueryString":"` + row.query + `","requestContext":{"http":{"method":"GET"}}}`))
		if err != nil {
			t.Fatal(err)
		}
		path, query, stored := e.Address()
		if got := strings.Join([]string{path, query, stored}, " "); got != row.want {
			t.Errorf("%s?%s: got %q, want %q", row.path, row.query, got, row.want)
		}
		if original, canonical, found := Split(row.path, ""); found && Join(original, canonical) != row.path {
			t.Errorf("%s: put together again it is %s", row.path, Join(original, canonical))
		}
	}
	for _, text := range []string{``, `{}`, `[]`, `{"rawPath":"x","requestContext":{"http":{"method":"GET"}}}`, `{"rawPath":"/x"}`, `{"Records":[]}`} {
		if e, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s: got %+v", text, e)
		}
	}
}

// Whatever comes, it is read or refused, and an address can stand in a request line.
func FuzzEvent(f *testing.F) {
	f.Add(`{"version":"2.0","rawPath":"/cat.jpg/~w=5","rawQueryString":"","headers":{"accept":"image/webp"},"requestContext":{"http":{"method":"GET"}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Parse([]byte(text))
		if err != nil {
			return
		}
		if path, _, _ := e.Address(); strings.ContainsAny(path, " \r\n?#") || path[0] != '/' {
			t.Errorf("%q: got the path %q", text, path)
		}
	})
}

package handler

import "testing"

// What a shared cache may keep of an answer to credentials: RFC 9111 section 3.5.
func TestPrivate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cacheControl string
		unsaid       bool
		want         string
	}{
		{"public, max-age=86400, s-maxage=31536000", true, "private, max-age=86400"},
		{"Public,max-age=60,must-revalidate", true, "private, max-age=60, must-revalidate"},
		{"max-age=60, stale-while-revalidate=5", true, "private, max-age=60, stale-while-revalidate=5"},
		{"", true, "private"},
		{"no-store", true, "no-store"},
		{"private, max-age=5", true, "private, max-age=5"},
		{"no-cache", true, "private, no-cache"},
		{"public, max-age=60", false, "public, max-age=60"},
		{"max-age=60, s-maxage=600", false, "max-age=60, s-maxage=600"},
		{"max-age=60, must-revalidate", false, "max-age=60, must-revalidate"},
		{"max-age=60", false, "private, max-age=60"},
		{"", false, "private"},
	} {
		if got := Private(c.cacheControl, c.unsaid); got != c.want {
			t.Errorf("%q, unsaid %v: got %q, want %q", c.cacheControl, c.unsaid, got, c.want)
		}
	}
	for authorization, want := range map[string]bool{"": false, "Basic eDp5": true, "Bearer x": true, "AWS4-HMAC-SHA256 Credential=x": false} {
		if got := Authorized(authorization); got != want {
			t.Errorf("%q: got %v, want %v", authorization, got, want)
		}
	}
}

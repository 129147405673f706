package handler

import "testing"

// What a query names and nobody reads is listed, without what clients add by
// themselves and without anything that a header cannot hold.
func TestIgnored(t *testing.T) {
	for query, want := range map[string]string{
		"w=300&widht=2&fm=webp":                   "widht",
		"w=300&ixlib=js-3&utm_source=x&s=0":       "",
		"w64=MzAw&width=3&mono=fff":               "",
		"a%22%0d%0a%3bb=1":                        "a____b",
		"a=&b=&c=&d=&e=&f=&g=&i=&j=&k=":           "a c d e g i j k", // b and f are other names of blend and fit
		"abcdefghijklmnopqrstuvwxyz0123456789=1&": "abcdefghijklmnopqrstuvwxyz012345",
	} {
		x := &Exchange{request: Request{Query: query}}
		if got := x.ignored(); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	x := &Exchange{request: Request{Query: "w=300&widht=2&q=3"}}
	x.log.result.Ignored = []string{"q"} // of a PNG, as the engine says
	if got, want := x.ignored(), "widht q"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

package handler

import "testing"

// A tag is the same however a key is written, and another one for another key, case
// included.
func TestCacheTag(t *testing.T) {
	t.Parallel()
	if a, b := CacheTag("/a b.jpg"), CacheTag("a b.jpg"); a != b || len(a) != 24 {
		t.Errorf("got %s and %s, want one tag of 24 digits", a, b)
	}
	if CacheTag("a.jpg") == CacheTag("A.jpg") {
		t.Error("a.jpg and A.jpg have one tag")
	}
}

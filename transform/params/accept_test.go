package params

import "testing"

// Accept is read by RFC 9110: names without case, weights, and no wildcards.
func TestAccepted(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		accept string
		want   bool
	}{
		{"image/avif,image/webp,*/*;q=0.8", true},
		{"text/html, IMAGE/WEBP ; q=0.3", true},
		{"image/webp;v=1;q=0.001", true},
		{"image/webp;q=0", false},
		{"image/webp; Q=0.000", false},
		{"image/*, */*", false},
		{"image/webpx", false},
		{"", false},
	} {
		if got := Accepted(row.accept, "webp"); got != row.want {
			t.Errorf("%q: got %t, want %t", row.accept, got, row.want)
		}
	}
	if !Accepted("image/jpeg", "jpg") {
		t.Error("jpg goes by the name of jpeg")
	}
}

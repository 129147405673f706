package handler

import "testing"

// The vectors that imgix has published for the token FOO123bar.
func TestSignURL(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ path, query, want string }{
		{"/users/1.png", "", "6797c24146142d5b40bde3141fd3600c"},
		{"/users/1.png", "w=400&h=300", "c7b86f666a832434dd38577e38cf86d1"},
		{"/http%3A%2F%2Favatars.com%2Fjohn-smith.png", "w=400&h=300", "61ea1cc7add87653bb0695fe25f2b534"},
	} {
		if got := SignURL("FOO123bar", row.path, row.query); got != row.want {
			t.Errorf("%s?%s: got %s, want %s", row.path, row.query, got, row.want)
		}
	}
}

// A signature is taken from the end of the raw query and nowhere else.
func TestVerify(t *testing.T) {
	t.Parallel()
	const good = "c7b86f666a832434dd38577e38cf86d1" // of w=400&h=300
	tokens := Signing{Tokens: []string{"another", "FOO123bar"}}
	for _, row := range []struct {
		query string
		want  signatureState
	}{
		{"", unsigned},
		{"w=400&h=300", unsigned},
		{"w=400&h=300&s=" + good, goodSignature},
		{"s=6797c24146142d5b40bde3141fd3600c", goodSignature},
		{"w=400&h=300&s=C7B86F666A832434DD38577E38CF86D1", badSignature},
		{"w=400&h=300&s=", badSignature},
		{"w=400&h=301&s=" + good, badSignature},
		{"w=%34%30%30&h=300&s=" + good, badSignature},
		{"w=400&h=300&s=" + good + "&utm=x", unsigned},
		{"s=" + good + "&w=400&h=300", unsigned},
		{"w=400&h=300&s=" + good + "&s=" + good, badSignature},
		{"w=400&h=300&%73=" + good, unsigned},
	} {
		if got := tokens.verify("/users/1.png", row.query); got != row.want {
			t.Errorf("%s: got %d, want %d", row.query, got, row.want)
		}
	}
	if got := (&Signing{}).verify("/users/1.png", "s="+good); got != unsigned {
		t.Errorf("without tokens: got %d, want %d", got, unsigned)
	}
}

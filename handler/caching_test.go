package handler

import "testing"

// An age is cut and never stretched, and what forbids caching stays.
func TestCapAge(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ in, want string }{
		{"", "public, max-age=60"},
		{"public, max-age=31536000, immutable", "public, max-age=60"},
		{"max-age=30", "max-age=30"},
		{"Max-Age=\"3600\", S-MaxAge=10", "max-age=60, s-maxage=10"},
		{"max-age=-1", "max-age=60"},
		{"max-age=99999999999999999999999", "max-age=60"},
		{"private", "private, max-age=60"},
		{"public,, stale-while-revalidate=600 ,", "public, max-age=60"},
		{"no-cache, max-age=100", "no-cache, max-age=100"},
		{"private, NO-STORE", "private, NO-STORE"},
	} {
		if got := capAge(row.in, 60); got != row.want {
			t.Errorf("%q: got %q, want %q", row.in, got, row.want)
		}
	}
}

// A name goes into Vary once.
func TestAddVary(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ in, want string }{
		{"", "Accept, DPR"}, {"Origin", "Origin, Accept, DPR"}, {"accept , X", "accept , X, DPR"}, {"*", "*"},
	} {
		if got := addVary(row.in, []string{"Accept", "DPR", "accept"}); got != row.want {
			t.Errorf("%q: got %q, want %q", row.in, got, row.want)
		}
	}
}

// No name to save under leaves its quotes.
func TestAttachment(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ in, want string }{
		{"cat.jpg", `attachment; filename="cat.jpg"`},
		{`a"b\c/d%20.jpg`, `attachment; filename="a_b_c_d_20.jpg"; filename*=UTF-8''a%22b%5Cc_d%2520.jpg`},
		{"ä\r\nX: y", `attachment; filename="___X: y"; filename*=UTF-8''%C3%A4%0D%0AX%3A%20y`},
	} {
		if got := attachment(row.in); got != row.want {
			t.Errorf("%q:\n got %s\nwant %s", row.in, got, row.want)
		}
	}
}

// The name to save under has the extension of what is sent.
func TestFileName(t *testing.T) {
	for _, c := range []struct{ name, contentType, want string }{
		{"cat.jpg", "image/jpeg", "cat.jpg"}, {"cat.JPEG", "image/jpeg", "cat.JPEG"}, {"cat.jpg", "image/webp", "cat.webp"},
		{"cat", "image/png", "cat.png"}, {"a.b.tiff", "image/png", "a.b.png"}, {"setup.bat", "image/gif", "setup.bat.gif"},
		{"cat.jpg", "application/json", "cat.json"}, {"page.txt", "text/html; charset=utf-8", "page.html"}, {"x.exe", "Text/HTML", "x.exe.html"},
		{"film.mp4", "video/mp4", "film.mp4"}, {"x", "", "x"}, {".jpg", "image/png", ".jpg.png"}, {"a.", "image/png", "a..png"},
	} {
		if got := fileName(c.name, c.contentType); got != c.want {
			t.Errorf("%s as %s: got %s, want %s", c.name, c.contentType, got, c.want)
		}
	}
}

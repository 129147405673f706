package transform

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"io/fs"
	"strings"
	"testing"
	"time"

	"tintype/testdata"
)

var stops = flag.Bool("stops", false, "measure how late a stop comes on the largest images")

// demanding are the sources and queries of the largest images that are allowed,
// one for each encoder and operation; the test of stopping makes them small.
var demanding = []struct{ file, query string }{
	{"city.jpg", "fm=jpg&q=90"},
	{"city.jpg", "fm=pjpg"},
	{"city.jpg", "fm=png"},
	{"city.jpg", "fm=png8"},
	{"city.jpg", "fm=gif"},
	{"city.jpg", "fm=webp"},
	{"city.jpg", "fm=webp&lossless=1"},
	{"glass.png", "fm=webp"},
	{"city.jpg", "fm=webp&mask=corners&corner-radius=1"},
	{"planet.gif", "fm=webp"},
	{"planet.gif", "fm=gif"},
	{"city.jpg", "nr=100&nrs=100"},
	{"city.jpg", "blur=2000"},
	{"city.jpg", "usm=100&usmrad=500"},
	{"city.jpg", "rot=10"},
	{"city.jpg", "orient=6&px=9"},
	{"city.jpg", "hue=10&bri=5&vib=9"},
	{"city.jpg", "blend=80ff4500&blend-mode=softlight"},
	{"city.jpg", "mark=glass.png&mark-w=1&mark-h=1&mark-fit=scale&mark-pad=0&mark-tile=grid"},
	{"city.jpg", "border=100,red&border-radius=500"},
	{"city.jpg", "pad=40&fill=blur&mask=ellipse&fm=png"},
	{"dunes.webp", "fm=jpg"},
}

// demand does one of them at a size.
func demand(t *testing.T, file, query, size string, poll func() error) error {
	t.Helper()
	p, err := Parse(query + "&fit=scale&" + size)
	if err != nil {
		t.Fatal(err)
	}
	open := func(key string) io.Reader {
		data, err := fs.ReadFile(testdata.Samples(), key)
		if err != nil {
			return nil
		}
		return bytes.NewReader(data)
	}
	lim := DefaultLimits()
	lim.ResponseBytes, lim.Poll = 780288, poll
	_, err = DoWith(io.Discard, open(file), p, lim, open)
	return err
}

// Whenever a transformation is asked to stop it stops: it is asked no second time,
// and the error says why.
func TestStops(t *testing.T) {
	stop := errors.New("no time is left")
	for _, c := range demanding {
		all := 0
		if err := demand(t, c.file, c.query, "w=150&h=100", func() error { all++; return nil }); err != nil {
			t.Fatalf("%s?%s: %v", c.file, c.query, err)
		}
		for k := 0; k < all; k += 1 + all/3 {
			n := 0
			err := demand(t, c.file, c.query, "w=150&h=100", func() error {
				if n++; n > k {
					return stop
				}
				return nil
			})
			var e *Error
			if !errors.As(err, &e) || e.Code != CodeDeadline || !errors.Is(err, stop) || n > k+2 {
				t.Errorf("%s?%s, stopped at question %d of %d: asked %d times, got %v", c.file, c.query, k+1, all, n, err)
			}
		}
	}
}

// The longest time between two polls is how late a stop is obtained, whenever it is
// asked for. It depends on the machine, so nothing fails: make stops prints it.
func TestStopTable(t *testing.T) {
	if !*stops {
		t.Skip("not checked: how many milliseconds a stop takes on the largest images; make stops measures that in Node")
	}
	late := 0
	for _, c := range demanding {
		var longest time.Duration
		begun := time.Now()
		last := begun
		err := demand(t, c.file, c.query, "w=8192&h=4882", func() error {
			now := time.Now()
			longest, last = max(longest, now.Sub(last)), now
			return nil
		})
		longest = max(longest, time.Since(last))
		note := ""
		if err != nil {
			note = err.Error()
			if i := strings.IndexByte(note, ':'); i > 0 {
				note = note[:i]
			}
		}
		if longest > 100*time.Millisecond {
			late++
		}
		t.Logf("%-11s %-78s %6d ms, at most %3d between two polls  %s", c.file, c.query, time.Since(begun).Milliseconds(), longest.Milliseconds(), note)
	}
	t.Logf("%d of %d over 100 ms", late, len(demanding))
}

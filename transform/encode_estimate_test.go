package transform

import (
	"bytes"
	"os"
	"testing"
)

// What anybody may ask for costs no more than some plain images of the largest size,
// counted in work and not in time. On the edge's defaults, scaled down.
func TestCostIsBounded(t *testing.T) {
	data, err := os.ReadFile("../testdata/samples/landscape.jpg")
	if err != nil {
		t.Fatal(err)
	}
	work := func(query string) (polls int, info Info) {
		p, err := Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		lim := DefaultLimits()
		lim.OutputSide, lim.OutputPixels, lim.EnlargePixels, lim.ResponseBytes = 3000, 1_100_000, 1<<20, 80_000
		lim.Poll = func() error { polls++; return nil }
		info, err = Do(&bytes.Buffer{}, bytes.NewReader(data), p, lim)
		if err != nil {
			t.Errorf("%s: %v", query, err)
		}
		return polls, info
	}
	plain, _ := work("w=8192&fm=jpg")
	const most = 8
	for _, query := range []string{
		"w=8192&fm=png", "w=8192&fm=gif", "w=8192&fm=webp&lossless=1", "w=8192&fm=pjpg&q=100",
		"w=8192&nr=100&nrs=100&fm=png", "w=8192&blur=2000&fm=png", "w=8192&rot=45&fm=png", "w=8192&h=8192&fit=fill&fill=blur&fm=png",
		"w=8192&usm=100&usmrad=500&sharp=100&fm=webp", "w=8192&pad=300&fm=webp&mask=corners&corner-radius=1", "w=8192&fm=webp&bytes=1000&q=100",
	} {
		polls, info := work(query)
		if polls > most*plain {
			t.Errorf("%s: got %d polls, want at most %d times the %d of a plain image", query, polls, most, plain)
		}
		t.Logf("%5.1f times a plain image, %dx%d %s: %s", float64(polls)/float64(plain), info.Width, info.Height, info.Fit, query)
	}
}

package main

import (
	"strings"
	"testing"

	"tintype/bench/looks/table"
)

// AVIF's time and bytes stand in one row, beside each of sharp's efforts that was
// measured, and what has no figure has a dash.
func TestLooks(t *testing.T) {
	timed := func(ms float64) *result { return &result{Undisturbed: &estimate{MS: ms}} }
	r := &results{Tasks: []task{
		{Name: "photo-avif", Want: want{Format: "avif"}, Results: map[string]*result{"tintype": timed(50), "sharp": timed(100), "sharp-avif-0": timed(25), "sharp-avif-4": {Skip: true}}},
		{Name: "photo-jpeg", Want: want{Format: "jpg"}, Results: map[string]*result{"tintype": timed(5), "sharp": timed(10)}},
	}}
	files := func(size int) *table.Series {
		return &table.Series{Q: []int{30, 60}, Bytes: []int{size, 2 * size}, Score: []float64{40, 80}, Butter: []float64{3, 1}}
	}
	l := &table.Results{Qualities: []int{30, 60}, Pairs: [][2]string{{"tintype jpg", "sharp jpeg"}, {"tintype avif", "sharp avif 0"}, {"tintype avif", "sharp avif 2"}, {"tintype avif", "sharp avif 4"}}}
	for _, group := range []string{"photographs", "graphics"} {
		l.Pictures = append(l.Pictures, &table.Picture{Group: group, Name: "one", W: 720, H: 500, Files: map[string]*table.Series{
			"tintype jpg": files(21000), "sharp jpeg": files(20000),
			"tintype avif": files(9000), "sharp avif 0": files(12000), "sharp avif 2": files(10000), "sharp avif 4": files(10000)}})
	}
	l.Compare()
	p := &page{}
	p.looks(l, r)
	for _, want := range []string{
		"| tintype jpg | sharp jpeg | 1 photographs | **+5.0 %** | – | – | +5.0 % | – | one-720 +5.0 % | +5.0 % | – | – | one-720 +5.0 and +5.0 % |\n",
		"| tintype avif | sharp avif 2 | -10.0 |\n",
		"| tintype avif | sharp avif 2 | +0.0 | +0.0 |\n",
		"| encoder | photo-avif | **photographs",
		"| tintype | 50.0 |",
		"| sharp, effort 0 | 25.0 (2.00) | **-25.0 %** | -25.0 % | – | -25.0 % | – |\n",
		"| sharp, effort 2 | 100.0 (0.50) | **-10.0 %** |",
		"| sharp, effort 4, its default | – | **-10.0 %** |",
	} {
		if !strings.Contains(p.String(), want) {
			t.Errorf("the page does not have %q", want)
		}
	}
	if t.Failed() {
		t.Log(p.String())
	}
}

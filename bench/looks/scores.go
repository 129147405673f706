package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"

	"tintype/bench/engine"
	"tintype/transform/measure"
)

// scored is what a format's files of one picture score at qualities on its own scale.
type scored struct {
	Group  string    `json:"group"`
	Name   string    `json:"name"`
	Held   bool      `json:"held"`
	W      int       `json:"w"`
	H      int       `json:"h"`
	Format string    `json:"format"`
	Q      []int     `json:"q"`
	Bytes  []int     `json:"bytes"`
	Score  []float64 `json:"score"`
}

// scoredFormats are those that auto=format may come to.
var scoredFormats = []string{"jpg", "webp", "avif"}

// scores scores all pictures in every format, and writes them to a file. What the
// file has already is kept.
func scores(o options, pictures []*picture, name string) error {
	var all []scored
	if b, err := os.ReadFile(name); err == nil {
		if err := json.Unmarshal(b, &all); err != nil {
			return err
		}
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	var failed error
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, p := range pictures {
		wg.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			list, err := scoresOf(o, p, all)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failed = fmt.Errorf("%s: %w", p, err)
			}
			all = slices.DeleteFunc(all, func(s scored) bool {
				return slices.ContainsFunc(list, func(t scored) bool { return s.Name == t.Name && s.W == t.W && s.Format == t.Format })
			})
			all = append(all, list...)
			if b, err := json.Marshal(all); err == nil {
				os.WriteFile(name, b, 0o666)
			}
		})
	}
	wg.Wait()
	return failed
}

func scoresOf(o options, p *picture, have []scored) (list []scored, err error) {
	var j *judge
	for _, format := range scoredFormats {
		if slices.ContainsFunc(have, func(s scored) bool { return s.Name == p.name && s.W == p.W && s.Format == format }) {
			continue
		}
		if j == nil {
			j = &judge{p: p, folder: o.folder}
		}
		s := scored{p.group, p.name, p.held, p.W, p.H, format, nil, nil, nil}
		for _, q := range o.qualities {
			file, err := scoredFile(p, format, q)
			if err != nil {
				return nil, err
			}
			at, err := j.measure(file, false)
			if err != nil {
				return nil, err
			}
			s.Q, s.Bytes, s.Score = append(s.Q, q), append(s.Bytes, len(file)), append(s.Score, at.Score)
		}
		list = append(list, s)
	}
	return list, nil
}

// scoredFile is a file at a quality as predictions count it, which for AVIF is not that of
// a query where the picture is drawn.
func scoredFile(p *picture, format string, quality int) ([]byte, error) {
	if format == "avif" {
		return measure.EncodeAVIF(rgbOf(p.img), quality)
	}
	return engine.Do(p.png, fmt.Sprintf("fm=%s&q=%d", format, quality))
}

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"tintype/bench/engine"
)

// encoder is one way to make a file of a picture: ours, by a query, or sharp's, by
// a format and options.
type encoder struct {
	Name    string
	Query   string // in the URL grammar
	Format  string // of sharp's
	Mozjpeg bool
	// Anchor are the encoders that this one is compared with.
	Anchors []string
}

var encoders = []encoder{
	{Name: "sharp jpeg", Format: "jpeg"},
	{Name: "sharp mozjpeg", Format: "jpeg", Mozjpeg: true, Anchors: []string{"sharp jpeg"}},
	{Name: "sharp webp", Format: "webp"},
	{Name: "tintype jpg", Query: "fm=jpg", Anchors: []string{"sharp jpeg", "sharp mozjpeg"}},
	{Name: "tintype pjpg", Query: "fm=pjpg", Anchors: []string{"sharp jpeg", "sharp mozjpeg"}},
	{Name: "tintype webp", Query: "fm=webp", Anchors: []string{"sharp webp"}},
}

func (e encoder) file(folder string, p *picture, q int) string {
	kind := e.Format
	if e.Mozjpeg {
		kind = "mozjpeg"
	}
	return filepath.Join(folder, fmt.Sprintf("%s.%s.%d", p, kind, q))
}

// job is one line of what sharp.mjs is asked for.
type job struct {
	In      string `json:"in"`
	Out     string `json:"out"`
	Format  string `json:"format"`
	Quality int    `json:"quality"`
	Mozjpeg bool   `json:"mozjpeg"`
}

// sharp makes the files of all of sharp's encoders that are not there yet.
func sharp(node, folder string, pictures []*picture, qualities []int) error {
	var jobs []job
	for _, p := range pictures {
		for _, e := range encoders {
			if e.Format == "" {
				continue
			}
			for _, q := range qualities {
				j := job{p.file, e.file(folder, p, q), e.Format, q, e.Mozjpeg}
				if _, err := os.Stat(j.Out); err != nil {
					jobs = append(jobs, j)
				}
			}
		}
	}
	if len(jobs) == 0 {
		return nil
	}
	list := filepath.Join(folder, "jobs.json")
	b, err := json.Marshal(jobs)
	if err != nil {
		return err
	}
	if err := os.WriteFile(list, b, 0o666); err != nil {
		return err
	}
	cmd := exec.Command(node, "bench/looks/sharp.mjs", list)
	cmd.Stderr = os.Stderr
	return cmd.Run()
}

// encode makes or reads a file of a picture.
func (e encoder) encode(folder string, p *picture, q int) ([]byte, error) {
	if e.Format != "" {
		return os.ReadFile(e.file(folder, p, q))
	}
	return engine.Do(p.png, fmt.Sprintf("%s&q=%d", e.Query, q))
}

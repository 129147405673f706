package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"tintype/bench/engine"
	"tintype/bench/looks/table"
)

// encoder is one way to make a file of a picture: ours, by a query, or sharp's, by
// a format and options.
type encoder struct {
	Name    string
	Query   string // in the URL grammar
	Format  string // of sharp's
	Mozjpeg bool
	Effort  int // of sharp's AVIF
	// Width is the only one that AVIF is made at, and Most its highest quality, without
	// -everything: sharp's takes seconds.
	Width, Most int
	// Named is whether it is measured only where -encoders names it.
	Named bool
	// Anchors are the encoders that this one is compared with.
	Anchors []string
}

var encoders = []encoder{
	{Name: "sharp jpeg", Format: "jpeg"},
	{Name: "sharp mozjpeg", Format: "jpeg", Mozjpeg: true, Anchors: []string{"sharp jpeg"}},
	{Name: "sharp webp", Format: "webp"},
	{Name: "tintype jpg", Query: "fm=jpg", Anchors: []string{"sharp jpeg", "sharp mozjpeg"}},
	{Name: "tintype pjpg", Query: "fm=pjpg", Named: true, Anchors: []string{"sharp jpeg", "sharp mozjpeg"}},
	{Name: "tintype webp", Query: "fm=webp", Anchors: []string{"sharp webp"}},
	{Name: "sharp avif 0", Format: "avif", Effort: 0, Width: 720, Most: 80},
	{Name: "sharp avif 2", Format: "avif", Effort: 2, Width: 720, Most: 80},
	{Name: "sharp avif 4", Format: "avif", Effort: 4, Width: 720, Most: 80},
	{Name: "tintype avif", Query: "fm=avif", Width: 720, Most: 80, Anchors: []string{"sharp avif 0", "sharp avif 2", "sharp avif 4", "tintype webp"}},
}

// makes says whether an encoder is measured at a picture's width and a quality.
func (o options) makes(e encoder, p *picture, q int) bool {
	return o.everything || (e.Width == 0 || table.NearestWidth(p.W) == e.Width) && (e.Most == 0 || q <= e.Most)
}

func (e encoder) file(folder string, p *picture, q int) string {
	kind := e.Format
	if e.Mozjpeg {
		kind = "mozjpeg"
	}
	if e.Format == "avif" {
		kind += strconv.Itoa(e.Effort)
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
	Effort  int    `json:"effort"`
}

// sharp makes the files of those of sharp's encoders that are wanted and not there yet,
// or are of another version.
func sharp(o options, pictures []*picture) error {
	if err := sameVersion(o.folder); err != nil {
		return err
	}
	var jobs []job
	for _, p := range pictures {
		for _, e := range encoders {
			if e.Format == "" || !o.wants(e) {
				continue
			}
			for _, q := range o.qualities {
				j := job{p.file, e.file(o.folder, p, q), e.Format, q, e.Mozjpeg, e.Effort}
				if _, err := os.Stat(j.Out); err != nil && o.makes(e, p, q) {
					jobs = append(jobs, j)
				}
			}
		}
	}
	if len(jobs) == 0 {
		return nil
	}
	list := filepath.Join(o.folder, "jobs.json")
	b, err := json.Marshal(jobs)
	if err != nil {
		return err
	}
	if err := os.WriteFile(list, b, 0o666); err != nil {
		return err
	}
	cmd := exec.Command(o.node, "bench/looks/sharp.mjs", list)
	cmd.Stderr = os.Stderr
	return cmd.Run()
}

// sharpVersion is that of the module that makes sharp's files.
func sharpVersion() (string, error) {
	b, err := os.ReadFile("bench/node_modules/sharp/package.json")
	if err != nil {
		return "", err
	}
	var module struct {
		Version string `json:"version"`
	}
	return module.Version, json.Unmarshal(b, &module)
}

// sameVersion removes the files that another version of sharp made.
func sameVersion(folder string) error {
	version, err := sharpVersion()
	if err != nil {
		return err
	}
	name := filepath.Join(folder, "sharp.version")
	before, err := os.ReadFile(name)
	if err == nil && string(before) == version {
		return nil
	}
	if err == nil {
		for _, kind := range []string{"jpeg", "mozjpeg", "webp", "avif[0-9]"} {
			stale, err := filepath.Glob(filepath.Join(folder, "*."+kind+".*"))
			if err != nil {
				return err
			}
			for _, file := range stale {
				if err := os.Remove(file); err != nil {
					return err
				}
			}
		}
	}
	return os.WriteFile(name, []byte(version), 0o666)
}

// encode makes or reads a file of a picture.
func (e encoder) encode(folder string, p *picture, q int) ([]byte, error) {
	if e.Format != "" {
		return os.ReadFile(e.file(folder, p, q))
	}
	return engine.Do(p.png, fmt.Sprintf("%s&q=%d", e.Query, q))
}

// Command rd draws the curves of bytes against quality of our WebP encoder, at
// the effort that the package uses and at every other, and of libwebp's (cwebp,
// Debian's package webp), all from the same PNG files and decoded by
// golang.org/x/image/webp. It writes rd.json, which bench/report makes its table
// and plot of.
//
// Quality is of luma, 0 to 255 from black to white: PSNR-Y and SSIM as package
// bench/psnr has them, against the BT.601 luma of the PNG without rounding.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// qualities are those that curves have points at, and timed the one that time
// and bytes are told of.
var qualities = []int{40, 50, 60, 70, 80, 90}

const timed = 80

// results is rd.json.
type results struct {
	Date     string     `json:"date"`
	Commit   string     `json:"commit"`
	Cwebp    string     `json:"cwebp"` // its version
	Corpus   bool       `json:"corpus"`
	Pictures []result   `json:"pictures"`
	Efforts  []effort   `json:"efforts"`
	Lossless []lossless `json:"lossless"`
}

// result is one picture's two curves and what comes of them.
type result struct {
	Name    string  `json:"name"`
	W       int     `json:"w"`
	H       int     `json:"h"`
	Tintype []point `json:"tintype"`
	Libwebp []point `json:"libwebp"` // method 4
	SSIM    float64 `json:"bdSSIM"`  // ours to libwebp's, -0.03 for 3 % less
	PSNR    float64 `json:"bdPSNR"`
}

// point is one file of a curve.
type point struct {
	Q     int     `json:"q"`
	Bytes int     `json:"bytes"`
	PSNR  float64 `json:"psnr"`
	SSIM  float64 `json:"ssim"`
}

// effort is one way to encode, over all pictures.
type effort struct {
	Name    string  `json:"name"`
	Default bool    `json:"default"`
	MS      float64 `json:"ms"`    // of all pictures at q 80: ours in wasm, libwebp's native
	Bytes   int     `json:"bytes"` // of all pictures at q 80
	SSIM    float64 `json:"bdSSIM"`
	PSNR    float64 `json:"bdPSNR"` // means over the pictures, to libwebp's method 4
}

func main() {
	log.SetFlags(0)
	out := flag.String("o", "build/bench/rd.json", "where the results go")
	corpus := flag.String("corpus", "", "folder of real pictures; without it the generated ones are taken")
	samples := flag.String("testdata", "testdata", "the generated pictures")
	timing := flag.String("timing", "", "command that prints the times of our efforts for a list of PNG files")
	commit := flag.String("commit", "", "commit that is measured")
	flag.Parse()
	if err := run(*out, *corpus, *samples, *timing, *commit); err != nil {
		log.Fatal(err)
	}
}

func run(out, corpus, samples, timing, commit string) error {
	r := results{Date: time.Now().UTC().Format(time.DateOnly), Commit: commit, Corpus: corpus != ""}
	version, err := exec.Command("cwebp", "-version").Output()
	if err != nil {
		return fmt.Errorf("cwebp, of the package webp: %w", err)
	}
	r.Cwebp, _, _ = strings.Cut(string(version), "\n")
	folder, err := os.MkdirTemp("", "rd")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	pictures, err := prepare(folder, corpus, samples)
	if err != nil {
		return err
	}
	if err := r.lossy(pictures, timing); err != nil {
		return err
	}
	if r.Lossless, err = allLossless(folder, corpus, samples); err != nil {
		return err
	}
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o777); err != nil {
		return err
	}
	return os.WriteFile(out, append(b, '\n'), 0o666)
}

// lossy measures every encoder on every picture.
func (r *results) lossy(pictures []*picture, timing string) error {
	all := encoders()
	curves, err := allCurves(all, pictures)
	if err != nil {
		return err
	}
	anchor, ours := 0, 0
	for i, e := range all {
		total := effort{Name: e.name, Default: e.standard}
		for _, c := range curves[i] {
			for _, at := range c {
				if at.Q == timed {
					total.Bytes += at.Bytes
				}
			}
		}
		if e.standard && e.method < 0 {
			ours = i
		} else if e.standard {
			anchor = i
		}
		r.Efforts = append(r.Efforts, total)
	}
	for k, p := range pictures {
		one := result{Name: p.name, W: p.luma.W, H: p.luma.H, Tintype: curves[ours][k], Libwebp: curves[anchor][k]}
		for i := range all {
			ssim, psnr := deltas(curves[anchor][k], curves[i][k])
			r.Efforts[i].SSIM += ssim / float64(len(pictures))
			r.Efforts[i].PSNR += psnr / float64(len(pictures))
			if i == ours {
				one.SSIM, one.PSNR = ssim, psnr
			}
		}
		r.Pictures = append(r.Pictures, one)
	}
	return r.time(all, pictures, timing)
}

// allCurves makes the curves of each encoder for each picture, as many at once as there are
// processors.
func allCurves(all []encoder, pictures []*picture) ([][][]point, error) {
	curves := make([][][]point, len(all))
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failed error
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, e := range all {
		curves[i] = make([][]point, len(pictures))
		for k, p := range pictures {
			turn <- struct{}{}
			wg.Go(func() {
				defer func() { <-turn }()
				c, err := p.curve(e)
				mu.Lock()
				defer mu.Unlock()
				if curves[i][k] = c; err != nil {
					failed = fmt.Errorf("%s, %s: %w", p.name, e.name, err)
				}
			})
		}
	}
	wg.Wait()
	return curves, failed
}

// rounds of libwebp's times, of which the least counts.
const rounds = 5

// time asks cwebp, method by method in turn, and a program that runs in wasm,
// how long encoding takes.
func (r *results) time(all []encoder, pictures []*picture, timing string) error {
	if timing == "" {
		return nil
	}
	args := strings.Fields(timing)
	for _, p := range pictures {
		args = append(args, p.file)
		best := make([]float64, len(all))
		for i := range rounds * len(all) {
			e := all[i%len(all)]
			if e.method < 0 {
				continue
			}
			_, ms, err := p.libwebp(e.method, timed)
			if err != nil {
				return err
			}
			if b := &best[i%len(all)]; *b == 0 || ms < *b {
				*b = ms
			}
		}
		for i, ms := range best {
			r.Efforts[i].MS += ms
		}
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stderr = os.Stderr
	b, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%s: %w", timing, err)
	}
	var ours []float64
	if err := json.Unmarshal(bytes.TrimSpace(b), &ours); err != nil {
		return err
	}
	for i, ms := range ours {
		r.Efforts[i].MS = ms
	}
	return nil
}

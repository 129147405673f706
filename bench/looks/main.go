// Command looks measures what our encoders' files take at equal looks beside
// sharp's, all from the same PNG files: photographs and graphics at three widths, q
// 30 to 90. Looks are SSIMULACRA 2.1; butteraugli's 3-norm, PSNR-Y and SSIM stand
// beside it, so that nobody tunes to the blind spots of one metric. It writes
// looks.json and looks.svg and prints a summary.
//
//	go run ./bench/looks -corpus ../shared/corpus -only fit,photo -widths 320 -encoders 'tintype jpg'
package main

import (
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"tintype/bench/looks/table"
)

type options struct {
	out, folder, corpus, testdata, more, node, only, encoders, commit, scores, fit, fitted string
	widths, qualities                                                                      []int
	full, everything                                                                       bool
}

func main() {
	log.SetFlags(0)
	o := options{}
	flag.StringVar(&o.out, "o", "", "folder of looks.json and looks.svg; without it there is only the summary")
	flag.StringVar(&o.folder, "dir", "build/looks", "folder of the set and of sharp's files, which are kept")
	flag.StringVar(&o.corpus, "corpus", "", "folder of real photographs; without it generated ones are taken")
	flag.StringVar(&o.testdata, "testdata", "testdata", "the generated pictures")
	flag.StringVar(&o.more, "more", "", "folder with photos/ and drawn/, to fit what predicts scores with")
	flag.StringVar(&o.node, "node", "node", "Node with sharp")
	flag.StringVar(&o.only, "only", "", "only some of the set: fit, held, photographs, graphics or parts of names, all of which must hold")
	flag.StringVar(&o.encoders, "encoders", "", "names of encoders; all without it")
	flag.StringVar(&o.scores, "scores", "", "file of scores of every format at qualities on its own scale, which is all that is then made")
	flag.StringVar(&o.fit, "fit", "", "files of -scores that the numbers of transform/internal/looks are made of, and all that is done")
	flag.StringVar(&o.fitted, "fitted", "", "files of -scores; what the engine makes of those numbers is printed")
	flag.StringVar(&o.commit, "commit", "", "commit that is measured")
	flag.BoolVar(&o.full, "full", false, "butteraugli where butteraugli_main is installed, PSNR-Y and SSIM, too")
	flag.BoolVar(&o.everything, "everything", false, "AVIF at all widths and qualities")
	w := flag.String("widths", "320,720,1600", "widths")
	q := flag.String("q", "30,40,50,60,70,80,90", "qualities")
	flag.Parse()
	o.widths, o.qualities = numbers(*w), numbers(*q)
	if err := run(o); err != nil {
		log.Fatal(err)
	}
}

// wants says whether an encoder is asked for, or is what one that is asked for is compared
// with.
func (o options) wants(e encoder) bool {
	if o.encoders == "" {
		return !e.Named
	}
	asked := strings.Split(o.encoders, ",")
	return slices.Contains(asked, e.Name) || slices.ContainsFunc(encoders, func(of encoder) bool {
		return slices.Contains(asked, of.Name) && slices.Contains(of.Anchors, e.Name)
	})
}

func numbers(list string) (out []int) {
	for _, s := range strings.Split(list, ",") {
		n, err := strconv.Atoi(s)
		if err != nil {
			log.Fatalf("number: got %q", s)
		}
		out = append(out, n)
	}
	return out
}

func run(o options) error {
	if err := os.MkdirAll(o.folder, 0o777); err != nil {
		return err
	}
	switch {
	case o.fit != "":
		return fit(o, strings.Split(o.fit, ","))
	case o.fitted != "":
		return fitted(o, strings.Split(o.fitted, ","))
	}
	pictures, err := prepare(o.folder, o.corpus, o.testdata, o.more, o.only, o.widths, o.scores != "")
	if err != nil {
		return err
	}
	if o.scores != "" {
		return scores(o, pictures, o.scores)
	}
	if err := sharp(o, pictures); err != nil {
		return err
	}
	r := &table.Results{Date: time.Now().UTC().Format(time.DateOnly), Commit: o.commit, Corpus: o.corpus != "", Qualities: o.qualities}
	if r.Sharp, err = sharpVersion(); err != nil {
		return err
	}
	for _, e := range encoders {
		if !o.wants(e) {
			continue
		}
		for _, anchor := range e.Anchors {
			r.Pairs = append(r.Pairs, [2]string{e.Name, anchor})
		}
	}
	butter := false
	if _, err := exec.LookPath("butteraugli_main"); err == nil {
		butter = o.full
	}
	if r.Pictures, err = files(o, butter, pictures); err != nil {
		return err
	}
	r.Compare()
	summary(os.Stdout, r)
	if o.full && !butter {
		fmt.Println("No second opinion: butteraugli_main (Debian: libjxl-devtools) is not installed.")
	}
	if o.out == "" {
		return nil
	}
	if err := r.Write(filepath.Join(o.out, "looks.json")); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(o.out, "looks.svg"), plot(r), 0o666)
}

// files measures the files of all pictures, some pictures at once, the largest first: the
// smaller ones fill the time in which the last is measured.
func files(o options, butter bool, pictures []*picture) ([]*table.Picture, error) {
	kept, err := openKept(filepath.Join(o.folder, "measured.jsonl"))
	if err != nil {
		return nil, err
	}
	defer kept.file.Close()
	found := make([]*table.Picture, len(pictures))
	order := make([]int, len(pictures))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return pictures[b].W*pictures[b].H - pictures[a].W*pictures[a].H })
	err = each(order, func(i int) (err error) {
		j := &judge{p: pictures[i], folder: o.folder, kept: kept, full: o.full, butter: butter}
		found[i], err = filesOf(o, j)
		return err
	})
	return found, err
}

// each calls f for each of a list, as many at once as there are processors, in the list's
// order. Of errors it returns one.
func each[T any](list []T, f func(T) error) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failed error
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, one := range list {
		turn <- struct{}{}
		wg.Go(func() {
			defer func() { <-turn }()
			if err := f(one); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed = err
			}
		})
	}
	wg.Wait()
	return failed
}

func filesOf(o options, j *judge) (*table.Picture, error) {
	p := j.p
	out := &table.Picture{Group: p.group, Name: p.name, Held: p.held, W: p.W, H: p.H, Files: map[string]*table.Series{}}
	for _, e := range encoders {
		if !o.wants(e) {
			continue
		}
		s := &table.Series{}
		for i, q := range o.qualities {
			if !o.makes(e, p, q) {
				continue
			}
			file, err := e.encode(o.folder, p, q)
			if err != nil {
				return nil, fmt.Errorf("%s, %s, q %d: %w", p, e.Name, q, err)
			}
			second := i%2 == 0 // which takes most of the time, and four points are enough for a curve
			m, err := j.measure(file, second)
			if err != nil {
				return nil, fmt.Errorf("%s, %s, q %d: %w", p, e.Name, q, err)
			}
			s.Q, s.Bytes, s.Score = append(s.Q, q), append(s.Bytes, len(file)), append(s.Score, rounded(m.Score, 1e2))
			if j.full {
				s.PSNR, s.SSIM = append(s.PSNR, rounded(*m.PSNR, 1e2)), append(s.SSIM, rounded(*m.SSIM, 1e5))
			}
			if j.butter {
				s.Butter = append(s.Butter, 0)
				if second {
					s.Butter[len(s.Butter)-1] = rounded(*m.Butter, 1e4)
				}
			}
		}
		if s.Q != nil {
			out.Files[e.Name] = s
		}
	}
	return out, nil
}

func rounded(v, to float64) float64 { return math.Round(v*to) / to }

// Command looks measures what our encoders' files take at equal looks beside
// sharp's, all from the same PNG files: photographs and graphics at three widths, q
// 30 to 90. Looks are SSIMULACRA 2.1; butteraugli's 3-norm, PSNR-Y and SSIM stand
// beside it, so that nobody tunes to the blind spots of one metric. It writes
// looks.json and looks.svg and prints a summary.
//
//	go run ./bench/looks -corpus ../shared/corpus -only fit,photo -widths 320 -encoders 'tintype jpg'
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// results is looks.json.
type results struct {
	Date      string  `json:"date"`
	Commit    string  `json:"commit"`
	Corpus    bool    `json:"corpus"`
	Butter    bool    `json:"butteraugli"`
	Qualities []int   `json:"qualities"`
	Curves    []curve `json:"curves"`
	Rates     []rate  `json:"rates"`
}

// curve is what one encoder makes of one picture.
type curve struct {
	Group   string  `json:"group"`
	Name    string  `json:"name"`
	Held    bool    `json:"held"`
	W       int     `json:"w"`
	H       int     `json:"h"`
	Encoder string  `json:"encoder"`
	Points  []point `json:"points"`
}

type options struct {
	out, folder, corpus, testdata, more, node, only, encoders, commit, scores, fit, fitted string
	widths, qualities                                                                      []int
	full                                                                                   bool
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
	asked := strings.Split(o.encoders, ",")
	return o.encoders == "" || slices.Contains(asked, e.Name) || slices.ContainsFunc(encoders, func(of encoder) bool {
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
	r := results{Date: time.Now().UTC().Format(time.DateOnly), Commit: o.commit, Corpus: o.corpus != "", Qualities: o.qualities}
	if _, err := exec.LookPath("butteraugli_main"); err == nil {
		r.Butter = o.full
	} else if o.full {
		log.Print("not measured: butteraugli, for butteraugli_main (Debian: libjxl-devtools) is not installed")
	}
	if r.Curves, err = curves(o, r.Butter, pictures); err != nil {
		return err
	}
	r.Rates = rates(r.Curves, r.Butter, o.full)
	summary(os.Stdout, &r)
	if o.out == "" {
		return nil
	}
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(o.out, "looks.json"), append(b, '\n'), 0o666); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(o.out, "looks.svg"), plot(&r), 0o666)
}

// curves makes the curves of all pictures, some at once.
func curves(o options, butter bool, pictures []*picture) ([]curve, error) {
	kept := openStore(filepath.Join(o.folder, "sharp.json"), butter, o.full)
	found := make([][]curve, len(pictures))
	errs := make([]error, len(pictures))
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for i, p := range pictures {
		wg.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			found[i], errs[i] = curvesOf(o, kept, butter, p)
		})
	}
	wg.Wait()
	if err := kept.save(); err != nil {
		return nil, err
	}
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", pictures[i], err)
		}
	}
	return slices.Concat(found...), nil
}

func curvesOf(o options, kept *store, butter bool, p *picture) (list []curve, err error) {
	j := newJudge(p, o.folder, o.full, butter)
	for _, e := range encoders {
		if !o.wants(e) {
			continue
		}
		c := curve{p.group, p.name, p.held, p.W, p.H, e.Name, nil}
		for _, q := range o.qualities {
			if !e.makes(p, q) {
				continue
			}
			key := fmt.Sprint(p, " ", e.Name, " ", q)
			at, ok := kept.get(key)
			if !ok || e.Query != "" {
				file, err := e.encode(o.folder, p, q)
				if err != nil {
					return nil, err
				}
				if at, err = j.point(q, file); err != nil {
					return nil, fmt.Errorf("%s, q %d: %w", e.Name, q, err)
				}
				if e.Format != "" {
					kept.put(key, at)
				}
			}
			c.Points = append(c.Points, at)
		}
		if c.Points != nil {
			list = append(list, c)
		}
	}
	return list, nil
}

// store keeps the points of sharp's files from one run to the next.
type store struct {
	sync.Mutex
	name   string
	points map[string]point
}

func openStore(name string, butter, full bool) *store {
	if butter {
		name += ".butter"
	} else if full {
		name += ".full"
	}
	s := &store{name: name, points: map[string]point{}}
	if b, err := os.ReadFile(name); err == nil {
		json.Unmarshal(b, &s.points)
	}
	return s
}

func (s *store) get(key string) (point, bool) {
	s.Lock()
	defer s.Unlock()
	p, ok := s.points[key]
	return p, ok
}

func (s *store) put(key string, p point) {
	s.Lock()
	defer s.Unlock()
	s.points[key] = p
}

func (s *store) save() error {
	b, err := json.Marshal(s.points)
	if err != nil {
		return err
	}
	return os.WriteFile(s.name, b, 0o666)
}

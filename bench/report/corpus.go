package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
)

// corpusResults is corpus.json as corpus.mjs writes it.
type corpusResults struct {
	Date    string         `json:"date"`
	Commit  string         `json:"commit"`
	Corpus  bool           `json:"corpus"`
	Width   int            `json:"width"`
	Rounds  int            `json:"rounds"`
	Seconds int            `json:"seconds"`
	Unread  map[string]int `json:"unread"` // files that one of the two refuses, by which
	Files   []corpusFile   `json:"files"`
}

// corpusFile has, for each output, tintype's and sharp's milliseconds, then bytes.
type corpusFile struct {
	Group   string                `json:"group"`
	Name    string                `json:"name"`
	Outputs map[string][4]float64 `json:"outputs"`
}

// corpusOutputs are the outputs in the order of the tables.
var corpusOutputs = []struct{ key, name string }{
	{"jpg", "JPEG"}, {"webp", "WebP"}, {"png", "PNG"}, {"lossless", "lossless WebP"}, {"png8", "PNG8"},
}

// A file is slow that takes slowRatio of sharp's time and slowMS, and behind that
// takes behindRatio of it.
const (
	slowRatio, slowMS = 1.5, 20
	behindRatio       = 1.2
	nWorst            = 10
)

// readCorpus returns nil where the file is not there.
func readCorpus(name string) (*corpusResults, error) {
	b, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	r := &corpusResults{}
	return r, json.Unmarshal(b, r)
}

// A corpusRow is a file in one format.
type corpusRow struct {
	name string
	v    [4]float64
}

func (r corpusRow) ratio() float64 { return r.v[0] / r.v[1] }

// rows are those of the graphics, or of all other files, the slowest beside sharp
// first.
func (r *corpusResults) rows(output string, graphics bool) (list []corpusRow) {
	for _, f := range r.Files {
		if v, ok := f.Outputs[output]; ok && v[0] > 0 && v[1] > 0 && (f.Group == "graphics") == graphics {
			list = append(list, corpusRow{f.Name, v})
		}
	}
	slices.SortStableFunc(list, func(a, b corpusRow) int {
		switch {
		case a.ratio() > b.ratio():
			return -1
		case a.ratio() < b.ratio():
			return 1
		}
		return 0
	})
	return list
}

// corpusSummary is what rows come to.
type corpusSummary struct {
	mean          float64 // geometric, of the ratios of times
	behind, slow  int
	bytes, sharps float64
}

func summarize(rows []corpusRow) (s corpusSummary) {
	for _, r := range rows {
		s.mean += math.Log(r.ratio()) / float64(len(rows))
		if r.ratio() > behindRatio {
			s.behind++
		}
		if r.ratio() > slowRatio && r.v[0] > slowMS {
			s.slow++
		}
		s.bytes += r.v[2]
		s.sharps += r.v[3]
	}
	s.mean = math.Exp(s.mean)
	return s
}

// corpus is the section of every file in reach and of graphics.
func (p *page) corpus(r *corpusResults) {
	if r == nil {
		return
	}
	p.line("\n## Every file, and graphics\n")
	what := "Every picture of testdata"
	if r.Corpus {
		what = "Every picture of the corpus and of testdata"
	}
	p.line("%s that both can read (sharp refuses %d more, tintype %d), at most %d wide, both warm and on one processor, in turns, %d rounds;", what, r.Unread["sharp"], r.Unread["tintype"], r.Width, r.Rounds)
	p.line("a time is the mean of the lower half of its calls. Commit %s, %s. Most of these files are small: what is measured is what every call costs.", r.Commit, r.Date[:10])
	p.line("Animations stay animations in WebP, for both, and are their first picture in JPEG and PNG, since sharp writes no moving PNG.")
	if n := r.Unread["sizes"]; n > 0 {
		p.line("Left out: %d that are pictures of different sizes to the two (a GIF whose screen is larger than its frames).", n)
	}
	p.line("")
	p.row("output", "files", "**time, geometric mean**", fmt.Sprintf("over %g", behindRatio), fmt.Sprintf("over %g and %d ms", slowRatio, int(slowMS)), "bytes")
	p.row("---", "--:", "--:", "--:", "--:", "--:")
	for _, o := range corpusOutputs {
		rows := r.rows(o.key, false)
		if len(rows) == 0 {
			continue
		}
		s := summarize(rows)
		p.row(o.name, fmt.Sprint(len(rows)), fmt.Sprintf("**%.2f**", s.mean), fmt.Sprint(s.behind), fmt.Sprint(s.slow), ratio(s.bytes, s.sharps))
	}
	p.worst(r)
	p.graphics(r)
}

// worst lists the files that take the most of sharp's time and are not over in a
// moment.
func (p *page) worst(r *corpusResults) {
	type named struct {
		corpusRow
		output string
	}
	var all []named
	for _, o := range corpusOutputs {
		for _, row := range r.rows(o.key, false) {
			if row.v[0] >= slowMS/4 {
				all = append(all, named{row, o.name})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b named) int { return int(math.Round(1e6 * (b.ratio() - a.ratio()))) })
	p.line("\nThe worst of those that take %d ms or more:\n", slowMS/4)
	p.row("file", "output", "tintype ms", "sharp ms", "ratio", "bytes")
	p.row("---", "---", "--:", "--:", "--:", "--:")
	for _, w := range all[:min(len(all), nWorst)] {
		p.row(w.name, w.output, fmt.Sprintf("%.1f", w.v[0]), fmt.Sprintf("%.1f", w.v[1]), fmt.Sprintf("%.2f", w.ratio()), ratio(w.v[2], w.v[3]))
	}
}

// graphics is the table of what sites serve beside photographs.
func (p *page) graphics(r *corpusResults) {
	p.line("\nGraphics 1200 wide, drawn by `bench/graphics`, to %d wide: time as a ratio to sharp's, and in brackets bytes.\n", r.Width)
	heads, lines := []string{"source"}, []string{"---"}
	sums := []string{"**geometric mean**"}
	for _, o := range corpusOutputs {
		s := summarize(r.rows(o.key, true))
		heads, lines = append(heads, o.name), append(lines, "--:")
		sums = append(sums, fmt.Sprintf("**%.2f** (%s)", s.mean, ratio(s.bytes, s.sharps)))
	}
	p.row(heads...)
	p.row(lines...)
	for _, f := range r.Files {
		if f.Group != "graphics" {
			continue
		}
		cells := []string{f.Name}
		for _, o := range corpusOutputs {
			v := f.Outputs[o.key]
			cells = append(cells, fmt.Sprintf("%s (%s)", ratio(v[0], v[1]), ratio(v[2], v[3])))
		}
		p.row(cells...)
	}
	p.row(sums...)
}

// Command bounds does what every encoder, decoder and operation has to do with
// pictures that some stage may find hard, and prints how many basic blocks of the
// engine ran: work that is counted, whatever else the machine does. It has to be
// built with
//
//	go build -cover -covermode=atomic -coverpkg=tintype/transform/...,tintype/bench/bounds
//
// and run with GOCOVERDIR set; its tests do that. With -mode gaps and -dump the
// counters around the longest work between two polls are kept, which go tool
// covdata debugdump tells the functions of.
package main

import (
	"encoding/json"
	"flag"
	"log"
	"os"
	"slices"
	"strings"
)

// A figure is what one stage did with one picture, in basic blocks.
type figure struct {
	Stage   string
	Content string
	Side    int   // pixels
	Blocks  int64 // in all
	Polls   int   // how often it was asked to go on
	Gap     int64 // the most between two of these
	Err     string
}

func main() {
	only := flag.String("stages", "", "list of stages with semicolons between; all where it is empty")
	mode := flag.String("mode", "growth", "growth, gaps or list")
	part := flag.Int("part", 0, "which of some parts of the stages")
	parts := flag.Int("parts", 1, "how many parts there are")
	flag.Parse()
	if *mode != "list" {
		findOwn()
	}
	out := json.NewEncoder(os.Stdout)
	for i := range stages {
		s := &stages[i]
		if *only != "" && !slices.Contains(strings.Split(*only, ";"), s.name) || i%*parts != *part {
			continue
		}
		switch *mode {
		case "list":
			out.Encode(figure{Stage: s.name, Content: s.query})
		case "growth":
			for _, f := range s.growth() {
				out.Encode(f)
			}
		case "gaps":
			out.Encode(s.run(photograph, s.gapSide(), true))
		default:
			log.Fatal("mode: got ", *mode)
		}
	}
}

var dump = flag.String("dump", "", "folder for the counters around the longest gap")

func write(folder, name string, b []byte) {
	os.MkdirAll(folder, 0o755)
	if err := os.WriteFile(folder+"/"+name, b, 0o644); err != nil {
		log.Fatal(err)
	}
}

// Sides of pictures in pixels: the smaller of two of which one has four times the
// pixels, and that whose longest work between two polls is looked for.
const (
	usualSide = 64
	longSide  = 1024
	shortSide = 512 // of stages that have a side of their own
)

// growth does every content at two sizes, the photograph first.
func (s *stage) growth() (all []figure) {
	side := s.smaller()
	for _, c := range append([]content{photograph}, contents...) {
		if s.few == nil || slices.Contains(s.few, c.name) {
			all = append(all, s.run(c, side, false), s.run(c, 2*side, false))
		}
	}
	if s.wide {
		for _, c := range periods() {
			all = append(all, s.run(c, 2*side, false))
		}
	}
	return all
}

// run does one picture, if polled asking at every poll how much was done since.
func (s *stage) run(c content, side int, polled bool) figure {
	f := figure{Stage: s.name, Content: c.name, Side: side}
	source := s.source(c.paint(side, side))
	begin := executed()
	last := begin
	var name string
	var before, to []byte
	look := func() {
		now := executed()
		longer := now-last > f.Gap && before != nil
		f.Gap = max(f.Gap, now-last)
		if *dump != "" {
			name, to = snapshot()
			if longer {
				write(*dump+"/from", name, before)
				write(*dump+"/to", name, to)
			}
		}
		last, before = now, to
	}
	if polled {
		look()
		f.Gap = 0
	}
	poll := func() error {
		f.Polls++
		if polled {
			look()
		}
		return nil
	}
	_, err := transformed(source, s.query, poll)
	f.Blocks = executed() - begin
	if polled {
		look()
	}
	if err != nil && !unfit(err) {
		f.Err = err.Error()
	}
	return f
}

package main

import (
	"fmt"
	"io"
	"math"

	"tintype/bench/looks/table"
)

// groups are those that bytes at equal looks are told of.
var groups = []string{"photographs", "graphics"}

// summary prints, for each encoder and what it is compared with, the means of a group, of
// what is held out of it and of each width, by every metric; then what loses by the first
// two, and how scores at equal q differ.
func summary(w io.Writer, r *table.Results) {
	for i, pair := range r.Pairs {
		for _, group := range groups {
			if r.Of(i, group, table.First).N == 0 {
				continue
			}
			fmt.Fprintf(w, "%s against %s, %s:\n", pair[0], pair[1], group)
			for _, m := range table.Metrics {
				meanLine(w, m, r.Of(i, group, m))
			}
			if group == "graphics" { // which are few and unlike one another
				eachLine(w, r, i, group)
			}
			losingLine(w, r, i, group)
			offsetLine(w, r, i, group)
		}
	}
}

func meanLine(w io.Writer, metric string, m table.Mean) {
	if m.N == 0 {
		return
	}
	fmt.Fprintf(w, "  %-12s %+6.2f %% of %d (", metric, 100*m.All, m.N)
	if !math.IsNaN(m.Held) {
		fmt.Fprintf(w, "held out %+.2f; ", 100*m.Held)
	}
	for _, k := range table.Widths {
		if v, ok := m.ByWidth[k]; ok {
			fmt.Fprintf(w, "%d %+.2f; ", k, 100*v)
		}
	}
	fmt.Fprintf(w, "worst %s %+.1f)\n", m.Name, 100*m.Worst)
}

func eachLine(w io.Writer, r *table.Results, i int, group string) {
	fmt.Fprint(w, "  each:")
	for _, p := range r.Pictures {
		if p.Group == group && p.Rates[i] != nil && p.Rates[i][0] != nil {
			fmt.Fprintf(w, " %s %+.1f", p, 100**p.Rates[i][0])
		}
	}
	fmt.Fprintln(w)
}

func losingLine(w io.Writer, r *table.Results, i int, group string) {
	names, n := r.Losing(i, group)
	if n == 0 {
		fmt.Fprintf(w, "  no second opinion: %s was not measured (-full, with butteraugli_main of Debian's libjxl-devtools)\n", table.Second)
		return
	}
	fmt.Fprintf(w, "  more than %.0f %% larger by both %s and %s: %d of %d", 100*table.Loss, table.First, table.Second, len(names), n)
	for k, name := range names {
		fmt.Fprint(w, []string{": ", ", "}[min(k, 1)], name)
	}
	fmt.Fprintln(w)
}

func offsetLine(w io.Writer, r *table.Results, i int, group string) {
	fmt.Fprint(w, "  score at equal q less the anchor's:")
	for _, q := range r.Qualities {
		if v, ok := r.Offset(i, group, q); ok {
			fmt.Fprintf(w, " %d: %+.1f", q, v)
		}
	}
	fmt.Fprintln(w)
}

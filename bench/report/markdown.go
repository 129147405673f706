package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"tintype/bench/looks/table"
)

// CloudFront's prices for Lambda@Edge, dollars.
const (
	pricePerMillion  = 0.60
	pricePerGBSecond = 0.00005001
	billedGB         = 1769.0 / 1024 // the memory that comes with one whole vCPU
)

// coldShare is the part of misses that is assumed to start a new process.
const coldShare = 0.02

type page struct{ bytes.Buffer }

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

func (p *page) row(cells ...string) { p.line("| %s |", strings.Join(cells, " | ")) }

func markdown(r *results, growth []grown, rd *rdResults, equal *table.Results, files *corpusResults, kernels, previous string) ([]byte, error) {
	p := &page{}
	p.line("# Results\n")
	p.line("Measured %s on commit %s. %s, %d cores, %.0f GB; Node %s and %s. Peers: %s.", r.Date[:10], r.Commit,
		r.Machine.CPU, r.Machine.Cores, float64(r.Machine.Memory)/(1<<30), r.Node["24"], r.Node["22"], versions(r))
	p.line("tintype runs from its unzipped package. sharp: concurrency 1, cache off. Every contender has one process for all tasks, and halfway a new one. It")
	p.method(r.Least > 0)
	p.line("*Of pairs* is what a call and one of sharp's in the same turn give, the geometric mean without the eighth at either end: the machine as it was, as is p95.")
	if !r.Corpus {
		p.line("**The sources are the project's generated pictures, not photographs.**")
	}
	p.line("\nReproduce: `make bench` (all, about %.0f minutes), `make bench TASKS=photo-720-jpeg CONTENDERS=tintype,sharp`.", r.Seconds/60+2)
	p.line("\n![warm time by task](warm.svg)\n\n![package and cold first answer](cold.svg)")
	p.warm(r, "Node 24, warm", "tintype", "sharp")
	p.warm(r, "Node 22, warm", "tintype-node22", "sharp-node22")
	p.warm(r, "The Go library, native with vectors, warm", "tintype-native", "sharp")
	p.warm(r, "The package's module in wazero, warm", "tintype-wazero", "sharp")
	p.corpus(files)
	p.cold(r)
	p.cost(r)
	if previous != "" {
		before, err := readResults(previous)
		if err != nil {
			return nil, err
		}
		p.agree(before, r)
	}
	p.scaling(growth)
	p.looks(equal, r)
	p.rd(rd)
	p.everyone(r)
	err := p.kernels(kernels)
	return p.Bytes(), err
}

// method says what a time is, by whether the neighbors were measured.
func (p *page) method(measured bool) {
	if !measured {
		p.line("takes turns with sharp, a few calls each, of which the first does not count. **Neighbors of the processor were not measured**, for want of taskset:")
		p.line("**ms** is the mean of the lower half of the calls, on all processors, and a **ratio** is to native sharp's, below 1 is better.")
		return
	}
	p.line("takes turns with sharp, a few calls each, of which the first does not count; all share one processor, as one request on one vCPU. A machine that is")
	p.line("shared is slower for milliseconds or minutes, by up to a half and not for all alike, and its own counters do not tell: so a small piece of work")
	p.line("measures it, 250 times a second. **ms** and **ratio** (to native sharp, below 1 is better) are of a machine that nobody else uses, by how each")
	p.line("contender's calls grow with what was measured meanwhile (RATIONALE.md).")
}

func versions(r *results) string {
	var list []string
	for _, n := range []string{"sharp", "@img/sharp-wasm32", "wasm-vips", "@jsquash/jpeg", "@silvia-odwyer/photon-node", "jimp"} {
		list = append(list, n+" "+r.Versions[n])
	}
	return strings.Join(list, ", ")
}

func ratio(a, b float64) string {
	if a == 0 || b == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", a/b)
}

// warm is the table of the two that matter, with everything that is judged.
func (p *page) warm(r *results, title, ours, theirs string) {
	if !slices.ContainsFunc(r.Tasks, func(t task) bool { return t.Results[ours] != nil && !t.Results[ours].Skip }) {
		return
	}
	p.line("\n## %s\n", title)
	p.row("task", "tintype ms", "p95", "sharp ms", "p95", "**ratio**", "of pairs", "peak RSS", "bytes", "PSNR-Y dB", "SSIM")
	p.row("---", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:")
	for i := range r.Tasks {
		t := &r.Tasks[i]
		a, b := t.Results[ours], t.Results[theirs]
		if a == nil || b == nil || a.Skip || b.Skip {
			continue
		}
		q := []string{"–", "–"}
		if a.Quality != nil && b.Quality != nil {
			q[0] = fmt.Sprintf("%.2f (%+.2f)", a.Quality.PSNR, a.Quality.PSNR-b.Quality.PSNR)
			q[1] = fmt.Sprintf("%.4f (%+.4f)", a.Quality.SSIM, a.Quality.SSIM-b.Quality.SSIM)
		}
		p.row(t.Name, fmt.Sprintf("%.1f", a.undisturbed()), fmt.Sprintf("%.1f", quantile(a.MS, 0.95)),
			fmt.Sprintf("%.1f", b.undisturbed()), fmt.Sprintf("%.1f", quantile(b.MS, 0.95)),
			"**"+ratio(t.ratio(ours), 1)+"**", ratio(a.pairs(), 1), ratio(float64(a.RSS), float64(b.RSS)),
			fmt.Sprintf("%d (%s)", a.Bytes, ratio(float64(a.Bytes), float64(b.Bytes))), q[0], q[1])
	}
	p.line("\nIn brackets: the difference to sharp, for bytes the ratio. RSS is the peak of a process that makes ten pictures (of the other contenders: up to ten), as a ratio.")
}

// coldRuns tells how many new processes a contender had, tintype and sharp and the others.
func (r *results) coldRuns() string {
	var ours, others int
	for i := range r.Tasks {
		for n, one := range r.Tasks[i].Results {
			if one.Cold == nil {
				continue
			}
			runs := &others
			if strings.HasPrefix(n, "tintype") || n == sharpOf(n) {
				runs = &ours
			}
			*runs = max(*runs, len(one.Cold.Whole))
		}
	}
	if others == 0 {
		return fmt.Sprint(ours)
	}
	return fmt.Sprintf("%d (others: %d)", ours, others)
}

// cold is what a new process needs.
func (p *page) cold(r *results) {
	p.line("\n## Cold: a new process up to its first answer\n")
	p.line("On all processors, begun when nobody disturbs where that could be waited for; contenders and tasks take turns. The mean of the quickest third of")
	p.line("%s; the parts are medians.\n", r.coldRuns())
	p.row("task", "contender", "whole ms", "ratio", "load", "first call", "second call", "package, zipped")
	p.row("---", "---", "--:", "--:", "--:", "--:", "--:", "--:")
	for i := range r.Tasks {
		t := &r.Tasks[i]
		for _, n := range names(t) {
			c := t.Results[n].Cold
			if c == nil {
				continue
			}
			size := "–"
			if b := r.Zipped[strings.TrimSuffix(n, "-node22")]; b > 0 {
				size = fmt.Sprintf("%.2f MB", float64(b)/1e6)
			}
			p.row(t.Name, n, fmt.Sprintf("%.0f", c.whole()), ratio(t.coldRatio(n), 1), fmt.Sprintf("%.0f", median(c.Load)),
				fmt.Sprintf("%.0f", median(c.First)), fmt.Sprintf("%.0f", median(c.Second)), size)
		}
	}
}

func sharpOf(name string) string {
	if strings.HasSuffix(name, "-node22") {
		return "sharp-node22"
	}
	return "sharp"
}

// cost is what a million misses cost at one vCPU.
func (p *page) cost(r *results) {
	p.line("\n## A million misses\n")
	p.line("At 1,769 MB (one vCPU), $%.2f a million calls and $%.8f a GB-second, %.0f %% of the misses cold. Fetching from S3 not counted.\n",
		pricePerMillion, pricePerGBSecond, 100*coldShare)
	p.row("task", "contender", "dollars")
	p.row("---", "---", "--:")
	for i := range r.Tasks {
		t := &r.Tasks[i]
		for _, n := range names(t) {
			x := t.Results[n]
			if x.Cold == nil || x.undisturbed() == 0 {
				continue
			}
			seconds := ((1-coldShare)*x.undisturbed() + coldShare*x.Cold.whole()) / 1000
			p.row(t.Name, n, fmt.Sprintf("%.2f", pricePerMillion+1e6*seconds*billedGB*pricePerGBSecond))
		}
	}
}

// everyone lists all contenders on all tasks: losing rows stay in.
func (p *page) everyone(r *results) {
	p.line("\n## Every contender\n")
	p.row("task", "contender", "ms", "p95", "ratio", "peak RSS MB", "bytes", "PSNR-Y", "SSIM")
	p.row("---", "---", "--:", "--:", "--:", "--:", "--:", "--:", "--:")
	for i := range r.Tasks {
		t := &r.Tasks[i]
		for _, n := range names(t) {
			x := t.Results[n]
			if x.Skip && strings.HasPrefix(n, "sharp-avif") {
				continue // they are for AVIF alone
			}
			if x.Skip {
				p.row(t.Name, n, "cannot", "", "", "", "", "", "")
				continue
			}
			share := t.ratio(n)
			if n == sharpOf(n) {
				share = 1
			}
			q := []string{"–", "–"}
			if x.Quality != nil {
				q = []string{fmt.Sprintf("%.2f", x.Quality.PSNR), fmt.Sprintf("%.4f", x.Quality.SSIM)}
			} else if x.Error != "" {
				q[0] = x.Error
			}
			p.row(t.Name, n, fmt.Sprintf("%.1f", x.undisturbed()), fmt.Sprintf("%.1f", quantile(x.MS, 0.95)), ratio(share, 1),
				fmt.Sprintf("%.0f", float64(x.RSS)/1e6), fmt.Sprint(x.Bytes), q[0], q[1])
		}
	}
	p.line("\nEach task in a sentence:\n")
	for _, t := range r.Tasks {
		p.line("- `%s`: %s (`%s?%s`)", t.Name, t.Sentence, t.Source, t.Query)
	}
}

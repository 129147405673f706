package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// readResults reads the raw results of a run.
func readResults(name string) (*results, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var r results
	if err := json.Unmarshal(b, &r); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &r, nil
}

// agreement is one ratio to native sharp in two runs.
type agreement struct {
	task, contender string
	before, now     float64
}

// change is how far the greater of the two ratios is above the smaller, as a
// fraction.
func (a agreement) change() float64 {
	return max(a.before, a.now)/min(a.before, a.now) - 1
}

// agreements pairs the ratios that two runs have in common, warm ones or cold ones.
func agreements(before, now *results, ratio func(t *task, name string) float64) (list []agreement) {
	earlier := map[string]*task{}
	for i := range before.Tasks {
		earlier[before.Tasks[i].Name] = &before.Tasks[i]
	}
	for i := range now.Tasks {
		t := &now.Tasks[i]
		for _, n := range names(t) {
			if earlier[t.Name] == nil {
				continue
			}
			a := agreement{t.Name, n, ratio(earlier[t.Name], n), ratio(t, n)}
			if n != sharpOf(n) && a.before > 0 && a.now > 0 {
				list = append(list, a)
			}
		}
	}
	return list
}

// agree is the table of two runs, one after the other.
func (p *page) agree(before, now *results) {
	p.line("\n## Two runs\n")
	p.line("The run before (commit %s, `results-previous.json`) and this one: ratios to native sharp.\n", before.Commit)
	warm, cold := agreements(before, now, (*task).ratio), agreements(before, now, (*task).coldRatio)
	p.row("ratios", "number", "mean difference", "furthest", "beyond 10 %")
	p.row("---", "--:", "--:", "---", "--:")
	p.summary("warm, tintype", chosen(warm, true))
	p.summary("warm, the others", chosen(warm, false))
	p.summary("cold, tintype", chosen(cold, true))
	p.summary("cold, the others", chosen(cold, false))
	p.line("")
	p.row("task", "contender", "before", "now", "apart")
	p.row("---", "---", "--:", "--:", "--:")
	for _, a := range warm {
		p.row(a.task, a.contender, fmt.Sprintf("%.3f", a.before), fmt.Sprintf("%.3f", a.now), fmt.Sprintf("%.1f %%", 100*a.change()))
	}
	for _, a := range cold {
		p.row(a.task+", cold", a.contender, fmt.Sprintf("%.3f", a.before), fmt.Sprintf("%.3f", a.now), fmt.Sprintf("%.1f %%", 100*a.change()))
	}
}

// chosen are tintype's ratios, or the others'.
func chosen(list []agreement, ours bool) (kept []agreement) {
	for _, a := range list {
		if strings.HasPrefix(a.contender, "tintype") == ours {
			kept = append(kept, a)
		}
	}
	return kept
}

// summary is a row about some ratios.
func (p *page) summary(what string, list []agreement) {
	if len(list) == 0 {
		return
	}
	worst, beyond, sum := list[0], 0, 0.0
	for _, a := range list {
		if a.change() > worst.change() {
			worst = a
		}
		if a.change() > 0.1 {
			beyond++
		}
		sum += a.change()
	}
	p.row(what, fmt.Sprint(len(list)), fmt.Sprintf("%.1f %%", 100*sum/float64(len(list))),
		fmt.Sprintf("%s on %s, %.1f %%", worst.contender, worst.task, 100*worst.change()), fmt.Sprint(beyond))
}

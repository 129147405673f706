package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
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

// agreements pairs the warm ratios that two runs have in common.
func agreements(before, now *results) (list []agreement) {
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
			a := agreement{t.Name, n, earlier[t.Name].ratio(n), t.ratio(n)}
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
	p.line("The run before (commit %s, `results-previous.json`) and this one: warm ratios to native sharp.\n", before.Commit)
	p.row("task", "contender", "before", "now", "apart")
	p.row("---", "---", "--:", "--:", "--:")
	var worst agreement
	others, apart := 0, 0
	for _, a := range agreements(before, now) {
		if a.contender != "tintype" && a.contender != "tintype-node22" {
			others++
			if a.change() > 0.1 {
				apart++
			}
			if worst.task == "" || a.change() > worst.change() {
				worst = a
			}
			continue
		}
		p.row(a.task, a.contender, fmt.Sprintf("%.3f", a.before), fmt.Sprintf("%.3f", a.now), fmt.Sprintf("%.0f %%", math.Round(100*a.change())))
	}
	if others > 0 {
		p.line("\nOf the %d ratios of the other contenders, measured in fewer rounds, %d are more than 10 %% apart; the furthest is %s on %s, %.0f %%.",
			others, apart, worst.contender, worst.task, 100*worst.change())
	}
}

package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tintype/bench/looks/table"
)

// looks is what files take at equal looks beside sharp's, and for AVIF the time as well.
func (p *page) looks(l *table.Results, r *results) {
	if l == nil {
		return
	}
	p.line("\n## Bytes at equal looks\n")
	p.line("`make bench-rd` on %s, commit %s, sharp %s: %d pictures (photographs, of which a third is held out of all fits, and graphics, at up to three", l.Date, l.Commit, l.Sharp, len(l.Pictures))
	p.line("widths, where narrower ones count for the next), the same PNG files for all, q %s; AVIF at 720 wide and up to q 80. Bjøntegaard's delta rate of our files to sharp's, below 0 is", qualities(l.Qualities))
	p.line("smaller. SSIMULACRA2 is what encoders are tuned for; butteraugli's 3-norm, by libjxl's program, is a second opinion. *Larger by both*: the pictures")
	p.line("that take more than %.0f %% more by both.", 100*table.Loss)
	if !l.Corpus {
		p.line("**The photographs are the project's generated ones.**")
	}
	p.line("\n![SSIMULACRA2 by bits a pixel](looks.svg)\n")
	p.row("encoder", "beside", "pictures", "**SSIMULACRA2**", "held out", "320", "720", "1600", "worst", "butteraugli", "PSNR-Y", "SSIM", "larger by both")
	p.row("---", "---", "---", "--:", "--:", "--:", "--:", "--:", "---", "--:", "--:", "--:", "---")
	for i := range l.Pairs {
		for _, group := range []string{"photographs", "graphics"} {
			p.pair(l, i, group)
		}
	}
	p.everyGraphic(l)
	p.equalQ(l)
	p.avif(l, r)
}

func qualities(list []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(list), " ", ", "), "[]")
}

func (p *page) pair(l *table.Results, i int, group string) {
	m := l.Of(i, group, table.First)
	if m.N == 0 {
		return
	}
	cells := []string{l.Pairs[i][0], l.Pairs[i][1], fmt.Sprintf("%d %s", m.N, group), "**" + percent(m.All) + "**", measured(m.Held)}
	for _, w := range table.Widths {
		v, ok := m.ByWidth[w]
		if !ok {
			v = math.NaN()
		}
		cells = append(cells, measured(v))
	}
	cells = append(cells, m.Name+" "+percent(m.Worst))
	for _, metric := range table.Metrics[1:] {
		cells = append(cells, mean(l, i, group, metric))
	}
	names, n := l.Losing(i, group)
	losing := "not judged"
	if n > 0 {
		losing = "none"
	}
	if len(names) > 0 {
		losing = strings.Join(names, ", ")
	}
	p.row(append(cells, losing)...)
}

// mean is a pair's mean over a group as a cell.
func mean(l *table.Results, i int, group, metric string) string {
	m := l.Of(i, group, metric)
	if m.N == 0 {
		return "–"
	}
	return percent(m.All)
}

func measured(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return percent(v)
}

// everyGraphic lists them, since they are few and unlike one another.
func (p *page) everyGraphic(l *table.Results) {
	var list []*table.Picture
	for _, x := range l.Pictures {
		if x.Group == "graphics" {
			list = append(list, x)
		}
	}
	if len(list) == 0 {
		return
	}
	p.line("\nEach of the graphics, by SSIMULACRA2:\n")
	head, rule := []string{"encoder", "beside"}, []string{"---", "---"}
	for _, x := range list {
		head, rule = append(head, x.String()), append(rule, "--:")
	}
	p.row(head...)
	p.row(rule...)
	for i, pair := range l.Pairs {
		cells, any := pair[:], false
		for _, x := range list {
			cell := "–"
			if x.Rates[i] != nil && x.Rates[i][0] != nil {
				cell, any = fmt.Sprintf("%+.1f", 100**x.Rates[i][0]), true
			}
			cells = append(cells, cell)
		}
		if any {
			p.row(cells...)
		}
	}
}

// equalQ tells whether a q means what it means for others.
func (p *page) equalQ(l *table.Results) {
	p.line("\nScores by SSIMULACRA2 at equal q, less the other's, on the mean of photographs:\n")
	head, rule := []string{"encoder", "beside"}, []string{"---", "---"}
	for _, q := range l.Qualities {
		head, rule = append(head, fmt.Sprint("q ", q)), append(rule, "--:")
	}
	p.row(head...)
	p.row(rule...)
	for i, pair := range l.Pairs {
		if !strings.HasPrefix(pair[0], "tintype") || strings.HasPrefix(pair[1], "tintype") {
			continue
		}
		cells := pair[:]
		for _, q := range l.Qualities {
			cell := "–"
			if v, ok := l.Offset(i, "photographs", q); ok {
				cell = fmt.Sprintf("%+.1f", v)
			}
			cells = append(cells, cell)
		}
		p.row(cells...)
	}
}

// sharpAVIF are the efforts of sharp's AVIF: the contender whose time is taken, the
// encoder whose files are measured, and what tables call it.
var sharpAVIF = [][3]string{
	{"sharp-avif-0", "sharp avif 0", "sharp, effort 0"},
	{"sharp", "sharp avif 2", "sharp, effort 2"},
	{"sharp-avif-4", "sharp avif 4", "sharp, effort 4, its default"},
}

// avif has time and bytes at equal looks in one table.
func (p *page) avif(l *table.Results, r *results) {
	var tasks []*task
	for i := range r.Tasks {
		if t := &r.Tasks[i]; t.Want.Format == "avif" && t.Results["tintype"] != nil {
			tasks = append(tasks, t)
		}
	}
	if len(tasks) == 0 {
		return
	}
	p.line("\nAVIF, time and bytes: milliseconds of a request in Node 24, warm, in brackets ours as a part of it (below 1 we are quicker); then our bytes at equal")
	p.line("looks beside that effort's.\n")
	head, rule := []string{"encoder"}, []string{"---"}
	for _, t := range tasks {
		head, rule = append(head, t.Name), append(rule, "--:")
	}
	p.row(append(head, "**photographs, SSIMULACRA2**", "butteraugli", "PSNR-Y", "graphics, SSIMULACRA2", "PSNR-Y")...)
	p.row(append(rule, "--:", "--:", "--:", "--:", "--:")...)
	ours := []string{"tintype"}
	for _, t := range tasks {
		ours = append(ours, fmt.Sprintf("%.1f", t.Results["tintype"].undisturbed()))
	}
	p.row(append(ours, "", "", "", "", "")...)
	for _, s := range sharpAVIF {
		i := slices.Index(l.Pairs, [2]string{"tintype avif", s[1]})
		if i < 0 {
			continue
		}
		cells := []string{s[2]}
		for _, t := range tasks {
			cells = append(cells, t.beside(s[0]))
		}
		p.row(append(cells, "**"+mean(l, i, "photographs", table.First)+"**", mean(l, i, "photographs", table.Second), mean(l, i, "photographs", "PSNR-Y"),
			mean(l, i, "graphics", table.First), mean(l, i, "graphics", "PSNR-Y"))...)
	}
}

// beside is a contender's milliseconds, and our time as a part of them.
func (t *task) beside(name string) string {
	x := t.Results[name]
	if x == nil || x.Skip || x.undisturbed() == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f (%s)", x.undisturbed(), ratio(t.Results["tintype"].undisturbed(), x.undisturbed()))
}

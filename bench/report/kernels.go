package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// kernel is one benchmark of go test, run inside wasm.
type kernel struct {
	name string
	ns   float64
}

// kernels adds the table of the benchmarks in dir/scalar.txt and dir/simd.txt,
// as go test prints them. Without the files there is no table.
func (p *page) kernels(dir string) error {
	scalar, err := readBenchmarks(filepath.Join(dir, "scalar.txt"))
	if os.IsNotExist(err) {
		return nil
	} else if err != nil {
		return err
	}
	simd, err := readBenchmarks(filepath.Join(dir, "simd.txt"))
	if err != nil {
		return err
	}
	slow := map[string]float64{}
	for _, k := range scalar {
		slow[k.name] = k.ns
	}
	p.line("\n## Kernels and stages\n")
	p.line("Inside wasm in Node 24, `make bench-kernels`; scalar and SIMD run at once, each in a process of its own.\n")
	p.row("benchmark", "scalar", "SIMD", "ratio")
	p.row("---", "--:", "--:", "--:")
	for _, k := range simd {
		p.row(k.name, duration(slow[k.name]), duration(k.ns), ratio(k.ns, slow[k.name]))
	}
	return nil
}

func duration(ns float64) string {
	switch {
	case ns == 0:
		return "–"
	case ns < 1e4:
		return fmt.Sprintf("%.0f ns", ns)
	case ns < 1e6:
		return fmt.Sprintf("%.1f µs", ns/1e3)
	}
	return fmt.Sprintf("%.2f ms", ns/1e6)
}

func readBenchmarks(name string) ([]kernel, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var list []kernel
	pkg := ""
	for s := bufio.NewScanner(f); s.Scan(); {
		fields := strings.Fields(s.Text())
		if len(fields) == 2 && fields[0] == "pkg:" {
			pkg = filepath.Base(fields[1])
		}
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") || fields[3] != "ns/op" {
			continue
		}
		ns, err := strconv.ParseFloat(fields[2], 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		short := strings.TrimPrefix(fields[0], "Benchmark")
		list = append(list, kernel{pkg + " " + short, ns})
	}
	return list, nil
}

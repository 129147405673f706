package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"tintype/transform/measure"
	"tintype/transform/params"
)

// Every parameter, output format and source format has a stage: one that is added
// has to be tried with every content.
func TestEverythingHasAStage(t *testing.T) {
	used := map[string]bool{}
	words := map[string]bool{}
	var names []string
	for _, s := range stages {
		names = append(names, s.name)
		for _, pair := range strings.Split(s.query, "&") {
			name, value, _ := strings.Cut(pair, "=")
			used[name], words[name+"="+value] = true, true
		}
	}
	for _, p := range params.Table() {
		if !used[p.Name] && idle[p.Name] == "" {
			t.Errorf("no stage has %s", p.Name)
		}
		if p.Name == "fm" {
			for _, w := range p.Values {
				if !words["fm="+w] && w != "png" {
					t.Errorf("no stage has fm=%s", w)
				}
			}
		}
	}
	text, err := os.ReadFile("../../transform/formats.go")
	if err != nil {
		t.Fatal(err)
	}
	all := strings.ToLower(strings.Join(names, ", "))
	formats := regexp.MustCompile(`&(\w+)\.Format`).FindAllStringSubmatch(string(text), -1)
	if len(formats) == 0 {
		t.Error("no format in the table")
	}
	for _, m := range formats {
		if !strings.Contains(all, "from "+m[1]) {
			t.Errorf("no stage reads %s", m[1])
		}
	}
}

// counted builds this program with its blocks counted.
func counted(t *testing.T) string {
	if os.Getenv("TINTYPE_BOUNDS") == "" {
		t.Skip("not checked: that work grows linearly and polls (make test-bounds does that, in some minutes)")
	}
	name := filepath.Join(t.TempDir(), "bounds")
	build := exec.Command("go", "build", "-cover", "-covermode=atomic", "-coverpkg=tintype/transform/...,tintype/bench/bounds", "-o", name, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return name
}

// figures runs the program, once for each processor with a part of the stages, and
// the coverage of all goes to a folder.
func figures(t *testing.T, program, mode string) (all []figure, coverage string) {
	t.Helper()
	coverage = t.TempDir()
	parts := make([][]byte, runtime.NumCPU())
	var running sync.WaitGroup
	for i := range parts {
		running.Go(func() {
			c := exec.Command(program, "-mode", mode, "-part", strconv.Itoa(i), "-parts", strconv.Itoa(len(parts)))
			c.Env = append(os.Environ(), "GOCOVERDIR="+coverage)
			c.Stderr = os.Stderr
			var err error
			if parts[i], err = c.Output(); err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
	for line := range bytes.Lines(bytes.Join(parts, nil)) {
		var f figure
		if err := json.Unmarshal(line, &f); err != nil {
			t.Fatal(err)
		}
		if f.Err != "" {
			t.Errorf("%s, %s: %s", f.Stage, f.Content, f.Err)
		}
		all = append(all, f)
	}
	return all, coverage
}

const (
	// maxGrowth bounds the most work on any content with four times the pixels. What
	// is tried at one size and not at the other moves it about 4; a square would
	// be 16.
	maxGrowth = 6
	// maxShare bounds the work on any content beside that on a photograph. Noise in
	// many colors takes 6 times that in an animation; what was found by measuring
	// this took 70 and more.
	maxShare = 8
)

// Four times the pixels take about four times the work, and no content takes many
// times that of a photograph: whatever the encoder, the decoder, the operation.
func TestWorkIsLinear(t *testing.T) {
	all, coverage := figures(t, counted(t), "growth")
	type most struct {
		f      figure
		photo  int64
		blocks map[int]int64
	}
	worst := map[string]*most{}
	for _, f := range all {
		m := worst[f.Stage]
		if m == nil {
			m = &most{blocks: map[int]int64{}}
			worst[f.Stage] = m
		}
		m.blocks[f.Side] = max(m.blocks[f.Side], f.Blocks)
		if f.Content == photograph.name {
			m.photo = max(m.photo, f.Blocks)
		}
		if f.Blocks > m.f.Blocks {
			m.f = f
		}
	}
	for _, s := range stages {
		m := worst[s.name]
		side := s.smaller()
		growth := float64(m.blocks[2*side]) / float64(m.blocks[side])
		share := float64(m.f.Blocks) / float64(m.photo)
		t.Logf("%-32s %7.1f blocks a pixel of a photograph, growth %.2f, at most %.2f times that for %s",
			s.name, float64(m.photo)/float64(4*side*side), growth, share, m.f.Content)
		if limit := max(s.tries, maxGrowth); growth > limit {
			t.Errorf("%s: four times the pixels take %.1f times the work, want at most %.0f", s.name, growth, limit)
		}
		if limit := max(s.share, maxShare); share > limit {
			t.Errorf("%s: %s takes %.1f times the work of a photograph, want at most %.0f", s.name, m.f.Content, share, limit)
		}
	}
	everyLoopRan(t, coverage)
}

// maxGap is the most work between two questions whether to go on, in blocks: some
// milliseconds. It does not depend on the height of a picture. What comes nearest
// to it is the deflate writer, which parses 96 KB at once: 4.5 million.
const maxGap = 40 * measure.Between

// No stage goes on for long without asking whether it may.
func TestEveryStagePolls(t *testing.T) {
	all, _ := figures(t, counted(t), "gaps")
	for _, f := range all {
		limit := int64(maxGap)
		for _, s := range stages {
			if s.name == f.Stage {
				limit *= max(s.band, 1)
			}
		}
		t.Logf("%-32s %6d polls, at most %.1f million blocks between two", f.Stage, f.Polls, float64(f.Gap)/1e6)
		if f.Gap > limit {
			t.Errorf("%s: %d blocks between two polls, want at most %d (go run with -dump says where)", f.Stage, f.Gap, limit)
		}
	}
}

// apart are folders of which the stages need not run every loop, and why.
var apart = map[string]string{
	"transform/pixels.go": "hands pixels to a program; it asks every 64 rows",
	"transform/params":    "parses queries, of at most 8 KB",
	// avifenc writes none of these; av1's own tests have files with them.
	"transform/internal/codec/avif/av1/decode_copyblock.go":       "copies a block, as predicting makes one",
	"transform/internal/codec/avif/av1/decode_copyvector.go":      "looks at a bounded number of neighbors of a block",
	"transform/internal/codec/avif/av1/decode_filter_superres.go": "widens a row; its callers count rows as work",
	"transform/internal/codec/avif/decode_track.go":               "reads a film's tables, bounded by its boxes",
	"transform/internal/codec/avif/av1/decode_header_sequence.go": "reads a header's points, of which there are 32 at most",
	"transform/internal/exif":                                     "reads directories of bounded size",
	"transform/internal/pixel/cicp":                               "makes tables of fixed size from headers",
	"transform/internal/pixel/icc":                                "makes tables of fixed size from profiles; its rows count as work in their loops",
	"transform/internal/codec/tiff":                               "has faxes, JPEG and odd depths, whose files its own tests write",
	"transform/internal/codec/bmp/decode_rle.go":                  "is counted by its runs, which its own tests hold",
	"transform/internal/codec/png/decode_color.go":                "reads chunks of fixed size",
	"transform/internal/codec/png/decode_header.go":               "reads chunks before the pixels",
	"transform/internal/resample/filter.go":                       "has filters that no query asks for",
	"transform/internal/resample/copy.go":                         "copies rows that the resizer has counted",
}

// ofAVIF are folders that are apart where avifenc is missing.
var ofAVIF = []string{"transform/internal/codec/avif", "transform/internal/pixel/matrix.go"}

// everyLoopRan holds the table against the code: a file of which no stage ran any
// function with a loop is not judged, and has to get a stage.
func everyLoopRan(t *testing.T, coverage string) {
	t.Helper()
	profile := filepath.Join(t.TempDir(), "profile")
	if out, err := exec.Command("go", "tool", "covdata", "textfmt", "-i", coverage, "-o", profile).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	ran := linesRun(t, profile)
	apart := maps.Clone(apart)
	if len(avifs()) == 0 {
		t.Log("not checked: what reads tools of AV1 that our encoder does not use, since avifenc is not installed")
		for _, name := range ofAVIF {
			apart[name] = "needs files"
		}
	}
	filepath.WalkDir("../../transform", func(file string, d fs.DirEntry, err error) error {
		name := strings.TrimPrefix(filepath.ToSlash(file), "../../")
		if d.IsDir() && apart[name] != "" {
			return fs.SkipDir
		}
		lines := ran["tintype/"+name]
		if lines == nil || apart[name] != "" {
			return nil // of another architecture, a test, or no code
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		any, first := false, ""
		for _, decl := range f.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || !loops(fn) {
				continue
			}
			from, to := set.Position(fn.Pos()).Line, set.Position(fn.End()).Line
			seen := false
			for l := from; l <= to; l++ {
				seen = seen || lines[l]
			}
			if any = any || seen; first == "" {
				first = fn.Name.Name
			}
		}
		if first != "" && !any {
			t.Errorf("%s: no stage runs any of its loops, such as that of %s", name, first)
		}
		return nil
	})
}

func loops(fn *ast.FuncDecl) (found bool) {
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			found = true
		}
		return !found
	})
	return found
}

// linesRun reads a coverage profile: which lines of each file ran.
func linesRun(t *testing.T, profile string) map[string]map[int]bool {
	t.Helper()
	f, err := os.Open(profile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ran := map[string]map[int]bool{}
	row := regexp.MustCompile(`^(.*):(\d+)\.\d+,(\d+)\.\d+ \d+ (\d+)$`)
	for s := bufio.NewScanner(f); s.Scan(); {
		m := row.FindStringSubmatch(s.Text())
		if m == nil {
			continue
		}
		if ran[m[1]] == nil {
			ran[m[1]] = map[int]bool{}
		}
		from, _ := strconv.Atoi(m[2])
		to, _ := strconv.Atoi(m[3])
		for l := from; l <= to && m[4] != "0"; l++ {
			ran[m[1]][l] = true
		}
	}
	return ran
}

// The counters are read in the form in which this version of Go writes them.
func TestCounters(t *testing.T) {
	if _, err := sumCounters([]byte("no counters, and too short to be any of them, at all, whatever")); err == nil {
		t.Error("no error for what are no counters, with " + runtime.Version())
	}
}

// Command report reads the raw results of the bench, judges every output
// against a reference of its own and writes RESULTS.md and the plots.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"tintype/bench/looks/table"
)

// results is results.json as bench.mjs writes it, with what is added here.
type results struct {
	Date    string `json:"date"`
	Commit  string `json:"commit"`
	Machine struct {
		CPU    string `json:"cpu"`
		Cores  int    `json:"cores"`
		Memory int64  `json:"memory"`
	} `json:"machine"`
	Node     map[string]string   `json:"node"`
	Versions map[string]string   `json:"versions"`
	Packages map[string][]string `json:"packages"` // folders of each contender
	Zipped   map[string]int64    `json:"zipped"`   // their bytes, zipped
	Tintype  string              `json:"tintypePackage"`
	Corpus   bool                `json:"corpus"`
	Seconds  float64             `json:"seconds"`
	Least    float64             `json:"least"`  // µs of the neighbors' work undisturbed, 0 where it was not measured
	Slopes   map[string]float64  `json:"slopes"` // of each contender's time over that
	Tasks    []task              `json:"tasks"`
}

type task struct {
	Name        string             `json:"name"`
	Sentence    string             `json:"sentence"`
	Want        want               `json:"want"`
	Query       string             `json:"query"`
	Source      string             `json:"source"`
	SourceBytes int                `json:"sourceBytes"`
	Results     map[string]*result `json:"results"`
}

type want struct {
	Width   int    `json:"width"`
	Height  int    `json:"height,omitempty"`
	Format  string `json:"format"`
	Quality int    `json:"quality,omitempty"`
	Crop    string `json:"crop,omitempty"`
}

type result struct {
	Skip        bool      `json:"skip,omitempty"`
	Error       string    `json:"error,omitempty"`
	Bytes       int       `json:"bytes,omitempty"`
	Out         string    `json:"out,omitempty"`
	MS          []float64 `json:"ms,omitempty"`     // of the warm calls
	US          []float64 `json:"us,omitempty"`     // of the neighbors' work meanwhile
	Beside      []float64 `json:"beside,omitempty"` // native sharp's, called straight after each
	BesideUS    []float64 `json:"besideUs,omitempty"`
	Undisturbed *estimate `json:"undisturbed,omitempty"`
	RSS         int64     `json:"rss,omitempty"`
	Cold        *cold     `json:"cold,omitempty"`
	Quality     *quality  `json:"quality,omitempty"`
}

// estimate is what a call takes on a machine that nobody else uses, by
// bench/estimate.mjs, and its standard error as a fraction of it.
type estimate struct {
	MS    float64 `json:"ms"`
	Error float64 `json:"error"`
}

// cold holds milliseconds: from spawn to the first answer, and its parts.
type cold struct {
	Whole  []float64 `json:"whole"`
	Load   []float64 `json:"load"`
	First  []float64 `json:"first"`
	Second []float64 `json:"second"`
}

func main() {
	log.SetFlags(0)
	raw := flag.String("raw", "bench/results.json", "raw results; quality is added to them")
	dir := flag.String("dir", "bench", "where RESULTS.md and the plots go")
	commit := flag.String("commit", "", "commit that was measured")
	previous := flag.String("previous", "", "raw results of the run before, to be compared")
	kernels := flag.String("kernels", "build/bench", "where scalar.txt, simd.txt and scaling.json are")
	flag.Parse()
	if err := run(*raw, *dir, *kernels, *commit, *previous); err != nil {
		log.Fatal(err)
	}
}

// numbers are lists of numbers as json indents them; they are put on one line.
var (
	numbers = regexp.MustCompile(`\[\s[-+.\d\s,eE]*\]`)
	spaces  = regexp.MustCompile(`\s+`)
)

func run(raw, dir, kernels, commit, previous string) error {
	r, err := readResults(raw)
	if err != nil {
		return err
	}
	if commit != "" {
		r.Commit = commit
	}
	if err := r.weigh(); err != nil {
		return err
	}
	for i := range r.Tasks {
		if err := judge(&r.Tasks[i]); err != nil {
			return fmt.Errorf("%s: %w", r.Tasks[i].Name, err)
		}
	}
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	b = numbers.ReplaceAllFunc(b, func(list []byte) []byte { return spaces.ReplaceAll(list, []byte(" ")) })
	growth, err := readScaling(filepath.Join(kernels, "scaling.json"))
	if err != nil {
		return err
	}
	rd, err := table.Load[rdResults](filepath.Join(dir, "rd.json"))
	if err != nil {
		return err
	}
	equal, err := table.Read(filepath.Join(dir, "looks.json"))
	if err != nil {
		return err
	}
	files, err := readCorpus(filepath.Join(dir, "corpus.json"))
	if err != nil {
		return err
	}
	text, err := markdown(r, growth, rd, equal, files, kernels, previous)
	if err != nil {
		return err
	}
	written := map[string][]byte{filepath.Join(dir, "results.json"): append(b, '\n'), filepath.Join(dir, "RESULTS.md"): text}
	written[filepath.Join(dir, "warm.svg")] = warmPlot(r)
	written[filepath.Join(dir, "cold.svg")] = coldPlot(r)
	if growth != nil {
		written[filepath.Join(dir, "scaling.svg")] = scalingPlot(growth)
	}
	if rd != nil {
		written[filepath.Join(dir, "rd.svg")] = rdPlot(rd)
	}
	for name, b := range written {
		if err := os.WriteFile(name, b, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// judge adds the quality of every output that was kept.
func judge(t *task) error {
	if !slices.ContainsFunc(names(t), func(n string) bool { return t.Results[n].Out != "" }) {
		return nil // judged before
	}
	fmt.Fprintln(os.Stderr, "quality of", t.Name)
	p, err := openPicture(t.Source)
	if err != nil {
		return err
	}
	// Contenders may round the height of an output differently; each is held
	// against a reference of its own size.
	references := map[[2]int]plane{}
	for _, name := range names(t) {
		r := t.Results[name]
		if r.Out == "" {
			continue
		}
		q, err := compare(r.Out, func(w, h int) plane {
			if _, ok := references[[2]int{w, h}]; !ok {
				references[[2]int{w, h}] = p.reference(t.Want, w, h)
			}
			return references[[2]int{w, h}]
		})
		if err != nil {
			r.Error = err.Error()
			continue
		}
		r.Quality = &q
		r.Out = ""
	}
	t.Source = filepath.Base(t.Source)
	return nil
}

// reference makes the luma that an output of w by h pixels should have.
func (p picture) reference(t want, w, h int) plane {
	if t.Crop != "" { // top left: the longer side is cut
		scale := max(float64(w)/float64(p[0].w), float64(h)/float64(p[0].h))
		p = p.resize(int(float64(p[0].w)*scale+0.5), int(float64(p[0].h)*scale+0.5)).corner(w, h)
	} else {
		p = p.resize(w, h)
	}
	for i := range p[0].pix { // colors are premultiplied: they end at alpha
		for k := range 3 {
			p[k].pix[i] = min(max(p[k].pix[i], 0), max(p[3].pix[i], 0))
		}
	}
	return p.luma()
}

func (p picture) corner(w, h int) picture {
	for i, c := range p {
		p[i] = newPlane(w, h)
		for y := range h {
			copy(p[i].pix[y*w:][:w], c.pix[y*c.w:])
		}
	}
	return p
}

// weigh zips what every contender has to carry. Results that were weighed
// before keep their figures.
func (r *results) weigh() (err error) {
	if r.Zipped == nil {
		r.Zipped = map[string]int64{}
		for name, folders := range r.Packages {
			if r.Zipped[name], err = zippedSize(folders); err != nil {
				return err
			}
		}
		if r.Zipped["tintype"], err = zippedSize([]string{r.Tintype}); err != nil {
			return err
		}
	}
	r.Packages, r.Tintype = nil, ""
	return nil
}

// order is that of tables and plots; what is not named is in none.
var order = []string{"tintype", "sharp", "sharp-avif-0", "sharp-avif-4", "tintype-node22", "sharp-node22", "tintype-native", "tintype-wazero", "sharp-wasm", "wasm-vips", "jsquash", "photon", "jimp", "go-imaging"}

func names(t *task) []string {
	var out []string
	for _, n := range order {
		if t.Results[n] != nil {
			out = append(out, n)
		}
	}
	return out
}

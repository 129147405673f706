// Package table holds what bench/looks measures: for each picture the files of every
// encoder, and what they take at equal quality beside those of others. It is the form of
// looks.json, which bench/report makes tables of.
package table

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"

	"tintype/bench/bdrate"
)

// First is the metric that encoders are tuned for, and Second, which another project's
// program computes, the opinion that stands beside it.
const (
	First  = "SSIMULACRA2"
	Second = "butteraugli"
)

// Metrics are all of them, in the order of Picture.Rates.
var Metrics = []string{First, Second, "PSNR-Y", "SSIM"}

// Results is looks.json.
type Results struct {
	Date      string      `json:"date"`
	Commit    string      `json:"commit"`
	Sharp     string      `json:"sharp"`  // its version
	Corpus    bool        `json:"corpus"` // whether photographs are the corpus's
	Metrics   []string    `json:"metrics"`
	Qualities []int       `json:"qualities"`
	Pairs     [][2]string `json:"pairs"` // an encoder and what it is compared with
	Pictures  []*Picture  `json:"pictures"`
}

// Picture is one image at one width.
type Picture struct {
	Group string             `json:"group"`
	Name  string             `json:"name"`
	Held  bool               `json:"held"` // out of all fits
	W     int                `json:"w"`
	H     int                `json:"h"`
	Files map[string]*Series `json:"files"` // by encoder
	// Rates are, for each pair, what the files of its first take at equal quality as a part of
	// its second's, -0.1 for a tenth less, by each of Metrics; nil where that was not
	// measured or where no quality is common to both.
	Rates []Rate `json:"rates"`
}

// Rate is by each of Metrics.
type Rate []*float64

// Series is one encoder's files of a picture, a number for each quality.
type Series struct {
	Q      []int     `json:"q"`
	Bytes  []int     `json:"bytes"`
	Score  []float64 `json:"score"`                 // SSIMULACRA 2.1
	Butter []float64 `json:"butteraugli,omitempty"` // its 3-norm, 0 where it was not asked
	PSNR   []float64 `json:"psnr,omitempty"`        // of luma, dB
	SSIM   []float64 `json:"ssim,omitempty"`        // of luma
}

// String is the name that summaries have for a picture.
func (p *Picture) String() string { return fmt.Sprintf("%s-%d", p.Name, p.W) }

// samples are a series' bytes over its quality by a metric, on a scale whose steps are
// about even and of which more is better. They are nil where that was not measured.
func (s *Series) samples(metric string) (list []bdrate.Sample) {
	of, scale := s.Score, func(v float64) float64 { return v }
	switch metric {
	case Second:
		of, scale = s.Butter, func(v float64) float64 { return -math.Log(v) }
	case "PSNR-Y":
		of = s.PSNR
	case "SSIM":
		of, scale = s.SSIM, func(v float64) float64 { return -10 * math.Log10(max(1-v, 1e-7)) }
	}
	for i, v := range of {
		if metric == Second && v == 0 {
			continue
		}
		list = append(list, bdrate.Sample{Bytes: float64(s.Bytes[i]), Quality: scale(v)})
	}
	return list
}

// Compare fills in the rates of all pictures.
func (r *Results) Compare() {
	r.Metrics = Metrics
	for _, p := range r.Pictures {
		p.Rates = make([]Rate, len(r.Pairs))
		for i, pair := range r.Pairs {
			ours, theirs := p.Files[pair[0]], p.Files[pair[1]]
			if ours == nil || theirs == nil {
				continue
			}
			p.Rates[i] = make(Rate, len(Metrics))
			for k, m := range Metrics {
				a, b := theirs.samples(m), ours.samples(m)
				if len(a) < 2 || len(b) < 2 {
					continue
				}
				if v := bdrate.Of(a, b); !math.IsNaN(v) {
					v = math.Round(v*1e4) / 1e4
					p.Rates[i][k] = &v
				}
			}
		}
	}
}

// Write writes the results, a line for each picture.
func (r *Results) Write(name string) error {
	head := *r
	head.Pictures = []*Picture{}
	b, err := json.MarshalIndent(head, "", " ")
	if err != nil {
		return err
	}
	lines := make([]string, len(r.Pictures))
	for i, p := range r.Pictures {
		one, err := json.Marshal(p)
		if err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		lines[i] = "  " + string(one)
	}
	text := strings.Replace(string(b), `"pictures": []`, "\"pictures\": [\n"+strings.Join(lines, ",\n")+"\n ]", 1)
	return os.WriteFile(name, []byte(text+"\n"), 0o666)
}

// Load reads a file of results; it returns nil where there is no such file.
func Load[T any](name string) (*T, error) {
	f, err := os.Open(name)
	if os.IsNotExist(err) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.DisallowUnknownFields() // what is called otherwise would be zeros here
	r := new(T)
	if err := d.Decode(r); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

// Read reads what Write wrote; it returns nil where there is no such file.
func Read(name string) (*Results, error) {
	r, err := Load[Results](name)
	if r != nil && !slices.Equal(r.Metrics, Metrics) {
		return nil, fmt.Errorf("%s: metrics: got %v, want %v", name, r.Metrics, Metrics)
	}
	return r, err
}

package edge

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"

	"tintype/transform/params"
)

// The page, its style and its modules: plain files, as browsers run them.
//
//go:embed playground
var playgroundFiles embed.FS

// ownPath is where the playground's files are; no original can be below it.
const ownPath = "/_tintype/"

// How many originals the front page offers, and of how many it shows an image.
const (
	maxListed = 200
	maxShown  = 24
)

// A Parameter is one row of the table of parameters, for the controls of the playground.
type Parameter struct {
	Name    string   `json:"name"`
	Also    []string `json:"also"`
	Section string   `json:"section"`
	Kind    string   `json:"kind"`
	Min     int      `json:"min"`
	Max     int      `json:"max"`
	Values  []string `json:"values"`
	Default string   `json:"default"`
	Hint    string   `json:"hint"`
	Doc     string   `json:"doc"`
	Needs   string   `json:"needs,omitempty"`
}

// kindNames are the kinds that have a control of their own; the others are texts.
var kindNames = map[params.Kind]string{
	params.KindLength: "length", params.KindInteger: "integer", params.KindNumber: "number", params.KindSwitch: "switch",
	params.KindWord: "word", params.KindWords: "words", params.KindCrop: "crop", params.KindColor: "color", params.KindPaint: "paint",
}

// Parameters returns the table of the URL API for the playground's controls.
func Parameters() []Parameter {
	list := []Parameter{}
	for _, s := range params.Table() {
		kind := kindNames[s.Kind]
		if kind == "" {
			kind = "text"
		}
		list = append(list, Parameter{
			Name: s.Name, Also: append([]string{}, s.Also...), Section: s.Section.String(), Kind: kind, Min: s.Min, Max: s.Max,
			Values: append([]string{}, s.Values...), Default: s.Default, Hint: s.Want, Doc: s.Doc, Needs: s.Needs,
		})
	}
	return list
}

// A FileFormat is one of the formats that the playground compares and explains.
type FileFormat struct {
	Name    string   `json:"name"`
	Type    string   `json:"type"`
	Words   []string `json:"words"`
	Quality int      `json:"quality"`
}

// FileFormats returns the formats that are written, for the playground.
func FileFormats() []FileFormat {
	list := []FileFormat{}
	for _, f := range params.FileFormats() {
		if f.Words != "" {
			list = append(list, FileFormat{Name: f.Name, Type: f.MediaType, Words: strings.Fields(f.Words), Quality: f.Quality})
		}
	}
	return list
}

// Playground returns the files of the playground, index.html at the root.
func Playground() fs.FS {
	sub, err := fs.Sub(playgroundFiles, "playground")
	if err != nil {
		panic(err) // only an invalid path, and this one is constant
	}
	return sub
}

// own answers what is the local edge's own: the playground and its data.
func (s *Server) own(w http.ResponseWriter, r *http.Request) {
	switch name := strings.TrimPrefix(r.URL.Path, ownPath); {
	case name == "data.json" && r.Method == http.MethodGet:
		s.playgroundData(w, r)
	case name == "originals" && r.Method == http.MethodPost:
		s.takeOriginal(w, r)
	case name == "score" && r.Method == http.MethodPost:
		s.scoreImages(w, r)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		http.Error(w, "method: got "+r.Method+", want GET", http.StatusMethodNotAllowed)
	case r.URL.Path == "/":
		s.frontPage(w, r)
	default:
		if path.Ext(name) == ".mjs" {
			w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		}
		w.Header().Set("Cache-Control", "no-cache")
		http.ServeFileFS(w, r, Playground(), name)
	}
}

// gallery is the list of originals on the front page, links that work without
// JavaScript.
var gallery = template.Must(template.New("gallery").Parse(`<section id="originals" aria-labelledby="originals-title">
    <h2 id="originals-title">Originals</h2>
    <ul>{{range .}}
      <li><a href="{{.}}?w=400"><img loading="lazy" src="{{.}}?w=300&amp;auto=format" alt="">{{.}}</a></li>{{end}}
    </ul>
  </section>`))

// frontPage is the playground with the originals in it.
func (s *Server) frontPage(w http.ResponseWriter, r *http.Request) {
	page, err := fs.ReadFile(Playground(), "index.html")
	if err != nil {
		panic(err) // it is embedded
	}
	paths, err := s.paths(r)
	if err != nil {
		http.Error(w, "The originals cannot be listed: "+err.Error(), http.StatusBadGateway)
		return
	}
	before, after, _ := strings.Cut(string(page), "<!-- originals -->")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	io.WriteString(w, before)
	if len(paths) > 0 {
		gallery.Execute(w, paths[:min(len(paths), maxShown)])
	}
	io.WriteString(w, after)
}

// paths are the escaped paths of the first originals.
func (s *Server) paths(r *http.Request) ([]string, error) {
	keys, err := s.origin.originals.List(r.Context(), maxListed)
	if err != nil {
		s.log.Error("list originals", "error", err)
		return nil, err
	}
	paths := []string{}
	for _, key := range keys {
		paths = append(paths, (&url.URL{Path: "/" + key}).EscapedPath())
	}
	return paths, nil
}

// playgroundData lists parameters and originals.
func (s *Server) playgroundData(w http.ResponseWriter, r *http.Request) {
	paths, err := s.paths(r)
	if err != nil {
		http.Error(w, "The originals cannot be listed: "+err.Error(), http.StatusBadGateway)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	err = json.NewEncoder(w).Encode(map[string]any{"table": Parameters(), "formats": FileFormats(), "originals": paths})
	if err != nil {
		s.log.Error("playground data", "error", err)
	}
}

// takeOriginal keeps a file of the user's in memory and answers with its path.
// Only this page may send one.
func (s *Server) takeOriginal(w http.ResponseWriter, r *http.Request) {
	if !fromThisPage(r) {
		http.Error(w, "originals: want a request of this page's own", http.StatusForbidden)
		return
	}
	key, err := s.dropped.add(r.URL.Query().Get("name"), http.MaxBytesReader(w, r.Body, maxDropped))
	if err != nil {
		http.Error(w, fmt.Sprintf("the file cannot be taken: %v", err), http.StatusRequestEntityTooLarge)
		return
	}
	fmt.Fprint(w, (&url.URL{Path: "/" + key}).EscapedPath())
}

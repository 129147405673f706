package edge

import (
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"strings"
)

//go:embed page.html
var pageHTML string

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

// maxListed is how many originals the front page shows.
const maxListed = 24

// sample is one original with examples of what to ask of it.
type sample struct {
	Path     string
	Examples []string
}

// Queries that the front page offers, by what the original can show.
var (
	photoExamples   = []string{"w=400", "w=720&auto=format", "w=300&h=300&fit=crop", "w=200&dpr=2&q=60"}
	graphicExamples = []string{"w=300", "w=300&fm=webp", "w=300&h=200&fit=fill&bg=gold", "w=240&fm=jpg&bg=white"}
)

func (s *Server) frontPage(w http.ResponseWriter, r *http.Request) {
	keys, err := s.origin.originals.List(r.Context(), maxListed)
	if err != nil {
		s.log.Error("list originals", "error", err)
		http.Error(w, "The originals cannot be listed: "+err.Error(), http.StatusBadGateway)
		return
	}
	samples := []sample{}
	for _, key := range keys {
		p := (&url.URL{Path: "/" + key}).EscapedPath()
		examples := graphicExamples
		if ext := strings.ToLower(path.Ext(key)); ext == ".jpg" || ext == ".jpeg" {
			examples = photoExamples
		}
		c := sample{Path: p}
		for _, q := range examples {
			c.Examples = append(c.Examples, p+"?"+q)
		}
		samples = append(samples, c)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := pageTemplate.Execute(w, samples); err != nil {
		s.log.Error("front page", "error", err)
	}
}

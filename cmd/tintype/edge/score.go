package edge

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"net/http"

	"tintype"
	"tintype/bench/ssimulacra2"
)

// maxScored is how many pixels an image may have that is scored: a score takes
// some hundred bytes a pixel.
const maxScored = 4_000_000

// scoreImages answers with the SSIMULACRA2 of an image beside a lossless one. The body
// is the length of the lossless file, four bytes with the lowest first, that file and
// the other.
func (s *Server) scoreImages(w http.ResponseWriter, r *http.Request) {
	if !fromThisPage(r) {
		http.Error(w, "score: want a request of this page's own", http.StatusForbidden)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxDropped))
	if err != nil || len(body) < 4 || uint64(binary.LittleEndian.Uint32(body)) > uint64(len(body)-4) {
		http.Error(w, "score: want a length and two files", http.StatusBadRequest)
		return
	}
	select { // it takes as much as a transformation
	case s.guests <- struct{}{}:
		defer func() { <-s.guests }()
	case <-r.Context().Done():
		return
	}
	n := 4 + binary.LittleEndian.Uint32(body)
	o := tintype.Options{Limits: &tintype.Limits{SourcePixels: maxScored}}
	lossless, err := tintype.Decode(r.Context(), bytes.NewReader(body[4:n]), o)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	other, err := tintype.Decode(r.Context(), bytes.NewReader(body[n:]), o)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	score, err := ssimulacra2.NewReference(lossless).Score(other)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	json.NewEncoder(w).Encode(map[string]float64{"score": math.Round(10*score) / 10})
}

// fromThisPage reports whether a request comes from a page of this server, or from
// no page.
func fromThisPage(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return site == "same-origin" || site == "none" || site == ""
}

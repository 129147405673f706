package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"tintype/handler"
)

// health says whether the server wants requests.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if s.draining.Load() {
		w.WriteHeader(http.StatusServiceUnavailable)
		w.Write([]byte("draining\n"))
		return
	}
	w.Write([]byte("ok\n"))
}

// Admin returns the handler for the owner's requests, to be served at an address that
// only the owner can reach: GET /healthz, GET /metrics, and POST /purge?key=/cat.jpg or
// ?tag=….
func (s *Server) Admin() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.health)
	mux.Handle("GET /metrics", s.metrics.handler())
	mux.HandleFunc("POST /purge", s.purge)
	return mux
}

// purge removes what is stored of an original, by its path as viewers send it, or of a
// tag.
func (s *Server) purge(w http.ResponseWriter, r *http.Request) {
	tag := r.FormValue("tag")
	if key := r.FormValue("key"); key != "" {
		tag = handler.CacheTag(key)
	}
	if tag == "" {
		http.Error(w, "purge: got neither key nor tag", http.StatusBadRequest)
		return
	}
	n, err := s.Purge(r, tag)
	if err != nil {
		s.broken("purge", err)
		http.Error(w, "purge: "+err.Error(), http.StatusBadGateway)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"tag": tag, "removed": n})
}

// Purge removes the stored images of a tag, and stops those that are being made. It
// returns how many were removed.
func (s *Server) Purge(r *http.Request, tag string) (int, error) {
	s.purged.add(tag, time.Now())
	if s.o.Store == nil {
		return 0, nil
	}
	return s.o.Store.Purge(r.Context(), tag)
}

// unescaped is a path as the key that it stands for.
func unescaped(path string) string {
	if key, err := url.PathUnescape(path); err == nil {
		return key
	}
	return path
}

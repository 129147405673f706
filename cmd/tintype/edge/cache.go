package edge

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// maxCached bounds the cache's memory; past it the oldest entry goes.
const maxCached = 256 << 20

// defaultTTL is CloudFront's where an answer names no lifetime.
const defaultTTL = 24 * time.Hour

// entry is a stored answer.
type entry struct {
	status  int
	header  http.Header
	body    []byte
	stored  time.Time
	expires time.Time
}

// cache keeps answers by path and canonical query.
type cache struct {
	mu    sync.Mutex
	m     map[string]*entry
	order []string
	bytes int
}

func newCache() *cache { return &cache{m: map[string]*entry{}} }

// get returns what is stored under a key, and whether it is still fresh.
func (c *cache) get(key string, now time.Time) (e *entry, fresh bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e = c.m[key]; e == nil {
		return nil, false
	}
	return e, now.Before(e.expires)
}

// renewed is the entry after a 304, whose headers replace its own, RFC 9111 section
// 3.2.
func (e *entry) renewed(with http.Header) *entry {
	r := &entry{status: e.status, header: e.header.Clone(), body: e.body}
	for name, values := range with {
		if name != "Content-Length" && name != "Content-Type" {
			r.header[name] = values
		}
	}
	return r
}

// conditions are the headers that a cache asks the origin with for an entry that has
// expired, RFC 9111 section 4.3.1.
func (e *entry) conditions() http.Header {
	h := http.Header{}
	if e == nil {
		return h
	}
	if tag := e.header.Get("Etag"); tag != "" {
		h.Set("If-None-Match", tag)
	}
	if modified := e.header.Get("Last-Modified"); modified != "" {
		h.Set("If-Modified-Since", modified)
	}
	return h
}

func (c *cache) put(key string, e *entry, now time.Time) {
	ttl := lifetime(e.status, e.header)
	if ttl <= 0 {
		return
	}
	e.stored, e.expires = now, now.Add(ttl)
	c.mu.Lock()
	defer c.mu.Unlock()
	if old := c.m[key]; old != nil {
		c.bytes -= len(old.body)
	} else {
		c.order = append(c.order, key)
	}
	c.m[key] = e
	for c.bytes += len(e.body); c.bytes > maxCached && len(c.order) > 0; c.order = c.order[1:] {
		c.bytes -= len(c.m[c.order[0]].body)
		delete(c.m, c.order[0])
	}
}

// lifetime reads Cache-Control as CloudFront does with a minimum TTL of 0:
// s-maxage before max-age; errors without one live ten seconds.
func lifetime(status int, h http.Header) time.Duration {
	ttl := time.Duration(-1)
	for directive := range strings.SplitSeq(strings.ToLower(h.Get("Cache-Control")), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch name {
		case "no-store", "no-cache", "private":
			return 0
		case "max-age", "s-maxage":
			n, err := strconv.Atoi(strings.Trim(value, `"`))
			if err == nil && (ttl < 0 || name == "s-maxage") {
				ttl = time.Duration(n) * time.Second
			}
		}
	}
	if ttl >= 0 {
		return ttl
	}
	if status >= 400 {
		return 10 * time.Second
	}
	return defaultTTL
}

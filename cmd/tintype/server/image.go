package server

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"tintype/cmd/tintype/server/drive"
	"tintype/cmd/tintype/server/store"
	"tintype/handler"
)

// made is what came of making an image, for all who have asked for it.
type made struct {
	entry   *store.Entry    // an image
	answer  *handler.Answer // a line of text
	serve   *handler.Serve  // the original, which ask fetches
	ask     handler.Fetch
	outcome string
	core    []byte
	renewed bool // the stored image is good again
	late    bool // the first who asked had no time left
}

// image answers with the image of a key: a stored one, or one that is made for all who
// ask for it now.
func (v *visit) image(ctx context.Context, key string) {
	name := store.NameOf(handler.CacheTag(unescaped(v.path)), key)
	name.Address, _ = v.r.Context().Value(addressKey{}).(string)
	stored := v.stored(ctx, name)
	if stored != nil && time.Now().Before(stored.Fresh) {
		v.cache, v.outcome = "hit", "transformed"
		v.sendEntry(stored, true)
		return
	}
	if stored == nil { // then a viewer's copy may be confirmed without an image
		key += "\n" + v.r.Header.Get("If-None-Match")
	}
	make := func(ctx context.Context) (*made, error) { return v.make(ctx, name, stored) }
	m, shared, err := v.server.flights.Do(ctx, key, make)
	for shared && err == nil && m.late && ctx.Err() == nil { // this one may have the time
		m, shared, err = v.server.flights.Do(ctx, key, make)
	}
	switch {
	case shared:
		v.cache = "shared"
	case err == nil && m.renewed:
		v.cache = "renewed"
	default:
		v.cache = "miss"
	}
	if err != nil {
		v.fail(err)
		return
	}
	v.outcome = m.outcome
	if !shared {
		v.core = m.core
	}
	switch {
	case m.entry != nil:
		v.sendEntry(m.entry, false)
	case m.answer != nil:
		v.answerOf(m.answer)
	default:
		v.original(ctx, m)
	}
}

func (v *visit) stored(ctx context.Context, name store.Name) *store.Entry {
	if v.server.o.Store == nil {
		return nil
	}
	e, err := v.server.o.Store.Get(ctx, name)
	if err != nil {
		v.server.broken("cache", err)
	}
	return e
}

// broken notes what failed beside a request that went on without it.
func (s *Server) broken(what string, err error) {
	s.metrics.failures.WithLabelValues(what).Inc()
	s.o.Log.Warn(what, "error", err)
}

// addressKey is a context's key of the address that an image is stored under.
type addressKey struct{}

// StoreAs returns the request with the address under which its image may be stored for a
// CDN; "" is none.
func StoreAs(r *http.Request, address string) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), addressKey{}, address))
}

// make makes the image, once there is a place in the line.
func (v *visit) make(ctx context.Context, name store.Name, stored *store.Entry) (*made, error) {
	s := v.server
	leave, err := s.gate.Enter()
	if err != nil {
		return nil, err
	}
	defer leave()
	ctx, cancel := context.WithDeadline(ctx, v.begun.Add(s.o.Timeout))
	defer cancel()
	source, names := "", forSame
	if stored != nil {
		source, names = stored.Source, forAll
	}
	x, err := v.begin(ctx, source, names)
	if err != nil {
		return nil, err
	}
	defer x.release()
	begun := time.Now()
	out, err := drive.Run(ctx, x.Exchange, v.place.fetcher, s.o.Engine, s.gate.Turn)
	if err != nil {
		return nil, err
	}
	m := &made{outcome: x.Outcome(), core: bytes.Clone(out.Log)}
	switch a := out.Answer; {
	case a == nil:
		out.Body.Close()
		m.serve, m.ask, m.late = out.Serve, out.Ask, x.OutOfTime()
	case stored != nil && source != "" && a.Status == http.StatusNotModified:
		m.renewed, m.outcome = true, "transformed"
		m.entry = renewed(stored, a.Headers)
		s.keep(name, m.entry, begun)
	case a.Text || a.Status != http.StatusOK:
		m.answer = a
	default:
		m.entry = entryOf(a, s.config.TagHeader, name.Tag)
		s.metrics.transforms.WithLabelValues(m.entry.Header.Get("Content-Type")).Observe(time.Since(begun).Seconds())
		s.keep(name, m.entry, begun)
	}
	return m, nil
}

// entryOf is an answer as it is stored.
func entryOf(a *handler.Answer, tagHeader, tag string) *store.Entry {
	now := time.Now()
	e := &store.Entry{Header: http.Header{}, Body: a.Body, Source: a.Source, Unsaid: a.Unsaid, Tags: []string{tag}, Stored: now}
	setHeaders(e.Header, a.Headers)
	if tagHeader != "" {
		e.Tags = strings.Split(e.Header.Get(tagHeader), ",")
	}
	e.Fresh = now.Add(lifetime(e.Header))
	return e
}

// renewed is a stored entry that its origin has confirmed.
func renewed(old *store.Entry, headers handler.Headers) *store.Entry {
	e := *old
	e.Header = old.Header.Clone()
	for _, name := range []string{"Cache-Control", "Expires"} {
		if value := headers.Get(name); value != "" {
			e.Header.Set(name, value)
		}
	}
	e.Stored = time.Now()
	e.Fresh = e.Stored.Add(lifetime(e.Header))
	return &e
}

// lifetime is how long a shared cache may keep an answer, RFC 9111 section 4.2.1; 0
// where it may not.
func lifetime(h http.Header) time.Duration {
	life := time.Duration(0)
	for directive := range strings.SplitSeq(strings.ToLower(h.Get("Cache-Control")), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		seconds, err := strconv.Atoi(strings.Trim(value, `"`))
		switch {
		case name == "no-store" || name == "no-cache" || name == "private":
			return 0
		case err != nil || seconds < 0 || seconds > 1<<30:
		case name == "s-maxage":
			return time.Duration(seconds) * time.Second
		case name == "max-age":
			life = time.Duration(seconds) * time.Second
		}
	}
	return life
}

// keep stores an image, in the background where that may take a while. What was purged
// while it was made is not kept.
func (s *Server) keep(name store.Name, e *store.Entry, begun time.Time) {
	if s.o.Store == nil || !e.Fresh.After(e.Stored) {
		return
	}
	kept := *e
	kept.Header = e.Header.Clone()
	kept.Header.Del("Server-Timing") // of this one time
	if most := e.Stored.Add(s.o.Fresh); kept.Fresh.After(most) {
		kept.Fresh = most
	}
	put := func() {
		if s.purged.since(kept.Tags, begun) {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), s.o.Timeout)
		defer cancel()
		if err := s.o.Store.Put(ctx, name, &kept); err != nil {
			s.broken("cache", err)
		}
	}
	if _, quick := s.o.Store.(*store.Memory); quick {
		put()
		return
	}
	select {
	case s.writes <- struct{}{}:
		go func() {
			defer func() { <-s.writes }()
			put()
		}()
	default: // it will be made again
		s.metrics.failures.WithLabelValues("cache is slow").Inc()
	}
}

// Flush waits until the store has all images that are being written to it.
func (s *Server) Flush() {
	for range cap(s.writes) {
		s.writes <- struct{}{}
	}
	for range cap(s.writes) {
		<-s.writes
	}
}

// sendEntry answers with an image; net/http looks at conditions and ranges.
func (v *visit) sendEntry(e *store.Entry, hit bool) {
	h := v.w.Header()
	for name, values := range e.Header {
		h[name] = slices.Clone(values)
	}
	v.guard(e.Unsaid)
	if hit {
		h.Set("Age", strconv.Itoa(max(0, int(v.begun.Sub(e.Stored).Seconds()))))
	}
	if v.server.config.ServerTiming {
		h.Add("Server-Timing", `cache;desc=`+v.cache+", "+timing("server", time.Since(v.begun)))
	}
	h.Set("Accept-Ranges", "bytes")
	v.extend()
	w := &counter{ResponseWriter: v.w, status: http.StatusOK}
	http.ServeContent(w, v.r, "", time.Time{}, bytes.NewReader(e.Body))
	v.status, v.bytes = w.status, w.bytes
	if v.status == http.StatusNotModified {
		v.outcome = "unchanged"
	}
}

// counter notes what net/http has answered.
type counter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (c *counter) WriteHeader(status int) {
	c.status = status
	c.ResponseWriter.WriteHeader(status)
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b)
	c.bytes += int64(n)
	return n, err
}

// purges remember what was purged lately, so that an image that was begun before is not
// stored after.
type purges struct {
	mu   sync.Mutex
	tags map[string]time.Time
}

func (p *purges) add(tag string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tags == nil {
		p.tags = map[string]time.Time{}
	}
	for old, at := range p.tags {
		if now.Sub(at) > 5*time.Minute {
			delete(p.tags, old)
		}
	}
	p.tags[tag] = now
}

// since reports whether one of the tags was purged after a moment.
func (p *purges) since(tags []string, begun time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, tag := range tags {
		if at, found := p.tags[tag]; found && !at.Before(begun) {
			return true
		}
	}
	return false
}

// Package store keeps the images that a server has made: in memory, in a folder, in a
// bucket, or in memory before one of these. Entries have the tags of the originals that
// they show, and are removed by tag.
package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
)

// Name is the place of an entry, below the tag of its original, so that all images made
// from one original are in one place.
type Name struct {
	Tag string // of the original
	Sum string // of the key

	// Address is where a CDN looks for the image before it asks, as it was sent; "" for
	// nowhere. Only ByAddress looks at it.
	Address string
}

// NameOf returns the name of the image of a key.
func NameOf(tag, key string) Name {
	sum := sha256.Sum256([]byte(key))
	return Name{Tag: tag, Sum: hex.EncodeToString(sum[:16])}
}

// Path returns the name as a path without slashes at the ends.
func (n Name) Path() string { return n.Tag + "/" + n.Sum }

// Entry is an image with its headers.
type Entry struct {
	Header http.Header
	Body   []byte
	Source string   // ETag of the original, "" where it is not known
	Unsaid bool     // the origin said nothing of caching, see handler.Private
	Tags   []string // of all that the image shows
	Stored time.Time
	Fresh  time.Time // until when
}

// Store keeps entries. It is safe for concurrent use. An entry must not be changed after
// Put.
type Store interface {
	// Get returns an entry, or nil where there is none.
	Get(ctx context.Context, name Name) (*Entry, error)
	Put(ctx context.Context, name Name, e *Entry) error
	// Purge removes all entries of a tag and returns how many there were.
	Purge(ctx context.Context, tag string) (int, error)
}

// head is what is written before an entry's body, in one line of JSON.
type head struct {
	Header http.Header
	Source string `json:",omitempty"`
	Unsaid bool   `json:",omitempty"`
	Tags   []string
	Stored time.Time
	Fresh  time.Time
	Bytes  int
}

var errBroken = errors.New("stored image: not complete")

// marshal writes an entry as one file.
func marshal(e *Entry) ([]byte, error) {
	line, err := json.Marshal(head{e.Header, e.Source, e.Unsaid, e.Tags, e.Stored, e.Fresh, len(e.Body)})
	if err != nil {
		return nil, err
	}
	return append(append(line, '\n'), e.Body...), nil
}

// unmarshal reads what marshal has written.
func unmarshal(b []byte) (*Entry, error) {
	line, body, found := bytes.Cut(b, []byte("\n"))
	var h head
	if err := json.Unmarshal(line, &h); err != nil || !found || h.Bytes != len(body) {
		return nil, errBroken
	}
	return &Entry{h.Header, body, h.Source, h.Unsaid, h.Tags, h.Stored, h.Fresh}, nil
}

// validTag reports whether a tag can be a folder's name; others are kept by nobody.
func validTag(tag string) bool {
	for _, c := range []byte(tag) {
		if !(c|0x20-'a' < 26 || c-'0' < 10 || c == '-' || c == '_') {
			return false
		}
	}
	return tag != "" && len(tag) <= 128
}

// others are an entry's tags beside the one that it is filed under.
func others(name Name, tags []string) (rest []string) {
	for _, tag := range tags {
		if tag = strings.ToLower(tag); tag != name.Tag && validTag(tag) {
			rest = append(rest, tag)
		}
	}
	return rest
}

// Tiered looks into Near first, and copies entries of Far to it.
type Tiered struct{ Near, Far Store }

// Get implements Store.
func (t Tiered) Get(ctx context.Context, name Name) (*Entry, error) {
	if e, err := t.Near.Get(ctx, name); e != nil || err != nil {
		return e, err
	}
	e, err := t.Far.Get(ctx, name)
	if e != nil && err == nil {
		err = t.Near.Put(ctx, name, e)
	}
	return e, err
}

// Put implements Store.
func (t Tiered) Put(ctx context.Context, name Name, e *Entry) error {
	return errors.Join(t.Near.Put(ctx, name, e), t.Far.Put(ctx, name, e))
}

// Purge implements Store. It does not reach the memory of other servers.
func (t Tiered) Purge(ctx context.Context, tag string) (int, error) {
	near, err := t.Near.Purge(ctx, tag)
	far, err2 := t.Far.Purge(ctx, tag)
	return max(near, far), errors.Join(err, err2)
}

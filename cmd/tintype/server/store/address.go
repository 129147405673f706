package store

import (
	"context"
	"net/url"
	"strings"
)

// ByAddress stores images in a bucket under their addresses, such as
// "cat.jpg/~fm=webp&w=400", where a CDN looks for them before it asks a server. It never
// reads, and does not store images without such an address.
type ByAddress struct{ Bucket *Bucket }

// keyOf is the key that a CDN asks a bucket for.
func keyOf(address string) string {
	if key, err := url.PathUnescape(address); err == nil {
		address = key
	}
	return strings.TrimPrefix(address, "/")
}

// Get implements Store: the CDN has looked already.
func (ByAddress) Get(context.Context, Name) (*Entry, error) { return nil, nil }

// Put implements Store.
func (a ByAddress) Put(ctx context.Context, name Name, e *Entry) error {
	if name.Address == "" {
		return nil
	}
	return a.Bucket.put(ctx, keyOf(name.Address), others(name, e.Tags), e)
}

// Purge implements Store. An original is found by its path; a mark or blend image is
// found by its tag.
func (a ByAddress) Purge(ctx context.Context, tag string) (int, error) {
	if strings.HasPrefix(tag, "/") {
		return a.Bucket.remove(ctx, a.Bucket.prefix+keyOf(tag)+"/~", func(key string) []string { return []string{key} })
	}
	return a.Bucket.purgeMarks(ctx, tag)
}

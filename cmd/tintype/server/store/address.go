package store

import (
	"context"
	"net/url"
	"strings"

	"tintype/handler"
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

// PurgeKey removes the images of an original and those of others that show it as a mark
// or blend image. It returns the keys of the originals whose images these were, each up
// to the first "/~", and how many images there were. A dry run only looks.
func (a ByAddress) PurgeKey(ctx context.Context, key string, dryRun bool) (originals []string, n int, err error) {
	b, tag := a.Bucket, handler.CacheTag(key)
	seen := map[string]bool{}
	note := func(address string) {
		original, _, _ := strings.Cut(strings.TrimPrefix(address, b.prefix), "/~")
		if !seen[original] {
			seen[original] = true
			originals = append(originals, original)
		}
	}
	marks := b.prefix + "tags/" + tag + "/"
	for _, part := range []struct {
		prefix string
		image  func(key string) string
	}{
		{b.prefix + key + "/~", func(key string) string { return key }},
		{marks, func(key string) string { return b.prefix + strings.TrimPrefix(key, marks) }},
	} {
		m, err := b.remove(ctx, part.prefix, func(key string) []string {
			image := part.image(key)
			note(image)
			switch {
			case dryRun:
				return nil
			case image == key:
				return []string{key}
			}
			return []string{image, key}
		})
		if n += m; err != nil {
			return originals, n, err
		}
	}
	return originals, n, nil
}

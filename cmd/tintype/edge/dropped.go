package edge

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path"
	"strings"
	"sync"
	"time"
)

// How large a dropped file may be, and how many are kept: the oldest goes first.
const (
	maxDropped  = 64 << 20
	keptDropped = 8
)

// dropped are originals with the files that users of the playground dropped into
// it, which are kept in memory. It is safe for concurrent use.
type dropped struct {
	Originals

	mu    sync.Mutex
	files map[string][]byte
	order []string // of keys, the oldest first
}

// add keeps a file and returns its key, which has the content's hash in it: a key's
// content never changes.
func (d *dropped) add(name string, r io.Reader) (key string, err error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	key = strings.Trim(ownPath, "/") + "/yours/" + hex.EncodeToString(sum[:4]) + "-" + plainName(name)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.files[key] != nil {
		return key, nil
	}
	if d.files == nil {
		d.files = map[string][]byte{}
	}
	d.files[key] = data
	d.order = append(d.order, key)
	if len(d.order) > keptDropped {
		delete(d.files, d.order[0])
		d.order = d.order[1:]
	}
	return key, nil
}

// has reports whether key is of a dropped file.
func (d *dropped) has(key string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.files[key] != nil
}

// plainName keeps of a file's name what needs no escape in a URL.
func plainName(name string) string {
	keep := func(c rune) rune {
		if c == '.' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' {
			return c
		}
		return '-'
	}
	name = strings.Map(keep, path.Base(name))
	return strings.TrimLeft(name[max(0, len(name)-60):], ".-")
}

// Get returns a dropped file, or one of the originals.
func (d *dropped) Get(ctx context.Context, key string) (*Object, error) {
	d.mu.Lock()
	data := d.files[key]
	d.mu.Unlock()
	if data == nil {
		return d.Originals.Get(ctx, key)
	}
	sum := sha256.Sum256(data)
	return &Object{
		Body: io.NopCloser(bytes.NewReader(data)), Size: int64(len(data)), ContentType: contentType(key),
		ETag: `"` + hex.EncodeToString(sum[:16]) + `"`, LastModified: time.Unix(0, 0),
	}, nil
}

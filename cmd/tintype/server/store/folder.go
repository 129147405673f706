package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"sync"
	"time"
)

// Folder keeps entries in files below a folder, up to a number of bytes. TAG/SUM is an
// entry; tags/TAG/OTHER/SUM is empty and says that the image OTHER/SUM shows TAG, too.
// Several processes may share the folder.
type Folder struct {
	root *os.Root
	most int64

	mu      sync.Mutex
	written int64 // since files were counted last
}

// OpenFolder opens a store of at most most bytes. It creates the folder if there is none.
func OpenFolder(name string, most int64) (*Folder, error) {
	if err := os.MkdirAll(name, 0o755); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	f := &Folder{root: root, most: most}
	return f, f.trim()
}

// Get implements Store.
func (f *Folder) Get(_ context.Context, name Name) (*Entry, error) {
	b, err := f.root.ReadFile(name.Path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	e, err := unmarshal(b)
	if err != nil { // a process that was ended while it wrote
		f.root.Remove(name.Path())
		return nil, nil
	}
	now := time.Now()
	f.root.Chtimes(name.Path(), now, now) // used last
	return e, nil
}

// Put implements Store. It writes a file completely or not at all.
func (f *Folder) Put(_ context.Context, name Name, e *Entry) error {
	b, err := marshal(e)
	if err != nil {
		return err
	}
	if err := f.root.MkdirAll(name.Tag, 0o755); err != nil {
		return err
	}
	part := name.Path() + "." + time.Now().Format("150405.000000000")
	if err := f.root.WriteFile(part, b, 0o644); err != nil {
		return err
	}
	if err := f.root.Rename(part, name.Path()); err != nil {
		return err
	}
	for _, tag := range others(name, e.Tags) {
		if err := f.root.MkdirAll("tags/"+tag+"/"+name.Tag, 0o755); err != nil {
			return err
		}
		if err := f.root.WriteFile("tags/"+tag+"/"+name.Path(), nil, 0o644); err != nil {
			return err
		}
	}
	f.mu.Lock()
	f.written += int64(len(b))
	full := f.written > f.most/10
	f.mu.Unlock()
	if full {
		return f.trim()
	}
	return nil
}

// Purge implements Store.
func (f *Folder) Purge(_ context.Context, tag string) (int, error) {
	if !validTag(tag) {
		return 0, nil
	}
	n, err := 0, error(nil)
	remove := func(below, strip string) {
		fs.WalkDir(f.root.FS(), below, func(name string, d fs.DirEntry, walk error) error {
			if walk == nil && !d.IsDir() {
				if e := f.root.Remove(path.Join(".", name[len(strip):])); e == nil {
					n++
				} else if !errors.Is(e, fs.ErrNotExist) {
					err = e
				}
			}
			return nil
		})
	}
	remove(tag, "")
	remove("tags/"+tag, "tags/"+tag+"/")
	return n, errors.Join(err, f.root.RemoveAll("tags/"+tag))
}

// trim removes what was used longest ago until nine tenths of the room are taken.
func (f *Folder) trim() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.written = 0
	type file struct {
		name string
		size int64
		used time.Time
	}
	var files []file
	total := int64(0)
	err := fs.WalkDir(f.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.IsDir() && name == "tags" {
				return fs.SkipDir
			}
			return nil
		}
		if info, err := d.Info(); err == nil {
			files = append(files, file{name, info.Size(), info.ModTime()})
			total += info.Size()
		}
		return nil
	})
	if total <= f.most {
		return err
	}
	slices.SortFunc(files, func(a, b file) int { return a.used.Compare(b.used) })
	for _, file := range files {
		if total <= f.most/10*9 {
			break
		}
		if f.root.Remove(file.name) == nil {
			total -= file.size
		}
	}
	return err
}

package store

import (
	"container/list"
	"context"
	"sync"
)

// Memory keeps the most recently used entries, up to a number of bytes.
type Memory struct {
	most int64

	mu    sync.Mutex
	bytes int64
	byUse *list.List // of *kept, the last used in front
	all   map[Name]*list.Element
	tags  map[string]map[Name]bool // what else an entry shows beside its original
}

type kept struct {
	name  Name
	entry *Entry
	bytes int64
}

// NewMemory returns a store of at most most bytes.
func NewMemory(most int64) *Memory {
	return &Memory{most: most, byUse: list.New(), all: map[Name]*list.Element{}, tags: map[string]map[Name]bool{}}
}

// Get implements Store.
func (m *Memory) Get(_ context.Context, name Name) (*Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := m.all[name]
	if at == nil {
		return nil, nil
	}
	m.byUse.MoveToFront(at)
	return at.Value.(*kept).entry, nil
}

// overhead is what an entry takes beside its body: headers, maps, list.
const overhead = 2048

// Put implements Store.
func (m *Memory) Put(_ context.Context, name Name, e *Entry) error {
	size := int64(len(e.Body)) + overhead
	if size > m.most/4 {
		return nil // would drive out too many others
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.remove(m.all[name])
	m.all[name] = m.byUse.PushFront(&kept{name, e, size})
	m.bytes += size
	for _, tag := range append(others(name, e.Tags), name.Tag) {
		if m.tags[tag] == nil {
			m.tags[tag] = map[Name]bool{}
		}
		m.tags[tag][name] = true
	}
	for m.bytes > m.most {
		m.remove(m.byUse.Back())
	}
	return nil
}

func (m *Memory) remove(at *list.Element) {
	if at == nil {
		return
	}
	k := m.byUse.Remove(at).(*kept)
	m.bytes -= k.bytes
	delete(m.all, k.name)
	for _, tag := range append(others(k.name, k.entry.Tags), k.name.Tag) {
		delete(m.tags[tag], k.name)
		if len(m.tags[tag]) == 0 {
			delete(m.tags, tag)
		}
	}
}

// Purge implements Store.
func (m *Memory) Purge(_ context.Context, tag string) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for name := range m.tags[tag] {
		m.remove(m.all[name])
		n++
	}
	return n, nil
}

// Bytes returns the size of all entries in bytes.
func (m *Memory) Bytes() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.bytes
}

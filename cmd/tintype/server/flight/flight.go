// Package flight lets those who ask for the same thing at the same time wait for one
// who makes it. Other than golang.org/x/sync/singleflight, it stops the work when nobody
// waits any more: a viewer who leaves should not cost an image.
package flight

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Group is a set of works in progress. The zero value is ready.
type Group[T any] struct {
	mu  sync.Mutex
	all map[string]*work[T]
}

type work[T any] struct {
	waiters int
	cancel  context.CancelFunc
	done    chan struct{}
	value   T
	err     error
}

// Do returns what make returns, which is called once for all who ask under one key at the
// same time. The context of make ends when the last of those has gone. shared says that
// another one has asked first.
//
// What made the first one fail alone, the end of its own time, is not shared: those who
// waited with it and still have time begin anew, one of them for all.
func (g *Group[T]) Do(ctx context.Context, key string, make func(ctx context.Context) (T, error)) (value T, shared bool, err error) {
	for {
		value, shared, err = g.once(ctx, key, make)
		if !shared || ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
			return value, shared, err
		}
	}
}

func (g *Group[T]) once(ctx context.Context, key string, make func(ctx context.Context) (T, error)) (value T, shared bool, err error) {
	g.mu.Lock()
	if g.all == nil {
		g.all = map[string]*work[T]{}
	}
	w := g.all[key]
	shared = w != nil
	if w == nil {
		w = &work[T]{done: newDone()}
		var of context.Context
		of, w.cancel = context.WithCancel(context.WithoutCancel(ctx))
		g.all[key] = w
		go g.run(of, key, w, make)
	}
	w.waiters++
	g.mu.Unlock()
	select {
	case <-w.done:
		return w.value, shared, w.err
	case <-ctx.Done():
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	w.waiters--
	if w.waiters == 0 && g.all[key] == w {
		w.cancel()
		delete(g.all, key) // whoever comes next begins anew
	}
	return value, shared, ctx.Err()
}

func newDone() chan struct{} { return make(chan struct{}) }

func (g *Group[T]) run(ctx context.Context, key string, w *work[T], make func(ctx context.Context) (T, error)) {
	defer func() {
		if v := recover(); v != nil {
			w.err = fmt.Errorf("panic: %v", v)
		}
		g.mu.Lock()
		if g.all[key] == w {
			delete(g.all, key)
		}
		g.mu.Unlock()
		w.cancel()
		close(w.done)
	}()
	w.value, w.err = make(ctx)
}

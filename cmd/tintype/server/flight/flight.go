// Package flight merges concurrent calls with the same key into one. Unlike
// golang.org/x/sync/singleflight it stops the work when all callers are gone, so that no
// image is made for viewers who have left.
package flight

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Group is a set of calls in progress. The zero value is ready for use.
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

// Do calls make once for all concurrent callers with the same key, and returns its
// results to all of them. The context of make ends when the context of the last caller
// does. shared reports that another caller came first.
//
// If the first caller fails only because its own time has ended, that error is not
// shared: one of the others that still have time calls make again for all of them.
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

// Package gate bounds how much a server does at once: a number of requests work, a number
// of others wait in line, and all further ones are refused at once.
package gate

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// ErrFull says that the line is full, ErrLate that a place in it did not become a turn
// in time.
var (
	ErrFull = errors.New("busy: all workers and all places in line are taken; try again later")
	ErrLate = errors.New("busy: no worker became free in time; try again later")
)

// Gate bounds the requests that work and those that wait. It is safe for concurrent use.
type Gate struct {
	slots   chan struct{}
	places  int64 // at work and in line together
	taken   atomic.Int64
	longest time.Duration
}

// New returns a gate for a number of workers, with a line for a number of requests behind
// them, none of which waits longer than longest.
func New(workers, line int, longest time.Duration) *Gate {
	return &Gate{slots: make(chan struct{}, workers), places: int64(workers + line), longest: longest}
}

// Enter takes a place, or returns an error at once if there is none. leave gives the
// place back.
func (g *Gate) Enter() (leave func(), err error) {
	if g.taken.Add(1) > g.places {
		g.taken.Add(-1)
		return nil, ErrFull
	}
	return func() { g.taken.Add(-1) }, nil
}

// Turn waits until a worker is free.
func (g *Gate) Turn(ctx context.Context) (leave func(), err error) {
	leave = func() { <-g.slots }
	select {
	case g.slots <- struct{}{}:
		return leave, nil
	default:
	}
	late := time.NewTimer(g.longest)
	defer late.Stop()
	select {
	case g.slots <- struct{}{}:
		return leave, nil
	case <-late.C:
		return nil, ErrLate
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Working returns how many requests are at work.
func (g *Gate) Working() int { return len(g.slots) }

// Waiting returns how many requests have a place but no worker: they wait for the origin
// or for a worker.
func (g *Gate) Waiting() int { return max(0, int(g.taken.Load())-len(g.slots)) }

// RetryAfter returns the number of seconds after which a refused client may try again.
func (g *Gate) RetryAfter() int { return max(1, int(g.longest/time.Second)) }

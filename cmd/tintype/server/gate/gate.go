// Package gate bounds how much a server does at once: so many at work, so many in
// line, and whoever comes then is told to come back later, at once.
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
	ErrFull = errors.New("busy: the line is full")
	ErrLate = errors.New("busy: the wait was too long")
)

// Gate lets so many work at once and so many wait. It is safe for concurrent use.
type Gate struct {
	slots   chan struct{}
	places  int64 // at work and in line together
	taken   atomic.Int64
	longest time.Duration
}

// New makes a gate for so many workers, with a line of so many behind them, in which
// nobody waits longer than longest.
func New(workers, line int, longest time.Duration) *Gate {
	return &Gate{slots: make(chan struct{}, workers), places: int64(workers + line), longest: longest}
}

// Enter takes a place, or fails at once where there is none. leave gives it back.
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

// Working and Waiting say how many are at work and in line.
func (g *Gate) Working() int { return len(g.slots) }

// Waiting counts those who have a place and no turn: they wait for the origin, or for
// a worker.
func (g *Gate) Waiting() int { return max(0, int(g.taken.Load())-len(g.slots)) }

// RetryAfter is how many seconds whoever finds no place may come back in.
func (g *Gate) RetryAfter() int { return max(1, int(g.longest/time.Second)) }

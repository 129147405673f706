package gate

import (
	"context"
	"errors"
	"testing"
	"time"
)

// As many get in as there are places, as many get a turn as there are workers, and a
// place that is given back is there for the next.
func TestGate(t *testing.T) {
	g := New(2, 3, time.Hour)
	var leaves []func()
	for range 5 {
		leave, err := g.Enter()
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, leave)
	}
	if _, err := g.Enter(); !errors.Is(err, ErrFull) {
		t.Errorf("got %v, want a full line", err)
	}
	first, _ := g.Turn(t.Context())
	if _, err := g.Turn(t.Context()); err != nil || g.Working() != 2 || g.Waiting() != 3 {
		t.Errorf("got %v, %d at work, %d waiting", err, g.Working(), g.Waiting())
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.Turn(over); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's end", err)
	}
	first()
	if _, err := g.Turn(t.Context()); err != nil {
		t.Error(err)
	}
	leaves[0]()
	if _, err := g.Enter(); err != nil {
		t.Error(err)
	}
	g = New(1, 1, time.Nanosecond)
	g.Turn(t.Context())
	if _, err := g.Turn(t.Context()); !errors.Is(err, ErrLate) {
		t.Errorf("got %v, want too late", err)
	}
}

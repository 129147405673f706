package flight

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// All who ask at the same time get what one has made.
func TestOneForAll(t *testing.T) {
	var g Group[int]
	var made atomic.Int32
	begin := make(chan struct{})
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			v, _, err := g.Do(t.Context(), "key", func(context.Context) (int, error) {
				made.Add(1)
				<-begin
				return 7, nil
			})
			if v != 7 || err != nil {
				t.Errorf("got %d, %v", v, err)
			}
		})
	}
	for {
		g.mu.Lock()
		n := 0
		if w := g.all["key"]; w != nil {
			n = w.waiters
		}
		g.mu.Unlock()
		if n == 50 {
			break
		}
	}
	close(begin)
	all.Wait()
	if made.Load() != 1 || len(g.all) != 0 {
		t.Errorf("made %d times, want once; %d are left", made.Load(), len(g.all))
	}
}

// The work ends with the last who waits for it, and not before.
func TestNobodyWaits(t *testing.T) {
	var g Group[int]
	ended := make(chan error, 1)
	work := func(ctx context.Context) (int, error) {
		<-ctx.Done()
		ended <- ctx.Err()
		return 0, ctx.Err()
	}
	first, leaveFirst := context.WithCancel(t.Context())
	second, leaveSecond := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for _, ctx := range []context.Context{first, second} {
		all.Go(func() {
			if _, _, err := g.Do(ctx, "key", work); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		})
	}
	leaveFirst()
	select {
	case <-ended:
		t.Error("the work ended while somebody waited")
	default:
	}
	leaveSecond()
	<-ended
	all.Wait()
}

// A panic is an error for all who wait, and the process goes on.
func TestPanic(t *testing.T) {
	var g Group[int]
	if _, _, err := g.Do(t.Context(), "key", func(context.Context) (int, error) { panic("oh") }); err == nil || !strings.Contains(err.Error(), "oh") {
		t.Errorf("got %v", err)
	}
}

package flight

import (
	"context"
	"errors"
	"fmt"
	"runtime"
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
	await(&g, 50)
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

// The first one's time runs out: those who wait with it and have time begin anew, one for
// all of them.
func TestOthersTime(t *testing.T) {
	for _, end := range []error{context.DeadlineExceeded, context.Canceled} {
		var g Group[int]
		var made atomic.Int32
		begin := make(chan struct{})
		work := func(context.Context) (int, error) {
			if made.Add(1) == 1 {
				<-begin
				return 0, fmt.Errorf("the first one: %w", end)
			}
			return 7, nil
		}
		var failed atomic.Int32
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				v, shared, err := g.Do(t.Context(), "key", work)
				switch {
				case errors.Is(err, end) && !shared:
					failed.Add(1)
				case err != nil || v != 7:
					t.Errorf("got %d, %v", v, err)
				}
			})
		}
		await(&g, 20)
		close(begin)
		all.Wait()
		if n := made.Load(); failed.Load() != 1 || n < 2 || n > 20 {
			t.Errorf("%d were told that the time was over, want the first; made %d times", failed.Load(), n)
		}
	}
}

// await waits until so many wait for "key".
func await(g *Group[int], n int) {
	for {
		g.mu.Lock()
		waiters := 0
		if w := g.all["key"]; w != nil {
			waiters = w.waiters
		}
		g.mu.Unlock()
		if waiters == n {
			return
		}
		runtime.Gosched()
	}
}

package drive

import (
	"context"
	"time"
)

// start prepares a fetch; do does it, on any goroutine.
func (f *fetch) start(ctx context.Context) {
	ctx, f.cancel = context.WithCancel(ctx)
	f.answered = make(chan struct{})
	f.ctx = ctx
}

func (f *fetch) do(fetcher Fetcher) {
	defer close(f.answered)
	if f.ask.DelayMS > 0 {
		select {
		case <-time.After(time.Duration(f.ask.DelayMS) * time.Millisecond):
		case <-f.ctx.Done():
			f.err = f.ctx.Err()
			return
		}
	}
	f.response, f.err = fetcher.Fetch(f.ctx, f.ask)
}

package shim

import (
	"context"
	"time"

	"github.com/tetratelabs/wazero/sys"
)

// grace is how long after its deadline a guest is stopped that still reads the
// clock: the engine polls it once a band and should have ended by itself.
const grace = 500 * time.Millisecond

// clock is what a guest reads the time from, and the host's way to stop it: once
// the request's context is over, a read unwinds the guest. It belongs to one
// guest, which one request uses at a time.
type clock struct {
	began time.Time
	ctx   context.Context
}

func newClock() *clock { return &clock{began: time.Now(), ctx: context.Background()} }

// nanotime is the monotonic clock. wazero returns its panic as the error of the
// running call.
func (c *clock) nanotime() int64 {
	if err := c.ctx.Err(); err != nil {
		panic(err)
	}
	return int64(time.Since(c.began))
}

func (c *clock) walltime() (sec int64, nsec int32) {
	c.nanotime()
	now := time.Now()
	return now.Unix(), int32(now.Nanosecond())
}

const clockResolution = sys.ClockResolution(1) // nanoseconds

package shim

import (
	"errors"
	"sync/atomic"
	"time"

	"github.com/tetratelabs/wazero/sys"
)

// grace is how long after its deadline a guest is stopped that still reads the
// clock: the engine polls it once a band and should have ended by itself.
const grace = 500 * time.Millisecond

var errStopped = errors.New("past its deadline")

// clock is what a guest reads the time from, and the host's way to stop it.
type clock struct {
	began  time.Time
	stopAt atomic.Int64 // nanoseconds since began; 0 is never
}

func newClock() *clock { return &clock{began: time.Now()} }

// limit sets when reads begin to stop the guest; zero is never.
func (c *clock) limit(t time.Time) {
	if t.IsZero() {
		c.stopAt.Store(0)
		return
	}
	c.stopAt.Store(max(1, int64(t.Sub(c.began))))
}

// nanotime is the monotonic clock. Its panic unwinds the guest; wazero returns
// it as the error of the running call.
func (c *clock) nanotime() int64 {
	passed := int64(time.Since(c.began))
	if at := c.stopAt.Load(); at != 0 && passed > at {
		panic(errStopped)
	}
	return passed
}

func (c *clock) walltime() (sec int64, nsec int32) {
	c.nanotime()
	now := time.Now()
	return now.Unix(), int32(now.Nanosecond())
}

const clockResolution = sys.ClockResolution(1) // nanoseconds

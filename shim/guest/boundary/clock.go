package boundary

import "time"

// Clock is a request's time: when it began by the host's clock, and when it has
// to be over.
type Clock struct {
	Now      time.Time // when the request began
	Deadline time.Time // zero where there is none
	began    time.Time // the guest's own clock when the request began
}

// newClock makes a clock of the protocol's Unix milliseconds.
func newClock(now, deadline float64) Clock {
	c := Clock{Now: time.UnixMilli(int64(now)).UTC(), began: time.Now()}
	if deadline > 0 {
		c.Deadline = time.UnixMilli(int64(deadline)).UTC()
	}
	return c
}

// Elapsed is the time since the request began.
func (c *Clock) Elapsed() time.Duration { return time.Since(c.began) }

// Expired reports whether the deadline has passed. It reads the host's clock,
// which also is the host's chance to stop the guest.
func (c *Clock) Expired() bool {
	passed := c.Elapsed()
	return !c.Deadline.IsZero() && passed > c.Deadline.Sub(c.Now)
}

// Hurry returns what says, of work that is done so far of all that there is, whether
// at its pace it would take most of the time that is left. It is nil where there is
// no deadline.
func (c *Clock) Hurry() func(done, all int) bool {
	if c.Deadline.IsZero() {
		return nil
	}
	var began time.Duration
	return func(done, all int) bool {
		now := c.Elapsed()
		if done == 0 {
			began = now
			return false
		}
		left := c.Deadline.Sub(c.Now) - now
		return (now-began)*time.Duration(all-done) > left/2*time.Duration(done)
	}
}

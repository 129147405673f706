// Package work bounds how long any stage goes on without asking whether it may.
//
// A stage says what it is about to do, in samples, and a Meter asks its caller once
// in a while. What a stage says need not be exact: it has to be about right for all
// content, so that the time between two questions does not depend on that.
package work

// Between is how much work lies between two questions. A sample takes some
// nanoseconds in wasm: half a millisecond, in which asking, a call of the host's
// clock, is not felt.
const Between = 1 << 17

// A Meter counts the work of one transformation. A nil one never ends it.
type Meter struct {
	poll func() error
	left int // until the next question
	err  error
}

// New returns a meter that asks poll, which may be nil.
func New(poll func() error) *Meter {
	if poll == nil {
		return nil
	}
	return &Meter{poll: poll, left: Between}
}

// Spend counts work on n samples that comes next and reports whether to do it.
// Once it has said no it always does, so that a stage may return as it stands and
// leave it to its caller to ask for Err.
//
//go:noinline
func (m *Meter) Spend(n int) bool {
	if m == nil {
		return true
	}
	m.left -= n
	return m.left > 0 || m.ask()
}

func (m *Meter) ask() bool {
	if m.err == nil {
		m.err = m.poll()
	}
	if m.err != nil {
		m.left = 0
		return false
	}
	m.left = Between
	return true
}

// Err is poll's error, once the meter has said no.
func (m *Meter) Err() error {
	if m == nil {
		return nil
	}
	return m.err
}

package work

import (
	"errors"
	"testing"
)

// A meter asks once for every Between samples, however they come.
func TestAsksByWork(t *testing.T) {
	for _, n := range []int{1, 100, Between, 3 * Between} {
		asked := 0
		m := New(func() error { asked++; return nil })
		total := 0
		for ; total < 10*Between; total += n {
			if !m.Spend(n) {
				t.Fatal("the meter says no")
			}
		}
		if want := total / max(n, Between); asked < want-1 || asked > want+1 {
			t.Errorf("in steps of %d: asked %d times, want about %d", n, asked, want)
		}
	}
}

// Once poll has failed it is not asked again, and every step is refused.
func TestStaysStopped(t *testing.T) {
	stop, asked := errors.New("stop"), 0
	m := New(func() error { asked++; return stop })
	if !m.Spend(1) || m.Err() != nil {
		t.Error("refused before it was asked")
	}
	m.Spend(Between)
	for range 5 {
		if m.Spend(1) || m.Err() != stop {
			t.Error("goes on after an error")
		}
	}
	if m.Spend(Between) || asked != 1 {
		t.Errorf("asked %d times, want once", asked)
	}
}

// Without anybody to ask everything is allowed.
func TestNobodyToAsk(t *testing.T) {
	if m := New(nil); !m.Spend(1<<40) || m.Err() != nil {
		t.Error("refused")
	}
}

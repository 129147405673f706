//go:build wasip1

package main

import (
	"errors"
	"runtime"
	"strconv"
)

// stacks exercises all that reads the tables of functions: the growth, the copy
// and the scan of stacks with live pointers on them, deferred calls and
// recovered panics at every depth. It returns the sum that comes out when
// nothing was lost.
func stacks() []byte {
	results := make(chan int)
	for g := range 4 {
		go func() { results <- descend(2000+g, []int{g}) }()
	}
	sum := 0
	for range 4 {
		sum += <-results
		runtime.GC()
	}
	return strconv.AppendInt(nil, int64(sum), 10)
}

// descend returns the sum of the depths, kept in slices that only its frames
// point to.
func descend(depth int, above []int) (sum int) {
	here := []int{depth, above[0]}
	name := "at " + strconv.Itoa(depth)
	defer func() {
		if v := recover(); v != nil {
			sum = v.(error).(interface{ add(int) int }).add(here[0])
		}
		if name != "at "+strconv.Itoa(depth) {
			sum = -1 << 40
		}
	}()
	if depth%500 == 0 {
		runtime.GC()
	}
	if depth%7 == 0 {
		runtime.Gosched()
	}
	if depth == 0 {
		return divided(here[0])
	}
	deeper := descend(depth-1, here)
	if depth%100 == 0 {
		panic(carried{errors.New(name), deeper})
	}
	return deeper + here[0]
}

// carried is a panic that brings a sum up.
type carried struct {
	error
	sum int
}

func (c carried) add(n int) int { return c.sum + n }

// divided recovers from a panic of the runtime's own.
func divided(by int) (n int) {
	defer func() {
		if _, ok := recover().(runtime.Error); !ok {
			n = -1 << 40
		}
	}()
	return 1 / by
}

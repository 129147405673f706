// Command neighbors tells, every few milliseconds, how long the same work takes
// on the processor that it is pinned to. A virtual processor is half of a core:
// when somebody else's machine is busy on the other half, what runs here loses up
// to two fifths of its speed, and no counter of the system tells so.
//
// Each line is the milliseconds since 1970 and how many microseconds it took.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"time"
)

const (
	every = 4 * time.Millisecond
	turns = 40_000 // some 40 µs: one part in a hundred of the processor
)

// work keeps all of a core's adders busy, so that it feels whoever shares them.
//
//go:noinline
func work(n uint64) uint64 {
	a, b, c, d, e, f, g, h := uint64(1), uint64(2), uint64(3), uint64(4), uint64(5), uint64(6), uint64(7), uint64(8)
	for i := range n {
		a, b, c, d = a+i, b^i, c+i^n, d^i+n
		e, f, g, h = e+i, f^i, g+i, h^i
	}
	return a ^ b ^ c ^ d ^ e ^ f ^ g ^ h
}

var sink uint64

func main() {
	runtime.GOMAXPROCS(1)
	out := bufio.NewWriter(os.Stdout)
	for {
		time.Sleep(every)
		sink += work(turns / 10) // what has slept is slow at first
		begun := time.Now()
		sink += work(turns)
		fmt.Fprintf(out, "%.1f %.1f\n", float64(begun.UnixMicro())/1e3, float64(time.Since(begun).Nanoseconds())/1e3)
		if out.Flush() != nil { // the reader has gone
			return
		}
	}
}

//go:build wasip1

package boundary

import (
	"runtime"
	"runtime/debug"
	"unsafe"
)

// What a guest does with a request of the edge and of a library: set once, by
// package main, before the host calls anything.
var (
	Begin func(Request) Task
	Open  func(query, options string, clock Clock) Task
)

// The state of the one request that this guest is at.
var (
	input       []byte    // what buffer returned last
	lines       string    // options of the next open
	task        Task      // nil between requests
	credentials []byte    // wiped with the last step
	step        Step      // keeps what the record points to alive
	record      [8]uint32 // the step as the host reads it
)

// prepare is not for hosts: it is called once, when the guest is built, after
// _initialize. What it leaves is what every guest begins with.
//
//go:wasmexport prepare
func prepare() {
	debug.SetGCPercent(collectAt)
	makeStack()
	grow() // the stack of the exports
}

// settle is called once, too, behind prepare and a first request. What that request made
// and nobody uses any more is let go, and cleared, so that the module does not carry it.
//
//go:wasmexport settle
func settle() {
	clear(input[:cap(input)])
	runtime.GC()
	var kept [2][freeParts][]byte
	for i, size := range [len(kept)]int{96 << 10, 16 << 10} { // the small ones in the gaps
		for k := range kept[i] {
			kept[i][k] = make([]byte, size)
		}
	}
	runtime.KeepAlive(&kept)
	runtime.GC()
	runtime.KeepAlive(make([]byte, heapBytes)) // asking for memory is code, too
	runtime.GC()
}

const (
	// collectAt is how much garbage there may be, in percent of what lives, and of 4 MB where
	// less does. Little lives on from one request to the next, so that 100 would collect after
	// every second one.
	collectAt = 150
	// heapBytes is what a request is sure to use.
	heapBytes = 6 << 20
	// freeParts is how many parts of free memory of each size settle clears.
	freeParts = 64
)

//go:wasmexport buffer
func buffer(n uint32) unsafe.Pointer {
	if uint32(cap(input)) < n {
		input = make([]byte, max(n, 1<<16))
	}
	input = input[:cap(input)]
	return unsafe.Pointer(unsafe.SliceData(input))
}

//go:wasmexport begin
func begin(event, config, creds uint32, now, deadline float64) {
	all := append([]byte(nil), input[:event+config+creds]...)
	clear(input[:event+config+creds])
	credentials = all[event+config:]
	attempt(func() {
		task = Begin(Request{
			Event:       all[:event:event],
			Config:      all[event : event+config : event+config],
			Credentials: credentials,
			Clock:       newClock(now, deadline),
		})
	})
}

//go:wasmexport options
func options(n uint32) {
	attempt(func() { lines = string(input[:n]) })
}

//go:wasmexport open
func open(query uint32, now, deadline float64) {
	attempt(func() {
		task = Open(string(input[:query]), lines, newClock(now, deadline))
		lines = ""
	})
}

//go:wasmexport head
func head(id, status, n uint32) {
	attempt(func() { task.Head(id, int(status), input[:n]) })
}

//go:wasmexport push
func push(id, n uint32) {
	attempt(func() { task.Push(id, input[:n]) })
}

//go:wasmexport end
func end(id, n uint32) {
	attempt(func() { task.End(id, string(input[:n])) })
}

//go:wasmexport next
func next() unsafe.Pointer {
	attempt(func() { step = task.Next() })
	if step.Kind.final() {
		clear(credentials)
		task, credentials = nil, nil
	}
	a, b := step.A, step.B
	record = [8]uint32{
		uint32(step.Kind), step.ID,
		uint32(uintptr(unsafe.Pointer(unsafe.SliceData(a)))), uint32(len(a)),
		uint32(uintptr(unsafe.Pointer(unsafe.SliceData(b)))), uint32(len(b)),
		step.Limit, step.Delay,
	}
	return unsafe.Pointer(&record)
}

// attempt is the guest's entry: a panic in f makes the request's next and only
// step Broken.
func attempt(f func()) {
	defer func() {
		if v := recover(); v != nil {
			task = brokenTask(panicText(v))
			step = task.Next()
		}
	}()
	f()
}

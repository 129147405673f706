// Command hostile is a guest for tests of the hosts. It speaks the protocol
// through the same package as the real guest, and does what the query asks for:
// echo, and everything a guest must not do.
//
//	do=echo    the source's bytes come back; info has their number
//	do=early   answers after the first bytes, without reading on
//	do=panic   panics in the export         do=jobpanic  panics in the decoder
//	do=trap    panics in a goroutine, where nothing recovers
//	do=exit    ends the process             do=deadlock  waits for nothing
//	do=oom     allocates until it dies      do=grow      allocates 136 MiB, then echoes
//	do=breach  returns a step of no kind    do=wild      returns addresses outside of memory
//	do=lost    wants news of a fetch that was never begun
//	do=poll    loops, reading the clock     do=spin      loops without reading it
//	do=clock   loops until the deadline, then fails as the engine does
//	do=late    panics while there is time, answers past its deadline
//	do=secret  keeps nothing; echoes the length of the credentials
//	do=stack   grows and moves stacks under the collector, panics and recovers
//	           on the way, and tells what is left: the tables that the build
//	           empties must not be missed
//	do=two     fetches two bodies at once and joins them, the second first
//
//go:build wasip1

package main

import (
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"unsafe"

	"tintype/shim/guest/boundary"
)

func main() {}

func init() {
	boundary.Open = func(query, _ string, clock boundary.Clock) boundary.Task {
		return &task{do: value(query, "do="), clock: clock, library: true}
	}
	boundary.Begin = func(r boundary.Request) boundary.Task {
		query := value(string(r.Event), `"querystring":"`)
		if i := strings.IndexByte(query, '"'); i >= 0 {
			query = query[:i]
		}
		return &task{do: value(query, "do="), clock: r.Clock, url: strings.Trim(string(r.Config), "\"\n"), secret: len(r.Credentials)}
	}
}

// value returns what follows name in s, up to the next &.
func value(s, name string) string {
	_, s, _ = strings.Cut(s, name)
	if i := strings.IndexByte(s, '&'); i >= 0 && !strings.HasSuffix(name, `"`) {
		s = s[:i]
	}
	return s
}

type task struct {
	do      string
	clock   boundary.Clock
	library bool
	url     string // a fetch's address in edge use
	secret  int
	fetched uint32 // how many fetches were begun
	status  int
	failure string

	job  *boundary.Job
	out  []byte
	held []byte
}

func (t *task) Next() boundary.Step {
	if step, ok := t.misbehave(); ok {
		return step
	}
	if !t.library && t.fetched < t.fetches() {
		t.fetched++
		return boundary.Step{Kind: boundary.Fetch, ID: t.fetched, A: []byte(t.url), B: []byte("x-test: " + strconv.Itoa(int(t.fetched)) + "\n"), Limit: 1 << 20, Delay: 10}
	}
	if t.job == nil {
		t.job = boundary.NewJob(t.work)
		t.job.Start()
	}
	if id, ok := t.job.Wanted(); ok {
		return boundary.Step{Kind: boundary.More, ID: id}
	}
	_, broken := t.job.Done()
	if broken != "" {
		return boundary.Step{Kind: boundary.Broken, A: []byte(broken)}
	}
	return t.outcome()
}

func (t *task) fetches() uint32 {
	switch t.do {
	case "two":
		return 2
	case "secret":
		return 0
	}
	return 1
}

func (t *task) outcome() boundary.Step {
	if t.library {
		if t.failure != "" {
			return boundary.Step{Kind: boundary.Failure, A: []byte(`{"code":"test","message":` + strconv.Quote(t.failure) + `}`)}
		}
		return boundary.Step{Kind: boundary.Result, A: []byte(`{"contentType":"x/test","info":{"n":` + strconv.Itoa(len(t.out)) + `}}`), B: t.out}
	}
	if t.failure != "" {
		println("failed:", t.failure)
		return boundary.Step{Kind: boundary.Answer}
	}
	return boundary.Step{Kind: boundary.Answer, A: []byte(`{"status":"200","headers":{"x-status":[{"key":"X-Status","value":"` + strconv.Itoa(t.status) + `"}]},"bodyEncoding":"base64"}`), B: t.out}
}

func (t *task) work(j *boundary.Job) {
	if t.do == "jobpanic" {
		panic("the decoder's")
	}
	ids := []uint32{0}
	if !t.library {
		ids = []uint32{1}
	}
	if t.do == "two" {
		ids = []uint32{2, 1}
	}
	if t.do == "stack" {
		t.out = stacks()
		return
	}
	if t.do == "secret" {
		t.out = []byte(strconv.Itoa(t.secret))
		return
	}
	for _, id := range ids {
		if t.do == "early" {
			b := make([]byte, 10)
			n, _ := j.Pipe(id).Read(b)
			t.out = b[:n]
			return
		}
		b, err := io.ReadAll(j.Pipe(id))
		if err != nil {
			t.failure = err.Error()
			return
		}
		t.out = append(t.out, b...)
	}
}

var sink [][]byte

// misbehave does what no guest may; ok is false for a task that behaves.
func (t *task) misbehave() (step boundary.Step, ok bool) {
	switch t.do {
	case "panic":
		panic("asked to")
	case "trap":
		go func() { panic("where nothing recovers") }()
		runtime.Gosched()
	case "exit":
		os.Exit(3)
	case "deadlock":
		<-make(chan int)
	case "oom":
		for {
			sink = append(sink, make([]byte, 16<<20))
		}
	case "grow":
		if t.held == nil {
			t.held = make([]byte, 136<<20)
		}
	case "breach":
		return boundary.Step{Kind: 77}, true
	case "lost":
		return boundary.Step{Kind: boundary.More, ID: 99}, true
	case "wild":
		return boundary.Step{Kind: boundary.Answer, B: unsafe.Slice((*byte)(unsafe.Pointer(uintptr(0x70000000))), 100)}, true
	case "poll":
		for {
			t.clock.Expired()
		}
	case "spin":
		for i := 0; ; i++ {
			spun += i
		}
	case "late":
		if !t.clock.Expired() {
			panic("there is time")
		}
		return boundary.Step{Kind: boundary.Answer, A: []byte(`{"status":"200","headers":{}}`)}, true
	case "clock":
		for !t.clock.Expired() {
		}
		t.failure = "deadline"
		return t.outcome(), true
	}
	return boundary.Step{}, false
}

var spun int

func (t *task) Head(id uint32, status int, header []byte) { t.status = status }
func (t *task) Push(id uint32, chunk []byte)              { t.job.Push(id, chunk) }
func (t *task) End(id uint32, failure string) {
	t.job.End(id, failure)
}

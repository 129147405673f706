package boundary

import (
	"errors"
	"io"
	"iter"
)

// ErrAbandoned is what a job reads when nobody waits for its outcome any more.
var ErrAbandoned = errors.New("abandoned")

// Job is work on a stack of its own that reads what the host pushes. At any time
// either the job runs or its owner does, never both: the owner's calls return
// when the job needs bytes that are not there, or is done. There is one job at a
// time.
type Job struct {
	run    func(*Job)
	pipes  []*Pipe
	wanted *Pipe // what the job waits for; nil before it runs and when it is done
	done   bool
	broken string // why the job panicked
}

// NewJob prepares a job; it starts with the first call of Run.
func NewJob(run func(*Job)) *Job { return &Job{run: run} }

// The stack on which all jobs run, one after the other: a coroutine, since
// channels would bring the scheduler in, 60 KB of code that V8 compiles for the
// first image.
var (
	proceed func() (*Pipe, bool) // lets the current job run until it wants a pipe or is done
	want    func(*Pipe) bool     // the other side: hands control back to the owner
	current *Job                 // nil between jobs
)

// makeStack makes the coroutine. It cannot be done while packages are
// initialized: a coroutine made then runs only then.
func makeStack() {
	proceed, _ = iter.Pull(func(yield func(*Pipe) bool) {
		want = yield
		grow()
		for yield(nil) {
			current.main()
			current = nil
		}
	})
	proceed()
}

// stackBytes is what decoders and encoders need at most, with room to spare.
const stackBytes = 48 << 10

// grow makes the stack as large as it will ever be, so that no request has to.
//
//go:noinline
func grow() {
	var frame [stackBytes]byte
	touch(&frame)
}

//go:noinline
func touch(frame *[stackBytes]byte) { frame[0] = 1 }

// Pipe returns the reader of fetch id's body.
func (j *Job) Pipe(id uint32) *Pipe {
	for _, p := range j.pipes {
		if p.id == id {
			return p
		}
	}
	p := &Pipe{id: id}
	j.pipes = append(j.pipes, p)
	return p
}

// Start lets the job run until it needs bytes or is done. The job before it has
// to be done or abandoned.
func (j *Job) Start() {
	if proceed == nil {
		makeStack()
	}
	if current != nil {
		panic("two jobs at once")
	}
	current = j
	j.proceed()
}

func (j *Job) main() {
	defer func() {
		j.done = true
		if v := recover(); v != nil {
			j.broken = panicText(v)
		}
	}()
	j.run(j)
}

func (j *Job) proceed() { j.wanted, _ = proceed() }

// Wanted returns the fetch whose next bytes the job waits for; ok is false
// when it waits for nothing: not started, or done.
func (j *Job) Wanted() (id uint32, ok bool) {
	if j.wanted == nil {
		return 0, false
	}
	return j.wanted.id, true
}

// Done reports whether the job is over. broken is the text of the panic that
// ended it, empty where it returned.
func (j *Job) Done() (done bool, broken string) { return j.done, j.broken }

// Push gives the job bytes of fetch id. All of chunk has been read when Push
// returns, unless the job is done.
func (j *Job) Push(id uint32, chunk []byte) {
	p := j.Pipe(id)
	p.chunk = chunk
	if j.wanted == p {
		j.proceed()
	}
	p.chunk = nil
}

// End tells the job that fetch id brings nothing more: failure says why, and is
// empty where the body is complete.
func (j *Job) End(id uint32, failure string) {
	p := j.Pipe(id)
	if p.err == nil {
		p.err = io.EOF
		if failure != "" {
			p.err = errors.New(failure)
		}
	}
	if j.wanted == p {
		j.proceed()
	}
}

// Abandon ends a job whose outcome nobody waits for: what it still reads fails
// with ErrAbandoned.
func (j *Job) Abandon() {
	for _, p := range j.pipes {
		p.err = ErrAbandoned
	}
	for j.wanted != nil {
		j.wanted.err = ErrAbandoned
		j.proceed()
	}
}

// Pipe is the body of one fetch as its job reads it.
type Pipe struct {
	id    uint32
	chunk []byte // pushed and not read yet
	err   error  // what Read returns after the chunk
}

// Read implements io.Reader for the job: it hands control back to the job's
// owner until there are bytes or an end.
func (p *Pipe) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	for len(p.chunk) == 0 {
		if p.err != nil {
			return 0, p.err
		}
		want(p)
	}
	n := copy(b, p.chunk)
	p.chunk = p.chunk[n:]
	return n, nil
}

// panicText describes a recovered value without the weight of package fmt.
func panicText(v any) string {
	switch v := v.(type) {
	case error:
		return v.Error()
	case string:
		return v
	}
	return "panic"
}

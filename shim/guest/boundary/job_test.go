package boundary

import (
	"bytes"
	"errors"
	"io"
	"testing"
)

// reader returns a job that reads fetch id to its end.
func reader(id uint32, got *[]byte, err *error) *Job {
	return NewJob(func(j *Job) { *got, *err = io.ReadAll(j.Pipe(id)) })
}

// A job runs only inside its owner's calls, and each returns when the job wants more.
func TestJobReadsWhatIsPushed(t *testing.T) {
	var got []byte
	var failure error
	j := reader(7, &got, &failure)
	if _, ok := j.Wanted(); ok {
		t.Fatal("wants something before it runs")
	}
	j.Start()
	chunk := make([]byte, 3)
	for i := range byte(100) {
		if id, ok := j.Wanted(); !ok || id != 7 {
			t.Fatalf("push %d: wants %d, %v", i, id, ok)
		}
		chunk[0], chunk[1], chunk[2] = i, i, i
		j.Push(7, chunk) // the same memory again: it must have been read
	}
	j.Push(7, nil)
	j.Push(8, []byte("nobody reads this"))
	j.End(7, "")
	if done, broken := j.Done(); !done || broken != "" {
		t.Fatalf("got %v, %q", done, broken)
	}
	if failure != nil || len(got) != 300 || !bytes.Equal(got[297:], []byte{99, 99, 99}) {
		t.Fatalf("read %d bytes, %v", len(got), failure)
	}
	j.Push(7, chunk)
	j.End(7, "")
}

// A fetch that ends before its job asks for it is read all the same.
func TestJobReadsWhatHasEnded(t *testing.T) {
	var got []byte
	var failure error
	j := reader(1, &got, &failure)
	j.End(1, "lost")
	j.Start()
	if done, _ := j.Done(); !done || failure == nil || failure.Error() != "lost" {
		t.Fatalf("got %v, %v", done, failure)
	}
}

// A job that nobody waits for ends, even where it goes on to another fetch.
func TestJobIsAbandoned(t *testing.T) {
	var failures []error
	j := NewJob(func(j *Job) {
		for id := range uint32(3) {
			_, err := io.ReadAll(j.Pipe(id))
			failures = append(failures, err)
		}
	})
	j.Abandon() // before it runs there is nothing to end
	j.Start()
	j.Abandon()
	if done, _ := j.Done(); !done {
		t.Fatal("goes on")
	}
	for id, err := range failures {
		if !errors.Is(err, ErrAbandoned) {
			t.Errorf("fetch %d: got %v", id, err)
		}
	}
}

// A panic in a job is its outcome and does not reach the owner.
func TestJobBreaks(t *testing.T) {
	for _, c := range []struct {
		value any
		want  string
	}{{"text", "text"}, {errors.New("error"), "error"}, {42, "panic"}} {
		j := NewJob(func(*Job) { panic(c.value) })
		j.Start()
		if done, broken := j.Done(); !done || broken != c.want {
			t.Errorf("got %v, %q, want %q", done, broken, c.want)
		}
	}
}

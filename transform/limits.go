package transform

import "tintype/transform/internal/work"

// Limits bound what one transformation may take and give. They are checked
// against headers and plans, before anything of that size is allocated.
type Limits struct {
	SourceBytes  int64 // bytes read of a source
	SourcePixels int64 // width times height of a source
	OutputSide   int   // pixels; larger outputs shrink in proportion
	OutputPixels int64
	// EnlargePixels is how many pixels an output may have that has more than its
	// source; 0 for no such limit.
	EnlargePixels int64
	FramePixels   int64 // of all frames of an animation together
	Memory        int64 // bytes for a source that has to be decoded as a whole
	// ResponseBytes is the largest body, 0 for no limit: quality falls until
	// the output fits, and where that is not enough its size.
	ResponseBytes int
	// Quality holds where a query names none, 1 to 100, by the format's name, "jpg";
	// for a format that it does not have, there is a default.
	Quality map[string]int
	// AutoPixels is, by the format's name, the size of an output above which auto=format
	// takes another format that is quicker to write.
	AutoPixels map[string]int64
	// Poll, if not nil, is called about every half millisecond of work; its error
	// ends that.
	Poll func() error
	// Hurry, if not nil, is told how much of a stage that can be cheaper is done of all
	// of it, and says whether it has to be.
	Hurry func(done, all int) bool

	meter *work.Meter // asks Poll, once the transformation has begun
}

// DefaultLimits returns the limits of a configuration that says nothing,
// without a limit to the response: that one is the edge's.
func DefaultLimits() Limits {
	return Limits{
		SourceBytes: 52_428_800, SourcePixels: 100_000_000,
		OutputSide: 8192, OutputPixels: 40_000_000, FramePixels: 200_000_000, Memory: 536_870_912,
	}
}

// poll asks Poll, and gives its error the code that every stage passes on.
func (l *Limits) poll() error {
	if l.Poll == nil {
		return nil
	}
	if err := l.Poll(); err != nil {
		return fail(CodeDeadline, "transformation stopped", err)
	}
	return nil
}

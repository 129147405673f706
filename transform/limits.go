package transform

import "tintype/transform/internal/work"

// Limits bound the input, the output and the memory of one transformation. They are
// checked against headers and plans, before anything of that size is allocated.
type Limits struct {
	SourceBytes  int64 // bytes read of a source
	SourcePixels int64 // width times height of a source
	OutputSide   int   // pixels; larger outputs shrink in proportion
	OutputPixels int64
	// EnlargePixels bounds the pixels of an output that has more pixels than its source; 0
	// is no limit.
	EnlargePixels int64
	FramePixels   int64 // of all frames of an animation together
	Memory        int64 // bytes for a source that has to be decoded as a whole
	// ResponseBytes is the largest body, 0 for no limit: quality falls until
	// the output fits, and where that is not enough its size.
	ResponseBytes int
	// Quality is the quality to use if the query names none, 1 to 100, by the name of the
	// format, such as "jpg". Formats that are not in it have a default.
	Quality map[string]int
	// AutoPixels is the number of pixels of an output, by the name of the format, above
	// which auto=format takes another format that takes less time to encode.
	AutoPixels map[string]int64
	// Poll, if not nil, is called about every half millisecond of work. If it returns an
	// error, the transformation ends with it.
	Poll func() error
	// Hurry, if not nil, is called by stages that can do with less work. It is told how much
	// of the stage is done, and returns whether the rest has to take less time.
	Hurry func(done, all int) bool

	meter *work.Meter // asks Poll, once the transformation has begun
}

// DefaultLimits returns the limits of an empty configuration, without a limit of the
// response's bytes, which only the edge has.
func DefaultLimits() Limits {
	return Limits{
		SourceBytes: 52_428_800, SourcePixels: 100_000_000,
		OutputSide: 8192, OutputPixels: 40_000_000, FramePixels: 200_000_000, Memory: 536_870_912,
	}
}

// poll calls Poll and gives its error the code CodeDeadline.
func (l *Limits) poll() error {
	if l.Poll == nil {
		return nil
	}
	if err := l.Poll(); err != nil {
		return fail(CodeDeadline, "transformation stopped", err)
	}
	return nil
}

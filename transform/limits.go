package transform

import (
	"tintype/transform/internal/work"
	"tintype/transform/params"
)

// Params is a parsed query; see package params.
type Params = params.Params

// Parse reads a query string without its question mark; see params.Parse.
func Parse(query string) (Params, error) { return params.Parse(query) }

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

// Info describes an output and where it came from. Sizes are in pixels.
type Info struct {
	Width, Height int
	Format        string // as fm names it
	ContentType   string
	Quality       int // of a lossy output, after fitting; else 0
	// Fit says in the query's words what was changed for the output to fit the
	// limit of bytes: "q=41", or where it is smaller than asked for "w=812". Of an
	// animation it also tells "colorquant=32", and "tolerance=20": how many levels,
	// about, samples may be off. It is empty where nothing was.
	Fit string
	// Kept says that the output is the source's own coded image, byte for byte,
	// without what only describes it: the query changes nothing of it, and a new
	// file would not have been smaller.
	Kept   bool
	Source SourceInfo
	// Partial says that the source ended early or was damaged, and that the picture
	// shows what there is.
	Partial bool
	// Missing holds the keys of mark and blend that were left out, MissingErr
	// why the last of them could not be used; nil where it was not there.
	Missing    []string
	MissingErr error
}

// SourceInfo describes a source as it is seen, EXIF orientation applied.
type SourceInfo struct {
	Width, Height int
	Format        string
}

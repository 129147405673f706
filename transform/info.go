package transform

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
	// Partial says that the source ended early or was damaged, and that the image
	// shows what there is.
	Partial bool
	// Missing holds the keys of mark and blend that were left out, MissingErr
	// why the last of them could not be used; nil where it was not there.
	Missing    []string
	MissingErr error
	// Ignored holds the names of the parameters that could not have had an effect on
	// this output: q of a PNG, fp-x without crop=focalpoint.
	Ignored []string
}

// SourceInfo describes a source as it is seen, EXIF orientation applied.
type SourceInfo struct {
	Width, Height int
	Format        string
}

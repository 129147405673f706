package transform

// Info describes an output and where it came from. Sizes are in pixels.
type Info struct {
	Width, Height int
	Format        string // as fm names it
	ContentType   string
	Quality       int // of a lossy output, after fitting; else 0
	// Fit says, as parameters of a query, what was changed to fit the output into the limit
	// of bytes: "q=41", or "w=812" if it is smaller than asked for. For an animation it may
	// also be "colorquant=32", or "tolerance=20": about how many levels of 255 the samples
	// may be off. It is empty if nothing was changed.
	Fit string
	// Kept says that the output is the source file without its metadata, since the query
	// changes nothing and a new file would not have been smaller.
	Kept   bool
	Source SourceInfo
	// Partial says that the source ended early or is damaged, and that the image shows the
	// part that could be decoded.
	Partial bool
	// Missing holds the keys of mark and blend images that were left out. MissingErr says
	// why the last of them could not be used; it is nil if there was no such image.
	Missing    []string
	MissingErr error
	// Ignored holds the names of the parameters that could not have had an effect on
	// this output: q of a PNG, fp-x without crop=focalpoint.
	Ignored []string
}

// SourceInfo describes a source as it is shown, with its EXIF orientation applied. Sizes
// are in pixels.
type SourceInfo struct {
	Width, Height int
	Format        string
}

package av1

// FormatError says that the data is not a valid AV1 stream.
type FormatError string

func (e FormatError) Error() string { return "av1: " + string(e) }

// UnsupportedError names what a valid stream needs and this package lacks.
type UnsupportedError string

func (e UnsupportedError) Error() string { return "av1: " + string(e) + " are not supported" }

// LimitError says which of the caller's limits the header exceeds. Nothing of
// the picture has been allocated when it is returned.
type LimitError string

func (e LimitError) Error() string { return "av1: " + string(e) }

const (
	errTruncated   = FormatError("the data ends early")
	errNoSequence  = FormatError("no sequence header before the frame")
	errNoFrame     = FormatError("no frame to show")
	errBadOBU      = FormatError("bad OBU header")
	errBadSequence = FormatError("bad sequence header")
	errBadHeader   = FormatError("bad frame header")
	errBadTiles    = FormatError("bad tile group")
	errBadBlock    = FormatError("impossible block")
	errBadVector   = FormatError("block copy from outside of what is decoded")
	errInter       = UnsupportedError("inter frames")
)

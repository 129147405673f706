package pixel

import "strconv"

// A MemoryError says that decoding takes more memory than the caller allows. Every
// codec returns it: the file has no fault that an error of its format could name.
type MemoryError struct{ Need, Limit int64 } // bytes

func (e *MemoryError) Error() string {
	return "memory: got " + strconv.FormatInt(e.Need, 10) + ", want at most " + strconv.FormatInt(e.Limit, 10)
}

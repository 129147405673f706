package boundary

// brokenTask is the task of a guest in an unknown state; it is the reason.
type brokenTask string

func (t brokenTask) Next() Step             { return Step{Kind: Broken, A: []byte(t)} }
func (brokenTask) Head(uint32, int, []byte) {}
func (brokenTask) Push(uint32, []byte)      {}
func (brokenTask) End(uint32, string)       {}

package av1

// counts is how often each tool has been used; only tests count.
type counts struct {
	partition [10]int
}

// tracing is set by tests.
var tracing *counts

func trace(f func(*counts)) {
	if tracing != nil {
		f(tracing)
	}
}

func (c *counts) block(d *decoder)               {}
func (c *counts) transform(d *decoder, tx uint8) {}

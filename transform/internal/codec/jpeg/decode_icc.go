package jpeg

// maxICC is the longest ICC profile that is kept, bytes. Profiles of
// photographs have 0.5 to 4 KB, those of printing presses up to about 2 MB.
const maxICC = 4 << 20

// decICC collects the chunks of an embedded profile: ICC.1:2010, section B.4.
type decICC struct {
	chunk [256][]byte // by sequence number, from 1
	count int         // chunks announced, 0 before the first
	size  int
	bad   bool
}

// add takes the payload of an APP2 segment, and ignores it if it is not part
// of a profile.
func (c *decICC) add(p []byte) {
	const header = "ICC_PROFILE\x00"
	if len(p) < len(header)+2 || string(p[:len(header)]) != header || c.bad {
		return
	}
	seq, count := int(p[len(header)]), int(p[len(header)+1])
	p = p[len(header)+2:]
	c.size += len(p)
	if count == 0 || c.count != 0 && count != c.count || seq == 0 || seq > count ||
		c.chunk[seq] != nil || c.size > maxICC {
		*c = decICC{bad: true}
		return
	}
	c.count = count
	c.chunk[seq] = append(make([]byte, 0, len(p)), p...)
}

// profile joins the chunks, nil if there are none or not all of them.
func (c *decICC) profile() []byte {
	if c.count == 0 || c.bad {
		return nil
	}
	out := make([]byte, 0, c.size)
	for _, p := range c.chunk[1 : c.count+1] {
		if p == nil {
			return nil
		}
		out = append(out, p...)
	}
	return out
}

package jpegfile

// sink takes what the coding of a scan produces. It is either a counter of
// symbols or the writer of the entropy-coded data.
type sink interface {
	symbol(class, table int, v byte)
	bits(v uint32, n int) // the low n bits of v
	restart(i int)        // ends interval i
}

// scan writes the tables that the scan needs, its header and its data.
func (f *file) scan(s Scan) {
	tables := standardTables(f.im)
	if f.optimized() {
		var c counter
		f.code(s, &c)
		tables = c.tables()
		f.huffmanTables(tables)
	}
	f.scanHeader(s)
	w := &writer{f: f}
	for class := range tables {
		for id := range tables[class] {
			w.codes[class][id] = tables[class][id].codes()
		}
	}
	f.code(s, w)
	w.align()
}

// coder codes one scan.
type coder struct {
	out  sink
	s    Scan
	prog bool

	pred   [4]int32 // DC prediction, by component
	eobRun int      // progressive: blocks whose end is still to be told (G.1.2.2)
	corr   []byte   // progressive: correction bits that follow that run
	table  int      // of the component whose run is pending
}

// code visits the MCUs of a scan in order (A.2).
func (f *file) code(s Scan, out sink) {
	c := &coder{out: out, s: s, prog: f.o.Process == Progressive}
	w, h := f.im.mcus()
	single := len(s.Components) == 1
	if single { // one block is one MCU (A.2.2)
		only := f.im.Components[s.Components[0]]
		w, h = only.OwnW, only.OwnH
	}
	for n := range w * h {
		if f.o.Restart > 0 && n > 0 && n%f.o.Restart == 0 {
			c.flushEOB()
			out.restart(n/f.o.Restart - 1)
			c.pred = [4]int32{}
		}
		for _, i := range s.Components {
			comp := f.im.Components[i]
			if single {
				c.block(i, f.im.table(i), &comp.Blocks[n/w*comp.BlocksW+n%w])
				continue
			}
			for v := range comp.V {
				for h := range comp.H {
					x, y := n%w*comp.H+h, n/w*comp.V+v
					c.block(i, f.im.table(i), &comp.Blocks[y*comp.BlocksW+x])
				}
			}
		}
	}
	c.flushEOB()
}

func (c *coder) block(comp, table int, b *Block) {
	switch {
	case !c.prog:
		c.sequential(comp, table, b)
	case c.s.Ss == 0 && c.s.Ah == 0:
		c.dcFirst(comp, table, b[0]>>c.s.Al)
	case c.s.Ss == 0:
		c.out.bits(uint32(b[0]>>c.s.Al), 1)
	case c.s.Ah == 0:
		c.acFirst(table, b)
	default:
		c.acRefine(table, b)
	}
}

// counter counts symbols by table.
type counter [2][4][256]int

func (c *counter) symbol(class, table int, v byte) { c[class][table][v]++ }
func (c *counter) bits(uint32, int)                {}
func (c *counter) restart(int)                     {}

// tables returns the best tables for what was counted.
func (c *counter) tables() *tableSet {
	var t tableSet
	for class := range c {
		for id := range c[class] {
			if c[class][id] != [256]int{} {
				t[class][id] = optimalTable(&c[class][id])
			}
		}
	}
	return &t
}

// writer writes entropy-coded segments (F.1.2.3).
type writer struct {
	f     *file
	codes [2][4][256]code
	acc   uint64
	n     int // bits in acc
}

func (w *writer) symbol(class, table int, v byte) {
	c := w.codes[class][table][v]
	if c.n == 0 {
		panic("jpegfile: symbol without a code")
	}
	w.bits(c.bits, c.n)
}

func (w *writer) bits(v uint32, n int) {
	w.acc = w.acc<<n | uint64(v)&(1<<n-1)
	w.n += n
	for w.n >= 8 {
		w.n -= 8
		b := byte(w.acc >> w.n)
		w.f.buf.WriteByte(b)
		if b == 0xff {
			w.f.buf.WriteByte(0)
		}
	}
}

// align fills the last byte with ones.
func (w *writer) align() {
	if w.n > 0 {
		w.bits(0xff, 8-w.n)
	}
}

func (w *writer) restart(i int) {
	w.align()
	w.f.marker(mRST0 + byte(i&7))
}

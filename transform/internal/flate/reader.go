package flate

import (
	"errors"
	"io"
)

const (
	inputSize = 32 << 10
	inputPad  = 32 // zeros behind the end of the input, which the loop may look at
	leastRoom = 64 << 10
)

// A Reader unpacks a zlib stream into a window that its output is read from in
// place.
type Reader struct {
	src  io.Reader
	in   []byte // in[pos:end] is still to come, inputPad bytes lie behind
	pos  int
	end  int
	eof  bool
	acc  uint64 // bits that were taken from in
	n    uint   // how many of acc count
	buf  []byte // the last windowSize bytes of output, and what is unread
	r, w int    // buf[r:w] is unread

	started bool
	inBlock bool
	isFixed bool // the tables are those of the fixed codes
	final   bool // the current block is the last
	stored  int  // bytes that are left of a stored block
	done    error

	lit  [litSize]entry
	dist [distSize]entry
}

// NewReader returns a reader of the zlib stream in src. No call of Next asks
// for more than most bytes.
func NewReader(src io.Reader, most int) *Reader {
	return &Reader{
		src: src,
		in:  make([]byte, inputSize+inputPad),
		buf: make([]byte, windowSize+max(leastRoom, most)+slack),
	}
}

// Reset makes the reader read another stream, as NewReader does.
func (r *Reader) Reset(src io.Reader, most int) {
	buf := r.buf
	if n := windowSize + max(leastRoom, most) + slack; n > len(buf) {
		buf = make([]byte, n)
	}
	in := r.in
	*r = Reader{src: src, in: in, buf: buf}
}

// Inflate unpacks a whole zlib stream that holds at most most bytes.
func Inflate(data io.Reader, most int) ([]byte, error) {
	r := NewReader(data, 1)
	var out []byte
	for {
		b, err := r.Next(leastRoom)
		out = append(out, b...)
		if len(out) > most {
			return nil, FormatError("more data than allowed")
		}
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// Next returns the next n bytes of output, valid until the next call. With fewer
// than n it returns why there are no more: io.EOF at the end of the stream,
// io.ErrUnexpectedEOF where the input ends before, a FormatError, or the error
// of the input.
func (r *Reader) Next(n int) ([]byte, error) {
	if r.r+n > len(r.buf)-slack {
		from := max(0, min(r.r, r.w-windowSize))
		r.w = copy(r.buf, r.buf[from:r.w])
		r.r -= from
	}
	for r.w-r.r < n && r.done == nil {
		r.done = r.step()
	}
	if have := r.w - r.r; have < n {
		b := r.buf[r.r:r.w:r.w]
		r.r = r.w
		return b, r.done
	}
	b := r.buf[r.r : r.r+n : r.r+n]
	r.r += n
	return b, nil
}

// step reads a header, or decodes as much of a block as there is room and input
// for.
func (r *Reader) step() error {
	if err := r.fill(); err != nil {
		return err
	}
	switch {
	case !r.started:
		r.started = true
		return r.streamHeader()
	case r.stored > 0:
		return r.copyStored()
	case !r.inBlock && r.final:
		return io.EOF
	case !r.inBlock:
		return r.blockHeader()
	}
	last, limit := r.end-16, len(r.buf)-slack
	if !r.eof {
		return r.decode(last, limit)
	}
	if r.pos <= last {
		return r.decode(last, limit)
	}
	// The zeros behind the end must not become pixels: one turn of the loop
	// at a time, and what came of a turn that read them is taken back.
	w, pos, acc, n := r.w, r.pos, r.acc, r.n
	if r.overrun() || pos > r.end+8 {
		return io.ErrUnexpectedEOF
	}
	if err := r.decode(pos, w+1); err != nil && !r.overrun() {
		return err
	}
	if r.overrun() {
		r.w, r.pos, r.acc, r.n = w, pos, acc, n
		return io.ErrUnexpectedEOF
	}
	return nil
}

func (r *Reader) decode(last, limit int) error {
	switch r.inflate(last, limit) {
	case ended:
		r.inBlock = false
	case invalid:
		return FormatError("invalid code or distance")
	}
	return nil
}

// overrun reports that more bits were taken than the input has.
func (r *Reader) overrun() bool { return r.pos-int(r.n>>3) > r.end }

// fill reads input where little is left.
func (r *Reader) fill() error {
	if r.eof || r.end-r.pos > 64 {
		return nil
	}
	from := max(0, r.pos-8) // align may give back what acc holds
	r.end = copy(r.in, r.in[from:r.end])
	r.pos -= from
	for empty := 0; r.end-r.pos <= 64; {
		n, err := r.src.Read(r.in[r.end:inputSize])
		r.end += n
		if n == 0 && err == nil {
			if empty++; empty > 100 {
				err = io.ErrNoProgress
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			r.eof = true
			clear(r.in[r.end : r.end+inputPad])
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// bits takes n bits, at most 16; zeros where the input is over.
func (r *Reader) bits(n uint) uint {
	for r.n < n {
		if r.pos < r.end+8 {
			r.acc &= 1<<r.n - 1
			r.acc |= uint64(r.in[r.pos]) << r.n
		}
		r.pos++
		r.n += 8
	}
	v := uint(r.acc & (1<<n - 1))
	r.acc >>= n
	r.n -= n
	return v
}

// align gives back whole bytes and drops the rest of the current one.
func (r *Reader) align() {
	r.pos -= int(r.n >> 3)
	r.acc, r.n = 0, 0
}

// streamHeader reads CMF and FLG (RFC 1950, section 2.2).
func (r *Reader) streamHeader() error {
	cmf, flg := r.bits(8), r.bits(8)
	switch {
	case r.overrun():
		return io.ErrUnexpectedEOF
	case cmf&15 != 8 || cmf>>4 > 7 || (cmf<<8|flg)%31 != 0:
		return FormatError("not a zlib stream")
	case flg&0x20 != 0:
		return FormatError("preset dictionary")
	}
	return nil
}

// blockHeader reads what comes before the data of a block (RFC 1951, section
// 3.2.3).
func (r *Reader) blockHeader() error {
	r.final = r.bits(1) == 1
	kind := r.bits(2)
	var err error
	switch kind {
	case 0:
		r.align()
		size, check := r.bits(16), r.bits(16)
		if size^check != 0xffff {
			err = FormatError("length of a stored block")
		}
		r.stored = int(size)
		r.align()
	case 1:
		r.fixed()
	case 2:
		err = r.dynamic()
	default:
		err = FormatError("kind of block")
	}
	if r.overrun() {
		r.stored, r.inBlock = 0, false
		return io.ErrUnexpectedEOF
	}
	return err
}

// copyStored moves bytes of a stored block to the window.
func (r *Reader) copyStored() error {
	room := len(r.buf) - slack - r.w
	n := copy(r.buf[r.w:r.w+min(room, r.stored)], r.in[r.pos:r.end])
	if n == 0 {
		return io.ErrUnexpectedEOF // fill has seen the end; Next calls only where there is room
	}
	r.w += n
	r.pos += n
	r.stored -= n
	return nil
}

// fixed sets the tables of the fixed codes (RFC 1951, section 3.2.6).
func (r *Reader) fixed() {
	r.inBlock = true
	if r.isFixed { // or a stream of empty blocks would build nothing else
		return
	}
	r.isFixed = true
	var lengths [288]uint8
	for i := range lengths {
		switch {
		case i < 144 || i >= 280:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		default:
			lengths[i] = 7
		}
	}
	build(r.lit[:], litBits, lengths[:], litEntry)
	for i := range 32 {
		lengths[i] = 5
	}
	build(r.dist[:], distBits, lengths[:32], distEntry)
}

// dynamic reads the codes of a block (RFC 1951, section 3.2.7).
func (r *Reader) dynamic() error {
	nLit, nDist, nCode := int(r.bits(5))+257, int(r.bits(5))+1, int(r.bits(4))+4
	if nLit > maxLit || nDist > maxDist {
		return FormatError("number of codes")
	}
	var lengths [maxLit + maxDist]uint8
	for _, s := range codeOrder[:nCode] {
		lengths[s] = uint8(r.bits(3))
	}
	var table [codeSize]entry
	if !build(table[:], codeBits, lengths[:19], codeEntry) {
		return FormatError("code length code")
	}
	lengths = [maxLit + maxDist]uint8{}
	for i := 0; i < nLit+nDist; {
		if err := r.fill(); err != nil {
			return err
		}
		v, ok := r.codeLength(&table)
		if !ok || r.overrun() {
			return FormatError("code lengths")
		}
		repeat := 1
		switch v {
		case 16:
			if i == 0 {
				return FormatError("code lengths")
			}
			v, repeat = uint(lengths[i-1]), 3+int(r.bits(2))
		case 17:
			v, repeat = 0, 3+int(r.bits(3))
		case 18:
			v, repeat = 0, 11+int(r.bits(7))
		}
		if i+repeat > nLit+nDist {
			return FormatError("code lengths")
		}
		for range repeat {
			lengths[i] = uint8(v)
			i++
		}
	}
	r.isFixed = false
	if !build(r.lit[:], litBits, lengths[:nLit], litEntry) ||
		!build(r.dist[:], distBits, lengths[nLit:nLit+nDist], distEntry) {
		return FormatError("code lengths")
	}
	r.inBlock = true
	return nil
}

// codeLength reads a symbol of the code length code.
func (r *Reader) codeLength(table *[codeSize]entry) (v uint, ok bool) {
	code := r.bits(codeBits)
	e := table[code]
	if e&isSpecial != 0 {
		return 0, false
	}
	// Give back what was not the code's.
	back := codeBits - uint(e&63)
	r.acc = r.acc<<back | uint64(code>>(e&63))
	r.n += back
	return uint(e >> 16), true
}

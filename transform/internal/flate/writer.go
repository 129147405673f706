package flate

import (
	"encoding/binary"
	"sync"
)

// chunk is how much a Writer gathers before it goes to work.
const chunk = 96 << 10

// A Writer packs data into a zlib stream in memory.
type Writer struct {
	m     matcher
	buf   []byte // the window, and what is to be packed: buf[:end]
	base  int    // place of buf[0]
	pos   int    // buf[:pos] has been parsed
	end   int
	adler adler

	out []byte
	acc uint64
	nb  uint // bits in acc, below 8 between blocks

	counts blockCounts
	lit    [nLitCodes]code
	dist   [maxDist]code
	length [256]code // of each length less 3, extra bits included
}

// writers keeps those that are done: one takes 0.4 MB, which for small data would
// take longer to get than to use.
var writers = sync.Pool{New: func() any {
	return &Writer{base: 1, buf: make([]byte, windowSize+chunk+lookahead+16)}
}}

// NewWriter returns a writer that appends the stream to dst.
func NewWriter(dst []byte, s Search) *Writer {
	w := writers.Get().(*Writer)
	w.Reset(dst, s)
	return w
}

// Free gives up the writer, which must not be used any more.
func (w *Writer) Free() {
	w.out = nil
	writers.Put(w)
}

// farBase is a place from which on places are counted anew, before 32 bits are
// full.
const farBase = 1 << 30

// Reset makes the writer append another stream to dst.
func (w *Writer) Reset(dst []byte, s Search) {
	w.base += w.end // what the search remembers lies before and is never found
	if w.base > farBase {
		w.base = 1
		clear(w.m.head[:])
	}
	w.pos, w.end = 0, 0
	w.acc, w.nb = 0, 0 // of a stream that was given up in the middle
	w.adler = adler{1, 0}
	w.m.search, w.m.n, w.m.pending, w.m.length = s, 0, false, minMatch-1
	w.out = append(dst, 0x78, 0x9c) // RFC 1950, section 2.2: window of 32 KB, default level
}

// Write takes data in.
func (w *Writer) Write(p []byte) {
	w.adler.sum(p)
	for len(p) > 0 {
		n := copy(w.buf[w.end:len(w.buf)-16], p)
		w.end += n
		p = p[n:]
		if w.end == len(w.buf)-16 {
			w.parse(w.end - lookahead)
			w.slide()
		}
	}
}

// Close ends the stream and returns dst with it appended.
func (w *Writer) Close() []byte {
	w.parse(w.end)
	if w.m.pending {
		w.m.tokens[w.m.n] = token(w.buf[w.pos-1])
		w.m.n++
	}
	w.block(true)
	for ; w.nb > 0; w.nb -= min(w.nb, 8) {
		w.out = append(w.out, byte(w.acc))
		w.acc >>= 8
	}
	return binary.BigEndian.AppendUint32(w.out, w.adler.b<<16|w.adler.a)
}

// parse turns everything up to end into tokens, and full blocks of them into
// output.
func (w *Writer) parse(end int) {
	for {
		w.pos = w.m.parse(w.buf, w.base, w.pos, end, w.end)
		if w.pos >= end {
			return
		}
		w.block(false)
	}
}

// slide drops what is farther back than a copy may reach.
func (w *Writer) slide() {
	from := w.pos - windowSize - 1 // one byte may be pending
	if from <= 0 {
		return
	}
	w.end = copy(w.buf, w.buf[from:w.end])
	w.pos -= from
	w.base += from
}

// put writes the low n bits of v, at most 32.
func (w *Writer) put(v uint32, n uint) {
	w.acc |= uint64(v) << w.nb
	for w.nb += n; w.nb >= 8; w.nb -= 8 {
		w.out = append(w.out, byte(w.acc))
		w.acc >>= 8
	}
}

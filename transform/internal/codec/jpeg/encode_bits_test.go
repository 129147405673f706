//go:build !wasm

package jpeg

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// naiveBits writes tokens one bit at a time.
func naiveBits(tokens []uint32, codes *encCodeTable) (out []byte) {
	acc, n := 0, 0
	put := func(bit int) {
		acc, n = acc<<1|bit, n+1
		if n == 8 {
			if out = append(out, byte(acc)); acc == 0xff {
				out = append(out, 0)
			}
			acc, n = 0, 0
		}
	}
	for _, t := range tokens {
		e := codes[t%encCodes]
		value := e>>5 | t>>16
		for i := int(e&31) - 1; i >= 0; i-- {
			put(int(value >> i & 1))
		}
	}
	for n > 0 {
		put(1)
	}
	return out
}

// The writer gives the bits that writing one at a time gives, with stuffing
// and padding, for streams full of ones and full of zeros.
func TestBitWriter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for trial := range 400 {
		var codes encCodeTable
		for i := range codes {
			length, extra := 1+r.Uint32N(16), r.Uint32N(12)
			code := r.Uint32N(1 << length)
			if r.IntN(400) < trial {
				code = 1<<length - 1
			}
			codes[i] = code<<(extra+5) | (length + extra)
			if i < 17 {
				codes[i] = uint32(i) // raw bits of progressive scans
			}
		}
		tokens := make([]uint32, r.IntN(600))
		for i := range tokens {
			code := r.Uint32N(encCodes)
			extra := code // that of raw bits
			if code >= 17 {
				extra = uint32(min(11, codes[code]&31-1))
				for codes[code]>>5&(1<<extra-1) != 0 {
					extra--
				}
			}
			value := r.Uint32N(1 << extra)
			if trial%2 == 0 {
				value = 1<<extra - 1
			}
			tokens[i] = value<<16 | code
		}
		w := encBitWriter{free: 64}
		w.writeAll(tokens, &codes)
		w.finish()
		if want := naiveBits(tokens, &codes); !bytes.Equal(w.out, want) {
			t.Fatalf("trial %d: %d tokens gave %d bytes that differ from the %d wanted", trial, len(tokens), len(w.out), len(want))
		}
	}
}

func TestBitWriterAllocates(t *testing.T) {
	var codes encCodeTable
	for i := range codes {
		codes[i] = 7
	}
	tokens := make([]uint32, encWriteTokens)
	out := make([]byte, 0, encRoom(len(tokens)))
	n := testing.AllocsPerRun(10, func() {
		w := encBitWriter{out: out, free: 64}
		w.writeAll(tokens, &codes)
	})
	if n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

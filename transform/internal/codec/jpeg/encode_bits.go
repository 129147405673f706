package jpeg

import (
	"encoding/binary"
	"slices"
	"unsafe"
)

// An encBitWriter gathers the entropy-coded segment of a scan.
type encBitWriter struct {
	out  []byte
	acc  uint64 // the last bits, the newest lowest
	free int    // how many more bits acc has room for
}

// encWriteTokens is how many tokens one call of write gets.
const encWriteTokens = 2048

// encRoom bounds what tokens can take in the output: 27 bits each, every byte
// followed by one of stuffing, and what waits in acc.
func encRoom(nTokens int) int { return nTokens*7 + 16 }

// writeAll appends the bits of tokens.
func (w *encBitWriter) writeAll(tokens []uint32, codes *encCodeTable) {
	for len(tokens) > 0 {
		n := min(len(tokens), encWriteTokens)
		w.out = slices.Grow(w.out, encRoom(n))
		w.write(tokens[:n], codes)
		tokens = tokens[n:]
	}
}

// write is writeAll for a slice that w.out has room for.
func (w *encBitWriter) write(tokens []uint32, codes *encCodeTable) {
	start := len(w.out)
	w.out = w.out[:start+encRoom(len(tokens))]
	first := unsafe.Pointer(&w.out[start])
	to := first
	acc, free := w.acc, w.free
	for _, t := range tokens {
		e := uint64(codes[t&(encCodes-1)])
		n := int(e & 31)
		e = e>>5 | uint64(t>>16)
		free -= n
		if free >= 0 {
			acc = acc<<(n&63) | e
			continue
		}
		acc = acc<<((n+free)&63) | e>>(-free&63)
		// A byte is 0xff if its top bit is set and adding 1 clears it.
		if acc&^(acc+0x0101010101010101)&0x8080808080808080 == 0 {
			binary.BigEndian.PutUint64((*[8]byte)(to)[:], acc)
			to = unsafe.Add(to, 8)
		} else {
			for range 8 {
				*(*uint8)(to) = uint8(acc >> 56)
				to = unsafe.Add(to, 1)
				if acc>>56 == 0xff {
					*(*uint8)(to) = 0 // section B.1.1.5
					to = unsafe.Add(to, 1)
				}
				acc <<= 8
			}
		}
		acc = e
		free += 64
	}
	w.acc, w.free = acc, free
	w.out = w.out[:start+int(uintptr(to)-uintptr(first))]
}

// finish writes what is left, padded with ones (section F.1.2.3).
func (w *encBitWriter) finish() {
	n := 64 - w.free
	acc := w.acc<<(-n&63) | (1<<(-n&63) - 1)
	for ; n > 0; n -= 8 {
		w.out = append(w.out, uint8(acc>>56))
		if acc>>56 == 0xff {
			w.out = append(w.out, 0)
		}
		acc = acc<<8 | 0xff
	}
	w.acc, w.free = 0, 64
}

//go:build !wasm

package jpeg

import (
	"math/rand/v2"
	"testing"
)

// randomSpec is a table of any valid shape and any symbols.
func randomSpec(r *rand.Rand) *decHuffSpec {
	s := &decHuffSpec{set: true}
	room := 1
	for l := 1; l <= 16; l++ {
		room *= 2
		n := min(r.IntN(room+1), r.IntN(8), 256-s.n)
		s.count[l] = uint8(n)
		s.n += n
		room -= n
	}
	for i := range s.vals {
		s.vals[i] = uint8(r.Uint32())
		if r.IntN(4) == 0 {
			s.vals[i] &= 0xf0
		}
	}
	return s
}

// An entry that passes over symbols takes as many as fit into its bits, and says
// of them what taking them one by one says.
func TestSkipEntries(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 300 {
		table := newDecAC(randomSpec(r))
		table.makeSkip()
		for i, entry := range table.skip {
			acc := uint64(i) << (64 - skipBits)
			used, adv, end := uint(0), uint(0), uint(0)
			for end == 0 {
				sym, l := table.decode(acc << used)
				all := l + sym&15
				if used+all > skipBits || !isEOB(sym) && adv+sym>>4 >= 63 {
					break
				}
				used += all
				if isEOB(sym) {
					end = endOfBlock
				} else {
					adv += sym>>4 + 1
				}
			}
			want := uint16(used | (adv+end)<<8)
			if used == 0 {
				want = unresolved << 8
			}
			if entry != want {
				t.Fatalf("bits %012b: got %#x, want %#x", i, entry, want)
			}
		}
	}
}

// An entry with coefficients has the positions and values that taking symbols one
// by one gives, up to two of them and then the end of the block if it fits.
func TestFastEntries(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 300 {
		table := newDecAC(randomSpec(r))
		for i, entry := range table.fast {
			if want := slowEntry(table, uint64(i)<<(64-acBits)); entry != want {
				t.Fatalf("bits %012b: got %#x, want %#x", i, entry, want)
			}
			if table.step[i] != uint16(entry) {
				t.Fatalf("bits %012b: step is %#x of %#x", i, table.step[i], entry)
			}
		}
	}
}

func slowEntry(table *decAC, acc uint64) uint64 {
	type coef struct{ pos, val uint64 }
	var found []coef
	used, adv := uint(0), uint(0)
	for len(found) < 2 {
		sym, l := table.decode(acc << used)
		size := sym & 15
		if size == 0 || used+l+size > acBits {
			if sym == runOf16 && len(found) == 0 && l <= acBits {
				return uint64(l) | 16<<8 | dumpRun<<16 | dumpRun<<24
			}
			break
		}
		found = append(found, coef{uint64(adv + sym>>4), uint64(uint16(extend(acc<<(used+l), size)))})
		used += l + size
		adv += sym>>4 + 1
	}
	if sym, l := table.decode(acc << used); isEOB(sym) && used+l <= acBits {
		used, adv = used+l, adv+endOfBlock
	}
	switch {
	case adv == 0:
		return unresolved << 8
	case len(found) == 0:
		found = []coef{{dumpRun, 0}}
	}
	a, b := found[0], found[len(found)-1]
	return uint64(used) | uint64(adv)<<8 | a.pos<<16 | b.pos<<24 | a.val<<32 | b.val<<48
}

//go:build !wasm

package vp8

import (
	"bytes"
	"math/rand"
	"testing"
)

// A list of tokens becomes the bytes of one bool after the other, carries that
// run through all bytes of a call included: the bools hold the interval across
// the place of a carry, which comes at one of rare.
func TestPutList(t *testing.T) {
	r := rand.New(rand.NewSource(8))
	var table probTable
	table.init()
	for _, n := range []int{0, 1, 2, 3, 4, 100, putRun, putRun + 1, 3*putRun + 2} {
		for _, rare := range []int{1, 100, 10_000} {
			var list, want boolEncoder
			list.init(nil)
			want.init(nil)
			list.put(true, 3)
			want.put(true, 3)
			tokens := make([]uint16, n)
			for i := range tokens {
				prob := r.Intn(255) + 1
				split := 1 + uint64(want.rng-1)*uint64(prob)>>8
				bit := r.Intn(2)
				if gap := 1<<(want.n+8) - want.low; gap < uint64(want.rng) {
					bit = 0
					if split < gap || r.Intn(rare) == 0 {
						bit = 1
					}
				}
				tokens[i] = uint16(2*(nProbs+prob) + bit)
				want.put(bit == 1, uint8(prob))
			}
			list.putList(tokens[:n/2], &table)
			list.putList(tokens[n/2:], &table)
			list.put(false, 3)
			want.put(false, 3)
			if !bytes.Equal(list.finish(), want.finish()) {
				t.Fatalf("%d tokens, carries at one of %d: other bytes than bool by bool", n, rare)
			}
		}
	}
}

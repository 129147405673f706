//go:build !wasm

package jpeg

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

// thinSlowly is thin of one block of a component, place by place; dc is the first level of its
// MCU.
func thinSlowly(e *encOrder, level *[64]int16, coef []int16, h *encThin, comp, dc int) {
	kept := uint64(0)
	at := func(k int) *int16 { return &level[e.offset[k]/2] }
	for k := 1; k < 64; k++ {
		if *at(k) != 0 {
			kept |= 1 << k
		}
	}
	worth := int64(h.worth[comp/2][bits.OnesCount64(kept)]*(h.light+h.lighter*dc)) >> 16
	size := func(k int) int { return bits.Len16(uint16(max(*at(k), -*at(k)))) }
	for k := 63; k > 0; k-- {
		v := int64(max(*at(k), -*at(k)))
		if v == 0 || v&(v-1) != 0 {
			continue
		}
		before, behind := k-1, k+1
		for before > 0 && *at(before) == 0 {
			before--
		}
		for behind < 64 && *at(behind) == 0 {
			behind++
		}
		c := int64(coef[e.coefOffset[k]/2])
		exact := max(c, -c) * int64(h.place[k].recip) >> 12 // of a step, Q8
		more := 2*exact - (2*v-1)*256                       // squared error of one level less, against this one
		saved := int64(e.thinBits[k-before-1][size(k)])
		if v > 1 {
			saved -= int64(e.thinBits[k-before-1][size(k)-1])
		} else if behind < 64 {
			saved += int64(e.thinBits[behind-k-1][size(behind)] - e.thinBits[behind-before-1][size(behind)])
		}
		if more*int64(h.place[k].weight) < worth*saved {
			if *at(k) > 0 {
				*at(k)--
			} else {
				*at(k)++
			}
		}
	}
}

// tokensSlowly makes the tokens of blocks of one component, section F.1.2.
func tokensSlowly(e *encOrder, levels []int16, table uint32, count *[encCodes]uint32) (tokens []uint32) {
	put := func(code uint32, v int) {
		size := bits.Len(uint(max(v, -v)))
		if v < 0 {
			v += 1<<size - 1
		}
		tokens = append(tokens, uint32(v)<<16|code|uint32(size))
		count[code|uint32(size)]++
	}
	dc := int16(0)
	for b := 0; b < len(levels); b += 64 {
		put((encDC+table)<<8, int(levels[b])-int(dc))
		dc = levels[b]
		run := uint32(0)
		for k := 1; k < 64; k++ {
			v := int(levels[b+int(e.offset[k]/2)])
			if v == 0 {
				run++
				continue
			}
			for ; run > 15; run -= 16 {
				put((encAC+table)<<8|symZRL, 0)
			}
			put((encAC+table)<<8|run<<4, v)
			run = 0
		}
		if run > 0 {
			put((encAC+table)<<8|symEOB, 0)
		}
	}
	return tokens
}

// The tokens are those of the levels that thinSlowly leaves, and are counted. DC and signs stay, no level moves by more than one, and none at quality 100.
func TestThin(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	changed := 0
	for _, quality := range []int{10, 20, 30, 40, 50, 60, 75, 90, 95, 99, 100} {
		for table := range 2 {
			steps := [2][64]uint8{encTable(0, quality), encTable(1, quality)}
			var q encQuant
			q.set(table, &steps[table], encStrength(quality))
			var h encThin
			h.set(table, &steps, quality, encTheOrder())
			const blocks = 40
			tokenizer := &encTokenizer{encOrder: encTheOrder()}
			comp := table + r.IntN(2)*table
			tokenizer.addBlock(uint8(comp), uint8(table))
			tokenizer.addBlock(uint8(comp), uint8(table))
			coefs := randomCoefs(r, blocks)
			for i := range coefs { // most are small in real blocks, and many near a step
				if k := i % 64; r.IntN(3) > 0 {
					coefs[i] = int16((r.IntN(400) - 200) << (encRecipBits - 8) / max(int(q[k>>3].recip[k&7]), 1))
				}
			}
			levels, masks := make([]int16, blocks*64), make([]uint64, blocks)
			quantizeRow(levels, masks, coefs, &q, encSpan{n: blocks, mcu: 1})
			before := append([]int16(nil), levels...)
			want := append([]int16(nil), levels...)
			tokens := tokenizer.tokenize(&encPiece{levels: levels, coefs: coefs, masks: masks}, &[2]encThin{h, h})
			for b := range blocks {
				thinSlowly(tokenizer.encOrder, (*[64]int16)(want[b*64:]), coefs[b*64:], &h, comp, int(levels[b&^1*64]))
			}
			var count [encCodes]uint32
			if wanted := tokensSlowly(tokenizer.encOrder, want, uint32(table), &count); !slices.Equal(tokens, wanted) || count != tokenizer.count {
				t.Fatalf("q %d, table %d: %d tokens, want %d, or they differ", quality, table, len(tokens), len(wanted))
			}
			for i, v := range want {
				was := before[i]
				if v != was {
					changed++
				}
				if d := max(was, -was) - max(v, -v); d < 0 || d > 1 || int(v)*int(was) < 0 || d != 0 && (i%64 == 0 || quality == 100) {
					t.Fatalf("q %d, table %d: level %d went from %d to %d", quality, table, i, was, v)
				}
			}
		}
	}
	if changed < 100 {
		t.Errorf("%d levels changed", changed)
	}
}

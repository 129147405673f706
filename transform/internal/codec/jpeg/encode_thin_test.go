//go:build !wasm

package jpeg

import (
	"math/bits"
	"math/rand/v2"
	"testing"
)

// thinSlowly is thin of one block, place by place.
func thinSlowly(e *encTokenizer, level *[64]int16, coef []int16, h *encThin) (kept uint64) {
	at := func(k int) *int16 { return &level[e.offset[k]/2] }
	for k := 1; k < 64; k++ {
		if *at(k) != 0 {
			kept |= 1 << k
		}
	}
	worth := h.worth[min(bits.OnesCount64(kept), thinLevels)]
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
		exact := max(c, -c) * h.recip[k] >> 12 // of a step, Q8
		more := 2*exact - (2*v-1)*256          // squared error of one level less, against this one
		saved := int64(e.thinBits[k-before-1][size(k)])
		if v > 1 {
			saved -= int64(e.thinBits[k-before-1][size(k)-1])
		} else if behind < 64 {
			saved += int64(e.thinBits[behind-k-1][size(behind)] - e.thinBits[behind-before-1][size(behind)])
		}
		if more*h.weight[k] < worth*saved {
			if *at(k) > 0 {
				*at(k)--
			} else {
				*at(k)++
			}
		}
	}
	kept = 0
	for k := 1; k < 64; k++ {
		if *at(k) != 0 {
			kept |= 1 << k
		}
	}
	return kept
}

// Thinning is what thinSlowly does. Its masks are the places of levels that are not 0,
// DC and signs stay, no level moves by more than one, and none at quality 100.
func TestThin(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	tokenizer := new(encTokenizer)
	tokenizer.init()
	changed := 0
	for _, quality := range []int{10, 20, 30, 40, 50, 60, 75, 90, 95, 99, 100} {
		for table := range 2 {
			steps := encTable(table, quality)
			var q encQuant
			q.set(&steps, encStrength(quality), encLumaDeadZone)
			var h encThin
			h.set(table, &q, encStrength(quality))
			span := encSpan{n: 5, first: 2, shift: 1, mcu: 6}
			blocks := span.block(span.n-1) + 1
			coefs := randomCoefs(r, blocks)
			for i := range coefs { // most are small in real blocks, and many near a step
				if k := i % 64; r.IntN(3) > 0 {
					coefs[i] = int16((r.IntN(400) - 200) << (encRecipBits - 8) / max(int(q[k>>3].recip[k&7]), 1))
				}
			}
			levels, masks := make([]int16, blocks*64), make([]uint64, blocks)
			quantizeRow(levels, masks, coefs, &q, span)
			before := append([]int16(nil), levels...)
			want := append([]int16(nil), levels...)
			tokenizer.thin(levels, masks, coefs, &h, span)
			for i := range span.n {
				b := span.block(i)
				kept := thinSlowly(tokenizer, (*[64]int16)(want[b*64:]), coefs[b*64:], &h)
				if kept != masks[b] {
					t.Fatalf("q %d, table %d: places %#x, want %#x", quality, table, masks[b], kept)
				}
			}
			for i, v := range levels {
				if v != want[i] {
					t.Fatalf("q %d, table %d: level %d is %d, want %d", quality, table, i, v, want[i])
				}
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

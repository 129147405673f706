//go:build !wasm

package jpeg

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"tintype/transform/internal/pixel"
)

// unstuffSimply is section F.1.2.3 read literally: bytes up to a marker, of
// which fill bytes and the zeros behind 0xFF are none.
func unstuffSimply(src []byte) (out []byte) {
	for i := 0; i < len(src); i++ {
		if src[i] != 0xFF {
			out = append(out, src[i])
			continue
		}
		for i+1 < len(src) && src[i+1] == 0xFF {
			i++
		}
		if i+1 >= len(src) || src[i+1] != 0 {
			return out
		}
		out = append(out, 0xFF)
		i++
	}
	return out
}

// Whatever the density of 0xFF, the bit buffer must deliver the bytes of a
// segment in order, then zeros.
func TestUnstuff(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for round := range 400 {
		src := make([]byte, rng.IntN(300)*(1+round%40))
		for i := range src {
			if src[i] = byte(rng.IntN(255)); rng.IntN(1+round) == 0 {
				src[i] = 0xFF
			}
			if i > 0 && src[i-1] == 0xFF && rng.IntN(50) != 0 {
				src[i] = byte(rng.IntN(2)) * 0xFF
			}
		}
		want := unstuffSimply(src)
		s := decSource{in: bytes.NewReader(src)}
		var b decBits
		b.reset()
		var got []byte
		for !b.final || b.pos > b.end {
			b.feed(&s)
			n := min(b.pos-b.end, 1+rng.IntN(decSlack))
			part := slices.Clone(b.buf[b.pos-n : b.pos])
			slices.Reverse(part)
			got = append(got, part...)
			b.pos -= n
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("round %d: %d bytes, want %d", round, len(got), len(want))
		}
		if zeros := b.buf[b.end-decSlack : b.end]; slices.Max(zeros) != 0 {
			t.Fatalf("round %d: not followed by zeros", round)
		}
	}
}

// Resolving several symbols at once must be the same as one after the other.
func TestACTables(t *testing.T) {
	for n, std := range stdHuffAC {
		var spec decHuffSpec
		spec.setStandard(&stdHuffAC, uint8(n))
		if spec.n != len(std)-16 {
			t.Fatalf("table %d: %d symbols", n, spec.n)
		}
		ac := newDecAC(&spec)
		ac.makeSkip()
		for i, e := range ac.fast {
			checkACEntry(t, ac, uint64(i)<<(64-acBits), e, true)
		}
		for i, e := range ac.skip {
			checkACEntry(t, ac, uint64(i)<<(64-skipBits), uint64(e), false)
		}
	}
}

// checkACEntry takes the symbols at the top of acc one by one until an entry's
// length is reached.
func checkACEntry(t *testing.T, ac *decAC, acc, e uint64, values bool) {
	t.Helper()
	used, adv, pos, val := uint64(0), uint64(0), []uint64{}, []uint16{}
	for used < e&255 {
		sym, l := ac.decode(acc << used)
		size := sym & 15
		if isEOB(sym) {
			adv += endOfBlock
		} else {
			if size > 0 {
				pos = append(pos, adv+uint64(sym>>4))
				val = append(val, uint16(extend(acc<<used<<l, size)))
			}
			adv += uint64(sym>>4) + 1
		}
		used += uint64(l + size)
	}
	if used == 0 {
		adv = unresolved
	}
	if used != e&255 || adv != e>>8&255 {
		t.Fatalf("entry %#x at %#x: length %d, advance %d", e, acc, used, adv)
	}
	if !values || used == 0 {
		return
	}
	if len(pos) == 0 {
		pos, val = []uint64{dumpRun}, []uint16{0}
	}
	last := len(pos) - 1
	if e>>16&255 != pos[0] || e>>24&255 != pos[last] || uint16(e>>32) != val[0] || uint16(e>>48) != val[last] {
		t.Fatalf("entry %#x at %#x: positions %d, values %d", e, acc, pos, val)
	}
}

// Once it has begun, decoding a sequential image allocates nothing.
func TestNoAllocations(t *testing.T) {
	d := NewDecoder(bytes.NewReader(readTestdata(t, "jpeg/size-640x427.jpg")))
	if err := d.Start(eighths(3)); err != nil {
		t.Fatal(err)
	}
	b := new(pixel.Band)
	if n := testing.AllocsPerRun(10, func() {
		if err := d.Next(b); err != nil {
			t.Fatal(err)
		}
	}); n > 0 {
		t.Errorf("%.1f allocations a band", n)
	}
}

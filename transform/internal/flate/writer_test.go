//go:build !wasm

package flate

import (
	"bytes"
	"compress/zlib"
	"io"
	"math/rand/v2"
	"testing"
)

var searches = []Search{{Chain: 1, Good: 4, Lazy: 4, Nice: 8}, {Chain: 16, Good: 8, Lazy: 16, Nice: 128}, {Chain: 1000, Good: 258, Lazy: 258, Nice: 258}}

// restore unpacks as the standard library does, its checksum verified.
func restore(z []byte) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(z))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// What is packed comes out of the standard library's reader and of our own.
func TestDeflate(t *testing.T) {
	for i, data := range samples() {
		for _, s := range searches {
			for _, piece := range []int{1 << 30, 1000} {
				w := NewWriter([]byte("before"), s)
				for p := data; len(p) > 0; p = p[min(piece, len(p)):] {
					w.Write(p[:min(piece, len(p))])
				}
				z, _ := bytes.CutPrefix(w.Close(), []byte("before"))
				got, err := restore(z)
				if err != nil || !bytes.Equal(got, data) {
					t.Fatalf("sample %d, %+v: %d bytes, %v", i, s, len(got), err)
				}
				if own, err := Inflate(bytes.NewReader(z), len(data)); err != nil || !bytes.Equal(own, data) {
					t.Fatalf("sample %d, %+v, own reader: %d bytes, %v", i, s, len(own), err)
				}
			}
		}
	}
}

// A writer that is used again finds nothing of what it packed before.
func TestDeflateReset(t *testing.T) {
	data := samples()[6]
	w := NewWriter(nil, searches[1])
	w.Write(data)
	first := w.Close()
	w.Reset(nil, searches[1])
	w.Write(data)
	if again := w.Close(); !bytes.Equal(again, first) {
		t.Errorf("got %d bytes, %d the first time, or others", len(again), len(first))
	}
}

// A search as thorough as the standard library's level 6 packs as well as that,
// within 4 %, and noise hardly grows.
func TestDeflateSize(t *testing.T) {
	for i, data := range samples() {
		w := NewWriter(nil, searches[1])
		w.Write(data)
		got, want := len(w.Close()), len(packed(t, data, 6))
		if got > want+want/25+16 {
			t.Errorf("sample %d: %d bytes, the standard library needs %d", i, got, want)
		}
	}
}

// The lengths of codes keep their limit and satisfy Kraft's equation, for counts
// that want codes far longer, too.
func TestSetLengths(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		n := 2 + rng.IntN(maxLit-1)
		limit := 15
		if n <= 19 {
			limit = 7
		}
		counts, lengths := make([]uint32, n), make([]uint8, n)
		for i, f := 0, 1.0; i < rng.IntN(n+1); i++ {
			f = min(f*(1+rng.Float64()), 1<<22-1)
			counts[rng.IntN(n)] = uint32(f)
		}
		setLengths(lengths, counts, limit)
		sum := 0
		for s, l := range lengths {
			if int(l) > limit || l == 0 && counts[s] > 0 {
				t.Fatalf("symbol %d of count %d: %d bits", s, counts[s], l)
			}
			if l > 0 {
				sum += 1 << (limit - int(l))
			}
		}
		if sum != 1<<limit {
			t.Fatalf("%v: Kraft sum %d/%d", counts, sum, 1<<limit)
		}
	}
}

// The symbols of all lengths and distances are those whose range they lie in.
func TestSymbols(t *testing.T) {
	for n := 3; n <= maxMatch; n++ {
		s := lengthSymbol(n-3) - 257
		if base := int(lengthBase[s]); n < base || n >= base+1<<lengthExtra[s] || n == maxMatch && s != 28 {
			t.Errorf("length %d: symbol %d", n, s+257)
		}
	}
	for d := 1; d <= windowSize; d++ {
		s := distSymbol(uint32(d - 1))
		if base := int(distBase[s]); d < base || d >= base+1<<distExtra[s] {
			t.Errorf("distance %d: symbol %d", d, s)
		}
	}
}

// Whatever is packed comes out again.
func FuzzDeflate(f *testing.F) {
	for _, data := range samples() {
		f.Add(data[:min(len(data), 5000)], uint8(1))
	}
	f.Fuzz(func(t *testing.T, data []byte, search uint8) {
		w := NewWriter(nil, searches[int(search)%len(searches)])
		for range 1 + int(search)/len(searches) {
			w.Write(data)
		}
		got, err := restore(w.Close())
		if err != nil || !bytes.Equal(got, bytes.Repeat(data, 1+int(search)/len(searches))) {
			t.Fatal("not the same data", err)
		}
	})
}

// A writer that was used before makes the same stream as a new one, also where its
// places are counted anew.
func TestWriterAgain(t *testing.T) {
	data := bytes.Repeat([]byte("the same words again and again, and others "), 400)
	want := func(w *Writer) string {
		w.Write(data)
		return string(w.Close())
	}
	s := Search{Chain: 8, Good: 6, Lazy: 8, Nice: 64}
	first := want(NewWriter(nil, s))
	w := NewWriter(nil, s)
	for range 3 {
		w.Reset(nil, s)
		if got := want(w); got != first {
			t.Fatal("another stream")
		}
		w.base += farBase / 2
	}
	w.Free()
}

// A stream that was given up in the middle, as when its deadline passes or its viewer
// leaves, leaves nothing to the next one that its writer packs.
func TestWriterGivenUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	noise := make([]byte, 400_000)
	for i := range noise {
		noise[i] = byte(rng.IntN(200))
	}
	data := []byte("the next stream")
	want := NewWriter(nil, searches[0])
	want.Write(data)
	fresh := want.Close()
	given := 0
	for n := 150_000; n < len(noise); n += 9973 {
		w := NewWriter(nil, searches[1])
		w.Write(noise[:n])
		if w.nb > 0 {
			given++
		}
		w.Reset(nil, searches[0])
		w.Write(data)
		if got := w.Close(); !bytes.Equal(got, fresh) {
			t.Fatalf("after %d bytes of a stream that was given up: got %x, want %x", n, got, fresh)
		}
		w.Free()
	}
	if given == 0 {
		t.Error("no stream was given up within a byte")
	}
}

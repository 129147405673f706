//go:build !wasm

package flate

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"

	"testing"
	"testing/iotest"
)

// The error of the input comes out as it is.
func TestInflateReadError(t *testing.T) {
	lost := errors.New("lost")
	z := packed(t, samples()[4], 6)
	_, err := unpack(io.MultiReader(bytes.NewReader(z[:50_000]), iotest.ErrReader(lost)), 1<<30)
	if err != lost {
		t.Errorf("got %v, want the reader's error", err)
	}
}

// Inflate stops at its limit.
func TestInflateLimit(t *testing.T) {
	z := packed(t, make([]byte, 1_000_000), 6)
	if _, err := Inflate(bytes.NewReader(z), 999_999); err == nil {
		t.Error("a stream beyond the limit: got no error")
	}
	if b, err := Inflate(bytes.NewReader(z), 1_000_000); err != nil || len(b) != 1_000_000 {
		t.Errorf("a stream at the limit: got %d bytes, %v", len(b), err)
	}
}

// Whatever the bytes are, both inflaters see the same data; and what one
// refuses, the other does, but for the checksum.
func FuzzInflate(f *testing.F) {
	for _, data := range samples()[:4] {
		f.Add(packed(f, data, 6))
		f.Add(packed(f, data, 0))
	}
	f.Add(packed(f, samples()[5][:3000], 1))
	f.Fuzz(func(t *testing.T, z []byte) {
		const most = 1 << 20
		got, err := unpack(bytes.NewReader(z), most)
		std, stdErr := zlib.NewReader(bytes.NewReader(z))
		if stdErr != nil {
			if err == nil || err == io.EOF {
				t.Fatalf("header: got no error, want %v", stdErr)
			}
			return
		}
		want, stdErr := io.ReadAll(io.LimitReader(std, most+70_000))
		if stdErr == zlib.ErrChecksum || stdErr == io.ErrUnexpectedEOF && err == io.EOF {
			stdErr = nil // in the checksum or the missing checksum
		}
		if len(got) >= most || len(want) >= most {
			n := min(len(got), len(want))
			if !bytes.Equal(got[:n], want[:n]) {
				t.Fatal("data differ")
			}
			return
		}
		if (stdErr == nil) != (err == io.EOF) {
			t.Fatalf("got %v, want %v", err, stdErr)
		}
		if stdErr == nil && !bytes.Equal(got, want) {
			t.Fatal("data differ")
		}
	})
}

func BenchmarkInflate(b *testing.B) {
	for i, name := range []string{4: "noise", 5: "steps", 6: "mixed"} {
		if name == "" {
			continue
		}
		data := samples()[i]
		z := packed(b, data, 6)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for range b.N {
				r := NewReader(bytes.NewReader(z), 1)
				for {
					if _, err := r.Next(leastRoom); err != nil {
						break
					}
				}
			}
		})
	}
}

// A stream of empty blocks with the fixed codes builds their tables once.
func TestEmptyBlocks(t *testing.T) {
	// 3 bits of header and 7 of the end, over and over: 5 bytes hold four.
	data := []byte{0x78, 0x9c}
	for range 200_000 {
		data = append(data, 0x02, 0x08, 0x20, 0x80, 0x00)
	}
	r := NewReader(bytes.NewReader(data), 1)
	if b, err := r.Next(1); len(b) != 0 || err != io.ErrUnexpectedEOF {
		t.Fatalf("got %d bytes and %v, want none and an early end", len(b), err)
	}
	if !r.isFixed {
		t.Error("the tables are not the fixed ones")
	}
	r.lit[0] = 0
	if r.fixed(); r.lit[0] != 0 {
		t.Error("the tables are built anew")
	}
}

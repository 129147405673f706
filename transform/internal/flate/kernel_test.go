package flate

import (
	"bytes"
	"compress/zlib"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

// What the standard library packs comes out again, whatever sizes reads have.
func TestInflate(t *testing.T) {
	for i, data := range samples() {
		for _, level := range []int{zlib.NoCompression, zlib.BestSpeed, 6, zlib.BestCompression, zlib.HuffmanOnly} {
			z := packed(t, data, level)
			for name, src := range map[string]io.Reader{
				"whole": bytes.NewReader(z), "bytes": iotest.OneByteReader(bytes.NewReader(z)), "halves": iotest.HalfReader(bytes.NewReader(z)),
			} {
				got, err := unpack(src, 1<<30)
				if err != io.EOF || !bytes.Equal(got, data) {
					t.Errorf("sample %d, level %d, %s: %d bytes, %v; want %d", i, level, name, len(got), err, len(data))
				}
			}
		}
	}
}

// A stream that is cut gives a beginning of its data, and says that it was cut.
func TestInflateCut(t *testing.T) {
	for i, data := range samples() {
		z := packed(t, data, 6)
		z = z[:len(z)-4] // the checksum is not read
		for n := 0; n < len(z); n += 1 + len(z)/200 {
			got, err := unpack(bytes.NewReader(z[:n]), 1<<30)
			if err != io.ErrUnexpectedEOF || !bytes.HasPrefix(data, got) {
				t.Fatalf("sample %d cut at %d: %d bytes, %v", i, n, len(got), err)
			}
		}
	}
}

// samples are data of several kinds: empty, runs, noise, text, and mixtures
// whose copies reach far back.
func samples() [][]byte {
	rng := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 200_000)
	for i := range noise {
		noise[i] = byte(rng.Uint32())
	}
	steps := make([]byte, 300_000)
	for i := range steps {
		steps[i] = byte(i/7*i/1000) + byte(rng.IntN(3))
	}
	var mixed []byte
	for len(mixed) < 400_000 {
		switch n := 1 + rng.IntN(600); rng.IntN(3) {
		case 0:
			mixed = append(mixed, noise[:n]...)
		case 1:
			mixed = append(mixed, bytes.Repeat(noise[n:n+1+rng.IntN(17)], 1+n/4)...)
		default:
			at := max(0, len(mixed)-1-rng.IntN(windowSize))
			mixed = append(mixed, mixed[at:min(at+n, len(mixed))]...)
		}
	}
	return [][]byte{nil, {7}, []byte("abcabcabcabd"), make([]byte, 100_000), noise, steps, mixed}
}

// packed is data as the standard library packs it.
func packed(t testing.TB, data []byte, level int) []byte {
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(data)
	w.Close()
	return b.Bytes()
}

// unpack reads a stream in pieces of several sizes.
func unpack(src io.Reader, most int) ([]byte, error) {
	r := NewReader(src, 70_000)
	var out []byte
	for i := 0; len(out) < most; i++ {
		b, err := r.Next([...]int{1, 7, 4000, 70_000, 100}[i%5])
		out = append(out, b...)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

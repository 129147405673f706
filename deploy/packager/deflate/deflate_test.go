package deflate

import (
	"bytes"
	"compress/flate"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"testing"
)

func inflate(t *testing.T, stream []byte) []byte {
	t.Helper()
	out, err := io.ReadAll(flate.NewReader(bytes.NewReader(stream)))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sources are data of every kind: none, one byte, a run, noise, text, what
// repeats at the limits of the window, and a program.
func sources(t *testing.T) map[string][]byte {
	t.Helper()
	random := rand.New(rand.NewPCG(5, 6))
	noise := make([]byte, 70_000)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	few := make([]byte, 200_000)
	for i := range few {
		few[i] = byte(random.ExpFloat64() * 3)
	}
	text, err := os.ReadFile("deflate.go")
	if err != nil {
		t.Fatal(err)
	}
	far := append(append(append([]byte{}, noise[:window]...), noise[:300]...), noise[:window+1]...)
	return map[string][]byte{
		"nothing": {}, "a byte": {7}, "two": {1, 2}, "a run": bytes.Repeat([]byte{9}, 100_000),
		"noise": noise, "few symbols": few, "text": text, "far": far,
		"one match": append(append([]byte("0123456789abcdefghijklmnopqrstuvwxyz"), "9abc"...), 'x'),
	}
}

// What was compressed is what comes out, and it is never larger than by the
// standard library.
func TestCompressRoundTrip(t *testing.T) {
	for name, data := range sources(t) {
		out := Compress(data)
		if got := inflate(t, out); !bytes.Equal(got, data) {
			t.Errorf("%s: %d bytes came out as %d others", name, len(data), len(got))
		}
		if most := len(standard(data)); len(out) > most {
			t.Errorf("%s: got %d bytes, want at most %d", name, len(out), most)
		}
	}
}

// On text it is at least three per cent smaller than the standard library at its best.
func TestCompressIsSmaller(t *testing.T) {
	var data []byte
	for _, file := range []string{"deflate.go", "write.go", "parse.go", "cost.go", "deflate_test.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, text...)
	}
	got, rival := len(Compress(data)), len(standard(data))
	if got*100 > rival*97 {
		t.Errorf("got %d bytes, the standard library %d", got, rival)
	}
}

// Every length and distance has a code whose base and extra bits reach it.
func TestCodes(t *testing.T) {
	for n := minMatch; n <= maxMatch; n++ {
		c := lengthCode(n)
		if extra := n - lengthBase(c); c < 257 || c > 285 || extra < 0 || extra >= 1<<lengthExtra[c-257] {
			t.Errorf("length %d: code %d, extra %d", n, c, extra)
		}
	}
	for d := 1; d <= window; d++ {
		c := distCode(d)
		if extra := d - distBase(c); c < 0 || c >= nDist || extra < 0 || extra >= 1<<distExtra[c] {
			t.Errorf("distance %d: code %d, extra %d", d, c, extra)
		}
	}
}

// A code is complete, keeps its limit, and without one is as good as Huffman's.
func TestPackageMerge(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		weights := make([]int, 2+random.IntN(60))
		total := 0
		for i := range weights {
			total += 1 + random.IntN(1+total/2)
			weights[i] = 1 + random.IntN(1+total)
		}
		for i := 1; i < len(weights); i++ {
			weights[i] = max(weights[i], weights[i-1])
		}
		for _, limit := range []int{7, 15, 60} {
			if len(weights) > 1<<limit {
				continue
			}
			kraft, cost := 0.0, 0
			for i, size := range packageMerge(weights, limit) {
				if int(size) > limit || size == 0 {
					t.Fatalf("size %d with limit %d", size, limit)
				}
				kraft += math.Pow(2, -float64(size))
				cost += weights[i] * int(size)
			}
			if kraft != 1 {
				t.Fatalf("Kraft sum %v", kraft)
			}
			if best := huffmanCost(weights); limit == 60 && cost != best {
				t.Fatalf("cost %d, Huffman's is %d", cost, best)
			}
		}
	}
}

// huffmanCost is the cost of the best code without a limit: the sum of all merged pairs.
func huffmanCost(weights []int) (cost int) {
	w := append([]int(nil), weights...)
	for len(w) > 1 {
		a, b := 0, 1
		if w[b] < w[a] {
			a, b = b, a
		}
		for i := 2; i < len(w); i++ {
			switch {
			case w[i] < w[a]:
				a, b = i, a
			case w[i] < w[b]:
				b = i
			}
		}
		cost += w[a] + w[b]
		w[a] += w[b]
		w = append(w[:b], w[b+1:]...)
	}
	return cost
}

// The logarithm is that of math to its last place.
func TestLog2(t *testing.T) {
	for x := uint64(1); x < 1<<40; x += x/7 + 1 {
		want := math.Log2(float64(x)) * oneBit
		if got := float64(log2(x)); got > want+1e-6 || got < want-3 {
			t.Errorf("log2(%d): got %v, want %v", x, got, want)
		}
	}
}

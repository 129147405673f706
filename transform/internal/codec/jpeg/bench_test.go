//go:build !wasm

package jpeg

import (
	"bytes"
	"io"
	"io/fs"
	"testing"

	"tintype/testdata"
	"tintype/transform/internal/pixel"
)

func BenchmarkDecode(b *testing.B) {
	data, err := fs.ReadFile(testdata.Samples(), "landscape.jpg")
	if err != nil {
		b.Fatal(err)
	}
	for _, bm := range []struct {
		name string
		o    DecodeOptions
	}{{"1", eighths(1)}, {"2", eighths(2)}, {"3", eighths(3)}, {"4", eighths(4)},
		{"4corner", DecodeOptions{N: [4]int{4, 4, 4, 4}, Corner: true}}, {"8", eighths(8)}} {
		b.Run(bm.name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			band := new(pixel.Band)
			for b.Loop() {
				d := NewDecoder(bytes.NewReader(data))
				if err := d.Start(bm.o); err != nil {
					b.Fatal(err)
				}
				for err := error(nil); err != io.EOF; err = d.Next(band) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

func BenchmarkIDCT(b *testing.B) {
	for _, s := range allScales() {
		name := string(rune('0' + s.n))
		if s.mean {
			name += "mean"
		}
		b.Run(name, func(b *testing.B) {
			var q decQuant
			coef := make([]int16, s.d*s.d*8+16)
			for i := range coef {
				coef[i] = int16(i%7 - 3)
			}
			dst := make([]byte, (8*s.n+32)*s.n)
			kernel, _ := s.kernels()
			ws := new(workspace)
			for b.Loop() { // 8 blocks
				kernel(dst, 8*s.n+32, coef, &q, ws)
			}
		})
	}
}

// BenchmarkTables makes what a baseline file at less than full scale needs of
// its four Huffman tables.
func BenchmarkTables(b *testing.B) {
	var dc, ac [2]decHuffSpec
	for i := range 2 {
		dc[i].setStandard(&stdHuffDC, uint8(i))
		ac[i].setStandard(&stdHuffAC, uint8(i))
	}
	for b.Loop() {
		for i := range 2 {
			newDecDC(&dc[i])
			newDecAC(&ac[i]).makeSkip()
		}
	}
}

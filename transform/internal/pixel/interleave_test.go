package pixel

import "testing"

// Samples go to their rows and come back, for every number of samples and at
// lengths around those of a vector; nothing beside them is touched.
func TestSplitAndJoin(t *testing.T) {
	for samples := 1; samples <= 4; samples++ {
		for n := range 70 {
			src := make([]byte, samples*n)
			for i := range src {
				src[i] = byte(i*73 + i>>8)
			}
			rows := make([][]byte, samples)
			for i := range rows {
				rows[i] = make([]byte, n+1)[:n]
			}
			Split(rows, src)
			for i, row := range rows {
				for x, v := range row {
					if want := src[x*samples+i]; v != want {
						t.Fatalf("sample %d of %d, pixel %d of %d: got %d, want %d", i, samples, x, n, v, want)
					}
				}
				if row[:n+1][n] != 0 {
					t.Fatalf("sample %d of %d: written behind %d", i, samples, n)
				}
			}
			back := make([]byte, samples*n+1)
			Join(back, rows)
			if string(back[:samples*n]) != string(src) || back[samples*n] != 0 {
				t.Fatalf("%d pixels of %d samples: got %v back, want %v", n, samples, back, src)
			}
		}
	}
}

// Of 16 bits the first 8 stay.
func TestHighBytes(t *testing.T) {
	for n := range 50 {
		src, dst := make([]byte, 2*n), make([]byte, n)
		for i := range src {
			src[i] = byte(i * 91)
		}
		HighBytes(dst, src)
		for i, v := range dst {
			if v != src[2*i] {
				t.Fatalf("%d of %d: got %d, want %d", i, n, v, src[2*i])
			}
		}
	}
}

//go:build goexperiment.simd && (wasm || arm64 || amd64.v3)

package simd

import (
	"math/rand/v2"
	"simd/archsimd"
	"testing"
	"unsafe"
)

// lanes are the lanes of a vector, of the width that T has.
func lanes[T any](v archsimd.Uint8x16) []T {
	out := make([]T, 16/unsafe.Sizeof(*new(T)))
	v.StoreArray((*[16]uint8)(unsafe.Pointer(&out[0])))
	return out
}

func random(r *rand.Rand) archsimd.Uint8x16 {
	var b [16]uint8
	for i := range b {
		b[i] = uint8(r.Uint32())
	}
	return archsimd.LoadUint8x16Array(&b)
}

func as16(v archsimd.Uint8x16) archsimd.Int16x8 { return v.ReshapeToUint16s().BitsToInt16() }
func as32(v archsimd.Uint8x16) archsimd.Int32x4 { return v.ReshapeToUint32s().BitsToInt32() }

func testZip[T comparable](t *testing.T, name string, lo, hi func(v, u archsimd.Uint8x16) archsimd.Uint8x16) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		v, u := random(r), random(r)
		a, b, l, h := lanes[T](v), lanes[T](u), lanes[T](lo(v, u)), lanes[T](hi(v, u))
		for i := range a {
			want, half := a[i/2], a[(len(a)+i)/2]
			if i%2 == 1 {
				want, half = b[i/2], b[(len(a)+i)/2]
			}
			if l[i] != want || h[i] != half {
				t.Fatalf("%s of %v and %v: got %v and %v", name, a, b, l, h)
			}
		}
	}
}

func TestKernelZip(t *testing.T) {
	testZip[uint8](t, "Zip8", ZipLo8, ZipHi8)
	testZip[uint16](t, "Zip16", ZipLo16, ZipHi16)
	testZip[uint32](t, "Zip32", ZipLo32, ZipHi32)
	testZip[uint64](t, "Zip64", ZipLo64, ZipHi64)
}

func TestKernelMulPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 100 {
		v, u, pair := random(r), random(r), [2]int16{int16(r.Uint32()), int16(r.Uint32())}
		w := PairInt16(unsafe.Pointer(&pair))
		a, b := lanes[int16](v), lanes[int16](u)
		lo := lanes[int32](MulPairsLoInt16(as16(v), as16(u), w).ToBits().ReshapeToUint8s())
		hi := lanes[int32](MulPairsHiInt16(as16(v), as16(u), w).ToBits().ReshapeToUint8s())
		for i := range a {
			want := int32(a[i])*int32(pair[0]) + int32(b[i])*int32(pair[1])
			if got := append(lo, hi...)[i]; got != want {
				t.Fatalf("lane %d of %v and %v by %v: got %d, want %d", i, a, b, pair, got, want)
			}
		}
	}
}

func TestKernelLimit(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for n := range 400 {
		var v [4]archsimd.Int32x4
		var all []int32
		for i := range v {
			v[i] = as32(random(r)).ShiftAllRight(uint64(n % 28))
			all = append(all, lanes[int32](v[i].ToBits().ReshapeToUint8s())...)
		}
		narrow := lanes[int16](NarrowInt32(v[0], v[1]).ToBits().ReshapeToUint8s())
		for i, got := range narrow {
			if want := int16(min(max(all[i], -1<<15), 1<<15-1)); got != want {
				t.Fatalf("NarrowInt32 of %v: lane %d is %d, want %d", all[:8], i, got, want)
			}
		}
		packed := lanes[uint8](PackSamples(v[0], v[1], v[2], v[3]).ToBits().ReshapeToUint8s())
		for i, got := range packed {
			if want := uint8(min(max(all[i%4*4+i/4], 0), 255)); got != want {
				t.Fatalf("PackSamples of %v: byte %d is %d, want %d", all, i, got, want)
			}
		}
	}
}

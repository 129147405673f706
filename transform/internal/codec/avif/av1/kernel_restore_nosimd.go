//go:build !(goexperiment.simd && (wasm || arm64 || amd64.v3))

package av1

func wienerRow(dst []int32, src []uint16, k *[7]int32, shift uint, least, most int32) {
	wienerRowScalar(dst, src, k, shift, least, most)
}

func wienerCol(dst []uint16, mid []int32, w int, k *[7]int32, shift uint, top int32) {
	wienerColScalar(dst, mid, w, k, shift, top)
}

func addSquares(sums, squares []int32, src []uint16, n int, subtract bool) {
	addSquaresScalar(sums, squares, src, n, subtract)
}

func boxSums(to, columns []int32, n, r int) { boxSumsScalar(to, columns, n, r) }

func boxRow(out []int32, src []uint16, a, b []int32, width int) { boxRowScalar(out, src, a, b, width) }

func boxRowEven(out []int32, src []uint16, a, b []int32, width int) {
	boxRowEvenScalar(out, src, a, b, width)
}

func boxRowOdd(out []int32, src []uint16, a, b []int32) { boxRowOddScalar(out, src, a, b) }

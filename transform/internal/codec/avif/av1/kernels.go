package av1

func addConstant(dst []uint16, stride, w, h, v, top int) {
	addConstantScalar(dst, stride, w, h, v, top)
}

func wienerRow(dst []int32, src []uint16, k *[7]int32, shift uint, least, most int32) {
	wienerRowScalar(dst, src, k, shift, least, most)
}

func wienerCol(dst []uint16, mid []int32, w int, k *[7]int32, shift uint, top int32) {
	wienerColScalar(dst, mid, w, k, shift, top)
}

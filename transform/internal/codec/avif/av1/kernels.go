package av1

func addConstant(dst []uint16, stride, w, h, v, top int) {
	addConstantScalar(dst, stride, w, h, v, top)
}

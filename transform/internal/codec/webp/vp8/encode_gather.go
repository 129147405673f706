package vp8

// gatherLumaScalar collects a macroblock of luma, 16 rows of pix, as blocks:
// out[0] holds the upper eight of its sixteen, out[1] the lower.
func gatherLumaScalar(pix []uint8, stride int, out *[2]block8) {
	for y := range 16 {
		row := pix[y*stride:][:16]
		for x, v := range row {
			out[y>>3][y&3<<2+x&3][y>>2&1<<2+x>>2] = int16(v)
		}
	}
}

// gatherChromaScalar collects the chroma of a macroblock, 8 rows of u and v, as
// blocks: four of u, four of v.
func gatherChromaScalar(u, v []uint8, stride int, out *block8) {
	for y := range 8 {
		for x := range 8 {
			pos, i := y&3<<2+x&3, y>>2<<1+x>>2
			out[pos][i] = int16(u[y*stride+x])
			out[pos][4+i] = int16(v[y*stride+x])
		}
	}
}

// scatterLumaScalar is the inverse of gatherLumaScalar.
func scatterLumaScalar(in *[2]block8, pix []uint8, stride int) {
	for y := range 16 {
		row := pix[y*stride:][:16]
		for x := range row {
			row[x] = uint8(in[y>>3][y&3<<2+x&3][y>>2&1<<2+x>>2])
		}
	}
}

// spreadLaneScalar copies one block of in to all of out.
func spreadLaneScalar(in *block8, lane int, out *block8) {
	for pos := range in {
		for i := range out[pos] {
			out[pos][i] = in[pos][lane&7]
		}
	}
}

// gatherBlocksScalar collects a macroblock of luma as sixteen blocks of sixteen
// samples.
func gatherBlocksScalar(pix []uint8, stride int, out *[16][16]uint8) {
	for y := range 16 {
		for x, v := range pix[y*stride:][:16] {
			out[y>>2<<2+x>>2][y&3<<2+x&3] = v
		}
	}
}

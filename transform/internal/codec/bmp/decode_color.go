package bmp

// Headers from version 4 on say what red, green and blue are: sRGB, a profile, or
// calibrated colors (LCS_CALIBRATED_RGB), whose primaries are given as CIE XYZ and whose
// curves as powers.

const (
	headerV4 = 108

	atSpace     = 56 // in the header
	atEndpoints = 60 // X, Y and Z of red, green and blue, 2.30 each
	atGamma     = 96 // of red, green and blue, 16.16 each

	calibrated = 0
)

// readCalibration notes calibrated colors as PNG's gAMA and cHRM say them. Many writers
// leave zeros or chromaticities there: the white has to be about as bright as XYZ's, and
// the power one that a screen has, the same for all three.
func (d *Decoder) readCalibration(h header) {
	if len(h) < headerV4 || h.uint32(atSpace) != calibrated {
		return
	}
	gamma := h.uint32(atGamma)
	if gamma < 1<<16 || gamma > 4<<16 || h.uint32(atGamma+4) != gamma || h.uint32(atGamma+8) != gamma {
		return
	}
	var xyz [4][3]uint64 // white first
	for i := range 3 {
		for k := range 3 {
			v := uint64(h.uint32(atEndpoints + 12*i + 4*k))
			xyz[1+i][k] = v
			xyz[0][k] += v
		}
	}
	if white := xyz[0][1]; white < 9<<30/10 || white > 11<<30/10 {
		return
	}
	var chroma [8]uint32
	for i, c := range xyz {
		sum := c[0] + c[1] + c[2]
		if sum == 0 {
			return
		}
		chroma[2*i], chroma[2*i+1] = uint32((c[0]*100000+sum/2)/sum), uint32((c[1]*100000+sum/2)/sum)
	}
	d.cfg.Gamma, d.cfg.Chromaticities = uint32(100000<<16/uint64(gamma)), &chroma
}

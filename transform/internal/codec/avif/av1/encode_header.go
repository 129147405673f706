package av1

// headerWriter writes the descriptors of section 4.10.
type headerWriter struct {
	out  []byte
	free int // bits of the last byte that are not used
}

func (w *headerWriter) put(v, n int) {
	for n--; n >= 0; n-- {
		if w.free == 0 {
			w.out, w.free = append(w.out, 0), 8
		}
		w.free--
		w.out[len(w.out)-1] |= byte(v >> uint(n) & 1 << uint(w.free))
	}
}

func (w *headerWriter) flag(b bool) { w.put(int(bit(b)), 1) }

// delta is a delta_q: a flag and su(7).
func (w *headerWriter) delta(v int) {
	w.flag(v != 0)
	if v != 0 {
		w.put(v&127, 7)
	}
}

// appendOBU adds an OBU with its size.
func appendOBU(to []byte, kind int, payload []byte) []byte {
	to = append(to, byte(kind<<3|2))
	n := len(payload)
	for n > 127 {
		to = append(to, byte(n)|128)
		n >>= 7
	}
	return append(append(to, byte(n)), payload...)
}

// levels are seq_level_idx with the most luma samples of a picture, and its
// greatest width and height (section A.3).
var levels = [...]struct{ index, pixels, width, height int }{
	{0, 147456, 2048, 1152}, {1, 278784, 2816, 1584}, {4, 665856, 4352, 2448}, {5, 1065024, 5504, 3096},
	{8, 2359296, 6144, 3456}, {12, 8912896, 8192, 4352}, {16, 35651584, 16384, 8704},
}

// Level is the seq_level_idx of a still picture's sequence header.
func Level(width, height int) int {
	for _, l := range levels {
		if width*height <= l.pixels && width <= l.width && height <= l.height {
			return l.index
		}
	}
	return 31
}

// sequenceHeader writes section 5.5 with reduced_still_picture_header.
func (o *EncodeOptions) sequenceHeader() []byte {
	w := &headerWriter{}
	profile := o.profile()
	w.put(profile, 3)
	w.put(3, 2) // still_picture, reduced_still_picture_header
	w.put(Level(o.Width, o.Height), 5)
	wide, high := floorLog2(max(o.Width-1, 1))+1, floorLog2(max(o.Height-1, 1))+1
	w.put(wide-1, 4)
	w.put(high-1, 4)
	w.put(o.Width-1, wide)
	w.put(o.Height-1, high)
	w.put(0, 1) // superblocks of 64
	w.flag(useFilterIntra)
	w.put(1, 1) // enable_intra_edge_filter
	w.put(0, 1) // superres
	w.flag(o.cdef())
	w.put(0, 1) // restoration
	w.put(0, 1) // 8 bits
	if profile != 1 {
		w.flag(o.Mono)
	}
	w.put(1, 1)
	w.put(o.Color.Primaries, 8)
	w.put(o.Color.Transfer, 8)
	w.put(o.Color.Matrix, 8)
	switch {
	case o.Mono:
		w.flag(o.Color.FullRange)
	case o.Color.Primaries == 1 && o.Color.Transfer == 13 && o.Color.Matrix == 0:
		w.put(0, 1) // separate_uv_delta_q
	default:
		w.flag(o.Color.FullRange)
		if profile == 0 {
			w.put(o.Color.ChromaPosition, 2)
		}
		w.put(0, 1)
	}
	w.put(0, 1)      // film grain
	w.put(1, 1)      // trailing_one_bit
	w.put(0, w.free) // and zeros
	return w.out
}

// profile is 1 for 4:4:4.
func (o *EncodeOptions) profile() int {
	if !o.Mono && o.SubX == 0 {
		return 1
	}
	return 0
}

// frameHeader writes section 5.9 for a key frame that is shown.
func (o *EncodeOptions) frameHeader(f *frameChoice) []byte {
	w := &headerWriter{}
	w.put(0, 1) // disable_cdf_update
	w.flag(f.screen)
	if f.screen {
		w.put(1, 1) // force_integer_mv
	}
	w.put(0, 1) // render_and_frame_size_different
	if f.screen {
		w.put(0, 1) // allow_intrabc
	}
	o.writeTiles(w)
	w.put(o.Quantizer, 8)
	w.delta(0) // luma's DC
	if !o.Mono {
		w.delta(f.chromaDC)
		w.delta(f.chromaAC)
	}
	w.flag(f.matrices)
	if f.matrices {
		w.put(f.matrixY, 4)
		w.put(f.matrixUV, 4)
	}
	w.put(0, 1) // segmentation
	if o.Quantizer > 0 {
		w.flag(f.deltaQ)
		if f.deltaQ {
			w.put(f.deltaQRes, 2)
			w.put(0, 1) // delta_lf_present
		}
	}
	if o.Quantizer > 0 {
		w.put(f.deblock[0], 6)
		w.put(f.deblock[1], 6)
		if !o.Mono && f.deblock[0]|f.deblock[1] != 0 {
			w.put(f.deblock[2], 6)
			w.put(f.deblock[3], 6)
		}
		w.put(f.sharpness, 3)
		w.put(0, 1) // loop_filter_delta_enabled
		if o.cdef() {
			w.put(f.damping-3, 2)
			w.put(0, 2) // one strength for all
			w.put(f.cdef[0], 6)
			if !o.Mono {
				w.put(f.cdef[1], 6)
			}
		}
		w.put(1, 1) // tx_mode_select
	}
	w.put(0, 1) // reduced_tx_set
	return w.out
}

// cdef says whether the sequence has it: a lossless frame has no strengths.
func (o *EncodeOptions) cdef() bool { return o.Quantizer > 0 }

// writeTiles asks for as few tiles as there may be (section 5.9.15).
func (o *EncodeOptions) writeTiles(w *headerWriter) {
	sbCols, sbRows := (o.Width+63)>>6, (o.Height+63)>>6
	minCols := tileLog2(4096>>6, sbCols)
	minTiles := max(minCols, tileLog2(4096*2304>>12, sbRows*sbCols))
	w.put(1, 1) // uniform
	if minCols < tileLog2(1, min(sbCols, 64)) {
		w.put(0, 1)
	}
	minRows := max(minTiles-minCols, 0)
	if minRows < tileLog2(1, min(sbRows, 64)) {
		w.put(0, 1)
	}
	if n := minCols + minRows; n > 0 {
		w.put(0, n) // context_update_tile_id
		w.put(3, 2) // sizes have four bytes
	}
}

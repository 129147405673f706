package av1

// scanOrder holds, for a transform's shape, the order in which coefficients are
// coded (section 9.2) and the contexts of their positions.
type scanOrder struct {
	order []uint16 // position in the block
	store []uint16 // the same in columns, as coefficients are kept for the transforms
	// For each place in the order: where its level is (levels have a wider
	// stride), above 16 bits what is added to the context of its base, and above
	// 24 bits to that of its ranges.
	level []uint32
}

// Classes of transform types (section 8.3.2).
const (
	class2D = iota
	classHoriz
	classVert
)

var classes = [nTxTypes]uint8{vDCT: classVert, vADST: classVert, vFlip: classVert, hDCT: classHoriz, hADST: classHoriz, hFlip: classHoriz}

// levelPad is how far beyond a block the contexts of section 8.3.2 look.
const levelPad = 4

// scanFor makes the order of a class when it is needed first. Sides are
// logarithms in units of 4.
func (d *decoder) scanFor(w, h uint8, class uint8) *scanOrder {
	s := &d.scans[class][w][h]
	if s.order == nil {
		*s = makeScan(4<<w, 4<<h, class)
	}
	return s
}

// makeScan makes an order. Of 64 samples only 32 are coded, but the contexts are
// those of the whole shape.
func makeScan(fullW, fullH int, class uint8) scanOrder {
	w, h := min(fullW, 32), min(fullH, 32)
	n := w * h
	all := make([]uint16, 2*n)
	s := scanOrder{all[:0:n], all[n:n], make([]uint32, 0, n)}
	add := func(y, x int) {
		s.order = append(s.order, uint16(y*w+x))
		s.store = append(s.store, uint16(x*h+y))
		s.level = append(s.level, uint32(y*(w+levelPad)+x)|uint32(positionContext(fullW, fullH, y, x, class))<<16|uint32(rangeContext(y, x, class))<<24)
	}
	switch class {
	case classVert: // rows
		for i := range n {
			add(i/w, i%w)
		}
	case classHoriz: // columns
		for i := range n {
			add(i%h, i/h)
		}
	default:
		// Diagonals: downwards in tall blocks, upwards in wide ones, and in
		// square ones in turns.
		for sum := range w + h - 1 {
			first, last := max(0, sum-w+1), min(h-1, sum)
			for i := first; i <= last; i++ {
				y := i
				if w > h || w == h && sum&1 == 0 {
					y = first + last - i
				}
				add(y, sum-y)
			}
		}
	}
	return s
}

// positionContext is Coeff_Base_Ctx_Offset or Coeff_Base_Pos_Ctx_Offset.
func positionContext(w, h, y, x int, class uint8) uint8 {
	switch class {
	case classVert:
		return uint8(26 + 5*min(y, 2))
	case classHoriz:
		return uint8(26 + 5*min(x, 2))
	}
	switch {
	case x+y == 0:
		return 0
	case w < h && y < 2:
		return 11
	case w > h && x < 2:
		return 16
	case w == h && x+y < 2:
		return 1
	case x+y < 4:
		return 6
	}
	return 21
}

// rangeContext is what the context of coeff_br has added for a position.
func rangeContext(y, x int, class uint8) uint8 {
	switch {
	case x+y == 0:
		return 0
	case class == class2D && y < 2 && x < 2, class == classHoriz && x == 0, class == classVert && y == 0:
		return 7
	}
	return 14
}

// levelOffsets are where, in the levels, the neighbors of Sig_Ref_Diff_Offset
// are; the first three are also those of Mag_Ref_Offset_With_Tx_Class.
func levelOffsets(class uint8, stride int) [5]int {
	switch class {
	case classHoriz:
		return [5]int{1, stride, 2, 3, 4}
	case classVert:
		return [5]int{1, stride, 2 * stride, 3 * stride, 4 * stride}
	}
	return [5]int{1, stride, stride + 1, 2, 2 * stride}
}

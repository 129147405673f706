package icc

import (
	"bytes"
	"encoding/binary"
)

// lut takes samples to colors of the profile connection space: a curve for
// each sample, a grid of colors to interpolate in, and what happens to them
// afterwards.
type lut struct {
	nIn    int
	in     [4]curve // a sample to its place in the grid
	points [4]int   // of the table along each sample, 2 at least
	fine   [4]int   // cells of the grid in a cell of the table
	// clut holds the table's colors, three numbers each, the last sample
	// changing fastest. Without it the places in the grid are the colors.
	clut []byte
	size int // bytes of a number, 1 or 2

	mid    [3]curve // only with matrix
	matrix *[12]int32
	out    [3]curve

	legacy bool // Lab in 16 bits is encoded as version 2 has it
}

// parseLUT reads a lut8Type, a lut16Type or a lutAToBType (sections 10.11, 10.10
// and 10.12) for nIn samples and three coordinates of color, given with its 8
// bytes of type.
func parseLUT(b []byte, nIn int) (*lut, error) {
	if len(b) < 32 {
		return nil, errLUT
	}
	if int(b[8]) != nIn || b[9] != 3 {
		return nil, errTable
	}
	l := &lut{nIn: nIn}
	switch signature(binary.BigEndian.Uint32(b)) {
	case sigLUT8:
		return l, l.parseLegacy(b, 1)
	case sigLUT:
		return l, l.parseLegacy(b, 2)
	case sigAToB:
		return l, l.parseAToB(b)
	}
	return nil, errTable
}

// parseLegacy reads a lut8Type or a lut16Type. Their matrix is for samples that
// are XYZ themselves.
func (l *lut) parseLegacy(b []byte, size int) error {
	l.size, l.legacy = size, size == 2
	at, nInTable, nOutTable := 48, 256, 256
	if size == 2 {
		if len(b) < 52 {
			return errLUT
		}
		at, nInTable, nOutTable = 52, int(binary.BigEndian.Uint16(b[48:])), int(binary.BigEndian.Uint16(b[50:]))
	}
	if nInTable < 2 || nOutTable < 2 || nInTable > 4096 || nOutTable > 4096 {
		return errLUT
	}
	for i := range l.nIn {
		l.points[i] = int(b[10])
	}
	inEnd := int64(at + l.nIn*nInTable*size)
	n, err := l.clutSize()
	if err != nil {
		return err
	}
	clutEnd := inEnd + n
	if clutEnd+int64(3*nOutTable*size) > int64(len(b)) {
		return errLUT
	}
	for i := range l.nIn {
		l.in[i] = sampled(b[at:], i, nInTable, size)
	}
	l.clut = b[inEnd:clutEnd]
	for i := range l.out {
		l.out[i] = sampled(b[clutEnd:], i, nOutTable, size)
	}
	return nil
}

// sampled reads the i-th of several tables of n entries.
func sampled(b []byte, i, n, size int) curve {
	b = b[i*n*size:][:n*size]
	if size == 1 {
		twice := make([]byte, 0, 2*n)
		for _, v := range b {
			twice = append(twice, v, v)
		}
		b = twice
	}
	return curve{table: words(b)}
}

// clutSize returns how many bytes the grid has.
func (l *lut) clutSize() (int64, error) {
	n := int64(3 * l.size)
	for _, p := range l.points[:l.nIn] {
		if p < 2 {
			return 0, errLUT
		}
		n *= int64(p) // at most 6 * 255^4
	}
	return n, nil
}

// parseAToB reads a lutAToBType.
func (l *lut) parseAToB(b []byte) error {
	offset := func(at int) int { return int(binary.BigEndian.Uint32(b[at:])) }
	offB, offMatrix, offM, offCLUT, offA := offset(12), offset(16), offset(20), offset(24), offset(28)
	for i := range l.in {
		l.in[i] = identity
	}
	if err := readCurves(l.out[:], b, offB); err != nil {
		return err
	}
	if offM != 0 && offMatrix != 0 {
		if err := l.readMatrix(b, offMatrix, offM); err != nil {
			return err
		}
	}
	if offCLUT == 0 {
		l.points = [4]int{2, 2, 2}
		if l.nIn != 3 {
			return errLUT
		}
		return nil
	}
	if err := readCurves(l.in[:l.nIn], b, offA); err != nil {
		return err
	}
	return l.readCLUT(b, offCLUT)
}

func (l *lut) readCLUT(b []byte, at int) error {
	if at > len(b)-20 {
		return errLUT
	}
	b = b[at:]
	for i := range l.nIn {
		l.points[i] = int(b[i])
	}
	if l.size = int(b[16]); l.size != 1 && l.size != 2 {
		return errLUT
	}
	n, err := l.clutSize()
	if err != nil || n > int64(len(b)-20) {
		return errLUT
	}
	l.clut = b[20:][:n]
	return nil
}

func (l *lut) readMatrix(b []byte, at, atCurves int) error {
	if at > len(b)-48 {
		return errLUT
	}
	l.matrix = new([12]int32)
	for i := range l.matrix {
		l.matrix[i] = int32(binary.BigEndian.Uint32(b[at+4*i:]))
	}
	return readCurves(l.mid[:], b, atCurves)
}

// readCurves reads curves one behind the other, each padded to 4 bytes.
func readCurves(dst []curve, b []byte, at int) error {
	for i := range dst {
		if at < 0 || at > len(b)-12 {
			return errLUT
		}
		var err error
		if dst[i], err = parseCurve(b[at:]); err != nil {
			return err
		}
		n := int(binary.BigEndian.Uint32(b[at+8:])) * 2
		if bytes.HasPrefix(b[at:], []byte("para")) {
			n = 4 * nParam[dst[i].kind]
		}
		at += (12 + n + 3) &^ 3
	}
	return nil
}

// refine sets how many cells the grid has. Between its nodes sRGB is interpolated,
// which is what the profile means only where its table holds colors as even to the
// eye as sRGB is: Lab, with nothing behind it but a change of scale. Else the table
// may be as coarse as two points, which curves bend afterwards.
func (l *lut) refine(pcs signature, bent bool) {
	least := [5]int{3: 17, 4: 9}[l.nIn]
	switch {
	case bent:
		least = 2
	case pcs == sigXYZ || l.matrix != nil || !l.straight():
		least = [5]int{3: 33, 4: 17}[l.nIn]
	}
	for i := range l.nIn {
		cells := l.points[i] - 1
		l.fine[i] = max(1, (least-1+cells-1)/cells)
	}
}

// straight says that the last curves leave numbers as they are, but for a 32nd.
func (l *lut) straight() bool { return l.within(1 << 32 / 32) }

func (l *lut) within(tolerance int64) bool {
	for i := range l.out {
		for x := int64(0); x <= 1<<32; x += 1 << 29 {
			if d := l.out[i].value(x) - x; d > tolerance || -d > tolerance {
				return false
			}
		}
	}
	return true
}

// nodes returns how many nodes the grid has along sample i.
func (l *lut) nodes(i int) int { return (l.points[i]-1)*l.fine[i] + 1 }

// node returns the color of the i-th node of the grid, as the profile connection
// space encodes it, 0 to 1 as Q32.
func (l *lut) node(i int) [3]int64 {
	v := l.numbers(i)
	if l.matrix != nil {
		v = l.applyMatrix(v)
	}
	for c := range v {
		v[c] = l.out[c].value(v[c])
	}
	return v
}

// numbers returns the table's numbers at the i-th node of the grid, 0 to 1 as Q32,
// interpolated in the simplex around it.
func (l *lut) numbers(i int) (v [3]int64) {
	var axes [4]axis
	base, step := 0, 1
	for a := l.nIn - 1; a >= 0; a-- {
		n := l.nodes(a)
		at := i % n
		i /= n
		cell := min(at/l.fine[a], l.points[a]-2)
		axes[a] = axis{int64(at-cell*l.fine[a]) << 16 / int64(l.fine[a]), step}
		base += cell * step
		step *= l.points[a]
	}
	if l.clut == nil { // a single cell
		return [3]int64{axes[0].frac << 16, axes[1].frac << 16, axes[2].frac << 16}
	}
	for a := 1; a < l.nIn; a++ { // sorted, the largest fraction first
		for b := a; b > 0 && axes[b].frac > axes[b-1].frac; b-- {
			axes[b], axes[b-1] = axes[b-1], axes[b]
		}
	}
	from := int64(1 << 16)
	for a := 0; ; a++ {
		to := int64(0)
		if a < l.nIn {
			to = axes[a].frac
		}
		if from > to {
			for c := range v {
				v[c] += l.number(3*base+c) * (from - to)
			}
		}
		if to == 0 {
			break
		}
		from, base = to, base+axes[a].step
	}
	for c := range v {
		v[c] >>= 16
	}
	return v
}

// axis is where a node lies between two entries of the table: how far beyond the
// lower, 0 to 1 as Q16, and how many entries there are from one to the other.
type axis struct {
	frac int64
	step int
}

// number returns a number of the table, 0 to 1 as Q32.
func (l *lut) number(i int) int64 {
	if l.size == 1 {
		return int64(l.clut[i]) << 32 / 255
	}
	return int64(binary.BigEndian.Uint16(l.clut[2*i:])) << 32 / 65535
}

// applyMatrix does the M curves and the matrix; what exceeds the range is cut
// off.
func (l *lut) applyMatrix(v [3]int64) (out [3]int64) {
	for c := range v {
		v[c] = l.mid[c].value(v[c])
	}
	for r := range out {
		sum := int64(l.matrix[9+r]) << 16 // Q32
		for c := range v {
			sum += int64(l.matrix[3*r+c]) * (v[c] >> 16)
		}
		out[r] = min(max(sum, 0), 1<<32)
	}
	return out
}

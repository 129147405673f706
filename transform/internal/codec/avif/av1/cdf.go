package av1

// cdfs holds every distribution that intra frames use (section 8.3.2), fields
// in the order of defaultModes and then of defaultCoefs.
type cdfs struct {
	skip        [3]word
	intrabc     [1]word
	txSplit     [21]word
	filterIntra [22]word
	paletteY    [7][3]word
	paletteUV   [2]word
	useWiener   [1]word
	useSgrproj  [1]word
	restoration [1]word
	txDepth     [4][3]word // for maximum depths 1, 2, 3, 4
	deltaQ      [1]word
	deltaLF     [5]word // one for all, then one for each
	partition8  [4]word
	interTx3    [4]word
	mvJoint     [1]word
	mvSign      [2]word
	mvClass0    [2]word
	mvBits      [2][10]word

	yMode           [5][5]wide
	uvMode          [2][13]wide // without and with chroma from luma
	angleDelta      [8]wide
	partition       [4][4]wide // blocks of 16, 32, 64, 128
	filterIntraMode [1]wide
	segmentID       [3]wide
	paletteSize     [2][7]wide
	paletteColor    [2][7][5]wide
	intraTx1        [2][13]wide
	intraTx2        [3][13]wide
	interTx1        [2]wide
	interTx2        [1]wide
	cflSigns        [1]wide
	cflAlpha        [6]wide
	mvClass         [2]wide

	txbSkip  [5][13]word
	eobExtra [5][2][9]word
	dcSign   [2][3]word
	baseEOB  [5][2][4]word
	base     [5][2][42]word
	br       [5][2][21]word

	eobPt [7][2][2]wide // by size from 16 to 1024; the last two have one context
}

// filler takes default distributions from a table.
type filler []uint16

func (f *filler) words(n int, to []word) {
	for i := range to {
		w := uint64(0)
		for k := range n - 1 {
			w |= uint64((*f)[k]) << uint(16*k)
		}
		to[i] = w
		*f = (*f)[n-1:]
	}
}

func (f *filler) wides(n int, to []wide) {
	for i := range to {
		w := wide{}
		for k := range n - 1 {
			w[k>>2] |= uint64((*f)[k]) << uint(16*(k&3))
		}
		to[i] = w
		*f = (*f)[n-1:]
	}
}

func (c *cdfs) reset(baseQ int) {
	f := filler(defaultModes[:])
	f.words(2, c.skip[:])
	f.words(2, c.intrabc[:])
	f.words(2, c.txSplit[:])
	f.words(2, c.filterIntra[:])
	for i := range c.paletteY {
		f.words(2, c.paletteY[i][:])
	}
	f.words(2, c.paletteUV[:])
	f.words(2, c.useWiener[:])
	f.words(2, c.useSgrproj[:])
	f.words(3, c.restoration[:])
	f.words(2, c.txDepth[0][:])
	for i := range 3 {
		f.words(3, c.txDepth[1+i][:])
	}
	f.words(4, c.deltaQ[:])
	f.words(4, c.deltaLF[:])
	f.words(4, c.partition8[:])
	f.words(2, c.interTx3[:])
	f.words(4, c.mvJoint[:])
	f.words(2, c.mvSign[:])
	f.words(2, c.mvClass0[:])
	f.words(2, c.mvBits[0][:])
	f.words(2, c.mvBits[1][:])
	for i := range c.yMode {
		f.wides(13, c.yMode[i][:])
	}
	f.wides(13, c.uvMode[0][:])
	f.wides(14, c.uvMode[1][:])
	f.wides(7, c.angleDelta[:])
	for i := range 3 {
		f.wides(10, c.partition[i][:])
	}
	f.wides(8, c.partition[3][:])
	f.wides(5, c.filterIntraMode[:])
	f.wides(8, c.segmentID[:])
	f.wides(7, c.paletteSize[0][:])
	f.wides(7, c.paletteSize[1][:])
	for p := range 2 {
		for n := range 7 {
			f.wides(n+2, c.paletteColor[p][n][:])
		}
	}
	f.wides(7, c.intraTx1[0][:])
	f.wides(7, c.intraTx1[1][:])
	for i := range c.intraTx2 {
		f.wides(5, c.intraTx2[i][:])
	}
	f.wides(16, c.interTx1[:])
	f.wides(12, c.interTx2[:])
	f.wides(8, c.cflSigns[:])
	f.wides(16, c.cflAlpha[:])
	f.wides(11, c.mvClass[:])
	c.resetCoefs(baseQ)
}

func (c *cdfs) resetCoefs(baseQ int) {
	q := 0
	if baseQ > 20 {
		q++
	}
	if baseQ > 60 {
		q++
	}
	if baseQ > 120 {
		q++
	}
	f := filler(defaultCoefs[q][:])
	for i := range c.txbSkip {
		f.words(2, c.txbSkip[i][:])
	}
	for i := range c.eobExtra {
		f.words(2, c.eobExtra[i][0][:])
		f.words(2, c.eobExtra[i][1][:])
	}
	f.words(2, c.dcSign[0][:])
	f.words(2, c.dcSign[1][:])
	for i := range c.baseEOB {
		f.words(3, c.baseEOB[i][0][:])
		f.words(3, c.baseEOB[i][1][:])
	}
	for i := range c.base {
		f.words(4, c.base[i][0][:])
		f.words(4, c.base[i][1][:])
	}
	for i := range c.br {
		f.words(4, c.br[i][0][:])
		f.words(4, c.br[i][1][:])
	}
	for i := range 5 {
		f.wides(5+i, c.eobPt[i][0][:])
		f.wides(5+i, c.eobPt[i][1][:])
	}
	for i := 5; i < 7; i++ {
		f.wides(5+i, c.eobPt[i][0][:1])
		f.wides(5+i, c.eobPt[i][1][:1])
	}
}

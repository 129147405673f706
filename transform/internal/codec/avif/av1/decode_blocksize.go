package av1

// Block sizes in the order of the specification.
const (
	block4x4 = iota
	block4x8
	block8x4
	block8x8
	block8x16
	block16x8
	block16x16
	block16x32
	block32x16
	block32x32
	block32x64
	block64x32
	block64x64
	block64x128
	block128x64
	block128x128
	block4x16
	block16x4
	block8x32
	block32x8
	block16x64
	block64x16
	nBlocks
)

// Logarithms of sides in units of 4 samples.
var (
	blockW = [nBlocks]uint8{0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 0, 2, 1, 3, 2, 4}
	blockH = [nBlocks]uint8{0, 1, 0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5, 4, 5, 2, 0, 3, 1, 4, 2}
)

// sizes finds a block by the logarithms of its sides; nBlocks is none.
var sizes = func() (t [6][6]uint8) {
	for w := range t {
		for h := range t[w] {
			t[w][h] = nBlocks
		}
	}
	for i := range blockW {
		t[blockW[i]][blockH[i]] = uint8(i)
	}
	return t
}()

// Transform sizes in the order of the specification.
const (
	tx4x4 = iota
	tx8x8
	tx16x16
	tx32x32
	tx64x64
	tx4x8
	tx8x4
	tx8x16
	tx16x8
	tx16x32
	tx32x16
	tx32x64
	tx64x32
	tx4x16
	tx16x4
	tx8x32
	tx32x8
	tx16x64
	tx64x16
	nTx
)

// Logarithms of sides in units of 4 samples.
var (
	txW = [nTx]uint8{0, 1, 2, 3, 4, 0, 1, 1, 2, 2, 3, 3, 4, 0, 2, 1, 3, 2, 4}
	txH = [nTx]uint8{0, 1, 2, 3, 4, 1, 0, 2, 1, 3, 2, 4, 3, 2, 0, 3, 1, 4, 2}
)

var txSizes = [5][5]uint8{
	{tx4x4, tx4x8, tx4x16, nTx, nTx},
	{tx8x4, tx8x8, tx8x16, tx8x32, nTx},
	{tx16x4, tx16x8, tx16x16, tx16x32, tx16x64},
	{nTx, tx32x8, tx32x16, tx32x32, tx32x64},
	{nTx, nTx, tx64x16, tx64x32, tx64x64},
}

// splitTx is Split_Tx_Size.
var splitTx = [nTx]uint8{
	tx4x4, tx4x4, tx8x8, tx16x16, tx32x32, tx4x4, tx4x4, tx8x8, tx8x8, tx16x16, tx16x16,
	tx32x32, tx32x32, tx4x8, tx8x4, tx8x16, tx16x8, tx16x32, tx32x16,
}

// maxTxDepth is Max_Tx_Depth (section 5.11.15).
var maxTxDepth = [nBlocks]uint8{0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 2, 2, 3, 3, 4, 4}

// largestTx is Max_Tx_Size_Rect for a block of 4<<w by 4<<h samples.
func largestTx(w, h uint8) uint8 { return txSizes[min(w, 4)][min(h, 4)] }

// Transform types. The first half of a name is that of columns.
const (
	dctDCT = iota
	adstDCT
	dctADST
	adstADST
	flipDCT
	dctFlip
	flipFlip
	adstFlip
	flipADST
	identity
	vDCT
	hDCT
	vADST
	hADST
	vFlip
	hFlip
	wht // of lossless blocks
	nTxTypes
)

// Intra prediction modes.
const (
	modeDC = iota
	modeV
	modeH
	modeD45
	modeD135
	modeD113
	modeD157
	modeD203
	modeD67
	modeSmooth
	modeSmoothV
	modeSmoothH
	modePaeth
	modeCFL
)

func directional(mode int) bool { return mode >= modeV && mode <= modeD67 }

func smooth(mode uint8) bool { return mode >= modeSmooth && mode <= modeSmoothH }

package av1

// edgeBase is where samples begin in edges: before them is the corner, and
// upsampling adds one more.
const edgeBase = 16

// edges are the samples around a block: AboveRow and LeftCol, from the corner
// at edgeBase-1 on.
type edges struct {
	above, left [edgeBase + 2*128 + 32]uint16
}

// predictIntra is the intra prediction process (section 7.11.2). x and y count
// 4 samples of the plane, inX and inY from the superblock's corner.
func (d *decoder) predictIntra(plane, x, y int, tx uint8, inX, inY int) {
	b := &d.b
	subX, subY := d.sub(plane)
	w, h := 4<<txW[tx], 4<<txH[tx]
	mode, delta, smoothEdge := b.yMode, b.angleY, b.smoothEdgeY
	haveL, haveU := b.availL, b.availU
	if plane > 0 {
		mode, delta, smoothEdge = b.uvMode, b.angleUV, b.smoothEdgeUV
		haveL, haveU = b.availLC, b.availUC
	}
	haveL = haveL || x > b.c>>subX
	haveU = haveU || y > b.r>>subY
	angle, nAbove, nLeft := 0, w, h
	if directional(mode) {
		angle = int(modeAngles[mode]) + 3*delta
		if angle < 90 {
			nAbove = w + h
		} else if angle > 180 {
			nLeft = w + h
		}
	}
	rows := &d.decoded[plane]
	cellsX, cellsY := (d.h.miCols>>subX-x)*4, (d.h.miRows>>subY-y)*4
	haveAR := rows[inY]>>uint(inX+w>>2+1)&1 != 0
	haveBL := inY+h>>2+1 < len(rows) && rows[inY+h>>2+1]>>uint(inX)&1 != 0
	d.loadEdges(plane, 4*x, 4*y, inY == 0, haveL, haveU,
		nAbove, min(cellsX, w<<bit(haveAR)), nLeft, min(cellsY, h<<bit(haveBL)))
	s := &d.cur[plane]
	dst := s.pix[s.at(4*x, 4*y):]
	e := &d.edges
	above, left := e.above[edgeBase-1:], e.left[edgeBase-1:]
	switch {
	case plane == 0 && b.filter >= 0:
		predictFilter(dst, s.stride, w, h, above, left, b.filter, d.top)
	case angle == 90:
		predictV(dst, s.stride, w, h, above)
	case angle == 180:
		predictH(dst, s.stride, w, h, left)
	case angle > 0:
		d.predictAngle(dst, s.stride, w, h, angle, haveL, haveU, smoothEdge, cellsX, cellsY)
	case mode == modeDC || mode == modeCFL:
		fillBlock(dst, s.stride, w, h, d.mean(w, h, haveL, haveU))
		if mode == modeCFL {
			d.predictCFL(plane, 4*x, 4*y, w, h, dst, s.stride)
		}
	case mode == modePaeth:
		predictPaeth(dst, s.stride, w, h, above, left)
	case mode == modeSmooth:
		predictSmooth(dst, s.stride, w, h, above, left)
	case mode == modeSmoothV:
		predictSmoothV(dst, s.stride, w, h, above, left)
	default:
		predictSmoothH(dst, s.stride, w, h, above, left)
	}
}

var modeAngles = [16]uint8{0, 90, 180, 45, 135, 113, 157, 203, 67}

func bit(b bool) uint {
	if b {
		return 1
	}
	return 0
}

// loadEdges fetches nAbove and nLeft samples around a block; of those, hasAbove
// and hasLeft are there.
func (d *decoder) loadEdges(plane, x, y int, first, haveL, haveU bool, nAbove, hasAbove, nLeft, hasLeft int) {
	e, s := &d.edges, &d.cur[plane]
	above, left := e.above[edgeBase:], e.left[edgeBase:]
	at := s.at(x, y)
	var up []uint16 // the row above, from the corner on
	if haveU {
		if first {
			up = d.lastRow[plane][margin+x-1:]
		} else {
			up = s.pix[at-s.stride-1:]
		}
	}
	half := uint16(1 << (d.seq.depth - 1))
	corner := half
	switch {
	case haveU && haveL:
		corner = up[0]
	case haveU:
		corner = up[1]
	case haveL:
		corner = s.pix[at-1]
	}
	e.above[edgeBase-1], e.left[edgeBase-1] = corner, corner
	n := 0
	fillAbove, fillLeft := half-1, half+1
	if haveU {
		n = min(nAbove, hasAbove)
		copy(above[:n], up[1:1+n])
		fillAbove = above[n-1]
		fillLeft = up[1]
	} else if haveL {
		fillAbove = s.pix[at-1]
	}
	for ; n < nAbove; n++ {
		above[n] = fillAbove
	}
	n = 0
	if haveL {
		n = min(nLeft, hasLeft)
		from := at - 1
		for i := range n {
			left[i] = s.pix[from]
			from += s.stride
		}
		fillLeft = left[n-1]
	}
	for ; n < nLeft; n++ {
		left[n] = fillLeft
	}
}

// mean is the DC prediction (section 7.11.2.5).
func (d *decoder) mean(w, h int, haveL, haveU bool) uint16 {
	sum, n := 0, 0
	if haveU {
		for _, v := range d.edges.above[edgeBase : edgeBase+w] {
			sum += int(v)
		}
		n = w
	}
	if haveL {
		for _, v := range d.edges.left[edgeBase : edgeBase+h] {
			sum += int(v)
		}
		n += h
	}
	if n == 0 {
		return uint16(1 << (d.seq.depth - 1))
	}
	return uint16((sum + n>>1) / n)
}

func fillBlockScalar(dst []uint16, stride, w, h int, v uint16) {
	for range h - 1 {
		row := dst[:w]
		for i := range row {
			row[i] = v
		}
		dst = dst[stride:]
	}
	row := dst[:w]
	for i := range row {
		row[i] = v
	}
}

func predictV(dst []uint16, stride, w, h int, above []uint16) {
	for y := range h {
		copy(dst[y*stride:y*stride+w], above[1:1+w])
	}
}

func predictH(dst []uint16, stride, w, h int, left []uint16) {
	for y := range h {
		v := left[1+y]
		row := dst[y*stride:][:w]
		for i := range row {
			row[i] = v
		}
	}
}

// predictPaethScalar is section 7.11.2.2.
func predictPaethScalar(dst []uint16, stride, w, h int, above, left []uint16) {
	corner := int(above[0])
	above = above[1 : 1+w]
	for y := range h {
		l := int(left[1+y])
		row := dst[y*stride:][:w]
		for x, a := range above {
			// base is a + l - corner.
			pl, pa := abs(int(a)-corner), abs(l-corner)
			pc := abs(int(a) + l - 2*corner)
			switch {
			case pl <= pa && pl <= pc:
				row[x] = uint16(l)
			case pa <= pc:
				row[x] = a
			default:
				row[x] = uint16(corner)
			}
		}
	}
}

func abs(x int) int {
	if x < 0 {
		return -x
	}
	return x
}

// predictSmoothScalar and those after it are section 7.11.2.6.
func predictSmoothScalar(dst []uint16, stride, w, h int, above, left []uint16) {
	wx, wy := smoothWeights[w-4:][:w], smoothWeights[h-4:]
	above, left = above[1:1+w], left[1:1+h]
	right, bottom := int(above[w-1]), int(left[h-1])
	for y := range h {
		v, l := int(wy[y]), int(left[y])
		row := dst[y*stride:][:w]
		base := (256-v)*bottom + 256
		for x, a := range above {
			k := int(wx[x])
			row[x] = uint16((v*int(a) + base + k*l + (256-k)*right) >> 9)
		}
	}
}

func predictSmoothV(dst []uint16, stride, w, h int, above, left []uint16) {
	wy := smoothWeights[h-4:]
	above = above[1 : 1+w]
	bottom := int(left[h])
	for y := range h {
		v := int(wy[y])
		row := dst[y*stride:][:w]
		base := (256-v)*bottom + 128
		for x, a := range above {
			row[x] = uint16((v*int(a) + base) >> 8)
		}
	}
}

func predictSmoothH(dst []uint16, stride, w, h int, above, left []uint16) {
	wx := smoothWeights[w-4:][:w]
	right := int(above[w])
	for y := range h {
		l := int(left[1+y])
		row := dst[y*stride:][:w]
		for x, k := range wx {
			row[x] = uint16((int(k)*l + (256-int(k))*right + 128) >> 8)
		}
	}
}

// predictFilterScalar is recursive intra prediction (section 7.11.2.3): 4 by 2
// samples at a time from the seven around them.
func predictFilterScalar(dst []uint16, stride, w, h int, above, left []uint16, mode, top int) {
	taps := &filterTaps[mode]
	var p [7]int
	for y := 0; y < h; y += 2 {
		for x := 0; x < w; x += 4 {
			for i := range 5 {
				switch {
				case y == 0:
					p[i] = int(above[x+i])
				case x == 0 && i == 0:
					p[0] = int(left[y])
				default:
					p[i] = int(dst[(y-1)*stride+x+i-1])
				}
			}
			for i := range 2 {
				if x == 0 {
					p[5+i] = int(left[1+y+i])
				} else {
					p[5+i] = int(dst[(y+i)*stride+x-1])
				}
			}
			for i := range 8 {
				k := &taps[i]
				sum := int(k[0])*p[0] + int(k[1])*p[1] + int(k[2])*p[2] + int(k[3])*p[3] +
					int(k[4])*p[4] + int(k[5])*p[5] + int(k[6])*p[6]
				dst[(y+i>>2)*stride+x+i&3] = uint16(min(max((sum+8+sum>>63)>>4, 0), top))
			}
		}
	}
}

// predictCFL adds the luma's differences from its mean to chroma's mean
// (section 7.11.5).
func (d *decoder) predictCFL(plane, x, y, w, h int, dst []uint16, stride int) {
	mean := d.meanLuma(x, y, w, h)
	addLuma(dst, stride, &d.cflLuma, w, h, d.b.cfl[plane], mean, d.top)
}

// meanLuma makes luma of the resolution of chroma, times eight, and says what it is
// on average.
func (d *decoder) meanLuma(x, y, w, h int) int {
	b := &d.b
	subX, subY := uint(d.seq.subX), uint(d.seq.subY)
	s := &d.cur[0]
	luma := s.pix[s.at(x<<subX, y<<subY):]
	// Beyond what luma has been decoded, the last column and row repeat.
	inW := min(w, (b.lumaEndX-x<<subX)>>subX)
	inH := min(h, (b.lumaEndY-y<<subY)>>subY)
	ac := &d.cflLuma
	sum := sumLuma(ac, luma, s.stride, w, inW, inH, subX, subY)
	last := ac[(inH-1)*w:][:w]
	rowSum := 0
	for _, v := range last {
		rowSum += int(v)
	}
	for i := inH; i < h; i++ {
		copy(ac[i*w:(i+1)*w], last)
		sum += rowSum
	}
	log := floorLog2(w) + floorLog2(h)
	return (sum + 1<<log>>1) >> log
}

// sumLuma makes luma of chroma's resolution, times eight.
func sumLuma(ac *[32 * 32]uint16, luma []uint16, stride, w, inW, inH int, subX, subY uint) (sum int) {
	for i := range inH {
		row := luma[i<<subY*stride:]
		next := row
		if subY != 0 {
			next = row[stride:]
		}
		to := ac[i*w:][:w]
		for k := range inW {
			v := 0
			switch subX + subY {
			case 0:
				v = int(row[k]) << 3
			case 1:
				v = (int(row[2*k]) + int(row[2*k+1])) << 2
			default:
				v = (int(row[2*k]) + int(row[2*k+1]) + int(next[2*k]) + int(next[2*k+1])) << 1
			}
			to[k] = uint16(v)
			sum += v
		}
		for k := inW; k < w; k++ {
			to[k] = to[inW-1]
			sum += int(to[k])
		}
	}
	return sum
}

func addLumaScalar(dst []uint16, stride int, ac *[32 * 32]uint16, w, h, alpha, mean, top int) {
	for y := range h {
		row, from := dst[y*stride:][:w], ac[y*w:][:w]
		for x, v := range from {
			p := alpha * (int(v) - mean)
			row[x] = uint16(min(max(int(row[x])+(p+32+p>>63)>>6, 0), top))
		}
	}
}

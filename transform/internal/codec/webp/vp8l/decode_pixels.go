package vp8l

import (
	"tintype/transform/internal/pixel"
)

// A pixelStream decodes entropy coded pixels (RFC 9649, section 3.6), as many
// rows at a time as are wanted.
type pixelStream struct {
	b      *bitReader
	w      int
	pix    []uint32 // ARGB, all rows
	n      int      // decoded pixels
	cached int      // of those that are in the cache
	cache  []uint32
	shift  uint // of a hash to an index of the cache
	groups []prefixGroup
	tiles  []uint32 // the group of each tile; nil where there is one group
	tile   uint     // log2 of a tile's side
	across int      // tiles in a row
}

// A prefixGroup holds the codes of green, lengths and the cache, of red, blue,
// alpha and distances.
type prefixGroup [5]prefixTable

// A losslessReader reads the streams of one picture and counts what they
// allocate.
type losslessReader struct {
	b      *bitReader
	memory int64 // bytes that may still be allocated
	limit  int64 // of them at the beginning
}

// take accounts for an allocation before it is made.
func (r *losslessReader) take(n int64) error {
	if r.memory -= n; r.memory < 0 {
		return &pixel.MemoryError{Need: r.limit - r.memory, Limit: r.limit}
	}
	return nil
}

// stream reads what precedes w by h pixels. Only the main picture may have
// several groups of codes.
func (r *losslessReader) stream(w, h int, main bool) (*pixelStream, error) {
	s := &pixelStream{b: r.b, w: w}
	cacheSize := 0
	if r.b.read(1) != 0 {
		log := uint(r.b.read(4))
		if log < 1 || log > 11 {
			return nil, formatError("a color cache of a size out of range")
		}
		cacheSize, s.shift = 1<<log, 32-log
		s.cache = make([]uint32, cacheSize)
	}
	nGroups := 1
	if main && r.b.read(1) != 0 {
		var err error
		if nGroups, err = r.readTiles(s, h); err != nil {
			return nil, err
		}
	}
	if err := r.readGroups(s, nGroups, cacheSize); err != nil {
		return nil, err
	}
	if err := r.take(4 * int64(w) * int64(h)); err != nil {
		return nil, err
	}
	s.pix = make([]uint32, w*h)
	return s, nil
}

// readTiles reads which tile has which group of codes (section 3.7.2.2) and
// returns how many groups there are.
func (r *losslessReader) readTiles(s *pixelStream, h int) (int, error) {
	s.tile = 2 + uint(r.b.read(3))
	s.across = tilesIn(s.w, s.tile)
	var err error
	if s.tiles, err = r.subPicture(s.across, tilesIn(h, s.tile)); err != nil {
		return 0, err
	}
	last := uint32(0)
	for i, v := range s.tiles {
		v = v >> 8 & 0xFFFF
		s.tiles[i] = v
		last = max(last, v)
	}
	return int(last) + 1, nil
}

// tilesIn is how many tiles of 1<<log pixels cover n.
func tilesIn(n int, log uint) int { return (n + 1<<log - 1) >> log }

func (r *losslessReader) readGroups(s *pixelStream, n, cacheSize int) error {
	sizes := [5]int{nLiteral + nLengths + cacheSize, nLiteral, nLiteral, nLiteral, nDistances}
	lengths := make([]uint8, sizes[0])
	for range n {
		var g prefixGroup
		memory := int64(32)
		for i := range g {
			var err error
			if g[i], err = readPrefixTable(r.b, sizes[i], lengths); err != nil {
				return err
			}
			memory += g[i].memory()
		}
		if r.b.overrun() {
			return errTruncated
		}
		if err := r.take(2 * memory); err != nil { // append doubles
			return err
		}
		s.groups = append(s.groups, g)
	}
	return nil
}

// subPicture decodes a picture that says something of the main one.
func (r *losslessReader) subPicture(w, h int) ([]uint32, error) {
	s, err := r.stream(w, h, false)
	if err != nil {
		return nil, err
	}
	if err := s.decode(h); err != nil {
		return nil, err
	}
	return s.pix, nil
}

// decode decodes up to the end of row rows-1, at least.
func (s *pixelStream) decode(rows int) error {
	for end := rows * s.w; s.n < end; {
		if err := s.decodeRow(min(end, (s.n/s.w+1)*s.w)); err != nil {
			return err
		}
		if s.b.overrun() {
			return errTruncated
		}
	}
	return nil
}

// decodeRow decodes up to pixel end, which is in the row of the next pixel or at
// its end.
func (s *pixelStream) decodeRow(end int) error {
	b, pix, n := s.b, s.pix, s.n
	start := end - s.w // of the row
	g := &s.groups[0]
	nextTile := end
	if s.tiles != nil {
		nextTile = n
	}
	for n < end {
		if n >= nextTile {
			x := n - start
			g = &s.groups[s.tiles[start/s.w>>s.tile*s.across+x>>s.tile]]
			nextTile = min(start+(x>>s.tile+1)<<s.tile, end)
		}
		b.fill()
		green := g[0].next(b)
		switch {
		case green < nLiteral:
			red := g[1].next(b)
			b.fill()
			blue := g[2].next(b)
			pix[n] = g[3].next(b)<<24 | red<<16 | green<<8 | blue
			n++
		case green < nLiteral+nLengths:
			length := int(readPrefixed(b, green-nLiteral))
			b.fill()
			distance := s.distance(int(readPrefixed(b, g[4].next(b))))
			if distance > n || length > len(pix)-n {
				return formatError("a copy reaches beyond the picture")
			}
			copyPixels(pix, n, distance, length)
			n += length
		default:
			for ; s.cached < n; s.cached++ {
				s.cache[pix[s.cached]*cacheHash>>s.shift] = pix[s.cached]
			}
			// newPrefixTable has no symbols beyond the cache.
			pix[n] = s.cache[green-nLiteral-nLengths]
			n++
		}
	}
	s.n = n
	return nil
}

// cacheHash spreads colors over the cache (section 3.6.2.3).
const cacheHash = 0x1E35A7BD

// readPrefixed reads the rest of a length or a distance code (section 3.6.2.2).
// The window has at least 18 bits.
func readPrefixed(b *bitReader, symbol uint32) uint32 {
	if symbol < 4 {
		return symbol + 1
	}
	n := uint(symbol-2) >> 1
	v := (2+symbol&1)<<n + uint32(b.win&(1<<(n&31)-1)) + 1
	b.win >>= n & 31
	b.n -= n
	return v
}

// distance is that of a distance code.
func (s *pixelStream) distance(code int) int {
	if code > len(Nearby) {
		return code - len(Nearby)
	}
	o := &Nearby[code-1]
	return max(int(o[1])*s.w+int(o[0]), 1)
}

// copyPixels copies pixels that may overlap with what they become.
func copyPixels(pix []uint32, n, distance, length int) {
	if distance >= length {
		copy(pix[n:n+length], pix[n-distance:])
		return
	}
	from, to := pix[n-distance:], pix[n:n+length]
	for i := range to {
		to[i] = from[i]
	}
}

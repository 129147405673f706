package png

import (
	"tintype/transform/internal/flate"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// EncodeEither is Encode for an image that has also been drawn with a palette, so
// that nobody sees a difference: what a trial of some rows makes smaller. indices are
// those of EncodeIndexed.
func EncodeEither(img *pixel.Image, indices []byte, palette [][4]byte, opt Options) ([]byte, error) {
	reduced := reduce(img, opt.ICC == nil, work.New(opt.Poll))
	z := flate.NewWriter(nil, search)
	defer z.Free()
	f := newRowFilter(reduced)
	samples := min(f.trial(z, false), f.trial(z, true))
	if drawn := trialOfIndices(z, indices, img.W, img.H) + 4*len(palette)*trialRows*trialPlaces/img.H; drawn < samples {
		return EncodeIndexed(indices, img.W, img.H, palette, opt)
	}
	return Encode(img, opt)
}

// trialOfIndices packs the rows that rowFilter.trial packs.
func trialOfIndices(z *flate.Writer, indices []byte, w, h int) int {
	z.Reset(nil, trialSearch)
	row := make([]byte, 1+w)
	for k := range trialPlaces {
		from, end := trialPlace(k, h)
		for y := from; y < end; y++ {
			copy(row[1:], indices[y*w:])
			z.Write(row)
		}
	}
	return len(z.Close())
}

package jpeg

import "errors"

// ErrTooLarge is returned when an image does not fit a byte limit at the lowest
// quality allowed.
var ErrTooLarge = errors.New("jpeg: image does not fit the byte limit")

// maxKeptCoefs is the most memory that EncodeToFit spends on coefficients, in
// bytes. Images with more are transformed anew for each quality.
const maxKeptCoefs = 64 << 20

// EncodeToFit writes the image at the highest quality from minQuality to
// o.Quality at which the file has at most o.MaxBytes, and returns that quality.
// It returns ErrTooLarge if there is none. Where size does not grow with
// quality, a quality may be found that has a larger one fitting above it.
func (e *Encoder) EncodeToFit(o EncodeOptions, minQuality int) (body []byte, quality int, err error) {
	if minQuality < 1 || minQuality > o.Quality {
		return nil, 0, unsupportedError("lowest quality below 1 or above the highest")
	}
	limit := o.MaxBytes
	size := [2]int{} // of the best file that fits, and of the smallest that does not
	low, high := minQuality-1, o.Quality+1
	for pass := 0; low+1 < high; pass++ {
		switch {
		case pass > encMaxGuesses:
			o.Quality = (low + high) / 2
		case pass > 0:
			o.Quality = encGuessQuality(low, high, size, limit)
		}
		q := o.Quality
		out, n, err := e.encode(o)
		if err != nil {
			return nil, 0, err
		}
		if n <= limit {
			body, low, size[0] = out, q, n
		} else {
			high, size[1] = q, n
			e.keepCoefs()
		}
	}
	if body == nil {
		return nil, 0, ErrTooLarge
	}
	return body, low, nil
}

// encMaxGuesses is how often a quality is guessed from sizes. A picture whose sizes
// defy that, each guess being off by one, is searched by halves.
const encMaxGuesses = 6

// encGuessQuality returns a quality between low and high, both exclusive, at
// which a file may have limit bytes. size[0] is that of low, 0 if unknown, and
// size[1] that of high.
//
// The reciprocal of the size is close to linear in the scale of the tables,
// and passes 0 at a scale of about -12 %.
func encGuessQuality(low, high int, size [2]int, limit int) int {
	scale := encScaleOfQuality(high)
	if size[0] > 0 {
		// Q8, so that files of 1 GB still leave room in 63 bits.
		span := (encScaleOfQuality(low) - scale) << 8
		scale += span * (size[1] - limit) / limit * size[0] / max(size[1]-size[0], 1) >> 8
	} else {
		scale = (scale+12)*size[1]/max(limit, 1) - 12
	}
	return min(max(encQualityOfScale(scale), low+1), high-1)
}

// keepCoefs has the next encoding keep its coefficients for those after it.
func (e *Encoder) keepCoefs() {
	n := e.mcusX * e.mcusY * e.blocksPerMCU * 64
	if e.coefs == nil && n*2 <= maxKeptCoefs {
		e.coefs, e.coefRows = make([]int16, n), 0
	}
}

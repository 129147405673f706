// Package codec says what an image file format is: a value that tells how files of
// the format are told from others, read and written, and what they can hold. The engine
// knows formats by these values alone, each of which is in its codec's file format.go.
package codec

import (
	"io"

	"tintype/transform/internal/looks"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// A Format is an image file format. Functions that are nil are for what the format
// cannot do.
type Format struct {
	Name       string   // as answers and configuration name it
	Title      string   // as people write it
	MediaType  string   // "image/jpeg"
	Words      []string // of the parameter fm
	Aliases    []string // other spellings of the first word
	Extensions []string // of file names, without the dot, the usual one first

	// Match reports whether a file begins like one of the format. It sees MatchLen
	// bytes, or as many as there are.
	Match    func(head []byte) bool
	MatchLen int
	// Open reads as much of a file as its header needs.
	Open func(r io.Reader, lim *Limits) (Source, error)

	Shown bool // by browsers
	Alpha bool // the format has transparency

	// Quality is the one that holds where nobody names any, 1 to 100; 0 where the
	// format has none.
	Quality int
	// Instead names the format that takes the place of this one where fm asks for an
	// animation and Animate is nil, or auto=format for more pixels than are allowed.
	Instead string
	// Looks predicts how files of a quality look; nil where Quality is 0.
	Looks *looks.Model

	// Scales says that sources can deliver less than the full size: see Plan.N.
	Scales bool
	// Limited says that sources can deliver and that the encoder takes YCbCr of limited
	// range: between the two nothing then has to be rounded to full range and back.
	Limited bool
	// Convert says which conversions of color may be applied to bands in place.
	Convert Conversion

	// Choose sets what the format makes of the wishes.
	Choose func(o *Output, w *Wish, h *Header)
	// Planes is how a color image is stored; nil stands for RGB.
	Planes func(o *Output) pixel.Model
	// FromRGB says that the encoder makes the planes itself, in one step: by way of
	// others each sample would be rounded twice, which gradients show.
	FromRGB func(o *Output, alpha bool) bool
	// Memory is what the encoder takes for a pixel at worst, in bytes.
	Memory func(o *Output, alpha bool) int64
	// Encode writes an image. The quality that it returns is 0 for a lossless one. The
	// error is a *SizeError where no quality brings the file under Output.MaxBytes;
	// formats without quality need not look at that.
	Encode func(img *pixel.Image, o *Output) (body []byte, quality int, err error)
	// Reduce gives up something beside quality and size, and returns how a query would
	// ask for that, "" where there is nothing more.
	Reduce func(o *Output) string

	// Animate begins the file of an animation.
	Animate func(o *Output, a *Animate) (AnimationWriter, error)
	// Lose says what an animation gives up at a step above 0 of the scale on which 64
	// steps stand for half of the bytes; what is left is for its size.
	Lose func(o *Output, l *Loss, step int) (left int)

	// Same says that a file of this format is of the kind that the wishes ask for; nil
	// stands for all of them.
	Same func(o *Output, w *Wish, h *Header) bool
	// Strip returns a file without what only describes it: with the profile where that
	// is wanted, with all frames where they are. It returns nil for a damaged one.
	Strip func(file []byte, profile, animated bool) []byte
}

// A Conversion is a kind of conversions of color.
type Conversion uint8

// Conversions that may be applied in place to the bands that a source delivers: none,
// as decoders need the rows that they gave out; those of spaces that have a name or a
// gamma, which is seldom near sRGB's; or all.
const (
	ConvertNone Conversion = iota
	ConvertSpace
	ConvertAll
)

// A Switch is a wish that may be absent.
type Switch uint8

// The values of a Switch.
const (
	Unset Switch = iota
	On
	Off
)

// A Wish is what a query asks of the output, whatever its format.
type Wish struct {
	Word        string // of fm, "" for the source's format
	Quality     int    // 0 where none is named
	Colors      int    // of a palette, 0 where nothing is said
	SubX, SubY  int    // pixels that share a sample of chroma, 0 where nothing is said
	Lossless    Switch
	Progressive Switch
	Compress    bool // bytes matter more than the last bit of quality
}

// Output is how an image is written.
type Output struct {
	Format      *Format
	Quality     int
	SubX, SubY  int // chroma subsampling, for formats that store YCbCr
	Progressive bool
	Baseline    bool // not progressive even where that is smaller
	Lossless    bool
	Animated    bool
	Drawing     bool   // the source has a palette, and the output may
	Colors      int    // of the palette that the image is drawn with, 0 for all
	ICC         []byte // profile to embed: the pixels stay in it
	MaxBytes    int    // 0 for no limit

	Meter *work.Meter
	Poll  func() error // what the meter asks
	// Hurry, if not nil, says of how much is done of all whether the rest has to be quick.
	Hurry func(done, all int) bool
}

// Qualities at which a lossy format gives way: MinQuality is where lowering the quality
// to fit a limit ends, FitQuality what a smaller image is to have; a larger one of a
// lower quality looks worse, and is tried before.
const (
	MinQuality = 10
	FitQuality = 30
)

// Least is the lowest quality that is tried.
func (o *Output) Least() int { return min(MinQuality, o.Quality) }

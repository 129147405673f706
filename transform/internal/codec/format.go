// Package codec defines what an image file format is: a value that says how files of the
// format are recognized, read and written, and what they can hold. The engine knows
// formats only by these values. Each codec has its value in its file format.go.
package codec

import (
	"io"

	"tintype/transform/internal/looks"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// A Format is an image file format. A function is nil if the format cannot do what it is
// for.
type Format struct {
	Name       string   // as answers and configuration name it
	Title      string   // as people write it
	MediaType  string   // "image/jpeg"
	Words      []string // words of the parameter fm, none if the format is not written
	Aliases    []string // other spellings of the first word
	Extensions []string // of file names, without the dot, the usual one first

	// Match reports whether head is the beginning of a file of the format. head has MatchLen
	// bytes, or the whole file if that is shorter.
	Match    func(head []byte) bool
	MatchLen int
	// Open reads the header of a file, and no more of it than that takes.
	Open func(r io.Reader, lim *Limits) (Source, error)

	Shown bool // browsers show the format
	Alpha bool // the format has transparency

	// Quality is the default quality, 1 to 100; 0 if the format has no quality.
	Quality int
	// Instead is the word of the format that replaces this one for an animation if Animate
	// is nil, and for more pixels than auto=format may give this format.
	Instead string
	// Looks predicts how files of a quality look; nil where Quality is 0.
	Looks *looks.Model

	// Scales says that sources can decode to less than the full size: see Plan.N.
	Scales bool
	// Limited says that sources can deliver YCbCr of limited range, and that the encoder
	// accepts it. Between two such formats samples need not be rounded to full range and
	// back.
	Limited bool
	// Convert says which color conversions may be applied to bands in place.
	Convert Conversion

	// Choose sets the fields of o that depend on the format, from the query's wishes and the
	// source's header.
	Choose func(o *Output, w *Wish, h *Header)
	// Planes returns the model that color images are stored in; nil stands for RGB.
	Planes func(o *Output) pixel.Model
	// FromRGB reports that the encoder is given RGB and converts it in one step. With a
	// conversion in between each sample would be rounded twice, which shows in gradients.
	FromRGB func(o *Output, alpha bool) bool
	// Memory returns how many bytes per pixel the encoder takes at most.
	Memory func(o *Output, alpha bool) int64
	// Encode returns the file of an image and the quality that was used, 0 for a lossless
	// one. The error is a *SizeError if no quality brings the file under Output.MaxBytes;
	// formats without quality may ignore MaxBytes.
	Encode func(img *pixel.Image, o *Output) (body []byte, quality int, err error)
	// Reduce gives up something besides quality and size. It returns the parameter of a
	// query that would ask for that, or "" if there is nothing left to give up.
	Reduce func(o *Output) string

	// Animate begins the file of an animation.
	Animate func(o *Output, a *Animate) (AnimationWriter, error)
	// Lose sets what an animation gives up at a step above 0 of the scale on which 64 steps
	// halve the file. It returns the steps that are left for its size.
	Lose func(o *Output, l *Loss, step int) (left int)

	// Same reports whether a source of this format already has the kind that the wishes ask
	// for; nil stands for always.
	Same func(o *Output, w *Wish, h *Header) bool
	// Strip returns a file without its metadata. It keeps the profile if profile is set and
	// all frames if animated is set. It returns nil for a damaged file.
	Strip func(file []byte, profile, animated bool) []byte
}

// A Conversion is a set of color conversions.
type Conversion uint8

// Color conversions that may be applied in place to the bands of a source: none, if the
// decoder still needs the rows; those of spaces with a name or a gamma, which is seldom
// near that of sRGB; or all.
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

// A Wish is what a query asks of the output, for any format.
type Wish struct {
	Word        string // of fm; "" for the format of the source
	Quality     int    // 0 if the query names none
	Colors      int    // of a palette; 0 if the query names none
	SubX, SubY  int    // pixels that share a sample of chroma; 0 if the query does not say
	Lossless    Switch
	Progressive Switch
	Compress    bool // fewer bytes are worth a little quality
}

// Output says how an image is encoded.
type Output struct {
	Format      *Format
	Quality     int
	Alike       bool // Quality comes from Format.Looks, and is on its scale
	SubX, SubY  int  // chroma subsampling, for formats that store YCbCr
	FreeChroma  bool // nobody named SubX and SubY: the encoder may take others
	Progressive bool
	Baseline    bool // not progressive, even if that is smaller
	Lossless    bool
	Animated    bool
	Drawing     bool   // the source has a palette, and the output may
	Colors      int    // of the palette; 0 for no palette
	ICC         []byte // profile to embed, whose colors the pixels have
	MaxBytes    int    // 0 for no limit

	Meter *work.Meter
	Poll  func() error // called by the meter
	// Hurry, if not nil, is told how much of the work is done, and returns whether the rest
	// has to take less time.
	Hurry func(done, all int) bool
}

// Qualities for fitting a lossy format into a limit of bytes. The quality is lowered to
// MinQuality at most. If that is not enough, the image shrinks to a size that should fit
// at FitQuality, since a larger image of a lower quality looks worse.
const (
	MinQuality = 10
	FitQuality = 30
)

// Least returns the lowest quality that fitting tries.
func (o *Output) Least() int { return min(MinQuality, o.Quality) }

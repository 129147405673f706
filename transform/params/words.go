package params

// The words of the grammar. Every type's zero value is the absent parameter;
// the others stand in the order of the values in the table.

// Fit says how an image is fitted into the box of w and h.
type Fit uint8

const (
	FitDefault Fit = iota // absent: FitClip
	FitClip               // inside, may enlarge
	FitMax                // inside, never enlarge
	FitCrop               // cover and cut
	FitMin                // cover and cut, never enlarge
	FitScale              // distort
	FitFill               // inside, padded to the exact size
	FitFillMax            // the same, never enlarge
	FitClamp              // padded by stretching the edge pixels
	FitOutside            // cover without the cut
)

// cuts says that what does not fit the box is cut off.
func (f Fit) cuts() bool { return f == FitCrop || f == FitMin }

// pads says that the box is filled up.
func (f Fit) pads() bool { return f == FitFill || f == FitFillMax || f == FitClamp }

// enlarges says that an image smaller than the box may grow.
func (f Fit) enlarges() bool { return f != FitMax && f != FitMin && f != FitFillMax }

// Crop is one way to choose what a cut keeps.
type Crop uint8

const (
	CropCenter Crop = iota // absent, or nothing else left
	CropTop
	CropBottom
	CropLeft
	CropRight
	CropFocalPoint
	CropEntropy
	CropEdges
	CropFaces
)

// CropList is the crop parameter: ways in the order to try, ended by zero.
type CropList [8]Crop

// Flip is a mirror, applied after rot.
type Flip uint8

const (
	FlipNone       Flip = iota
	FlipHorizontal      // left and right change places
	FlipVertical
	FlipBoth
)

// Trim says what counts as an even border.
type Trim uint8

const (
	TrimNone Trim = iota
	TrimAuto
	TrimColor
	TrimAlpha
	TrimColorUnlessAlpha // TrimAlpha where the image has alpha, else TrimColor
)

// Fill says what the padding is made of.
type Fill uint8

const (
	FillDefault Fill = iota // absent: FillSolid
	FillSolid               // fill-color, else bg
	FillBlur                // the image itself, enlarged and blurred
)

// Mask is the shape the image is clipped to.
type Mask uint8

const (
	MaskNone Mask = iota
	MaskEllipse
	MaskCorners // rounded by corner-radius
	MaskIgnored // named by key or address, which is not done: as MaskNone
)

// MarkTile says how a watermark repeats.
type MarkTile uint8

const (
	MarkOnce MarkTile = iota
	MarkGrid
)

// BlendSize says where the size of what is blended in comes from.
type BlendSize uint8

const (
	BlendSizeOwn     BlendSize = iota
	BlendSizeInherit           // that of the image
)

// BlendMode names a formula of W3C Compositing and Blending Level 1.
type BlendMode uint8

const (
	BlendDefault BlendMode = iota // absent: BlendOverlay
	BlendNormal
	BlendColor
	BlendBurn
	BlendDodge
	BlendDarken
	BlendDifference
	BlendExclusion
	BlendHardLight
	BlendHue
	BlendLighten
	BlendLuminosity
	BlendMultiply
	BlendOverlay
	BlendSaturation
	BlendScreen
	BlendSoftLight
)

// Align is a set of edges that something is aligned with; the zero value is the middle.
type Align uint8

const (
	AlignTop Align = 1 << iota
	AlignMiddle
	AlignBottom
	AlignLeft
	AlignCenter
	AlignRight
)

// Format is the format of the output, a word of fm. Its constants are in
// formats_table.go.
type Format uint8

// String returns the word of fm, "" for FormatSource.
func (f Format) String() string {
	if f == FormatSource {
		return ""
	}
	i := lookup("fm")
	return string((*wordField)(&f).text(nil, &table[i]))
}

// Auto is a set of choices left to the server.
type Auto uint8

const (
	AutoFormat   Auto = 1 << iota // the first configured format that Accept allows
	AutoCompress                  // lower quality, palettes, no metadata
	AutoEnhance                   // accepted, since clients send it; changes nothing
	AutoRedEye                    // accepted, since clients send it; changes nothing
)

// ChromaSub is the chroma subsampling of lossy output.
type ChromaSub uint8

const (
	ChromaDefault ChromaSub = iota // absent: Chroma420
	Chroma420
	Chroma422
	Chroma444
)

// ColorSpace says what becomes of a color profile.
type ColorSpace uint8

const (
	CSDefault ColorSpace = iota // absent: CSSRGB
	CSSRGB                      // pixels converted to sRGB, the profile dropped
	CSOrigin                    // pixels and profile kept
	CSStrip                     // as CSSRGB
)

// Palette asks for the dominant colors in place of the image.
type Palette uint8

const (
	PaletteNone Palette = iota
	PaletteJSON
	PaletteCSS
)

// Hints is a set of client hints to read.
type Hints uint8

const (
	HintWidth Hints = 1 << iota
	HintDPR
	HintSaveData
)

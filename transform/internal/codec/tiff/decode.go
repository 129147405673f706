// Package tiff decodes the TIFF files that cameras, scanners, fax machines and
// editors leave: TIFF 6.0
// (https://www.adobe.io/open/standards/TIFF.html, 1992), whose section numbers
// comments name, its Technical Note 2 (JPEG and Deflate), Technical Note 3 (the
// predictor for floating point) and BigTIFF
// (https://www.awaresystems.be/imaging/tiff/bigtiff.html).
//
//	decode_directory.go  the header and the values of tags
//	decode_meaning.go    what the samples mean, and what tags refuse a file
//	decode_layout.go     strips and tiles, and the memory that they take
//	decode_rows.go       bands of rows out of strips or tiles
//	decode_unpack.go     the compressions: none, PackBits, Deflate
//	decode_lzw.go        LZW, that of TIFF 6.0 and the older one
//	decode_fax.go        CCITT: modified Huffman, Group 3 and Group 4
//	decode_predict.go    horizontal differencing, for integers and floating point
//	decode_samples.go    stored samples to 8 bits
//	decode_float.go      floating point to 8 bits
//	decode_ycc.go        YCbCr that is not compressed by JPEG
//	decode_jpeg.go       JPEG within TIFF
//
// Images come out as bands of planes: the file has to be in memory, since its
// directory may stand anywhere, its pixels never are as a whole. Only the first
// image of a file is read.
//
// A tag that changes what samples mean either is understood or refuses the file.
// Passed over are the tags that no reader in use applies: GrayResponseCurve,
// TransferFunction, WhitePoint, PrimaryChromaticities, HalftoneHints, and the
// least and largest sample values.
package tiff

import (
	"encoding/binary"
	"strconv"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/pixel/icc"
	"tintype/transform/internal/work"
)

// Config is what the directory says of the image.
type Config struct {
	Width, Height int         // pixels
	Model         pixel.Model // Gray, YCbCr, RGB or CMYK
	// SubX and SubY say how many columns and rows of pixels share a sample of
	// YCbCr's chroma; 1 for other models.
	SubX, SubY  int
	Alpha       bool
	Orientation int    // as EXIF defines it, 1 to 8
	ICC         []byte // a profile for the model, nil for none
}

// Tags of the directory, section 8 and the sections of its extensions.
const (
	tagSubfileType     = 254
	tagWidth           = 256
	tagHeight          = 257
	tagBitsPerSample   = 258
	tagCompression     = 259
	tagPhotometric     = 262
	tagFillOrder       = 266
	tagStripOffsets    = 273
	tagOrientation     = 274
	tagSamplesPerPixel = 277
	tagRowsPerStrip    = 278
	tagStripByteCounts = 279
	tagPlanarConfig    = 284
	tagT4Options       = 292
	tagT6Options       = 293
	tagPredictor       = 317
	tagColorMap        = 320
	tagTileWidth       = 322
	tagTileLength      = 323
	tagTileOffsets     = 324
	tagTileByteCounts  = 325
	tagSubIFDs         = 330 // Technical Note 1
	tagInkSet          = 332
	tagNumberOfInks    = 334
	tagDotRange        = 336
	tagExtraSamples    = 338
	tagSampleFormat    = 339
	tagIndexed         = 346 // Technical Note 1
	tagJPEGTables      = 347 // Technical Note 2
	tagDecode          = 433 // RFC 3949
	tagYCbCrMatrix     = 529
	tagSubsampling     = 530
	tagReferenceBW     = 532
	tagMatteing        = 32995 // what ExtraSamples was before TIFF 6.0
	tagDataType        = 32996 // what SampleFormat was
	tagImageDepth      = 32997
	tagICC             = 34675 // ICC.1, annex B.4
	tagDNGVersion      = 50706
)

// Values of Compression.
const (
	compressionNone       = 1
	compressionRLE        = 2
	compressionT4         = 3
	compressionT6         = 4
	compressionLZW        = 5
	compressionOldJPEG    = 6
	compressionJPEG       = 7
	compressionDeflate    = 8 // Technical Note 2
	compressionRLEW       = 32771
	compressionPackBits   = 32773
	compressionOldDeflate = 32946
)

// Values of PhotometricInterpretation.
const (
	whiteIsZero = 0
	blackIsZero = 1
	rgb         = 2
	palette     = 3
	separated   = 5
	ycbcr       = 6
	cieLab      = 8
	iccLab      = 9
	ituLab      = 10
)

// Values of ExtraSamples and SampleFormat.
const (
	associatedAlpha   = 1
	unassociatedAlpha = 2

	formatUnsigned = 1
	formatSigned   = 2
	formatFloat    = 3
	formatVoid     = 4
)

// maxSide bounds width and height before anything is computed from them.
const maxSide = 1 << 24

// Decoder reads one image: Config, then Next until io.EOF.
type Decoder struct {
	data []byte
	cfg  Config

	// What samples mean.
	big         bool // the most significant byte comes first
	bits        int  // of a sample: 1 to 16, 32 or 64
	samples     int  // of a pixel
	format      uint32
	photometric uint32
	alpha       int  // which of a pixel's samples is alpha, -1 for none
	multiplied  bool // alpha is associated: colors are weighted by it
	linear      bool // samples are linear light
	palette     [3][256]byte
	levels      *[3][256]byte // of Y, Cb and Cr, nil where they are as they are

	// How samples are stored.
	compression uint32
	predictor   uint32
	faxOptions  uint32
	planar      bool     // each sample in strips of its own
	flipped     bool     // the least significant bit of a byte comes first
	offsets     []uint32 // of strips or tiles
	counts      []uint32 // nil where nothing says how long they are
	blockW      int      // of a strip or tile, pixels
	blockH      int
	across      int // tiles in a row, 1 for strips
	down        int // rows of them
	tables      []byte
	maxMemory   int64
	meter       *work.Meter

	// State of the decoding.
	y      int         // the next row
	open   []stream    // the strips or tiles being read, one of each plane
	inJPEG []jpegBlock // the same of JPEG
	chunk  []byte      // unpacked rows of a strip or tile
	band   *pixel.Image
	light  *icc.Light
	lab    *icc.Lab
}

// Options say what decoding may take.
type Options struct {
	// MaxMemory is how many bytes Next may allocate, 0 for no limit.
	MaxMemory int64
	// Meter, if not nil, hears of the samples of every piece of a strip or tile.
	// Its error ends decoding and is returned.
	Meter *work.Meter
}

// Open reads the directory of a file. It allocates nothing that grows with the
// image but the lists of its strips.
func Open(data []byte) (*Decoder, error) {
	d := &Decoder{data: data}
	dir, err := openDirectory(data)
	if err != nil {
		return nil, err
	}
	d.big = dir.order == binary.BigEndian
	for _, read := range []func(*directory) error{
		refused, d.readSize, d.readMeaning, d.readAlpha, d.readStorage, d.readBlocks, d.readYCbCr, d.readJPEG,
	} {
		if err := read(dir); err != nil {
			return nil, err
		}
		if dir.err != nil {
			return nil, dir.err
		}
	}
	return d, nil
}

// Config returns what the directory says.
func (d *Decoder) Config() Config { return d.cfg }

// Start sets the options, before the first call of Next. It returns a
// *pixel.MemoryError where decoding would take more than is allowed.
func (d *Decoder) Start(o Options) error {
	d.meter, d.maxMemory = o.Meter, o.MaxMemory
	if n := d.Memory(); o.MaxMemory > 0 && n > o.MaxMemory {
		return &pixel.MemoryError{Need: n, Limit: o.MaxMemory}
	}
	return nil
}

func (d *Decoder) readSize(dir *directory) error {
	width, height := dir.value(tagWidth, 0), dir.value(tagHeight, 0)
	if width == 0 || height == 0 || width > maxSide || height > maxSide {
		return formatError("width or height")
	}
	d.cfg = Config{Width: int(width), Height: int(height), SubX: 1, SubY: 1, Orientation: 1}
	if v, ok := dir.optional(tagOrientation); ok && v >= 1 && v <= 8 {
		d.cfg.Orientation = int(v)
	}
	return nil
}

func unsupported(what string, value uint32) error {
	return unsupportedError(what + " " + strconv.FormatUint(uint64(value), 10))
}

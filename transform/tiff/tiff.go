// Package tiff decodes the TIFF files that cameras, scanners and editors leave:
// the baseline of TIFF 6.0
// (https://www.adobe.io/open/standards/TIFF.html, 1992) with LZW, Deflate and
// PackBits, strips and tiles, 8 and 16 bits, grey, RGB, palette and CMYK, alpha
// and both planar configurations. Section numbers are those of TIFF 6.0.
//
// Pictures come out as bands of planes, a row of strips or tiles at a time: the
// file has to be in memory, since its directory may stand anywhere, its pixels
// never are as a whole. Only the first picture of a file is read.
package tiff

import (
	"encoding/binary"
	"strconv"

	"tintype/transform/color"
)

// A FormatError says that the data are not a TIFF file, or a damaged one.
type FormatError string

func (e FormatError) Error() string { return "tiff: invalid format: " + string(e) }

// An UnsupportedError says that the file uses a feature that is not decoded.
type UnsupportedError string

func (e UnsupportedError) Error() string { return "tiff: unsupported: " + string(e) }

// Config is what the directory says of the picture.
type Config struct {
	Width, Height int         // pixels
	Model         color.Model // Gray, RGB or CMYK
	Alpha         bool
}

// Tags of the directory, section 8 and the sections of its extensions.
const (
	tagWidth           = 256
	tagHeight          = 257
	tagBitsPerSample   = 258
	tagCompression     = 259
	tagPhotometric     = 262
	tagStripOffsets    = 273
	tagSamplesPerPixel = 277
	tagRowsPerStrip    = 278
	tagStripByteCounts = 279
	tagPlanarConfig    = 284
	tagPredictor       = 317
	tagColorMap        = 320
	tagTileWidth       = 322
	tagTileLength      = 323
	tagTileOffsets     = 324
	tagTileByteCounts  = 325
	tagExtraSamples    = 338
	tagSampleFormat    = 339
)

// Values of compression, photometric interpretation and extra samples.
const (
	compressionNone       = 1
	compressionLZW        = 5
	compressionDeflate    = 8 // Adobe's Technical Note 2
	compressionPackBits   = 32773
	compressionOldDeflate = 32946

	whiteIsZero = 0
	blackIsZero = 1
	rgb         = 2
	palette     = 3
	separated   = 5

	associatedAlpha   = 1
	unassociatedAlpha = 2
)

// maxSide bounds width and height before anything is computed from them.
const maxSide = 1 << 24

// Decoder reads one picture: Config, then Next until io.EOF.
type Decoder struct {
	data  []byte
	order binary.ByteOrder
	cfg   Config

	// From the directory.
	bits        int // of a sample: 1, 2, 4, 8 or 16
	samples     int // of a pixel
	compression uint32
	photometric uint32
	predictor   uint32
	planar      bool // each sample in strips of its own
	multiplied  bool // alpha is associated: colours are weighted by it
	colours     [3][256]byte
	offsets     []uint32 // of strips or tiles
	counts      []uint32
	blockW      int // of a strip or tile, pixels
	blockH      int
	across      int // tiles in a row, 1 for strips
	down        int // rows of them

	row   int // of strips or tiles
	band  *color.Image
	block []byte // one unpacked strip or tile
}

// Open reads the directory of a file. It allocates nothing that grows with the
// picture but the lists of its strips.
func Open(data []byte) (*Decoder, error) {
	d := &Decoder{data: data}
	if err := d.readDirectory(); err != nil {
		return nil, err
	}
	return d, nil
}

// Config returns what the directory says.
func (d *Decoder) Config() Config { return d.cfg }

// Memory returns how many bytes decoding takes: a row of strips or tiles, packed
// and as planes.
func (d *Decoder) Memory() int64 {
	rows := int64(min(d.blockH, d.cfg.Height))
	return d.blockBytes() + rows*int64(d.cfg.Width)*int64(d.cfg.Model.Planes()+1)
}

// blockBytes is the size of an unpacked strip or tile.
func (d *Decoder) blockBytes() int64 { return int64(d.rowBytes()) * int64(d.blockH) }

// rowBytes is the size of one row of a strip or tile.
func (d *Decoder) rowBytes() int {
	n := d.samples
	if d.planar {
		n = 1
	}
	return (d.blockW*n*d.bits + 7) / 8
}

func unsupported(what string, value uint32) error {
	return UnsupportedError(what + " " + strconv.FormatUint(uint64(value), 10))
}

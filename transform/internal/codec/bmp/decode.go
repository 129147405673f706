// Package bmp decodes the bitmaps of Windows and OS/2
// (https://learn.microsoft.com/windows/win32/gdi/bitmap-storage): 1 to 8 bits with
// a palette, 16, 24 and 32 bits with any masks, bottom-up and top-down, not
// compressed or in the run lengths RLE4, RLE8 and RLE24.
//
// Where the format says little, images come out as Chromium 156 shows them: what
// run lengths pass over is black, and alpha counts wherever there is a mask for it.
package bmp

import (
	"encoding/binary"
	"math/bits"
	"strconv"

	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// Config is what the header says of the image, which is always RGB.
type Config struct {
	Width, Height int // pixels
	Alpha         bool
	ICC           []byte // nil for none
	// Of calibrated colors, as PNG's gAMA and cHRM have them; 0 and nil for none.
	Gamma          uint32
	Chromaticities *[8]uint32
}

// Values of biCompression. OS/2 has others for 3 and 4.
const (
	uncompressed = 0
	rle8         = 1
	rle4         = 2
	bitFields    = 3
	jpegFile     = 4
	pngFile      = 5
	alphaFields  = 6
	rle24        = 100 // OS/2's 4, by a number of its own
)

// Sizes of the header behind the file's, which tell its version.
const (
	headerOS21 = 12
	headerInfo = 40
	headerV3   = 56 // the first with a mask of alpha
	headerV5   = 124
)

const fileHeader = 14

// isWindows says that a header of so many bytes is not of OS/2, which has 12, or
// any other number up to 64.
func isWindows(size int) bool {
	return size == headerInfo || size == headerInfo+12 || size == headerV3 || size == headerV4 || size == headerV5
}

// maxSide bounds width and height before anything is computed from them.
const maxSide = 1 << 24

// bandRows is how many rows a band has.
const bandRows = 64

// Decoder reads one image: Config, Start, then Next until io.EOF.
type Decoder struct {
	cfg         Config
	pixels      []byte
	stride      int // bytes of a row
	bits        int // of a pixel
	compression uint32
	topDown     bool
	palette     [256][3]byte
	masks       [4]uint32 // red, green, blue, alpha

	meter  *work.Meter
	places []place // of each band, from the top
	row    int
	band   *pixel.Image
}

// header is the info header, whose later fields older ones lack.
type header []byte

func (h header) uint16(at int) uint32 {
	if at+2 > len(h) {
		return 0
	}
	return uint32(binary.LittleEndian.Uint16(h[at:]))
}

func (h header) uint32(at int) uint32 {
	if at+4 > len(h) {
		return 0
	}
	return binary.LittleEndian.Uint32(h[at:])
}

// Open reads the headers of a file.
func Open(data []byte) (*Decoder, error) {
	if len(data) < fileHeader+headerOS21 || string(data[:2]) != "BM" {
		return nil, formatError("header")
	}
	offset, size := uint64(binary.LittleEndian.Uint32(data[10:])), uint64(binary.LittleEndian.Uint32(data[fileHeader:]))
	if !isWindows(int(size)) && size != headerOS21 && (size < 16 || size > 64) {
		return nil, unsupportedError("header of " + strconv.FormatUint(size, 10) + " bytes")
	}
	if fileHeader+size > uint64(len(data)) || offset != 0 && offset < fileHeader+size {
		return nil, formatError("header")
	}
	d := &Decoder{}
	h := header(data[fileHeader : fileHeader+size])
	if err := d.readSize(h); err != nil {
		return nil, err
	}
	rest, err := d.readLayout(h, data[fileHeader+size:], int64(offset)-int64(fileHeader+size))
	if err != nil {
		return nil, err
	}
	if offset == 0 { // some writers leave it out
		offset = uint64(len(data) - len(rest))
	}
	d.stride = (d.cfg.Width*d.bits + 31) / 32 * 4
	if offset > uint64(len(data)) || !d.isRLE() && offset+uint64(d.stride)*uint64(d.cfg.Height) > uint64(len(data)) {
		return nil, formatError("rows are missing")
	}
	d.pixels = data[offset:]
	d.readCalibration(h)
	if len(h) == headerV5 && h.uint32(atSpace) == 0x4d424544 { // "MBED", an embedded profile
		at, n := fileHeader+uint64(h.uint32(112)), uint64(h.uint32(116))
		if n > 0 && at+n <= uint64(len(data)) {
			d.cfg.ICC = data[at : at+n]
		}
	}
	return d, nil
}

// readSize reads the size of the image and of a pixel, and the compression.
func (d *Decoder) readSize(h header) error {
	width, height := int(int32(h.uint32(4))), int(int32(h.uint32(8)))
	d.bits, d.compression = int(h.uint16(14)), h.uint32(16)
	if len(h) == headerOS21 {
		width, height, d.bits, d.compression = int(h.uint16(4)), int(h.uint16(6)), int(h.uint16(10)), uncompressed
	}
	if height < 0 {
		d.topDown, height = true, -height
	}
	if width <= 0 || height <= 0 || width > maxSide || height > maxSide {
		return formatError("width or height")
	}
	d.cfg.Width, d.cfg.Height = width, height
	switch {
	case d.compression == bitFields && d.bits == 1:
		return unsupportedError("the compression of fax machines")
	case d.compression == jpegFile && d.bits == 24:
		d.compression = rle24
	case d.compression == jpegFile:
		return unsupportedError("an embedded JPEG")
	case d.compression == pngFile:
		return unsupportedError("an embedded PNG")
	case d.compression == rle8 && d.bits > 0 && d.bits <= 8:
		d.bits = 8
	case d.compression == rle4 && d.bits > 0 && d.bits <= 4:
		d.bits = 4
	case d.compression == uncompressed, (d.compression == bitFields || d.compression == alphaFields) && (d.bits == 16 || d.bits == 32):
	default:
		return unsupportedError("compression " + strconv.Itoa(int(d.compression)) + " of " + strconv.Itoa(d.bits) + " bits")
	}
	if d.topDown && (d.isRLE() || !isWindows(len(h))) {
		return formatError("rows from the top down")
	}
	if !isWindows(len(h)) && (d.bits == 16 || d.bits == 32) {
		return unsupportedError(strconv.Itoa(d.bits) + " bits a pixel of OS/2")
	}
	return nil
}

func (d *Decoder) isRLE() bool {
	return d.compression == rle8 || d.compression == rle4 || d.compression == rle24
}

// readLayout finds out how a pixel is stored. rest is what follows the header,
// room how much of it comes before the pixels; it returns what is left.
func (d *Decoder) readLayout(h header, rest []byte, room int64) ([]byte, error) {
	switch d.bits {
	case 1, 2, 4, 8:
		return d.readPalette(h, rest, room), nil
	case 16:
		d.masks = [4]uint32{0x7c00, 0x3e0, 0x1f}
	case 24, 32:
		d.masks = [4]uint32{0xff0000, 0xff00, 0xff}
	default:
		return nil, unsupportedError(strconv.Itoa(d.bits) + " bits a pixel")
	}
	if len(h) >= headerV3 && isWindows(len(h)) {
		d.masks[3] = h.uint32(52)
	}
	if d.compression == bitFields || d.compression == alphaFields {
		n := 0
		if len(h) < headerInfo+12 { // then they follow the header
			if n = 12; d.compression == alphaFields {
				n = 16
			}
			if len(rest) < n {
				return nil, formatError("masks")
			}
			h = append(append(header(nil), h[:min(len(h), headerInfo)]...), rest[:n]...)
			d.masks[3] = h.uint32(52)
		}
		for i := range 3 {
			d.masks[i] = h.uint32(40 + 4*i)
		}
		rest = rest[n:]
	}
	return rest, d.checkMasks()
}

// checkMasks refuses masks with holes, and ones that share bits.
func (d *Decoder) checkMasks() error {
	seen := uint32(0)
	for i, m := range d.masks {
		if d.bits < 32 {
			m &= 1<<d.bits - 1 // some have alpha in bits that do not exist
		}
		d.masks[i] = m
		if one := m >> bits.TrailingZeros32(m); m&seen != 0 || one&(one+1) != 0 {
			return formatError("masks")
		}
		seen |= m
	}
	d.cfg.Alpha = d.masks[3] != 0
	return nil
}

// readPalette reads as many colors as there are; the others are black.
func (d *Decoder) readPalette(h header, rest []byte, room int64) []byte {
	n, size := int64(1)<<d.bits, int64(4)
	if used := int64(h.uint32(32)); used > 0 && used < n {
		n = used
	}
	if len(h) == headerOS21 {
		size = 3
	}
	if room > 0 {
		n = min(n, room/size)
	}
	n = min(n, int64(len(rest))/size)
	for i := range n {
		c := rest[i*size:]
		d.palette[i] = [3]byte{c[2], c[1], c[0]}
	}
	return rest[n*size:]
}

// Package bmp decodes Windows bitmaps: 1, 4 and 8 bits with a palette, 16, 24
// and 32 bits, top-down and bottom-up, without compression
// (https://learn.microsoft.com/windows/win32/gdi/bitmap-storage).
package bmp

import (
	"encoding/binary"
	"io"
	"math/bits"
	"strconv"

	"tintype/transform/color"
)

// A FormatError says that the data are not a bitmap, or a damaged one.
type FormatError string

func (e FormatError) Error() string { return "bmp: invalid format: " + string(e) }

// An UnsupportedError says that the file uses a feature that is not decoded.
type UnsupportedError string

func (e UnsupportedError) Error() string { return "bmp: unsupported: " + string(e) }

// Config is what the header says of the picture, which is always RGB.
type Config struct {
	Width, Height int // pixels
	Alpha         bool
}

// Values of biCompression.
const (
	uncompressed = 0
	bitFields    = 3
	alphaFields  = 6
)

// maxSide bounds width and height before anything is computed from them.
const maxSide = 1 << 24

// bandRows is how many rows a band has.
const bandRows = 64

// Decoder reads one picture: Config, then Next until io.EOF.
type Decoder struct {
	cfg     Config
	pixels  []byte
	stride  int // bytes of a row
	bits    int // of a pixel
	topDown bool
	palette [256][3]byte
	masks   [4]uint32 // red, green, blue, alpha

	row  int
	band *color.Image
}

// Open reads the headers of a file.
func Open(data []byte) (*Decoder, error) {
	le := binary.LittleEndian
	if len(data) < 26 || string(data[:2]) != "BM" {
		return nil, FormatError("header")
	}
	d := &Decoder{}
	offset, size := uint64(le.Uint32(data[10:])), uint64(le.Uint32(data[14:]))
	if size < 40 || 14+size > uint64(len(data)) {
		return nil, UnsupportedError("header of " + strconv.FormatUint(size, 10) + " bytes")
	}
	info := data[14:]
	width, height := int(int32(le.Uint32(info[4:]))), int(int32(le.Uint32(info[8:])))
	if height < 0 {
		d.topDown, height = true, -height
	}
	if width <= 0 || height <= 0 || width > maxSide || height > maxSide {
		return nil, FormatError("width or height")
	}
	d.cfg.Width, d.cfg.Height = width, height
	d.bits = int(le.Uint16(info[14:]))
	if err := d.readLayout(info, size, le.Uint32(info[16:]), le.Uint32(info[32:])); err != nil {
		return nil, err
	}
	d.stride = (width*d.bits + 31) / 32 * 4
	if offset+uint64(d.stride)*uint64(height) > uint64(len(data)) {
		return nil, FormatError("rows are missing")
	}
	d.pixels = data[offset:]
	return d, nil
}

// readLayout finds out how a pixel is stored.
func (d *Decoder) readLayout(info []byte, size uint64, compression, used uint32) error {
	le := binary.LittleEndian
	switch {
	case d.bits == 1 || d.bits == 4 || d.bits == 8:
		n := min(used, 256)
		if n == 0 {
			n = 1 << d.bits
		}
		if compression != uncompressed {
			return UnsupportedError("compression " + strconv.Itoa(int(compression)))
		}
		if size+4*uint64(n) > uint64(len(info)) {
			return FormatError("palette")
		}
		for i := range n {
			c := info[size+4*uint64(i):]
			d.palette[i] = [3]byte{c[2], c[1], c[0]}
		}
		return nil
	case d.bits == 16:
		d.masks = [4]uint32{0x7c00, 0x3e0, 0x1f}
	case d.bits == 24 || d.bits == 32:
		d.masks = [4]uint32{0xff0000, 0xff00, 0xff}
	default:
		return UnsupportedError(strconv.Itoa(d.bits) + " bits a pixel")
	}
	switch compression {
	case uncompressed:
	case bitFields, alphaFields:
		// Behind the oldest header, or within the later ones.
		if len(info) < 56 {
			return FormatError("masks")
		}
		for i := range 3 {
			d.masks[i] = le.Uint32(info[40+4*i:])
		}
		if size >= 56 || compression == alphaFields {
			d.masks[3] = le.Uint32(info[52:])
		}
	default:
		return UnsupportedError("compression " + strconv.Itoa(int(compression)))
	}
	d.cfg.Alpha = d.masks[3] != 0
	return nil
}

// Config returns what the header says.
func (d *Decoder) Config() Config { return d.cfg }

// Next delivers the following rows, io.EOF after the last. The samples are valid
// until the call after.
func (d *Decoder) Next(b *color.Band) error {
	if d.row == d.cfg.Height {
		return io.EOF
	}
	if d.band == nil {
		d.band = color.New(color.RGB, d.cfg.Width, min(bandRows, d.cfg.Height), 1, 1, d.cfg.Alpha)
	}
	n := min(bandRows, d.cfg.Height-d.row)
	for i := range n {
		y := d.row + i
		if !d.topDown {
			y = d.cfg.Height - 1 - y
		}
		d.decode(d.pixels[y*d.stride:][:d.stride], i)
	}
	*b = color.Band{Plane: d.band.Plane, Alpha: d.band.Alpha}
	for i := range 3 {
		b.Y[i], b.Plane[i].H = d.row, n
	}
	b.Alpha.H = n
	d.row += n
	return nil
}

// decode writes one stored row to row y of the band.
func (d *Decoder) decode(row []byte, y int) {
	planes := [4][]byte{d.band.Plane[0].Row(y), d.band.Plane[1].Row(y), d.band.Plane[2].Row(y)}
	if d.cfg.Alpha {
		planes[3] = d.band.Alpha.Row(y)
	}
	if d.bits <= 8 {
		for x := range d.cfg.Width {
			at := x * d.bits
			c := &d.palette[row[at/8]>>(8-d.bits-at%8)&(1<<d.bits-1)]
			planes[0][x], planes[1][x], planes[2][x] = c[0], c[1], c[2]
		}
		return
	}
	step := d.bits / 8
	for i, dst := range planes {
		mask := d.masks[i]
		if dst == nil || mask == 0 {
			continue
		}
		shift, most := bits.TrailingZeros32(mask), uint64(mask>>bits.TrailingZeros32(mask))
		for x := range dst {
			var v uint32
			for k := range step {
				v |= uint32(row[x*step+k]) << (8 * k)
			}
			dst[x] = byte((uint64(v&mask)>>shift*255 + most/2) / most)
		}
	}
}

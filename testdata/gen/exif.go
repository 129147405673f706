package main

import (
	"encoding/binary"

	"tintype/testdata/gen/jpegfile"
)

// Tags and types of TIFF 6.0 and EXIF 2.3 that are written here.
const (
	tagMake        = 0x010f
	tagOrientation = 0x0112
	tagXResolution = 0x011a
	tagThumbOffset = 0x0201
	tagThumbLength = 0x0202
	tagExifIFD     = 0x8769
	tagDateTime    = 0x9003

	typeASCII    = 2
	typeShort    = 3
	typeLong     = 4
	typeRational = 5
)

// field is one entry of an image file directory.
type field struct {
	tag, kind uint16
	count     uint32
	data      []byte // in the file's byte order
}

// byteOrder is what both of encoding/binary's orders are.
type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// exif is a TIFF structure of one or two directories.
type exif struct {
	order       byteOrder
	orientation int
	thumbnail   []byte // a JPEG file, in IFD1
	rich        bool   // maker, resolution and an Exif directory as cameras write
}

// bytes returns the structure without the "Exif\0\0" in front.
func (e exif) bytes() []byte {
	o := e.order
	b := e.header()
	var ifd []field
	if e.rich {
		ifd = append(ifd, field{tagMake, typeASCII, 8, []byte("Tintype\x00")})
	}
	ifd = append(ifd, e.short(tagOrientation, e.orientation))
	if e.rich {
		ifd = append(ifd,
			field{tagXResolution, typeRational, 1, o.AppendUint32(o.AppendUint32(nil, 72), 1)},
			e.long(tagExifIFD, 0)) // patched below
	}
	b, next := e.directory(b, ifd)
	if e.rich {
		at := 8 + 2 + 12*(len(ifd)-1) + 8
		o.PutUint32(b[at:], uint32(len(b)))
		b, _ = e.directory(b, []field{{tagDateTime, typeASCII, 20, []byte("2026:01:01 12:00:00\x00")}})
	}
	if e.thumbnail != nil {
		o.PutUint32(b[next:], uint32(len(b)))
		const size = 2 + 3*12 + 4
		thumb := len(b) + size
		b, _ = e.directory(b, []field{
			e.short(tagOrientation, e.orientation),
			e.long(tagThumbOffset, thumb),
			e.long(tagThumbLength, len(e.thumbnail)),
		})
		b = append(b, e.thumbnail...)
	}
	return b
}

// header names the byte order and leads to the first directory.
func (e exif) header() []byte {
	if e.order.Uint16([]byte{1, 0}) == 1 {
		return []byte("II\x2a\x00\x08\x00\x00\x00")
	}
	return []byte("MM\x00\x2a\x00\x00\x00\x08")
}

func (e exif) short(tag uint16, v int) field {
	return field{tag, typeShort, 1, e.order.AppendUint16(nil, uint16(v))}
}

func (e exif) long(tag uint16, v int) field {
	return field{tag, typeLong, 1, e.order.AppendUint32(nil, uint32(v))}
}

// directory appends an IFD, then the values that do not fit into its entries.
// It returns where the link to the next IFD stands.
func (e exif) directory(b []byte, fields []field) (out []byte, next int) {
	next = len(b) + 2 + 12*len(fields)
	var long []byte
	b = e.order.AppendUint16(b, uint16(len(fields)))
	for _, f := range fields {
		b = e.order.AppendUint16(b, f.tag)
		b = e.order.AppendUint16(b, f.kind)
		b = e.order.AppendUint32(b, f.count)
		if len(f.data) <= 4 {
			b = append(b, append(f.data, 0, 0, 0, 0)[:4]...)
			continue
		}
		b = e.order.AppendUint32(b, uint32(next+4+len(long)))
		long = append(long, f.data...)
	}
	b = append(b, 0, 0, 0, 0)
	return append(b, long...), next
}

// segment returns the APP1 that carries the structure.
func (e exif) segment() jpegfile.Segment { return exifSegment(e.bytes()) }

func exifSegment(tiff []byte) jpegfile.Segment {
	return jpegfile.Segment{Marker: jpegfile.APP0 + 1, Data: append([]byte("Exif\x00\x00"), tiff...)}
}

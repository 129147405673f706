package main

import (
	"encoding/binary"
	"sync"

	jf "tintype/testdata/gen/jpegfile"
)

// brokenFiles are damaged, lying and hostile files, and files that are not what
// their name says. No decoder may crash, hang or take much memory over one.
func brokenFiles() []entry {
	var entries []entry
	for _, group := range [][]entry{foreignFiles(), brokenJPEGs(), brokenExif(), brokenPNGs(), brokenAPNGs(), brokenGIFs(), brokenWebPs(), brokenOthers()} {
		entries = append(entries, group...)
	}
	for i := range entries {
		entries[i].path = "broken/" + entries[i].path
	}
	return entries
}

// plainJPEG is what most broken JPEGs were before.
var plainJPEG = sync.OnceValue(func() []byte {
	return variant{layout: ycc(s420, 75)}.encode(sized(landscape(), 160, 120))
})

// tinyPNG is the same for PNG, 32x24.
var tinyPNG = sync.OnceValue(func() []byte {
	return encodePNG(sized(landscape(), 32, 24))
})

func fixed(s string) func() []byte { return func() []byte { return []byte(s) } }

func foreignFiles() []entry {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60"><circle cx="40" cy="30" r="25" fill="#863"/></svg>` + "\n"
	return []entry{
		{"empty.jpg", "no bytes", fixed("")},
		{"one-byte.jpg", "the first byte of a JPEG", fixed("\xff")},
		{"png-named.jpg", "a good PNG with the wrong extension", tinyPNG},
		{"jpeg-named.png", "a good JPEG with the wrong extension", plainJPEG},
		{"html-named.jpg", "an error page where a picture should be", fixed("<!DOCTYPE html>\n<title>404</title>\n<h1>Not Found</h1>\n")},
		{"error-named.jpg", "an S3 error document", fixed("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>")},
		{"picture.svg", "a vector picture", fixed(svg)},
		{"text.txt", "plain text", fixed("Not a picture.\n")},
		{"random.jpg", "4,096 random bytes", func() []byte { return noiseBytes(4096) }},
	}
}

// noiseBytes returns n bytes of xorshift32.
func noiseBytes(n int) []byte {
	b := make([]byte, n)
	s := uint32(2463534242)
	for i := range b {
		s ^= s << 13
		s ^= s >> 17
		s ^= s << 5
		b[i] = byte(s >> 11)
	}
	return b
}

// brokenExif are good images with bad EXIF: shown as they are stored, unless
// the orientation can be read before the damage.
func brokenExif() []entry {
	with := func(name, about string, tiff func() []byte) entry {
		return entry{"exif-" + name + ".jpg", about, func() []byte {
			return variant{layout: ycc(s420, 75), options: jf.Options{Segments: []jf.Segment{exifSegment(tiff())}}}.encode(sized(landscape(), 160, 120))
		}}
	}
	good := func() []byte { return exif{order: binary.LittleEndian, orientation: 6, rich: true}.bytes() }
	patch := func(at int, s string) func() []byte {
		return func() []byte { b := good(); copy(b[at:], s); return b }
	}
	return []entry{
		with("loop", "EXIF whose directory links to itself; orientation 6", func() []byte {
			b := exif{order: binary.LittleEndian, orientation: 6}.bytes()
			binary.LittleEndian.PutUint32(b[8+2+12:], 8)
			return b
		}),
		with("offset-out", "EXIF whose first directory lies beyond the end", patch(4, "\xff\xff\xff\x7f")),
		with("offset-odd", "EXIF whose first directory overlaps the header", patch(4, "\x01\x00\x00\x00")),
		with("count-huge", "EXIF directory of 65,535 entries", patch(8, "\xff\xff")),
		with("orientation-0", "EXIF orientation 0", patch(8+2+12+8, "\x00\x00")),
		with("orientation-9", "EXIF orientation 9", patch(8+2+12+8, "\x09\x00")),
		with("orientation-long", "EXIF orientation 6 of type LONG", patch(8+2+12+2, "\x04\x00")),
		with("orientation-many", "EXIF orientation with a count of 2^31", patch(8+2+12+4, "\x00\x00\x00\x80")),
		with("byte-order", "EXIF of byte order XX", patch(0, "XX")),
		with("cut", "EXIF that ends inside its directory", func() []byte { return good()[:30] }),
		with("empty", "EXIF of no bytes", func() []byte { return nil }),
	}
}

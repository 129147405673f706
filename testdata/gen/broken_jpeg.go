package main

import (
	"bytes"
	"encoding/binary"
	"image"
	"sync"

	jf "tintype/testdata/gen/jpegfile"
)

// change is a JPEG made from plainJPEG.
func change(name, about string, f func(b []byte) []byte) entry {
	return entry{name + ".jpg", about, func() []byte { return f(bytes.Clone(plainJPEG())) }}
}

// brokenJPEGs have too little data, or too much.
func brokenJPEGs() []entry {
	entries := []entry{
		change("header-only", "JPEG cut after its frame header", func(b []byte) []byte { return b[:find(b, 0xc0)+19] }),
		change("cut-in-header", "JPEG cut inside a Huffman table", func(b []byte) []byte { return b[:find(b, 0xc4)+40] }),
		change("no-scan-data", "JPEG cut after the scan header", func(b []byte) []byte { return b[:scanStart(b)] }),
		change("half-scan", "JPEG cut in the middle of its scan", func(b []byte) []byte { return b[:(scanStart(b)+len(b))/2] }),
		change("nearly-whole", "JPEG that lacks its last 40 bytes", func(b []byte) []byte { return b[:len(b)-40] }),
		{"half-progressive.jpg", "progressive JPEG cut in the middle", func() []byte {
			b := progressiveJPEG()
			return b[:len(b)/2]
		}},
		{"progressive-first-scan.jpg", "progressive JPEG cut in its second scan", func() []byte {
			b := progressiveJPEG()
			first := scanStart(b)
			return b[:first+find(b[first:], 0xda)+20]
		}},
		{"half-restart.jpg", "JPEG with restart intervals, 200 bytes of its scan zeroed", func() []byte {
			b := variant{layout: ycc(s420, 75), options: jf.Options{Restart: 5}}.encode(sized(landscape(), 160, 120))
			mid := (scanStart(b) + len(b)) / 2
			clear(b[mid : mid+200])
			return b
		}},
		{"missing-restart.jpg", "JPEG whose fourth restart interval is gone, marker included", func() []byte {
			b := variant{layout: ycc(s420, 75), options: jf.Options{Restart: 5}}.encode(sized(landscape(), 160, 120))
			return append(b[:find(b, 0xd2)], b[find(b, 0xd3):]...)
		}},
		change("scan-noise", "JPEG with 60 bytes of noise in its scan", func(b []byte) []byte {
			copy(b[scanStart(b)+700:], noiseBytes(60))
			return b
		}),
		change("corrupt-header", "JPEG whose frame header is overwritten", func(b []byte) []byte {
			copy(b[find(b, 0xc0)+2:], "damaged frame")
			return b
		}),
		change("bomb-65500", "JPEG that claims 65500x65500 with a body of 160x120", func(b []byte) []byte { return resize(b, 65500, 65500) }),
		{"bomb-progressive.jpg", "progressive JPEG that claims 60000x60000", func() []byte { return resize(progressiveJPEG(), 60000, 60000) }},
		{"bomb-gray.jpg", "one component, claims 65500x8", func() []byte {
			return resize(variant{layout: jf.Layout{Model: jf.Gray}}.encode(sized(landscape(), 16, 16)), 65500, 8)
		}},
		change("taller", "JPEG that claims 160x480, a quarter of it there", func(b []byte) []byte { return resize(b, 160, 480) }),
		change("shorter", "JPEG that claims 160x40 with the scan of 160x120", func(b []byte) []byte { return resize(b, 160, 40) }),
		change("width-0", "JPEG of width 0", func(b []byte) []byte { return resize(b, 0, 120) }),
		change("height-0", "JPEG of height 0, no DNL", func(b []byte) []byte { return resize(b, 160, 0) }),
	}
	entries = append(entries, wrongHeaders()...)
	return append(entries, wrongSegments()...)
}

// wrongHeaders lack tables or have tables and headers that cannot be.
func wrongHeaders() []entry {
	return []entry{
		change("no-dht", "JPEG without Huffman tables", func(b []byte) []byte { return cutSegment(b, 0xc4) }),
		change("no-dqt", "JPEG without quantization tables", func(b []byte) []byte { return cutSegment(cutSegment(b, 0xdb), 0xdb) }),
		change("no-sof", "JPEG without a frame header", func(b []byte) []byte { return cutSegment(b, 0xc0) }),
		change("two-sof", "JPEG with two frame headers", func(b []byte) []byte {
			at := find(b, 0xc0)
			return splice(b, at, 0, b[at:at+19])
		}),
		change("huffman-oversubscribed", "Huffman table with more codes than there are", func(b []byte) []byte {
			at := find(b, 0xc4) + 5
			copy(b[at:], "\x03\x03\x03\x03")
			return b
		}),
		change("huffman-too-long", "Huffman table of more than 256 symbols", func(b []byte) []byte {
			at := find(b, 0xc4) + 5
			copy(b[at:], bytes.Repeat([]byte{255}, 16))
			return b
		}),
		change("huffman-dc-16", "DC Huffman table with category 255", func(b []byte) []byte {
			at := find(b, 0xc4) + 5 + 16
			copy(b[at:], bytes.Repeat([]byte{255}, 12))
			return b
		}),
		change("quant-zero", "quantization table of zeros", func(b []byte) []byte {
			clear(b[find(b, 0xdb)+5:][:64])
			return b
		}),
		change("bad-table-id", "scan that names Huffman table 7", func(b []byte) []byte { b[find(b, 0xda)+6] = 0x77; return b }),
		change("bad-component", "scan that names a component that is not there", func(b []byte) []byte { b[find(b, 0xda)+5] = 99; return b }),
		change("same-component-twice", "scan that names one component twice", func(b []byte) []byte { b[find(b, 0xda)+7] = 1; return b }),
		change("sampling-0", "sampling factor 0", func(b []byte) []byte { b[find(b, 0xc0)+11] = 0x02; return b }),
		change("sampling-15", "sampling factors 15x15", func(b []byte) []byte { b[find(b, 0xc0)+11] = 0xff; return b }),
		change("components-255", "frame of 255 components", func(b []byte) []byte { b[find(b, 0xc0)+9] = 255; return b }),
		change("components-0", "frame of no components", func(b []byte) []byte { b[find(b, 0xc0)+9] = 0; return b }),
		change("precision-12", "12-bit samples", func(b []byte) []byte { b[find(b, 0xc0)+4] = 12; return b }),
		change("lossless-sof3", "lossless process (SOF3)", func(b []byte) []byte { b[find(b, 0xc0)+1] = 0xc3; return b }),
		change("arithmetic-sof9", "arithmetic coding (SOF9)", func(b []byte) []byte { b[find(b, 0xc0)+1] = 0xc9; return b }),
		change("hierarchical-sof5", "hierarchical process (SOF5)", func(b []byte) []byte { b[find(b, 0xc0)+1] = 0xc5; return b }),
		change("spectral-backwards", "scan with Ss greater than Se", func(b []byte) []byte {
			at := find(b, 0xda)
			b[at+11], b[at+12] = 63, 1
			return b
		}),
	}
}

// wrongSegments have segments that lie, stray bytes, profiles that are none.
func wrongSegments() []entry {
	return []entry{
		change("app-beyond-end", "APP1 whose length reaches beyond the file", func(b []byte) []byte {
			return splice(b, 2, 0, []byte("\xff\xe1\xff\xffExif\x00\x00"))
		}),
		change("app-length-1", "APP1 of length 1, shorter than the length itself", func(b []byte) []byte { return splice(b, 2, 0, []byte{0xff, 0xe1, 0, 1}) }),
		change("garbage-before-marker", "ten stray bytes between two segments", func(b []byte) []byte { return splice(b, find(b, 0xc0), 0, []byte("0123456789")) }),
		change("garbage-after-eoi", "JPEG followed by 5,000 random bytes", func(b []byte) []byte { return append(b, noiseBytes(5000)...) }),
		change("two-pictures", "JPEG followed by another, as gain maps are", func(b []byte) []byte { return append(b, plainJPEG()...) }),
		change("dri-odd-length", "restart interval segment of length 5", func(b []byte) []byte {
			return splice(b, find(b, 0xda), 0, []byte{0xff, 0xdd, 0, 5, 0, 4, 0})
		}),
		change("icc-chunk-missing", "second of two profile chunks is missing", func(b []byte) []byte {
			return splice(b, 2, 0, append([]byte("\xff\xe2\x00\x24ICC_PROFILE\x00\x01\x02"), make([]byte, 20)...))
		}),
		{"icc-garbage.jpg", "profile of random bytes", func() []byte {
			return variant{layout: ycc(s420, 75), options: jf.Options{Segments: jf.ICC(noiseBytes(600), 60000)}}.encode(sized(landscape(), 160, 120))
		}},
		{"icc-huge-counts.jpg", "profile whose tag table claims 2^32-1 tags", func() []byte {
			p := p3Profile.bytes()
			binary.BigEndian.PutUint32(p[128:], 0xffffffff)
			return variant{layout: ycc(s420, 75), options: jf.Options{Segments: jf.ICC(p, 60000)}}.encode(sized(landscape(), 160, 120))
		}},
		change("quant-max", "quantization tables of 255: coefficients far out of range", func(b []byte) []byte {
			first := find(b, 0xdb)
			for _, at := range []int{first, first + 69} { // both tables, after marker, length and number
				copy(b[at+5:at+69], bytes.Repeat([]byte{255}, 64))
			}
			return b
		}),
		{"quant-65535.jpg", "16-bit quantization tables of 65535", func() []byte {
			o := jf.Options{Process: jf.Extended, Wide: true, Segments: []jf.Segment{jf.JFIF()}}
			im := jf.FromNRGBA(sized(landscape(), 160, 120), ycc(s420, 100))
			for i := range im.Quant {
				for k := range im.Quant[i] {
					im.Quant[i][k] = 65535
				}
			}
			return jf.Encode(im, o)
		}},
		{"last-scan-ones.jpg", "progressive JPEG whose last scan is five bytes of ones and noise", func() []byte {
			b := progressiveJPEG()
			second := bytes.LastIndex(b, []byte{0xff, 0xda}) + 2
			second += int(binary.BigEndian.Uint16(b[second:]))
			return append(bytes.Clone(b[:second]), 0xff, 0x00, 0xfe, 0xff, 0x00, 0xff, 0xd9)
		}},
		{"refine-first.jpg", "progressive JPEG that refines what was never sent", func() []byte {
			o := jf.Options{Process: jf.Progressive, Scans: []jf.Scan{{Components: []int{0}, Ss: 1, Se: 63, Ah: 1}, {Components: []int{0, 1, 2}, Ah: 1}}}
			return jf.Encode(jf.FromNRGBA(sized(landscape(), 160, 120), ycc(s420, 75)), o)
		}},
		{"scans-repeated.jpg", "progressive JPEG of 1,000 empty refinement scans", manyScans},
	}
}

var progressiveJPEG = sync.OnceValue(func() []byte {
	return variant{layout: ycc(s420, 75), options: jf.Options{Process: jf.Progressive}}.encode(sized(landscape(), 160, 120))
})

// manyScans claims a large image and repeats a scan that costs a few bytes
// to store and a pass over all blocks to decode.
func manyScans() []byte {
	m := image.NewNRGBA(image.Rect(0, 0, 512, 512))
	o := jf.Options{Process: jf.Progressive, Segments: []jf.Segment{jf.JFIF()}, Scans: []jf.Scan{{Components: []int{0}}, {Components: []int{0}, Ss: 1, Se: 63, Al: 1}}}
	for range 1000 {
		o.Scans = append(o.Scans, jf.Scan{Components: []int{0}, Ss: 1, Se: 63, Ah: 1})
	}
	return jf.Encode(jf.FromNRGBA(m, jf.Layout{Model: jf.Gray}), o)
}

// find returns where the first marker FF m stands.
func find(b []byte, m byte) int {
	at := bytes.Index(b, []byte{0xff, m})
	if at < 0 {
		panic("gen: marker is not there")
	}
	return at
}

// scanStart returns where the entropy-coded data of the first scan begins.
func scanStart(b []byte) int {
	at := find(b, 0xda) + 2
	return at + int(binary.BigEndian.Uint16(b[at:]))
}

// resize patches the frame header.
func resize(b []byte, w, h int) []byte {
	b = bytes.Clone(b)
	at := bytes.Index(b, []byte{0xff, 0xc0})
	if at < 0 {
		at = find(b, 0xc2)
	}
	binary.BigEndian.PutUint16(b[at+5:], uint16(h))
	binary.BigEndian.PutUint16(b[at+7:], uint16(w))
	return b
}

// cutSegment removes the first segment of a marker.
func cutSegment(b []byte, m byte) []byte {
	at := find(b, m)
	return splice(b, at, 2+int(binary.BigEndian.Uint16(b[at+2:])), nil)
}

// splice replaces n bytes at a place.
func splice(b []byte, at, n int, with []byte) []byte {
	out := append(bytes.Clone(b[:at]), with...)
	return append(out, b[at+n:]...)
}

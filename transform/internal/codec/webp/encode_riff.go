package webp

import "encoding/binary"

// VP8X flags (WebP container specification, "Extended File Format").
const (
	flagICC   = 1 << 5
	flagAlpha = 1 << 4
)

// A chunk of a RIFF file.
type chunk struct {
	id   string
	data []byte
}

// riffSize is the size of the file that riff makes.
func riffSize(chunks []chunk) int {
	size := 12
	for _, c := range chunks {
		size += 8 + (len(c.data)+1)&^1
	}
	return size
}

// riff wraps chunks into a WebP file.
func riff(chunks []chunk) []byte {
	size := riffSize(chunks)
	out := make([]byte, 0, size)
	out = append(out, "RIFF"...)
	out = binary.LittleEndian.AppendUint32(out, uint32(size-8))
	out = append(out, "WEBP"...)
	for _, c := range chunks {
		out = append(out, c.id...)
		out = binary.LittleEndian.AppendUint32(out, uint32(len(c.data)))
		out = append(out, c.data...)
		if len(c.data)&1 != 0 {
			out = append(out, 0)
		}
	}
	return out
}

// vp8x makes the payload of the VP8X chunk.
func vp8x(flags uint8, w, h int) []byte {
	w, h = w-1, h-1
	return []byte{flags, 0, 0, 0, byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)}
}

// Package webpfile writes WebP files of every kind that a decoder may meet:
// lossless files with any transform, lossy ones with any prediction mode,
// segments, partitions and filters, animations, and the chunks around them. It
// is made for tests, plain and not fast, and uses integer arithmetic only.
//
// The container and the lossless format are RFC 9649, the lossy format is RFC
// 6386; sections named in comments are theirs.
package webpfile

import "encoding/binary"

// Chunk is a chunk of a RIFF file (RFC 9649, section 2.3).
type Chunk struct {
	Name string // four letters
	Data []byte
}

// RIFF returns a file of chunks.
func RIFF(chunks ...Chunk) []byte {
	body := []byte("WEBP")
	for _, c := range chunks {
		body = append(body, c.bytes()...)
	}
	b := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body)))
	return append(b, body...)
}

// bytes returns the chunk, padded to an even size.
func (c Chunk) bytes() []byte {
	b := binary.LittleEndian.AppendUint32([]byte(c.Name), uint32(len(c.Data)))
	b = append(b, c.Data...)
	if len(c.Data)&1 == 1 {
		b = append(b, 0)
	}
	return b
}

// Flags of VP8X (section 2.7).
const (
	FlagAnimation = 0x02
	FlagXMP       = 0x04
	FlagExif      = 0x08
	FlagAlpha     = 0x10
	FlagICC       = 0x20
)

// Extended returns VP8X, the header of an extended file.
func Extended(flags byte, w, h int) Chunk {
	b := []byte{flags, 0, 0, 0}
	return Chunk{"VP8X", append(append(b, uint24(w-1)...), uint24(h-1)...)}
}

// Frame is one frame of an animation (section 2.7.1.1).
type Frame struct {
	X, Y, W, H int // X and Y are even
	Duration   int // milliseconds
	Dispose    bool
	NoBlend    bool
	Chunks     []Chunk // ALPH and VP8, or VP8L
}

// Animation returns ANIM and the frames. The background is blue, green, red,
// alpha; 0 loops are endless.
func Animation(background [4]byte, loops int, frames []Frame) []Chunk {
	anim := binary.LittleEndian.AppendUint16(background[:], uint16(loops))
	chunks := []Chunk{{"ANIM", anim}}
	for _, f := range frames {
		var b []byte
		for _, v := range []int{f.X / 2, f.Y / 2, f.W - 1, f.H - 1, f.Duration} {
			b = append(b, uint24(v)...)
		}
		var flags byte
		if f.NoBlend {
			flags |= 2
		}
		if f.Dispose {
			flags |= 1
		}
		b = append(b, flags)
		for _, c := range f.Chunks {
			b = append(b, c.bytes()...)
		}
		chunks = append(chunks, Chunk{"ANMF", b})
	}
	return chunks
}

func uint24(v int) []byte { return []byte{byte(v), byte(v >> 8), byte(v >> 16)} }

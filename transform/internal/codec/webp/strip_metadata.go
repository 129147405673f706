package webp

import (
	"encoding/binary"
	"slices"
)

// Strip returns the file without what only describes it: EXIF, XMP, unknown chunks
// and what follows the last one. The color profile stays where icc says so; pictures
// stay byte for byte. It returns nil for a file whose chunks are not all there or not in their order.
func Strip(data []byte, icc bool) []byte {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WEBP" {
		return nil
	}
	end := uint64(binary.LittleEndian.Uint32(data[4:])) + 8
	if end > uint64(len(data)) || end < 12 {
		return nil
	}
	var chunks []chunk
	still, moves := false, false
	for data = data[12:end]; len(data) >= 8 && !still; {
		if uint64(binary.LittleEndian.Uint32(data[4:]))+8 > uint64(len(data)) {
			return nil
		}
		id, body, rest := nextChunk(data)
		data = rest
		switch id {
		case "ICCP":
			if !icc {
				continue
			}
		case "VP8X":
			if len(body) < 10 {
				return nil
			}
			if body = slices.Clone(body); !icc {
				body[0] &^= flagICC
			}
			body[0] &^= flagEXIF | flagXMP
			moves = len(chunks) == 0 && body[0]&flagAnimation != 0
		case "ANIM", "ANMF":
			if !moves {
				continue
			}
		case "VP8 ", "VP8L", "ALPH":
			if moves {
				continue
			}
			still = id != "ALPH"
		default:
			continue
		}
		chunks = append(chunks, chunk{id, body})
	}
	switch {
	case len(chunks) == 0 || chunks[0].id != "VP8X" && len(chunks) > 1:
		return nil
	case !still && !moves:
		return nil
	}
	return riff(chunks)
}

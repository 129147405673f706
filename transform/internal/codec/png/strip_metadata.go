package png

import "encoding/binary"

// Strip returns the file without what only describes it: EXIF, texts, times,
// resolutions, unknown chunks and what follows the last one. What tells its colors
// stays where profile says so; the coded image stays byte for byte. It returns nil
// for a file with a broken chunk, and for an animation that is not wanted as one.
func Strip(data []byte, profile, animated bool) []byte {
	if len(data) < len(signature) || string(data[:len(signature)]) != signature {
		return nil
	}
	table := newCRC()
	out := append(make([]byte, 0, len(data)), signature...)
	for data = data[len(signature):]; len(data) >= 12; {
		n := uint64(binary.BigEndian.Uint32(data)) + 12
		if n > uint64(len(data)) {
			return nil
		}
		chunk := data[:n]
		data = data[n:]
		switch string(chunk[4:8]) {
		case "IHDR", "PLTE", "tRNS", "IDAT", "IEND":
		case "iCCP", "cICP", "sRGB", "gAMA", "cHRM", "mDCV", "cLLI":
			if !profile {
				continue
			}
		case "acTL":
			if !animated {
				return nil
			}
		case "fcTL", "fdAT":
			if !animated {
				continue
			}
		default:
			if chunk[4]&0x20 == 0 { // critical
				return nil
			}
			continue
		}
		if body := chunk[4 : n-4]; table.update(0, body) != binary.BigEndian.Uint32(chunk[n-4:]) {
			return nil
		}
		if out = append(out, chunk...); string(chunk[4:8]) == "IEND" {
			return out
		}
	}
	return nil
}

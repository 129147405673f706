package gif

// Strip returns the file without what only describes it: comments, XMP and other
// applications' data, and what follows the trailer. Frames and how often they are
// played stay byte for byte. It returns nil for a file that does not lead to its
// trailer, and for one with texts to draw (section 25).
func Strip(data []byte) []byte {
	if len(data) < 13 || string(data[:6]) != "GIF87a" && string(data[:6]) != "GIF89a" {
		return nil
	}
	_, rest, err := cutPalette(data[13:], data[10])
	if err != nil {
		return nil
	}
	out := append(make([]byte, 0, len(data)), data[:len(data)-len(rest)]...)
	for len(rest) > 0 {
		n, keep := blockLen(rest)
		if n == 0 || n > len(rest) {
			return nil
		}
		if keep {
			out = append(out, rest[:n]...)
		}
		if rest[0] == 0x3B {
			return out
		}
		rest = rest[n:]
	}
	return nil
}

// blockLen returns the length of the block that data begins with, 0 where it is
// broken or not to be passed on, and whether it is needed.
func blockLen(data []byte) (n int, keep bool) {
	head := 1
	switch data[0] {
	case 0x3B:
		return 1, true
	case 0x2C: // section 20, and 22 for the code size before the data
		if len(data) < 10 {
			return 0, false
		}
		if head, keep = 11, true; data[9]&0x80 != 0 {
			head += 3 << (data[9]&7 + 1)
		}
	case 0x21:
		if len(data) < 2 || data[1] == 0x01 {
			return 0, false
		}
		head, keep = 2, data[1] == 0xF9 || data[1] == 0xFF && isLoop(firstBlock(data[2:]))
	default:
		return 0, false
	}
	for head < len(data) {
		size := int(data[head])
		if head += 1 + size; size == 0 {
			return head, keep
		}
	}
	return 0, false
}

func firstBlock(data []byte) []byte {
	block, _ := cutBlock(data)
	return block
}

// isLoop says that an application's blocks tell how often to play.
func isLoop(name []byte) bool {
	return string(name) == "NETSCAPE2.0" || string(name) == "ANIMEXTS1.0"
}

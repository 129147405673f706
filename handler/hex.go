package handler

const hexDigits = "0123456789abcdef"

// hexText writes bytes as lower-case hexadecimal digits; encoding/hex would bring
// package fmt into the guest.
func hexText(b []byte) string {
	text := make([]byte, 0, 2*len(b))
	for _, c := range b {
		text = append(text, hexDigits[c>>4], hexDigits[c&15])
	}
	return string(text)
}

package cloudfront

// encoding/base64 would bring reflect into the guest.

// base64Len is the length of n bytes in base64.
func base64Len(n int) int { return (n + 2) / 3 * 4 }

// appendBase64 appends b in the alphabet of RFC 4648 section 4, padded.
func appendBase64(dst, b []byte) []byte {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for ; len(b) >= 3; b = b[3:] {
		n := uint(b[0])<<16 | uint(b[1])<<8 | uint(b[2])
		dst = append(dst, alphabet[n>>18], alphabet[n>>12&63], alphabet[n>>6&63], alphabet[n&63])
	}
	switch len(b) {
	case 1:
		return append(dst, alphabet[b[0]>>2], alphabet[b[0]&3<<4], '=', '=')
	case 2:
		return append(dst, alphabet[b[0]>>2], alphabet[b[0]&3<<4|b[1]>>4], alphabet[b[1]&15<<2], '=')
	}
	return dst
}

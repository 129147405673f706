package cloudfront

import (
	"encoding/base64"
	"testing"
)

// Base64 is encoding/base64's at every length of the last group.
func TestBase64(t *testing.T) {
	t.Parallel()
	b := []byte{0xfb, 0xff, 0x00, 0x3e, 0x3f, 0x10, 0x83, 0x51}
	for n := range len(b) + 1 {
		want := base64.StdEncoding.EncodeToString(b[:n])
		if got := string(appendBase64(nil, b[:n])); got != want || base64Len(n) != len(want) {
			t.Errorf("%d bytes: got %s (%d), want %s", n, got, base64Len(n), want)
		}
	}
}

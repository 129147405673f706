package bmp

import (
	"encoding/binary"
	"testing"
)

// calibratedFile is an image of one pixel with a header of version 4, whose primaries
// are sRGB's.
func calibratedFile(gamma uint32) []byte {
	b := make([]byte, fileHeader+headerV4+4)
	copy(b, "BM")
	le := binary.LittleEndian
	le.PutUint32(b[10:], fileHeader+headerV4)
	h := b[fileHeader:]
	le.PutUint32(h, headerV4)
	le.PutUint32(h[4:], 1)
	le.PutUint32(h[8:], 1)
	le.PutUint16(h[12:], 1)
	le.PutUint16(h[14:], 24)
	// IEC 61966-2-1's matrix, by columns.
	for i, v := range []float64{.4124, .2126, .0193, .3576, .7152, .1192, .1805, .0722, .9505} {
		le.PutUint32(h[atEndpoints+4*i:], uint32(v*(1<<30)))
	}
	for i := range 3 {
		le.PutUint32(h[atGamma+4*i:], gamma)
	}
	return b
}

// Calibrated colors are read, and what cannot be meant is not.
func TestCalibration(t *testing.T) {
	d, err := Open(calibratedFile(1 << 16))
	if err != nil {
		t.Fatal(err)
	}
	c := d.Config()
	if c.Gamma != 100000 || c.Chromaticities == nil {
		t.Fatalf("got a gamma of %d and %v", c.Gamma, c.Chromaticities)
	}
	for i, want := range [8]int{31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000} {
		if got := int(c.Chromaticities[i]); got < want-20 || got > want+20 {
			t.Errorf("chromaticity %d: got %d, want %d", i, got, want)
		}
	}
	for name, change := range map[string]func(h []byte){
		"sRGB":             func(h []byte) { copy(h[atSpace:], "BGRs") },
		"no gamma":         func(h []byte) { clear(h[atGamma : atGamma+12]) },
		"an encoder's":     func(h []byte) { h[atGamma+2] = 0 },
		"different powers": func(h []byte) { h[atGamma+4]++ },
		"no colors":        func(h []byte) { clear(h[atEndpoints:atGamma]) },
		"chromaticities":   func(h []byte) { h[atEndpoints+12+7] >>= 2 },
		"a dark white":     func(h []byte) { clear(h[atEndpoints+16 : atEndpoints+20]) },
	} {
		b := calibratedFile(1 << 16)
		change(b[fileHeader:])
		if d, err := Open(b); err != nil || d.Config().Gamma != 0 {
			t.Errorf("%s: got %v, %v", name, d, err)
		}
	}
}

//go:build !wasm

package vp8

import (
	"bytes"
	"encoding/binary"
	"image"
	"os"
	"path/filepath"
	"testing"

	"tintype/transform/internal/codec/webp/internal/webptest"
)

// lossyFiles are the committed files and those of the corpus that hold a still
// VP8 frame.
func lossyFiles(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, pattern := range []string{"../../../../../testdata/webp/*.webp", "../../../../../testdata/samples/*.webp", "../../../../../../shared/corpus/*.webp"} {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if frame := stillFrame(b); frame != nil {
				files[filepath.Base(name)] = frame
			}
		}
	}
	if len(files) < 20 {
		t.Fatalf("%d files, want those of testdata", len(files))
	}
	return files
}

// stillFrame finds the VP8 chunk of a still file, as far as it goes.
func stillFrame(file []byte) []byte {
	for at := 12; at+8 < len(file); {
		n := int(binary.LittleEndian.Uint32(file[at+4:]))
		if string(file[at:at+4]) == "VP8 " {
			return file[at+8 : min(at+8+n, len(file))]
		}
		at += 8 + n + n&1
	}
	return nil
}

// rawFrame decodes a frame without stretching its range.
func rawFrame(data []byte, unfiltered bool) (*image.YCbCr, error) {
	d, err := newFrameDecoder(data)
	if err != nil {
		return nil, err
	}
	d.unfiltered = unfiltered
	m := image.NewYCbCr(image.Rect(0, 0, 16*d.mbW, 16*d.mbH), image.YCbCrSubsampleRatio420)
	for range d.mbH {
		if err := d.decodeRow(); err != nil {
			return nil, err
		}
		for y := max(16*d.y-24, 0); y < 16*d.y; y++ {
			copy(m.Y[y*m.YStride:], d.luma.row(y, d.y))
		}
		for y := max(8*d.y-12, 0); y < 8*d.y; y++ {
			copy(m.Cb[y*m.CStride:], d.chroma[0].row(y, d.y))
			copy(m.Cr[y*m.CStride:], d.chroma[1].row(y, d.y))
		}
	}
	return m.SubImage(image.Rect(0, 0, d.w, d.h)).(*image.YCbCr), nil
}

func sameFrames(t *testing.T, name string, got, want *image.YCbCr) {
	t.Helper()
	if got.Rect != want.Rect {
		t.Fatalf("%s: %v, want %v", name, got.Rect, want.Rect)
	}
	for y := range got.Rect.Dy() {
		for x := range got.Rect.Dx() {
			if g, w := got.YCbCrAt(x, y), want.YCbCrAt(x, y); g != w {
				t.Fatalf("%s: (%d, %d) is %v, want %v", name, x, y, g, w)
			}
		}
	}
}

// Frames have exactly the samples that x/image decodes.
func TestLossyDecoder(t *testing.T) {
	for name, data := range lossyFiles(t) {
		want, err := oracleFrame(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := rawFrame(data, false)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		sameFrames(t, name, got, want)
	}
}

// Left out, the loop filter is the only thing that is: libwebp without it has the
// same samples, which on the files with a filter are others than with it.
func TestUnfiltered(t *testing.T) {
	webptest.NeedDwebp(t, "that libwebp without its loop filter has the same samples")
	differ := 0
	for name, data := range lossyFiles(t) {
		got, err := rawFrame(data, true)
		if err != nil {
			continue // a damaged file
		}
		filtered, err := rawFrame(data, false)
		if err != nil {
			t.Fatal(err)
		}
		planes := webptest.Packed(got)
		if !bytes.Equal(planes, webptest.Packed(filtered)) {
			differ++
		}
		if !bytes.Equal(planes, webptest.Dwebp(t, stillFile(data), "-nofilter")) {
			t.Errorf("%s: not the samples of dwebp -nofilter", name)
		}
	}
	if differ == 0 {
		t.Error("no file has a filter")
	}
}

// stillFile is a file with nothing but a VP8 chunk of even length.
func stillFile(data []byte) []byte {
	data = data[:len(data):len(data)]
	if len(data)%2 == 1 {
		data = append(data, 0)
	}
	file := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(12+len(data)))
	file = append(file, "WEBPVP8 "...)
	return append(binary.LittleEndian.AppendUint32(file, uint32(len(data))), data...)
}

// The product that stretches ranges is the quotient that defines it.
func TestStretch(t *testing.T) {
	var all, got [256]uint8
	for i := range all {
		all[i] = uint8(i)
	}
	for _, r := range []stretch{lumaStretch, chromaStretch} {
		stretchRow(got[:], all[:], &r)
		for i, v := range got {
			if want := r.sample(uint8(i)); v != want {
				t.Fatalf("%d: got %d, want %d", i, v, want)
			}
		}
	}
}

//go:build !wasm

package jpeg

import (
	"bytes"
	"errors"
	"testing"

	"tintype/transform/internal/pixel"
)

// For every limit the file fits, is the one of the quality that comes with it,
// and the next quality would not have fitted; a larger limit never gives a
// lower quality.
func TestEncodeToFit(t *testing.T) {
	img := scene(pixel.YCbCr, 160, 120, 2, 2)
	for _, progressive := range []bool{false, true} {
		e, err := NewEncoder(img)
		if err != nil {
			t.Fatal(err)
		}
		o := EncodeOptions{Quality: 92, Progressive: progressive}
		full, err := e.Encode(o)
		if err != nil {
			t.Fatal(err)
		}
		lastQuality := 0
		for _, percent := range []int{20, 25, 30, 40, 50, 60, 75, 90, 95, 99, 100, 150} {
			o.MaxBytes = len(full) * percent / 100
			body, quality, err := e.EncodeToFit(o, 1)
			if err != nil {
				t.Fatalf("%d %%: %v", percent, err)
			}
			if len(body) > o.MaxBytes {
				t.Errorf("%d %%: %d bytes, limit %d", percent, len(body), o.MaxBytes)
			}
			if quality < lastQuality {
				t.Errorf("%d %%: quality %d, a smaller limit gave %d", percent, quality, lastQuality)
			}
			lastQuality = quality
			if !bytes.Equal(body, mustEncode(t, img, EncodeOptions{Quality: quality, Progressive: progressive})) {
				t.Errorf("%d %%: not the file of quality %d", percent, quality)
			}
			if quality < o.Quality {
				next := mustEncode(t, img, EncodeOptions{Quality: quality + 1, Progressive: progressive})
				if len(next) <= o.MaxBytes {
					t.Errorf("%d %%: quality %d, but %d would fit", percent, quality, quality+1)
				}
			}
		}
		if lastQuality != o.Quality {
			t.Errorf("quality %d where everything fits, want %d", lastQuality, o.Quality)
		}
	}
}

// A limit that the lowest quality misses is ErrTooLarge; bad bounds are errors.
func TestEncodeToFitErrors(t *testing.T) {
	img := scene(pixel.YCbCr, 160, 120, 2, 2)
	e, err := NewEncoder(img)
	if err != nil {
		t.Fatal(err)
	}
	atLowest := len(mustEncode(t, img, EncodeOptions{Quality: 20}))
	for _, test := range []struct {
		minQuality, maxBytes int
		want                 error
	}{
		{20, atLowest, nil},
		{20, atLowest - 1, ErrTooLarge},
		{1, 1, ErrTooLarge},
		{1, 400, ErrTooLarge},
		{0, 100000, unsupportedError("lowest quality below 1 or above the highest")},
		{81, 100000, unsupportedError("lowest quality below 1 or above the highest")},
	} {
		_, _, err := e.EncodeToFit(EncodeOptions{Quality: 80, MaxBytes: test.maxBytes}, test.minQuality)
		if !errors.Is(err, test.want) {
			t.Errorf("%+v: %v", test, err)
		}
	}
	if _, err := Encode(img, EncodeOptions{Quality: 80, MaxBytes: 100}); err != ErrTooLarge {
		t.Errorf("Encode with a limit of 100 bytes: %v, want %v", err, ErrTooLarge)
	}
}

// The search looks at few qualities.
func TestEncodeToFitIsShort(t *testing.T) {
	img := scene(pixel.YCbCr, 160, 120, 2, 2)
	e, err := NewEncoder(img)
	if err != nil {
		t.Fatal(err)
	}
	for _, quality := range []int{100, 95, 80} {
		for percent := 10; percent < 100; percent += 5 {
			rows := 0
			o := EncodeOptions{Quality: quality, Poll: func() error { rows++; return nil }}
			o.MaxBytes = len(mustEncode(t, img, EncodeOptions{Quality: quality})) * percent / 100
			if _, _, err := e.EncodeToFit(o, 1); err != nil && err != ErrTooLarge {
				t.Fatal(err)
			}
			if n := rows / e.mcusY; n > 8 {
				t.Errorf("quality %d to %d %%: %d encodings", quality, percent, n)
			}
		}
	}
}

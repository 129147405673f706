package params

import (
	"slices"
	"testing"
)

func TestMediaType(t *testing.T) {
	for extension, want := range map[string]string{"jpg": "image/jpeg", "jpeg": "image/jpeg", "tif": "image/tiff", "svg": "", "": "", "jpg jpeg": ""} {
		if got := MediaType(extension); got != want {
			t.Errorf("%q: got %q, want %q", extension, got, want)
		}
	}
}

// Every word of a file format is one of fm, the first one under the format's name.
func TestFileFormats(t *testing.T) {
	for _, word := range FileWords() {
		var p Params
		if err := p.Set("fm", word); err != nil || p.Format.String() != word {
			t.Errorf("fm=%s: got %s, %v", word, p.Format, err)
		}
	}
	for _, name := range QualityFormats() {
		if !slices.Contains(FileWords(), name) {
			t.Errorf("%s has a quality and is not written", name)
		}
	}
}

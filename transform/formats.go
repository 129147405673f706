package transform

import (
	"slices"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/codec/avif"
	"tintype/transform/internal/codec/bmp"
	"tintype/transform/internal/codec/gif"
	"tintype/transform/internal/codec/jpeg"
	"tintype/transform/internal/codec/png"
	"tintype/transform/internal/codec/tiff"
	"tintype/transform/internal/codec/webp"
)

// formats are the image file formats. All other code knows formats by this table. Its
// order is the one in which content is compared and words of fm are listed. The grammar
// has a copy of what it needs: go test ./transform -run FormatsInGrammar -update.
var formats = []*codec.Format{
	&jpeg.Format, &png.Format, &webp.Format, &gif.Format, &avif.Format, &tiff.Format, &bmp.Format,
}

// sniffLen returns how many bytes at the beginning of a file the formats have to see.
func sniffLen() (n int) {
	for _, f := range formats {
		n = max(n, f.MatchLen)
	}
	return n
}

// sniff returns the format that the first bytes of a file announce, or nil. Content
// decides, never a name.
func sniff(head []byte) *codec.Format {
	for _, f := range formats {
		if f.Match(head) {
			return f
		}
	}
	return nil
}

// unread returns the message for a source that has none of the formats.
func unread() string {
	msg := "source: got an unknown format, want "
	for i, f := range formats {
		switch {
		case i == 0:
		case i == len(formats)-1:
			msg += " or "
		default:
			msg += ", "
		}
		msg += f.Title
	}
	return msg
}

// formatNamed returns the format of a word of fm, or nil.
func formatNamed(word string) *codec.Format {
	for _, f := range formats {
		if slices.Contains(f.Words, word) {
			return f
		}
	}
	return nil
}

// shownFormat returns the first format that browsers show and that can hold the
// image.
func shownFormat(alpha bool) *codec.Format {
	for _, f := range formats {
		if f.Shown && f.Encode != nil && (f.Alpha || !alpha) {
			return f
		}
	}
	return nil
}

package transform

import "tintype/transform/internal/codec/avif"

// Format is a picture file format, named as the fm parameter names it.
type Format string

// The formats that sources may have. Content decides, never a name.
const (
	JPEG Format = "jpg"
	PNG  Format = "png"
	GIF  Format = "gif"
	WebP Format = "webp"
	TIFF Format = "tiff"
	BMP  Format = "bmp"
	AVIF Format = "avif"
)

// sniffLen is how many bytes sniff wants to see.
const sniffLen = avif.MatchLen

// sniff returns the format that the first bytes of a file announce, or "".
func sniff(b []byte) Format {
	has := func(at int, magic string) bool {
		return len(b) >= at+len(magic) && string(b[at:at+len(magic)]) == magic
	}
	switch {
	case has(0, "\xff\xd8\xff"):
		return JPEG
	case has(0, "\x89PNG\r\n\x1a\n"):
		return PNG
	case has(0, "GIF87a"), has(0, "GIF89a"):
		return GIF
	case has(0, "RIFF") && has(8, "WEBP"):
		return WebP
	case has(0, "II*\x00"), has(0, "MM\x00*"), has(0, "II+\x00"), has(0, "MM\x00+"): // BigTIFF, too
		return TIFF
	case has(0, "BM"):
		return BMP
	case avif.Match(b):
		return AVIF
	}
	return ""
}

// ContentType returns the media type of a format.
func (f Format) ContentType() string {
	switch f {
	case JPEG:
		return "image/jpeg"
	case jsonFacts:
		return "application/json"
	case cssPalette:
		return "text/css; charset=utf-8"
	case blurHash:
		return "text/plain; charset=utf-8"
	case "":
		return "application/octet-stream"
	}
	return "image/" + string(f)
}

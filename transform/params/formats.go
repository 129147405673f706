package params

import "strings"

// A FileFormat is an image file format, as queries, configurations and file names use it.
// formats_table.go is generated from the engine's table of formats, so that a new format
// needs no change here.
type FileFormat struct {
	Name       string // in answers and configurations, "jpg"
	Title      string // as people write it, "JPEG"
	MediaType  string // "image/jpeg"
	Words      string // of fm, one space between them; none where the format is only read
	Extensions string // of file names, without the dot, likewise, the usual one first
	Quality    int    // where nobody names one, 1 to 100; 0 for formats without
}

// FileFormats returns the formats in the order in which content is compared. The slice
// must not be changed.
func FileFormats() []FileFormat { return fileFormats[:] }

// MediaType returns the media type of the files that have an extension, which is
// without the dot, or "".
func MediaType(extension string) string {
	for i := range fileFormats {
		if extension != "" && hasWord(fileFormats[i].Extensions, extension) {
			return fileFormats[i].MediaType
		}
	}
	return ""
}

// QualityFormats returns the names of the formats that have a quality.
func QualityFormats() (names []string) {
	for i := range fileFormats {
		if fileFormats[i].Quality > 0 {
			names = append(names, fileFormats[i].Name)
		}
	}
	return names
}

// FileWords returns the words of fm that name a file format.
func FileWords() (words []string) {
	for i := range fileFormats {
		words = append(words, strings.Fields(fileFormats[i].Words)...)
	}
	return words
}

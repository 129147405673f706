package png

const signature = "\x89PNG\r\n\x1a\n"

// Color types (section 11.2.1, table 11).
const (
	typeGray      = 0
	typeRGB       = 2
	typePalette   = 3
	typeGrayAlpha = 4
	typeRGBA      = 6
)

// Row filters (section 9.2).
const (
	filterNone = iota
	filterSub
	filterUp
	filterAverage
	filterPaeth
	nFilters
)

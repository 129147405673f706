package avif

// FormatError says that a file is not valid AVIF.
type FormatError string

func (e FormatError) Error() string { return "avif: " + string(e) }

// UnsupportedError names what a file needs and this package lacks.
type UnsupportedError string

func (e UnsupportedError) Error() string { return "avif: " + string(e) + " are not supported" }

const (
	errBox         = FormatError("bad box")
	errNoMeta      = FormatError("no items and no track")
	errNoPrimary   = FormatError("no primary item")
	errItems       = FormatError("bad list of items")
	errProperties  = FormatError("bad item properties")
	errLocation    = FormatError("an item lies outside of the file")
	errNoSize      = FormatError("an item without its size")
	errNotCoded    = UnsupportedError("items of this type")
	errEssential   = UnsupportedError("essential properties of this type")
	errTransform   = FormatError("a transformation that is not essential")
	errGrid        = FormatError("bad grid")
	errCell        = FormatError("a cell of another size than its neighbors")
	errSize        = FormatError("another size than the item says")
	errAlpha       = FormatError("alpha of another size")
	errMatrix      = UnsupportedError("these matrix coefficients")
	errTrack       = FormatError("bad track")
	maxDerivations = 4
)

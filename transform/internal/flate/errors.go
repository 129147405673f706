package flate

// A FormatError says that the data are not a zlib stream.
type FormatError string

func (e FormatError) Error() string { return "flate: invalid format: " + string(e) }

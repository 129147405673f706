package jpeg

// A FormatError says that the input is not a valid JPEG file.
type FormatError string

func (e FormatError) Error() string { return "jpeg: invalid format: " + string(e) }

// An UnsupportedError says that the input uses a valid but unimplemented
// feature of JPEG.
type UnsupportedError string

func (e UnsupportedError) Error() string { return "jpeg: unsupported feature: " + string(e) }

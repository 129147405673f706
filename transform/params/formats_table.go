// Made by go test ./transform -run FormatsInGrammar -update from the table of formats. Do not edit.

package params

// The words of fm.
const (
	FormatSource   Format = iota // absent: the source's own
	FormatJPEG                   // jpg
	FormatPJPG                   // pjpg
	FormatPNG                    // png
	FormatPNG8                   // png8
	FormatPNG32                  // png32
	FormatWebP                   // webp
	FormatGIF                    // gif
	FormatAVIF                   // avif
	FormatJSON                   // json
	FormatBlurHash               // blurhash
)

// The same words in the same order, and other spellings of them.
const (
	formatWords   = "jpg pjpg png png8 png32 webp gif avif json blurhash"
	formatAliases = "jpeg=jpg jp2=jpg jxr=jpg spritesheet=jpg mp4=webp webm=webp"
)

var fileFormats = [...]FileFormat{
	{Name: "jpg", Title: "JPEG", MediaType: "image/jpeg", Words: "jpg pjpg", Extensions: "jpg jpeg", Quality: 75},
	{Name: "png", Title: "PNG", MediaType: "image/png", Words: "png png8 png32", Extensions: "png"},
	{Name: "webp", Title: "WebP", MediaType: "image/webp", Words: "webp", Extensions: "webp", Quality: 75},
	{Name: "gif", Title: "GIF", MediaType: "image/gif", Words: "gif", Extensions: "gif"},
	{Name: "avif", Title: "AVIF", MediaType: "image/avif", Words: "avif", Extensions: "avif", Quality: 50},
	{Name: "tiff", Title: "TIFF", MediaType: "image/tiff", Extensions: "tif tiff"},
	{Name: "bmp", Title: "BMP", MediaType: "image/bmp", Extensions: "bmp"},
}

// Package configdoc describes the keys of tintype.json: docs/config.md and the JSON
// Schema are generated from its table. The handler does not import it, so that the
// guest carries no documentation.
package configdoc

import (
	"strconv"
	"strings"

	"tintype/transform/params"
)

// A Key is one key of tintype.json.
type Key struct {
	Name    string // "limits.sourceBytes"; NAME stands for names that the user chooses
	Type    string // of JSON Schema: string, integer, boolean, array, object
	Unit    string // of a number
	Min     int64  // of a number
	Max     int64
	Enum    []string // the strings that are allowed
	Items   string   // what an array holds: string, integer, or an enumeration in Enum
	Default string   // JSON
	Range   string   // what is allowed, in words, where Min and Max do not say it
	Example string   // JSON
	Doc     string   // what it does, in a sentence or two
}

// formats are the words of fm that a configuration may name.
var formats = params.FileWords()

// usual is the quality of each format where nothing says more: "75 of jpg, 50 of avif".
func usual() string {
	s := ""
	for _, f := range params.FileFormats() {
		if f.Quality > 0 {
			s += strconv.Itoa(f.Quality) + " of " + f.Name + ", "
		}
	}
	return strings.TrimSuffix(s, ", ")
}

// Table has every key in the order of the reference.
var Table = []Key{
	{Name: "formats", Type: "array", Items: "enum", Enum: formats, Default: `["avif", "webp"]`, Example: `["webp"]`,
		Doc: "Formats that `auto=format` tries, in this order; the first that the browser's Accept header names is sent."},
	{Name: "avif.maxPixels", Type: "integer", Unit: "pixels", Min: 0, Max: 1<<31 - 1, Default: "2500000", Example: "1000000",
		Doc: "Largest output that `auto=format` makes AVIF of; a larger one becomes WebP, which takes less time. 0 is no bound, and `fm=avif` has none."},
	{Name: "quality.NAME", Type: "integer", Min: 1, Max: 100, Default: "none", Example: `{"quality": {"webp": 70}}`,
		Doc: "Quality of a format, on its own scale, where the URL has no `q`. Of a format that is not set here it is " + usual() + "; with `auto=format` it is what looks like that of jpg. " +
			"With `auto=compress` one that is set is the highest that an image may come to."},
	{Name: "presets.NAME", Type: "string", Default: "none", Example: `{"presets": {"card": "w=400&h=300&fit=crop&auto=format"}}`, Range: "a query of the URL API, or an object of parameters",
		Doc: "A named set of parameters for `?preset=card`. Parameters in the URL win over those of the preset."},
	{Name: "onlyPresets", Type: "boolean", Default: "false", Example: "true",
		Doc: "Refuses every image parameter that does not come from a preset (403)."},
	{Name: "snapWidths", Type: "array", Items: "integer", Min: 1, Max: 65535, Unit: "pixels", Default: "[]", Example: "[320, 640, 960, 1280, 1920]",
		Doc: "Widths that `w` is rounded up to, so that the cache holds few sizes. A larger `w` becomes the last one; `h` follows."},
	{Name: "marks", Type: "array", Items: "string", Default: "any key", Range: "beginnings of keys", Example: `["/logos/"]`,
		Doc: "Where `mark` and `blend` of URLs without a signature may take their images from."},
	{Name: "fallback", Type: "string", Default: `""`, Example: `"/missing.png"`, Range: "a key in the bucket",
		Doc: "Image that is sent, transformed as asked for, where the original is missing. Empty: a 404."},

	{Name: "signing.tokens", Type: "array", Items: "string", Default: "[]", Range: "strings that are not empty", Example: `["new-token", "old-token"]`,
		Doc: "Tokens that verify the parameter `s`. All of them verify; the first one signs what this system signs itself. To change a token: put the new one first, " +
			"deploy, sign URLs with it, and remove the old one when no page has its URLs any more."},
	{Name: "signing.required", Type: "boolean", Default: "false", Example: "true",
		Doc: "Refuses requests for transformations without a valid signature (403)."},

	{Name: "limits.sourceBytes", Type: "integer", Unit: "bytes", Min: 1, Max: 1<<31 - 1, Default: "52428800", Example: "104857600",
		Doc: "Largest original that is read. A larger one is sent as it is."},
	{Name: "limits.sourcePixels", Type: "integer", Unit: "pixels", Min: 1, Max: 1 << 40, Default: "100000000", Example: "50000000",
		Doc: "Most pixels of an original (width times height)."},
	{Name: "limits.outputSide", Type: "integer", Unit: "pixels", Min: 1, Max: 65535, Default: "6000", Example: "4096",
		Doc: "Longer side of an output; larger ones shrink in proportion."},
	{Name: "limits.outputPixels", Type: "integer", Unit: "pixels", Min: 1, Max: 1<<31 - 1, Default: "16000000", Example: "8000000",
		Doc: "Most pixels of an output; larger ones shrink in proportion."},
	{Name: "limits.enlarge", Type: "integer", Unit: "pixels", Min: 1, Max: 1<<31 - 1, Default: "4000000", Example: "1000000",
		Doc: "Most pixels of an output that has more of them than its original."},
	{Name: "limits.milliseconds", Type: "integer", Unit: "milliseconds", Min: 100, Max: 30000, Default: "10000", Example: "5000",
		Doc: "Time for one image, fetching the original included. After that the original is sent."},
	{Name: "limits.frames", Type: "integer", Unit: "pixels", Min: 1, Max: 1 << 40, Default: "200000000", Example: "50000000",
		Doc: "Most pixels of all frames of an animation together (width times height times frames)."},
	{Name: "limits.memory", Type: "integer", Unit: "bytes", Min: 32 << 20, Max: 4 << 30, Default: "536870912", Example: "268435456",
		Doc: "Most memory of the WebAssembly guest. Keep it 100 MB below the memory of the Lambda function."},
	{Name: "limits.responseBytes", Type: "integer", Unit: "bytes", Min: 1, Max: 1040384, Default: "780288", Example: "1040384",
		Doc: "Largest body of an answer. Larger ones lose quality, then size, which the header `x-tintype-fit` reports. Above 786432 only where `tintype probe` " +
			"has shown that CloudFront takes it. On `tintype server` the default is no limit."},

	{Name: "cacheControl", Type: "string", Default: `"public, max-age=86400, s-maxage=31536000"`, Range: "a value of the header, printable ASCII", Example: `"public, max-age=600"`,
		Doc: "Cache-Control of images whose original has none. Where a request has Authorization, or a cookie that a web server gets to see, " +
			"`private` takes the place of `public` and `s-maxage`."},
	{Name: "tagHeader", Type: "string", Default: `"Cache-Tag"`, Range: "the name of a header that a function may set, or empty", Example: `"Surrogate-Key"`,
		Doc: "Header that the cache tags of an answer go in, by which `tintype purge` finds all images of an original. Empty: no tags."},
	{Name: "revalidate", Type: "boolean", Default: "false", Example: "true",
		Doc: "Answers 304 to a conditional request whose ETag would be that of the new image. The default of `tintype server` is true."},
	{Name: "cors", Type: "array", Items: "string", Default: `"*"`, Range: "`\"*\"`, `\"off\"` or a list of origins", Example: `["https://www.example.com"]`,
		Doc: "Origins whose pages may read answers (Access-Control-Allow-Origin)."},
	{Name: "csp", Type: "string", Default: `"default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"`, Range: "a value of the header, printable ASCII", Example: `""`,
		Doc: "Content-Security-Policy of SVG, and of HTML in an image's place. Empty: none."},
	{Name: "explain", Type: "boolean", Default: "true", Example: "false",
		Doc: "Sends the header `x-tintype`, which says what happened: `transformed`, or `original` and why, and which parameters were ignored."},
	{Name: "serverTiming", Type: "boolean", Default: "true", Example: "false",
		Doc: "Sends the header Server-Timing with the times of fetching and transforming."},
	{Name: "log", Type: "string", Enum: []string{"off", "error", "info", "metrics"}, Default: `"info"`, Example: `"metrics"`,
		Doc: "What is logged: nothing; failures; a line for each request that asked for something; the same in CloudWatch's embedded metric format."},

	{Name: "s3.region", Type: "string", Default: "from the origin's domain name", Range: "letters, digits, dots and hyphens", Example: `"eu-central-1"`,
		Doc: "Region of the bucket."},
	{Name: "s3.bucket", Type: "string", Default: "from the origin's domain name", Range: "letters, digits, dots and hyphens", Example: `"my-originals"`,
		Doc: "Name of the bucket."},
	{Name: "s3.endpoint", Type: "string", Default: "none", Range: "https://host or http://host:port", Example: `"https://s3.example.com"`,
		Doc: "Another store with S3's API, addressed path-style."},

	{Name: "$schema", Type: "string", Default: "none", Example: `"https://…/tintype.schema.json"`,
		Doc: "For editors; ignored. docs/tintype.schema.json is the schema."},
}

// Made by go run ./docs/gen from transform/params. Do not edit.

package tintype

// Options say what to do with an image. The zero value asks for nothing: the image
// comes out re-encoded in its own format, upright and in sRGB.
//
// Each field is a parameter of the URL API; its values are those of the URL. A
// field's zero asks for nothing. What a field cannot say, such as a width that is a
// fraction of the source's or a padding of 0 on one side, the Query can.
type Options struct {
	// Query is a query string of the URL API, "w=720&fm=webp". Fields win over it.
	// Names that it does not know are ignored, unless Strict is set.
	Query string
	// Strict refuses what would be ignored: unknown names in Query, parameters that the
	// output does not depend on (q of a PNG, which Result.Ignored lists without Strict), and Mark
	// without Images.
	Strict bool
	// Limits are the defaults where nil.
	Limits *Limits
	// Images opens what Mark and Blend name. Without it they are left out, and
	// Result.Missing names them.
	Images Images

	// Size.

	// Width is w: Width in pixels, or a fraction of the source's; without h the height follows the aspect ratio.
	// It is an integer 1 to 8192 or a fraction between 0 and 1.
	Width int
	// Height is h: Height in pixels, or a fraction of the source's; without w the width follows the aspect ratio.
	// It is an integer 1 to 8192 or a fraction between 0 and 1.
	Height int
	// Fit is fit: How the image is fitted into the box of w and h: clip fits inside and may enlarge, max never enlarges, crop covers and cuts, min cuts and never enlarges, scale distorts, fill fits inside and pads to the exact size, fillmax pads and never enlarges, clamp pads by stretching the edge pixels, outside covers without the cut.
	// It is clip, max, crop, min, scale, fill, fillmax, clamp or outside. Default: clip.
	Fit Fit
	// AR is ar: Aspect ratio that completes the box when w, h or both are missing, with a fit that cuts or pads; W alone is W:1.
	// It is W:H or W, each 0 to 10000.
	AR string
	// DPR is dpr: Device pixel ratio: multiplies w, h, pad, border and radii.
	// It is 0 to 5. Default: 1.
	DPR float64
	// MaxW is max-w: Largest width with fit=crop or min, in pixels that dpr does not multiply.
	// It is 1 to 8192.
	MaxW int
	// MaxH is max-h: Largest height with fit=crop or min, in pixels that dpr does not multiply.
	// It is 1 to 8192.
	MaxH int
	// MinW is min-w: Smallest width with fit=crop or min, in pixels that dpr does not multiply.
	// It is 1 to 8192.
	MinW int
	// MinH is min-h: Smallest height with fit=crop or min, in pixels that dpr does not multiply.
	// It is 1 to 8192.
	MinH int
	// Rect is rect: Part of the upright source to start from: x,y,w,h in pixels or fractions, or words for x (left, center, right), y (top, middle, bottom) and w, h (full); the part outside of the source is left out.
	// It is x,y,w,h in pixels or fractions, or left, center, right, top, middle, bottom and full.
	Rect string
	// Crop is crop: What a cut keeps, as a list that is tried in order: edges of the image (these combine), the focal point, the part with the most entropy or edges, faces (there is no face detector; the next mode applies).
	// It is a comma list of top, bottom, left, right, focalpoint, entropy, edges and faces. Default: the middle.
	Crop string
	// FPX is fp-x: Focal point from the left, as a fraction of the width.
	// It is 0 to 1. Default: 0.5.
	FPX float64
	// FPY is fp-y: Focal point from the top, as a fraction of the height.
	// It is 0 to 1. Default: 0.5.
	FPY float64
	// FPZ is fp-z: Zoom to the focal point.
	// It is 1 to 100. Default: 1.
	FPZ float64

	// Geometry.

	// Orient is orient: Orientation of the stored pixels: 0 leaves them as they are, 1 to 8 are the values of EXIF, 90, 180 and 270 rotate.
	// It is 0, 1, 2, 3, 4, 5, 6, 7 or 8. Default: as EXIF says.
	Orient string
	// Rot is rot: Rotation clockwise in degrees, after the cut; angles that are not multiples of 90 show bg in the corners.
	// It is 0 to 360. Default: 0.
	Rot float64
	// Flip is flip: Mirrors after rot: h exchanges left and right, v top and bottom.
	// It is h, v or hv.
	Flip Flip
	// Trim is trim: Removes an even border: auto by the corner's color, color by trim-color, alpha by transparency, colorunlessalpha by transparency if the image has alpha, else by color.
	// It is auto, color, alpha or colorunlessalpha.
	Trim Trim
	// TrimColor is trim-color: Color of the border that trim=color removes.
	// It is 3, 4, 6 or 8 hexadecimal digits or a CSS color name.
	TrimColor string
	// TrimTol is trim-tol: Difference in color that still counts as the border's color.
	// It is 0 to 100. Default: 0.
	TrimTol float64
	// TrimMD is trim-md: Mean difference in color that still counts as the border with trim=auto.
	// It is 0 to 1000. Default: 11.
	TrimMD float64
	// TrimPad is trim-pad: Pixels of the source left around what trim keeps; less than 0 cuts into it.
	// It is -200 to 8192. Default: 0.
	TrimPad int
	// Pad is pad: Padding on all four sides; with w or h the image and its padding fit inside.
	// It is 0 to 8192. Default: 0.
	Pad int
	// PadLeft is pad-left: Padding on the left.
	// It is 0 to 8192. Default: pad.
	PadLeft int
	// PadRight is pad-right: Padding on the right.
	// It is 0 to 8192. Default: pad.
	PadRight int
	// PadTop is pad-top: Padding at the top.
	// It is 0 to 8192. Default: pad.
	PadTop int
	// PadBottom is pad-bottom: Padding at the bottom.
	// It is 0 to 8192. Default: pad.
	PadBottom int
	// Border is border: Line over the edge of the image: its width and its color.
	// It is width,color: 0 to 8192 and 3, 4, 6 or 8 hexadecimal digits or a CSS color name.
	Border string
	// BorderRadius is border-radius: Radius of the border's corners, or four: top left, top right, bottom right, bottom left.
	// It is one radius or four, 0 to 8192. Default: 0.
	BorderRadius string
	// Mask is mask: Shape that the image is clipped to, ellipse or corners rounded by corner-radius; outside it is transparent, or bg; an image as a mask, as imgix has it, is ignored.
	// It is ellipse, corners or none.
	Mask Mask
	// CornerRadius is corner-radius: Radius of the corners with mask=corners, or four: top left, top right, bottom right, bottom left.
	// It is one radius or four, 0 to 8192. Default: 0.
	CornerRadius string
	// BG is bg: Color behind transparent pixels and in the areas that rot and pad add: 3, 4 (ARGB), 6 or 8 (AARRGGBB) hexadecimal digits or a CSS name.
	// It is 3, 4, 6 or 8 hexadecimal digits or a CSS color name. Default: transparent, or white if the format has no alpha.
	BG string
	// Fill is fill: What fit=fill and fillmax pad with: a color, or the image enlarged and blurred; imgix's generated content becomes blur, and its gradient a color.
	// It is solid or blur. Default: solid.
	Fill Fill
	// FillColor is fill-color: Color of fill=solid.
	// It is 3, 4, 6 or 8 hexadecimal digits or a CSS color name. Default: bg.
	FillColor string

	// Adjustments.

	// Bri is bri: Brightness: -100 to 100 percent of the range from black to white is added.
	// It is -100 to 100. Default: 0.
	Bri float64
	// Con is con: Contrast: the difference from middle gray is multiplied by 1 + con/100.
	// It is -100 to 100. Default: 0.
	Con float64
	// Exp is exp: Exposure: ±100 is two stops of light.
	// It is -100 to 100. Default: 0.
	Exp float64
	// Gam is gam: Gamma: the power 2^(-gam/100) of every sample; brightens or darkens the middle tones.
	// It is -100 to 100. Default: 0.
	Gam float64
	// Sat is sat: Saturation; -100 is gray, 100 twice as much.
	// It is -100 to 100. Default: 0.
	Sat float64
	// Vib is vib: Vibrance: boosts saturation, muted colors most.
	// It is -100 to 100. Default: 0.
	Vib float64
	// High is high: Highlights: moves light tones, by 38 of 255 at most.
	// It is -100 to 100. Default: 0.
	High float64
	// Shad is shad: Shadows: moves dark tones, by 38 of 255 at most.
	// It is -100 to 100. Default: 0.
	Shad float64
	// Hue is hue: Rotation of the hue in degrees, as CSS hue-rotate.
	// It is 0 to 360. Default: 0.
	Hue float64
	// Sharp is sharp: Sharpening of the luminance: sharp/50 times the detail that a blur of one pixel would remove.
	// It is 0 to 100. Default: 0.
	Sharp float64
	// USM is usm: Strength of an unsharp mask; less than 0 softens.
	// It is -100 to 100. Default: 0.
	USM float64
	// USMRad is usmrad: Radius of the unsharp mask in pixels.
	// It is 0 to 500. Default: 2.5.
	USMRad float64
	// Blur is blur: Gaussian blur; its deviation is blur/20 pixels of the output.
	// It is 0 to 2000. Default: 0.
	Blur float64
	// Px is px: Side of the blocks that the image is made of, in pixels.
	// It is 0 to 100. Default: 0.
	Px int
	// Invert is invert: Negative.
	// It is 1, 0, true or false. Default: 0.
	Invert bool
	// Sepia is sepia: Strength of a sepia tone, as CSS sepia.
	// It is 0 to 100. Default: 0.
	Sepia float64
	// Monochrome is monochrome: Image in shades of one color; its alpha is the strength.
	// It is 3, 4, 6 or 8 hexadecimal digits or a CSS color name.
	Monochrome string
	// Duotone is duotone: Image in two colors: the first for dark tones, the second for light ones.
	// It is two colors, each 3, 4, 6 or 8 hexadecimal digits or a CSS color name.
	Duotone string
	// NR is nr: Bound up to which differences count as noise.
	// It is -100 to 100. Default: 20.
	NR float64
	// NRS is nrs: Sharpness kept by the noise reduction.
	// It is -100 to 100. Default: 20.
	NRS float64

	// Watermark.

	// Mark is mark: Key of a watermark in the same bucket; with mark64 it needs no escapes.
	// It is 1 to 1024 bytes of text without control characters.
	Mark string
	// MarkW is mark-w: Width of the watermark in pixels, or a fraction of the image's.
	// It is an integer 1 to 8192 or a fraction between 0 and 1.
	MarkW int
	// MarkH is mark-h: Height of the watermark in pixels, or a fraction of the image's.
	// It is an integer 1 to 8192 or a fraction between 0 and 1.
	MarkH int
	// MarkScale is mark-scale: Width of the watermark in percent of the image's.
	// It is 0 to 100.
	MarkScale float64
	// MarkFit is mark-fit: How the watermark is fitted into the box of mark-w and mark-h, as fit does.
	// It is clip, max, crop, min, scale or fill. Default: clip.
	MarkFit Fit
	// MarkAlign is mark-align: Edges that the watermark lies at.
	// It is a comma list of top, middle, bottom, left, center and right. Default: bottom,right.
	MarkAlign string
	// MarkX is mark-x: Place of the watermark's left edge in pixels; wins over mark-align.
	// It is 0 to 8192.
	MarkX int
	// MarkY is mark-y: Place of the watermark's upper edge in pixels; wins over mark-align.
	// It is 0 to 8192.
	MarkY int
	// MarkPad is mark-pad: Pixels between the watermark and the edges that it lies at.
	// It is 0 to 8192. Default: 5.
	MarkPad int
	// MarkAlpha is mark-alpha: Opacity of the watermark in percent.
	// It is 0 to 100. Default: 100.
	MarkAlpha float64
	// MarkRot is mark-rot: Rotation of the watermark clockwise in degrees.
	// It is 0 to 360. Default: 0.
	MarkRot float64
	// MarkTile is mark-tile: Repeats the watermark over the whole image.
	// It is grid.
	MarkTile string
	// Blend is blend: Color or key of an image that is laid over this one.
	// It is 3, 4, 6 or 8 hexadecimal digits or a CSS color name, or a key of at most 1024 bytes.
	Blend string
	// BlendMode is blend-mode: Formula for laying it over.
	// It is normal, color, burn, dodge, darken, difference, exclusion, hardlight, hue, lighten, luminosity, multiply, overlay, saturation, screen or softlight. Default: overlay.
	BlendMode BlendMode
	// BlendAlpha is blend-alpha: Opacity of the color or image that is laid over, in percent.
	// It is 0 to 100. Default: 100.
	BlendAlpha float64
	// BlendAlign is blend-align: Edges that the blended image lies at.
	// It is a comma list of top, middle, bottom, left, center and right. Default: the middle.
	BlendAlign string
	// BlendFit is blend-fit: How the blended image comes into the box of blend-w and blend-h, as fit does.
	// It is clip, max, crop, min, scale, fill, fillmax, clamp or outside. Default: clip.
	BlendFit Fit
	// BlendCrop is blend-crop: What a cut of the blended image keeps, as crop does.
	// It is a comma list of top, bottom, left, right, focalpoint, entropy, edges and faces. Default: the middle.
	BlendCrop string
	// BlendW is blend-w: Width of the blended image in pixels, or a fraction of the image's.
	// It is an integer 1 to 8192 or a fraction between 0 and 1.
	BlendW int
	// BlendH is blend-h: Height of the blended image in pixels, or a fraction of the image's.
	// It is an integer 1 to 8192 or a fraction between 0 and 1.
	BlendH int
	// BlendSize is blend-size: inherit gives the blended image the size of the image.
	// It is inherit.
	BlendSize string
	// BlendPad is blend-pad: Pixels between the blended image and the edges that it lies at.
	// It is 0 to 8192. Default: 0.
	BlendPad int
	// BlendX is blend-x: Place of the blended image's left edge in pixels; wins over blend-align.
	// It is 0 to 8192.
	BlendX int
	// BlendY is blend-y: Place of the blended image's upper edge in pixels; wins over blend-align.
	// It is 0 to 8192.
	BlendY int

	// Output.

	// Format is fm: Output format; beside auto=format the one to fall back to; formats that are not written become the nearest one that is.
	// It is jpg, pjpg, png, png8, png32, webp, gif, avif, json or blurhash. Default: that of the source.
	Format Format
	// Auto is auto: Choices left to the server, merged when repeated: format sends the best format that the browser accepts; compress prefers fewer bytes, so that q is auto where it is absent, the quality, also one that q names, is at most what the source was coded with, PNG gets a palette of up to 256 colors, as fm=png8 does, and a drawing may become lossless WebP even if q is there; enhance and redeye (true asks for both) are accepted and do nothing.
	// It is a comma list of format, compress, enhance and redeye.
	Auto string
	// Quality is q: Quality of lossy formats: with auto=format on the scale of JPEG, and other formats look like it; without it on the scale of each, or what an image needs for a score of 85 (auto:best), 75 (auto), 65 (auto:eco) or 50 (auto:low) on the scale of SSIMULACRA2; without q it is lowered to what the source is worth, so that a JPEG of quality 30 does not become one of 75.
	// It is 1 to 100. Default: 75 of JPEG and what looks like it, or as the configuration says; where fm names the format, 75 of JPEG and WebP, 50 of AVIF.
	Quality int
	// Lossless is lossless: Lossless WebP or AVIF.
	// It is 1, 0, true or false. Default: 0.
	Lossless bool
	// ChromaSub is chromasub: Chroma subsampling of JPEG; of AVIF 420 or 444.
	// It is 420, 422 or 444. Default: 420.
	ChromaSub string
	// ColorQuant is colorquant: Colors in the palette of png8 and gif.
	// It is 2 to 256. Default: 256.
	ColorQuant int
	// Progressive is jpg-progressive: 1 for a progressive JPEG, as fm=pjpg is, 0 for a sequential one; left out, what takes fewer bytes, which is progressive but for tiny and very large images.
	// It is 1, 0, true or false. Default: where that is smaller.
	Progressive bool
	// CS is cs: srgb converts to sRGB and drops the profile, origin keeps pixels and profile, strip is the same as srgb; Adobe RGB is not written, and colors that a file describes without a profile (cICP, gAMA and cHRM of PNG) are converted in any case.
	// It is srgb, origin or strip. Default: srgb.
	CS ColorSpace
	// Bytes is bytes: Largest body wanted: quality falls until the image fits, down to 10; then its size falls, too; x-tintype-fit reports what was given up.
	// It is 1000 to 1000000000.
	Bytes int
	// Palette is palette: Dominant colors in place of the image.
	// It is json or css.
	Palette Palette
	// Colors is colors: How many colors palette gives.
	// It is 0 to 16. Default: 6.
	Colors int
	// Prefix is prefix: Beginning of the class names of palette=css.
	// It is 1 to 64 letters, digits, - and _. Default: image.
	Prefix string
	// Frame is frame: Frame of an animation, counted from 1, which makes a still, or a range of them.
	// It is a frame N from 1 up, or a range M-N, M- or -N. Default: all.
	Frame string
	// Loop is loop: How often an animation plays; 0 is for ever.
	// It is 0 to 65535. Default: that of the source.
	Loop int
	// FPS is fps: Frames a second of an animation.
	// It is 1 to 100. Default: that of the source.
	FPS int
	// Skip is skip: Leaves out every frame of an animation whose number this divides.
	// It is 1 to 1000000.
	Skip int
	// Reverse is reverse: Plays an animation backwards.
	// It is 1, 0, true or false. Default: 0.
	Reverse bool
}

// settings returns the parameters that the fields ask for.
func (o *Options) settings() settings {
	var s settings
	s.integer("w", o.Width)
	s.integer("h", o.Height)
	s.text("fit", string(o.Fit))
	s.text("ar", o.AR)
	s.number("dpr", o.DPR)
	s.integer("max-w", o.MaxW)
	s.integer("max-h", o.MaxH)
	s.integer("min-w", o.MinW)
	s.integer("min-h", o.MinH)
	s.text("rect", o.Rect)
	s.text("crop", o.Crop)
	s.number("fp-x", o.FPX)
	s.number("fp-y", o.FPY)
	s.number("fp-z", o.FPZ)
	s.text("orient", o.Orient)
	s.number("rot", o.Rot)
	s.text("flip", string(o.Flip))
	s.text("trim", string(o.Trim))
	s.text("trim-color", o.TrimColor)
	s.number("trim-tol", o.TrimTol)
	s.number("trim-md", o.TrimMD)
	s.integer("trim-pad", o.TrimPad)
	s.integer("pad", o.Pad)
	s.integer("pad-left", o.PadLeft)
	s.integer("pad-right", o.PadRight)
	s.integer("pad-top", o.PadTop)
	s.integer("pad-bottom", o.PadBottom)
	s.text("border", o.Border)
	s.text("border-radius", o.BorderRadius)
	s.text("mask", string(o.Mask))
	s.text("corner-radius", o.CornerRadius)
	s.text("bg", o.BG)
	s.text("fill", string(o.Fill))
	s.text("fill-color", o.FillColor)
	s.number("bri", o.Bri)
	s.number("con", o.Con)
	s.number("exp", o.Exp)
	s.number("gam", o.Gam)
	s.number("sat", o.Sat)
	s.number("vib", o.Vib)
	s.number("high", o.High)
	s.number("shad", o.Shad)
	s.number("hue", o.Hue)
	s.number("sharp", o.Sharp)
	s.number("usm", o.USM)
	s.number("usmrad", o.USMRad)
	s.number("blur", o.Blur)
	s.integer("px", o.Px)
	s.toggle("invert", o.Invert)
	s.number("sepia", o.Sepia)
	s.text("monochrome", o.Monochrome)
	s.text("duotone", o.Duotone)
	s.number("nr", o.NR)
	s.number("nrs", o.NRS)
	s.text("mark", o.Mark)
	s.integer("mark-w", o.MarkW)
	s.integer("mark-h", o.MarkH)
	s.number("mark-scale", o.MarkScale)
	s.text("mark-fit", string(o.MarkFit))
	s.text("mark-align", o.MarkAlign)
	s.integer("mark-x", o.MarkX)
	s.integer("mark-y", o.MarkY)
	s.integer("mark-pad", o.MarkPad)
	s.number("mark-alpha", o.MarkAlpha)
	s.number("mark-rot", o.MarkRot)
	s.text("mark-tile", o.MarkTile)
	s.text("blend", o.Blend)
	s.text("blend-mode", string(o.BlendMode))
	s.number("blend-alpha", o.BlendAlpha)
	s.text("blend-align", o.BlendAlign)
	s.text("blend-fit", string(o.BlendFit))
	s.text("blend-crop", o.BlendCrop)
	s.integer("blend-w", o.BlendW)
	s.integer("blend-h", o.BlendH)
	s.text("blend-size", o.BlendSize)
	s.integer("blend-pad", o.BlendPad)
	s.integer("blend-x", o.BlendX)
	s.integer("blend-y", o.BlendY)
	s.text("fm", string(o.Format))
	s.text("auto", o.Auto)
	s.integer("q", o.Quality)
	s.toggle("lossless", o.Lossless)
	s.text("chromasub", o.ChromaSub)
	s.integer("colorquant", o.ColorQuant)
	s.toggle("jpg-progressive", o.Progressive)
	s.text("cs", string(o.CS))
	s.integer("bytes", o.Bytes)
	s.text("palette", string(o.Palette))
	s.integer("colors", o.Colors)
	s.text("prefix", o.Prefix)
	s.text("frame", o.Frame)
	s.integer("loop", o.Loop)
	s.integer("fps", o.FPS)
	s.integer("skip", o.Skip)
	s.toggle("reverse", o.Reverse)
	return s
}

// Fit says how an image comes into the box of width and height. See the parameter fit of the URL API.
type Fit string

const (
	FitClip    Fit = "clip"
	FitMax     Fit = "max"
	FitCrop    Fit = "crop"
	FitMin     Fit = "min"
	FitScale   Fit = "scale"
	FitFill    Fit = "fill"
	FitFillMax Fit = "fillmax"
	FitClamp   Fit = "clamp"
	FitOutside Fit = "outside"
)

// Format is an output format. See the parameter fm of the URL API.
type Format string

const (
	JPEG            Format = "jpg"
	ProgressiveJPEG Format = "pjpg"
	PNG             Format = "png"
	PNG8            Format = "png8"
	PNG32           Format = "png32"
	WebP            Format = "webp"
	GIF             Format = "gif"
	AVIF            Format = "avif"
	JSON            Format = "json"
	BlurHash        Format = "blurhash"
)

// Flip is a mirror. See the parameter flip of the URL API.
type Flip string

const (
	FlipH  Flip = "h"
	FlipV  Flip = "v"
	FlipHV Flip = "hv"
)

// Trim says what counts as an even border. See the parameter trim of the URL API.
type Trim string

const (
	TrimAuto             Trim = "auto"
	TrimColor            Trim = "color"
	TrimAlpha            Trim = "alpha"
	TrimColorUnlessAlpha Trim = "colorunlessalpha"
)

// Fill says what padding is made of. See the parameter fill of the URL API.
type Fill string

const (
	FillSolid Fill = "solid"
	FillBlur  Fill = "blur"
)

// Mask is a shape to clip to. See the parameter mask of the URL API.
type Mask string

const (
	MaskEllipse Mask = "ellipse"
	MaskCorners Mask = "corners"
	MaskNone    Mask = "none"
)

// BlendMode names a formula of the W3C's Compositing and Blending Level 1. See the parameter blend-mode of the URL API.
type BlendMode string

const (
	BlendNormal     BlendMode = "normal"
	BlendColor      BlendMode = "color"
	BlendBurn       BlendMode = "burn"
	BlendDodge      BlendMode = "dodge"
	BlendDarken     BlendMode = "darken"
	BlendDifference BlendMode = "difference"
	BlendExclusion  BlendMode = "exclusion"
	BlendHardLight  BlendMode = "hardlight"
	BlendHue        BlendMode = "hue"
	BlendLighten    BlendMode = "lighten"
	BlendLuminosity BlendMode = "luminosity"
	BlendMultiply   BlendMode = "multiply"
	BlendOverlay    BlendMode = "overlay"
	BlendSaturation BlendMode = "saturation"
	BlendScreen     BlendMode = "screen"
	BlendSoftLight  BlendMode = "softlight"
)

// ColorSpace says what becomes of a color profile. See the parameter cs of the URL API.
type ColorSpace string

const (
	CSSRGB   ColorSpace = "srgb"
	CSOrigin ColorSpace = "origin"
	CSStrip  ColorSpace = "strip"
)

// Palette asks for the dominant colors in place of the image. See the parameter palette of the URL API.
type Palette string

const (
	PaletteJSON Palette = "json"
	PaletteCSS  Palette = "css"
)

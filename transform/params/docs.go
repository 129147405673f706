package params

import "strings"

// Spec describes one parameter, for the reference and for the viewer-request function,
// which are generated from Table.
type Spec struct {
	Name    string   // canonical
	Also    []string // other names
	Section Section
	Kind    Kind
	Min     int
	Max     int         // of a number, or bytes of a text
	Image   bool        // asks something of the pixels: without one the original goes out
	Base64  bool        // may be sent as name64=
	Values  []string    // words
	Same    [][2]string // other spelling, word
	Address string      // the word that a key or an address counts as
	Want    string      // what is allowed, as error messages say it
	Needs   string      // what else has to be there for it to have an effect, in words; empty: nothing
	Default string      // empty: nothing happens
	Doc     string      // one sentence
	Example string      // a query that shows it
}

// Table returns the grammar in the order of the reference. It is for generators. The
// guest does not call it, so that it does not contain the texts.
func Table() []Spec {
	specs := make([]Spec, len(table))
	for i := range table {
		s, d := &table[i], &docs[i]
		specs[i] = Spec{
			Name: s.name, Also: strings.Fields(s.also), Section: s.section, Kind: s.kind,
			Min: s.min, Max: s.max, Image: !s.aside, Base64: !s.plain,
			Values: strings.Fields(s.values), Address: s.address, Want: s.want(), Needs: needsInWords(needs[i].all),
			Default: d.def, Doc: d.doc, Example: d.example,
		}
		for _, pair := range strings.Fields(s.same) {
			alias, word, _ := strings.Cut(pair, "=")
			specs[i].Same = append(specs[i].Same, [2]string{alias, word})
		}
	}
	return specs
}

// terms are those of needs that words say better.
var terms = map[string]string{
	":jpg": "JPEG output", ":webp": "WebP output", ":avif": "AVIF output", ":gif": "GIF output", ":png": "PNG output",
	":file": "an image as output", ":animated": "an animation as output", ":frames": "an animation as source", ":layer": "an image as blend",
}

// longer are whole conditions that words say better.
var longer = map[string]string{
	needSize: "a size", needShape: "both sides of a box (w and h, or ar)", needBox + "|fp-z": "both sides of a box (w and h, or ar)",
	"!w|!h": "not both of w and h", "!pad-left|!pad-right|!pad-top|!pad-bottom": "a side without a padding of its own",
	"!mark-x|!mark-y": "not both of mark-x and mark-y", "!blend-x|!blend-y": "not both of blend-x and blend-y", "!blend-size|blend-fit": "no blend-size without blend-fit",
	"!mark-x|!mark-y|mark-tile|!mark-w+!mark-h+!mark-scale": "an edge that the watermark lies at, mark-tile, or a watermark without a size",
	"blend-align|!blend-w+!blend-h+!blend-size":             "blend-align, or an image without a size",
	needRoom: "room around the image: pad, or fit=fill or fit=fillmax with both sides of a box",
}

// needsInWords writes conditions for people: "fit=crop or fit=min, and crop=focalpoint".
// That facts of a header have no pixels goes without saying.
func needsInWords(all string) string {
	var conditions []string
	for _, any := range strings.Fields(all) {
		if any == needPixels {
			continue
		}
		if text := longer[any]; text != "" {
			conditions = append(conditions, text)
			continue
		}
		alternatives := strings.Split(any, "|")
		for i, one := range alternatives {
			words := strings.Split(one, "+")
			for k, term := range words {
				positive := strings.TrimPrefix(term, "!")
				word := positive
				if w := terms[positive]; w != "" {
					word = w
				}
				if positive != term {
					word = "no " + word
				}
				words[k] = word
			}
			alternatives[i] = strings.Join(words, " with ")
		}
		last := len(alternatives) - 1
		text := alternatives[last]
		if last > 0 {
			text = strings.Join(alternatives[:last], ", ") + " or " + text
		}
		conditions = append(conditions, text)
	}
	return strings.Join(conditions, ", and ")
}

// docs describes each row of table, in the same order.
var docs = [len(table)]struct{ name, def, doc, example string }{
	{"w", "", "Width in pixels, or a fraction of the source's; without h the height follows the aspect ratio.", "w=400"},
	{"h", "", "Height in pixels, or a fraction of the source's; without w the width follows the aspect ratio.", "h=0.25"},
	{"fit", "clip", "How the image is fitted into the box of w and h: clip fits inside and may enlarge, max never enlarges, crop covers and cuts, min cuts and never enlarges, scale distorts, fill fits inside and pads to the exact size, fillmax pads and never enlarges, clamp pads by stretching the edge pixels, outside covers without the cut.", "w=300&h=300&fit=crop"},
	{"ar", "", "Aspect ratio that completes the box when w, h or both are missing, with a fit that cuts or pads; W alone is W:1.", "w=400&ar=16:9&fit=crop"},
	{"dpr", "1", "Device pixel ratio: multiplies w, h, pad, border and radii.", "w=200&dpr=2"},
	{"max-w", "", "Largest width with fit=crop or min, in pixels that dpr does not multiply.", "h=300&max-w=250&fit=crop"},
	{"max-h", "", "Largest height with fit=crop or min, in pixels that dpr does not multiply.", "w=400&max-h=200&fit=crop"},
	{"min-w", "", "Smallest width with fit=crop or min, in pixels that dpr does not multiply.", "h=100&min-w=300&fit=crop"},
	{"min-h", "", "Smallest height with fit=crop or min, in pixels that dpr does not multiply.", "w=200&min-h=300&fit=crop"},
	{"rect", "", "Part of the upright source to start from: x,y,w,h in pixels or fractions, or words for x (left, center, right), y (top, middle, bottom) and w, h (full); the part outside of the source is left out.", "rect=center,middle,0.5,0.5&w=400"},
	{"crop", "the middle", "What a cut keeps, as a list that is tried in order: edges of the image (these combine), the focal point, the part with the most entropy or edges, faces (there is no face detector; the next mode applies).", "w=300&h=300&fit=crop&crop=entropy"},
	{"fp-x", "0.5", "Focal point from the left, as a fraction of the width.", "w=300&h=300&fit=crop&crop=focalpoint&fp-x=0.8"},
	{"fp-y", "0.5", "Focal point from the top, as a fraction of the height.", "w=300&h=150&fit=crop&crop=focalpoint&fp-y=0.2"},
	{"fp-z", "1", "Zoom to the focal point.", "w=300&h=300&fit=crop&crop=focalpoint&fp-z=2.5"},

	{"orient", "as EXIF says", "Orientation of the stored pixels: 0 leaves them as they are, 1 to 8 are the values of EXIF, 90, 180 and 270 rotate.", "orient=6&w=300"},
	{"rot", "0", "Rotation clockwise in degrees, after the cut; angles that are not multiples of 90 show bg in the corners.", "w=300&rot=30&bg=fff"},
	{"flip", "", "Mirrors after rot: h exchanges left and right, v top and bottom.", "w=300&flip=h"},
	{"trim", "", "Removes an even border: auto by the corner's color, color by trim-color, alpha by transparency, colorunlessalpha by transparency if the image has alpha, else by color.", "trim=auto&w=300"},
	{"trim-color", "", "Color of the border that trim=color removes.", "trim=color&trim-color=fff"},
	{"trim-tol", "0", "Difference in color that still counts as the border's color.", "trim=color&trim-color=fff&trim-tol=20"},
	{"trim-md", "11", "Mean difference in color that still counts as the border with trim=auto.", "trim=auto&trim-md=30"},
	{"trim-pad", "0", "Pixels of the source left around what trim keeps; less than 0 cuts into it.", "trim=auto&trim-pad=10"},
	{"pad", "0", "Padding on all four sides; with w or h the image and its padding fit inside.", "w=300&pad=20&bg=eee"},
	{"pad-left", "pad", "Padding on the left.", "w=300&pad-left=40&bg=eee"},
	{"pad-right", "pad", "Padding on the right.", "w=300&pad-right=40&bg=eee"},
	{"pad-top", "pad", "Padding at the top.", "w=300&pad-top=40&bg=eee"},
	{"pad-bottom", "pad", "Padding at the bottom.", "w=300&pad-bottom=40&bg=eee"},
	{"border", "", "Line over the edge of the image: its width and its color.", "w=300&border=8,tomato"},
	{"border-radius", "0", "Radius of the border's corners, or four: top left, top right, bottom right, bottom left.", "w=300&border=8,tomato&border-radius=30"},
	{"mask", "", "Shape that the image is clipped to, ellipse or corners rounded by corner-radius; outside it is transparent, or bg; an image as a mask, as imgix has it, is ignored.", "w=300&h=300&fit=crop&mask=ellipse"},
	{"corner-radius", "0", "Radius of the corners with mask=corners, or four: top left, top right, bottom right, bottom left.", "w=300&mask=corners&corner-radius=40,0,40,0"},
	{"bg", "transparent, or white if the format has no alpha", "Color behind transparent pixels and in the areas that rot and pad add: 3, 4 (ARGB), 6 or 8 (AARRGGBB) hexadecimal digits or a CSS name.", "w=300&pad=20&bg=gold"},
	{"fill", "solid", "What fit=fill and fillmax pad with: a color, or the image enlarged and blurred; imgix's generated content becomes blur, and its gradient a color.", "w=300&h=300&fit=fill&fill=blur"},
	{"fill-color", "bg", "Color of fill=solid.", "w=300&h=300&fit=fill&fill-color=334455"},

	{"bri", "0", "Brightness: -100 to 100 percent of the range from black to white is added.", "w=300&bri=30"},
	{"con", "0", "Contrast: the difference from middle gray is multiplied by 1 + con/100.", "w=300&con=40"},
	{"exp", "0", "Exposure: ±100 is two stops of light.", "w=300&exp=20"},
	{"gam", "0", "Gamma: the power 2^(-gam/100) of every sample; brightens or darkens the middle tones.", "w=300&gam=30"},
	{"sat", "0", "Saturation; -100 is gray, 100 twice as much.", "w=300&sat=-100"},
	{"vib", "0", "Vibrance: boosts saturation, muted colors most.", "w=300&vib=60"},
	{"high", "0", "Highlights: moves light tones, by 38 of 255 at most.", "w=300&high=-60"},
	{"shad", "0", "Shadows: moves dark tones, by 38 of 255 at most.", "w=300&shad=60"},
	{"hue", "0", "Rotation of the hue in degrees, as CSS hue-rotate.", "w=300&hue=120"},
	{"sharp", "0", "Sharpening of the luminance: sharp/50 times the detail that a blur of one pixel would remove.", "w=300&sharp=40"},
	{"usm", "0", "Strength of an unsharp mask; less than 0 softens.", "w=300&usm=40"},
	{"usmrad", "2.5", "Radius of the unsharp mask in pixels.", "w=300&usm=40&usmrad=5"},
	{"blur", "0", "Gaussian blur; its deviation is blur/20 pixels of the output.", "w=300&blur=60"},
	{"px", "0", "Side of the blocks that the image is made of, in pixels.", "w=300&px=12"},
	{"invert", "0", "Negative.", "w=300&invert=true"},
	{"sepia", "0", "Strength of a sepia tone, as CSS sepia.", "w=300&sepia=80"},
	{"monochrome", "", "Image in shades of one color; its alpha is the strength.", "w=300&monochrome=4a6b8c"},
	{"duotone", "", "Image in two colors: the first for dark tones, the second for light ones.", "w=300&duotone=000080,fa8072"},
	{"nr", "20", "Bound up to which differences count as noise.", "w=300&nr=40"},
	{"nrs", "20", "Sharpness kept by the noise reduction.", "w=300&nr=40&nrs=10"},

	{"mark", "", "Key of a watermark in the same bucket; with mark64 it needs no escapes.", "w=400&mark=/logo.png"},
	{"mark-w", "", "Width of the watermark in pixels, or a fraction of the image's.", "w=400&mark=/logo.png&mark-w=0.3"},
	{"mark-h", "", "Height of the watermark in pixels, or a fraction of the image's.", "w=400&mark=/logo.png&mark-h=50"},
	{"mark-scale", "", "Width of the watermark in percent of the image's.", "w=400&mark=/logo.png&mark-scale=25"},
	{"mark-fit", "clip", "How the watermark is fitted into the box of mark-w and mark-h, as fit does.", "w=400&mark=/logo.png&mark-w=80&mark-h=80&mark-fit=crop"},
	{"mark-align", "bottom,right", "Edges that the watermark lies at.", "w=400&mark=/logo.png&mark-align=top,left"},
	{"mark-x", "", "Place of the watermark's left edge in pixels; wins over mark-align.", "w=400&mark=/logo.png&mark-x=30"},
	{"mark-y", "", "Place of the watermark's upper edge in pixels; wins over mark-align.", "w=400&mark=/logo.png&mark-y=30"},
	{"mark-pad", "5", "Pixels between the watermark and the edges that it lies at.", "w=400&mark=/logo.png&mark-pad=20"},
	{"mark-alpha", "100", "Opacity of the watermark in percent.", "w=400&mark=/logo.png&mark-alpha=50"},
	{"mark-rot", "0", "Rotation of the watermark clockwise in degrees.", "w=400&mark=/logo.png&mark-rot=30"},
	{"mark-tile", "", "Repeats the watermark over the whole image.", "w=400&mark=/logo.png&mark-tile=grid"},
	{"blend", "", "Color or key of an image that is laid over this one.", "w=400&blend=80ff4500"},
	{"blend-mode", "overlay", "Formula for laying it over.", "w=400&blend=ff4500&blend-mode=multiply"},
	{"blend-alpha", "100", "Opacity of the color or image that is laid over, in percent.", "w=400&blend=ff4500&blend-alpha=40"},
	{"blend-align", "the middle", "Edges that the blended image lies at.", "w=400&blend=/leaf.png&blend-align=top,left"},
	{"blend-fit", "clip", "How the blended image comes into the box of blend-w and blend-h, as fit does.", "w=400&blend=/leaf.png&blend-w=200&blend-h=200&blend-fit=crop"},
	{"blend-crop", "the middle", "What a cut of the blended image keeps, as crop does.", "w=400&blend=/leaf.png&blend-w=200&blend-h=200&blend-fit=crop&blend-crop=top"},
	{"blend-w", "", "Width of the blended image in pixels, or a fraction of the image's.", "w=400&blend=/leaf.png&blend-w=0.5"},
	{"blend-h", "", "Height of the blended image in pixels, or a fraction of the image's.", "w=400&blend=/leaf.png&blend-h=0.5"},
	{"blend-size", "", "inherit gives the blended image the size of the image.", "w=400&blend=/leaf.png&blend-size=inherit"},
	{"blend-pad", "0", "Pixels between the blended image and the edges that it lies at.", "w=400&blend=/leaf.png&blend-align=top,left&blend-pad=10"},
	{"blend-x", "", "Place of the blended image's left edge in pixels; wins over blend-align.", "w=400&blend=/leaf.png&blend-x=30"},
	{"blend-y", "", "Place of the blended image's upper edge in pixels; wins over blend-align.", "w=400&blend=/leaf.png&blend-y=30"},

	{"fm", "that of the source", "Output format; beside auto=format the one to fall back to; formats that are not written become the nearest one that is.", "w=400&fm=webp"},
	{"auto", "", "Choices left to the server, merged when repeated: format sends the best format that the browser accepts; compress prefers fewer bytes, so that q is auto where it is absent, the quality, also one that q names, is at most what the source was coded with, PNG gets a palette of up to 256 colors, as fm=png8 does, and a drawing may become lossless WebP even if q is there; enhance and redeye (true asks for both) are accepted and do nothing.", "w=400&auto=format,compress"},
	{"q", "75 of JPEG and what looks like it, or as the configuration says; where fm names the format, 75 of JPEG and WebP, 50 of AVIF", "Quality of lossy formats: with auto=format on the scale of JPEG, and other formats look like it; without it on the scale of each, or what an image needs for a score of 85 (auto:best), 75 (auto), 65 (auto:eco) or 50 (auto:low) on the scale of SSIMULACRA2; without q it is lowered to what the source is worth, so that a JPEG of quality 30 does not become one of 75.", "w=400&q=60"},
	{"lossless", "0", "Lossless WebP or AVIF.", "w=400&fm=webp&lossless=1"},
	{"chromasub", "420", "Chroma subsampling of JPEG; of AVIF 420 or 444.", "w=400&fm=jpg&chromasub=444"},
	{"colorquant", "256", "Colors in the palette of png8 and gif.", "w=400&fm=png8&colorquant=16"},
	{"jpg-progressive", "where that is smaller", "1 for a progressive JPEG, as fm=pjpg is, 0 for a sequential one; left out, what takes fewer bytes, which is progressive but for tiny and very large images.", "w=400&fm=jpg&jpg-progressive=1"},
	{"cs", "srgb", "srgb converts to sRGB and drops the profile, origin keeps pixels and profile, strip is the same as srgb; Adobe RGB is not written, and colors that a file describes without a profile (cICP, gAMA and cHRM of PNG) are converted in any case.", "w=400&cs=origin"},
	{"bytes", "", "Largest body wanted: quality falls until the image fits, down to 10; then its size falls, too; x-tintype-fit reports what was given up.", "w=800&bytes=20000"},
	{"dl", "", "Downloads the image under this file name.", "w=400&dl=cat.jpg"},
	{"palette", "", "Dominant colors in place of the image.", "palette=json"},
	{"colors", "6", "How many colors palette gives.", "palette=json&colors=4"},
	{"prefix", "image", "Beginning of the class names of palette=css.", "palette=css&prefix=hero"},
	{"frame", "all", "Frame of an animation, counted from 1, which makes a still, or a range of them.", "w=300&frame=1"},
	{"loop", "that of the source", "How often an animation plays; 0 is for ever.", "w=300&loop=3"},
	{"fps", "that of the source", "Frames a second of an animation.", "w=300&fps=10"},
	{"skip", "", "Leaves out every frame of an animation whose number this divides.", "w=300&skip=2"},
	{"reverse", "0", "Plays an animation backwards.", "w=300&reverse=true"},
	{"expires", "", "Unix time from which on the URL is answered by 404; before, caches keep it no longer.", "w=400&expires=4102444800"},
	{"ch", "", "Client hints to read, where the URL does not say it itself: width sets w, dpr sets dpr, and save-data adds auto=compress and, where there is no q, q=auto:eco, if the browser sends Save-Data: on or an ECT of slow-2g, 2g or 3g.", "ch=width,dpr,save-data&auto=format"},
	{"preset", "", "Name of a configured set of parameters; those in the URL win over it.", "preset=card&dpr=2"},
}

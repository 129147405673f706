package params

import "strings"

// An Outcome is what an output has turned out to be, as far as parameters depend on it.
type Outcome struct {
	Format   string // of the output: "jpg", "png", "gif", "webp", "avif"
	File     bool   // an image goes out, and not what is read off one
	Facts    bool   // only what the source's header says goes out (fm=json)
	Frames   bool   // the source has several frames
	Animated bool   // so has the output
}

// Ignored returns the names of the parameters that are there and could not have changed
// this output, whatever their value, in the table's order. One that might have, such as a
// turn that the source did not need, is not among them.
func (p *Params) Ignored(o Outcome) (names []string) {
	for i := range needs {
		if all := needs[i].all; all != "" && p.has(i) && !p.meets(all, o) {
			names = append(names, table[i].name)
		}
	}
	return names
}

// meets says that every condition of a list holds.
func (p *Params) meets(all string, o Outcome) bool {
	for all != "" {
		var any string
		if any, all = cutWord(all); !p.meetsAny(any, o) {
			return false
		}
	}
	return true
}

func (p *Params) meetsAny(any string, o Outcome) bool {
	for any != "" {
		var one string
		one, any, _ = strings.Cut(any, "|")
		if p.meetsEach(one, o) {
			return true
		}
	}
	return false
}

func (p *Params) meetsEach(one string, o Outcome) bool {
	for one != "" {
		var term string
		term, one, _ = strings.Cut(one, "+")
		positive := strings.TrimPrefix(term, "!")
		if p.holds(positive, o) != (positive == term) {
			return false
		}
	}
	return true
}

func (p *Params) holds(term string, o Outcome) bool {
	switch term {
	case ":file":
		return o.File
	case ":facts":
		return o.Facts
	case ":frames":
		return o.Frames
	case ":animated":
		return o.Animated
	case ":layer":
		return p.Blend.Key != ""
	}
	if term[0] == ':' {
		return o.File && term[1:] == o.Format
	}
	name, word, valued := strings.Cut(term, "=")
	i := lookup(name)
	if !valued || !p.has(i) {
		return p.has(i)
	}
	for list := string(table[i].at(p).text(nil, &table[i])); list != ""; {
		var one string
		if one, list, _ = strings.Cut(list, ","); one == word {
			return true
		}
	}
	return false
}

// Conditions that several parameters share.
const (
	needPixels = "!:facts" // more than the header's facts go out
	needCut    = "fit=crop|fit=min"
	needBox    = "w+h|ar|max-w|max-h|min-w|min-h" // with a fit that knows ar or bounds, both sides are there
	needSize   = "w|h|ar|max-w|max-h|min-w|min-h"
	needShape  = "fit=max|fit=min|fit=fillmax|" + needBox + "|fp-z" // these three also keep an image from growing
	needRoom   = "fit=fill+w+h|fit=fill+ar|fit=fillmax+w+h|fit=fillmax+ar|pad|pad-left|pad-right|pad-top|pad-bottom"
	needPoint  = needCut + " " + needBox + "|fp-z crop=focalpoint"
	needLayer  = ":layer " + needPixels
)

// needs says, for each row of table and in its order, what a parameter needs to have an
// effect: conditions with a space between them, all of which have to hold. A condition is
// a list of alternatives, a|b; an alternative terms that hold together, a+b. A term is a
// parameter that is there (w), that has a word (fit=crop), a format of the output (:webp),
// :file, :facts, :frames, :animated (see Outcome), or :layer, an image as blend; with ! it
// must not hold. What is always of effect, or asks nothing of the pixels, needs "".
var needs = [len(table)]struct{ name, all string }{
	{"w", ""},
	{"h", ""},
	{"fit", needSize + " " + needShape},
	{"ar", needCut + "|fit=fill|fit=fillmax|fit=clamp !w|!h"},
	{"dpr", "w|h|pad|pad-left|pad-right|pad-top|pad-bottom|border|border-radius|corner-radius|mark|blend"},
	{"max-w", needCut},
	{"max-h", needCut},
	{"min-w", needCut},
	{"min-h", needCut},
	{"rect", ""},
	{"crop", needPixels + " " + needCut + " " + needBox + "|fp-z"},
	{"fp-x", needPixels + " " + needPoint},
	{"fp-y", needPixels + " " + needPoint},
	{"fp-z", needPoint},

	{"orient", ""},
	{"rot", ""},
	{"flip", needPixels},
	{"trim", ""},
	{"trim-color", "trim=color|trim=colorunlessalpha"},
	{"trim-tol", "trim=color|trim=alpha|trim=colorunlessalpha"},
	{"trim-md", "trim=auto"},
	{"trim-pad", "trim"},
	{"pad", "!pad-left|!pad-right|!pad-top|!pad-bottom"},
	{"pad-left", ""},
	{"pad-right", ""},
	{"pad-top", ""},
	{"pad-bottom", ""},
	{"border", needPixels},
	{"border-radius", needPixels},
	{"mask", needPixels},
	{"corner-radius", "mask=corners " + needPixels},
	{"bg", needPixels},
	{"fill", needRoom + " !fit=clamp " + needPixels},
	{"fill-color", needRoom + " !fit=clamp !fill=blur " + needPixels},

	{"bri", needPixels},
	{"con", needPixels},
	{"exp", needPixels},
	{"gam", needPixels},
	{"sat", needPixels},
	{"vib", needPixels},
	{"high", needPixels},
	{"shad", needPixels},
	{"hue", needPixels},
	{"sharp", needPixels},
	{"usm", needPixels},
	{"usmrad", "usm " + needPixels},
	{"blur", needPixels},
	{"px", needPixels},
	{"invert", needPixels},
	{"sepia", needPixels},
	{"monochrome", needPixels},
	{"duotone", needPixels},
	{"nr", needPixels},
	{"nrs", needPixels},

	{"mark", needPixels},
	{"mark-w", "mark !mark-scale " + needPixels},
	{"mark-h", "mark " + needPixels},
	{"mark-scale", "mark " + needPixels},
	{"mark-fit", "mark mark-w|mark-h|mark-scale " + needPixels},
	{"mark-align", "mark !mark-x|!mark-y " + needPixels},
	{"mark-x", "mark " + needPixels},
	{"mark-y", "mark " + needPixels},
	{"mark-pad", "mark !mark-x|!mark-y|mark-tile|!mark-w+!mark-h+!mark-scale " + needPixels},
	{"mark-alpha", "mark " + needPixels},
	{"mark-rot", "mark " + needPixels},
	{"mark-tile", "mark " + needPixels},
	{"blend", needPixels},
	{"blend-mode", "blend " + needPixels},
	{"blend-alpha", "blend " + needPixels},
	{"blend-align", needLayer + " !blend-x|!blend-y !blend-size|blend-fit"},
	{"blend-fit", needLayer + " blend-w|blend-h|blend-size"},
	{"blend-crop", needLayer + " blend-fit=crop|blend-fit=min|blend-size"},
	{"blend-w", needLayer + " !blend-size"},
	{"blend-h", needLayer + " !blend-size"},
	{"blend-size", needLayer},
	{"blend-pad", needLayer + " blend-align|!blend-w+!blend-h+!blend-size !blend-size|blend-fit"},
	{"blend-x", "blend " + needPixels},
	{"blend-y", "blend " + needPixels},

	{"fm", "!palette"},
	{"auto", ""},
	{"q", ":jpg|:webp|:avif !lossless=1"},
	{"lossless", ":webp|:avif"},
	{"chromasub", ":jpg|:avif !lossless=1"},
	{"colorquant", ":gif|:png+fm=png8|:png+auto=compress !fm=png32"},
	{"jpg-progressive", ":jpg !fm=pjpg"},
	{"cs", needPixels},
	{"bytes", ":file"},
	{"dl", ""},
	{"palette", ""},
	{"colors", "palette"},
	{"prefix", "palette=css"},
	{"frame", ":frames " + needPixels},
	{"loop", ":animated"},
	{"fps", ":animated"},
	{"skip", ":animated"},
	{"reverse", ":animated"},
	{"expires", ""},
	{"ch", ""},
	{"preset", ""},
}

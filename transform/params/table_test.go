package params

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// Every name finds exactly one row, and no name is the base64 variant of another.
func TestNamesAreUnique(t *testing.T) {
	owner := map[string]string{"s": "the signature", "ixlib": "the clients' own mark"}
	claim := func(name, row string) {
		if other, taken := owner[name]; taken {
			t.Errorf("%s belongs to %s and to %s", name, other, row)
		}
		owner[name] = row
	}
	for _, s := range Table() {
		for _, name := range append([]string{s.Name}, s.Also...) {
			claim(name, s.Name)
			claim(name+"64", s.Name)
		}
	}
}

// kindOf says which kinds a field's code is written for.
func kindOf(f field) string {
	switch f.(type) {
	case *lengthField:
		return "length"
	case *intField, *qualityField:
		return "integer"
	case *decimalField:
		return "number"
	case *optField:
		return "integer number"
	case *toggleField:
		return "switch"
	case *wordField:
		return "word"
	case *wordsField:
		return "words"
	case *cropField:
		return "crop"
	case *textField:
		return "text name"
	case *colorField:
		return "color"
	case *colorsField:
		return "colors"
	case *ratioField:
		return "ratio"
	case *regionField:
		return "region"
	case *borderField:
		return "border"
	case *radiiField:
		return "radii"
	case *paintField:
		return "paint"
	case *framesField:
		return "frames"
	}
	return ""
}

var kindNames = [...]string{"length", "integer", "number", "switch", "word", "words", "crop", "color",
	"colors", "ratio", "region", "border", "radii", "text", "name", "paint", "frames"}

// A row's kind is the grammar of its field, every row has a field of its own,
// and sets of words fit their eight bits.
func TestRowsFitTheirFields(t *testing.T) {
	var p Params
	fields := map[field]string{}
	for i := range table {
		s := &table[i]
		f := s.at(&p)
		if !strings.Contains(kindOf(f), kindNames[s.kind]) {
			t.Errorf("%s: kind %s in a field of %T", s.name, kindNames[s.kind], f)
		}
		if other, taken := fields[f]; taken {
			t.Errorf("%s and %s share a field", s.name, other)
		}
		fields[f] = s.name
		if n := len(strings.Fields(s.values)); (s.kind == KindWords || s.kind == KindCrop) && n > 8 {
			t.Errorf("%s: %d words in 8 places", s.name, n)
		}
	}
}

// The reference has a sentence for every parameter, and an example that
// parses and names it.
func TestEveryParameterIsDocumented(t *testing.T) {
	for i, s := range Table() {
		if docs[i].name != s.Name {
			t.Fatalf("row %d of docs describes %s, of the table %s", i, docs[i].name, s.Name)
		}
		if !strings.HasSuffix(s.Doc, ".") || strings.Contains(s.Doc, ". ") || s.Want == "" {
			t.Errorf("%s: want one sentence, got %q; allowed: %q", s.Name, s.Doc, s.Want)
		}
		p, err := Parse(s.Example)
		if err != nil || !p.Has(s.Name) {
			t.Errorf("%s: example %s: %v", s.Name, s.Example, err)
		}
	}
}

// Words stand in the table in the order of their constants.
func TestWordsAreTheirConstants(t *testing.T) {
	for _, tt := range []struct {
		query string
		got   func(p *Params) any
		want  any
	}{
		{"fit=clip", fit, FitClip}, {"fit=max", fit, FitMax}, {"fit=crop", fit, FitCrop}, {"fit=min", fit, FitMin},
		{"fit=scale", fit, FitScale}, {"fit=fill", fit, FitFill}, {"fit=fillmax", fit, FitFillMax},
		{"fit=clamp", fit, FitClamp}, {"fit=outside", fit, FitOutside}, {"fit=cover", fit, FitCrop},
		{"fit=contain", fit, FitFill}, {"fit=inside", fit, FitClip},
		{"mark-fit=scale", func(p *Params) any { return p.MarkFit }, FitScale},
		{"mark-fit=fill", func(p *Params) any { return p.MarkFit }, FitFill},
		{"blend-fit=clamp", func(p *Params) any { return p.BlendFit }, FitClamp},
		{"crop=top,bottom,left,right,focalpoint,entropy,edges,faces", crop,
			CropList{CropTop, CropBottom, CropLeft, CropRight, CropFocalPoint, CropEntropy, CropEdges, CropFaces}},
		{"blend-crop=faces,top", func(p *Params) any { return p.BlendCrop }, CropList{CropFaces, CropTop}},
		{"orient=0", orient, OrientIgnore}, {"orient=1", orient, OrientAs(1)}, {"or=8", orient, OrientAs(8)},
		{"orient=90", orient, OrientAs(Rotate90)}, {"orient=180", orient, OrientAs(Rotate180)},
		{"orient=270", orient, OrientAs(Rotate270)},
		{"flip=h", flip, FlipHorizontal}, {"flip=v", flip, FlipVertical}, {"flip=hv", flip, FlipBoth}, {"flip=vh", flip, FlipBoth},
		{"trim=auto", trim, TrimAuto}, {"trim=color", trim, TrimColor}, {"trim=alpha", trim, TrimAlpha}, {"trim=colorunlessalpha", trim, TrimColorUnlessAlpha},
		{"mask=ellipse", func(p *Params) any { return p.Mask }, MaskEllipse},
		{"mask=corners", func(p *Params) any { return p.Mask }, MaskCorners},
		{"mask=/shape.png", func(p *Params) any { return p.Mask }, MaskIgnored},
		{"fill=solid", func(p *Params) any { return p.Fill }, FillSolid},
		{"fill=blur", func(p *Params) any { return p.Fill }, FillBlur},
		{"mark-tile=grid", func(p *Params) any { return p.MarkTile }, MarkGrid},
		{"mark-align=top,middle", align, AlignTop | AlignMiddle}, {"ma=bottom,left", align, AlignBottom | AlignLeft},
		{"mark-align=center", align, AlignCenter}, {"mark-align=right", align, AlignRight},
		{"blend-size=inherit", func(p *Params) any { return p.BlendSize }, BlendSizeInherit},
		{"bm=normal", mode, BlendNormal}, {"bm=color", mode, BlendColor}, {"bm=burn", mode, BlendBurn},
		{"bm=dodge", mode, BlendDodge}, {"bm=darken", mode, BlendDarken}, {"bm=difference", mode, BlendDifference},
		{"bm=exclusion", mode, BlendExclusion}, {"bm=hardlight", mode, BlendHardLight}, {"bm=hue", mode, BlendHue},
		{"bm=lighten", mode, BlendLighten}, {"bm=luminosity", mode, BlendLuminosity}, {"bm=multiply", mode, BlendMultiply},
		{"bm=overlay", mode, BlendOverlay}, {"bm=saturation", mode, BlendSaturation}, {"bm=screen", mode, BlendScreen},
		{"bm=softlight", mode, BlendSoftLight},
		{"fm=jpg", format, FormatJPEG}, {"fm=jpeg", format, FormatJPEG}, {"fm=pjpg", format, FormatPJPG}, {"fm=png", format, FormatPNG},
		{"fm=png8", format, FormatPNG8}, {"fm=png32", format, FormatPNG32}, {"fm=webp", format, FormatWebP},
		{"fm=gif", format, FormatGIF}, {"fm=avif", format, FormatAVIF}, {"fm=json", format, FormatJSON},
		{"fm=blurhash", format, FormatBlurHash}, {"fm=jp2", format, FormatJPEG}, {"fm=jxr", format, FormatJPEG}, {"fm=spritesheet", format, FormatJPEG},
		{"fm=mp4", format, FormatWebP}, {"fm=webm", format, FormatWebP},
		{"fill=gen", func(p *Params) any { return p.Fill }, FillBlur}, {"fill=generative", func(p *Params) any { return p.Fill }, FillBlur},
		{"fill=gradient", func(p *Params) any { return p.Fill }, FillSolid},
		{"auto=true", auto, AutoEnhance}, {"cs=tinysrgb", cs, CSSRGB}, {"cs=adobergb1998", cs, CSSRGB},
		{"auto=format", auto, AutoFormat}, {"auto=compress", auto, AutoCompress}, {"auto=enhance,redeye", auto, AutoEnhance | AutoRedEye},
		{"chromasub=420", chroma, Chroma420}, {"chromasub=422", chroma, Chroma422}, {"chromasub=444", chroma, Chroma444},
		{"cs=srgb", cs, CSSRGB}, {"cs=origin", cs, CSOrigin}, {"cs=strip", cs, CSStrip},
		{"palette=json", func(p *Params) any { return p.Palette }, PaletteJSON},
		{"palette=css", func(p *Params) any { return p.Palette }, PaletteCSS},
		{"ch=width", hints, HintWidth}, {"ch=DPR", hints, HintDPR}, {"ch=Save-Data", hints, HintSaveData},
		{"invert=1", func(p *Params) any { return p.Invert }, On}, {"reverse=false", func(p *Params) any { return p.Reverse }, Off},
	} {
		p, err := Parse(tt.query)
		if got := tt.got(&p); err != nil || got != tt.want {
			t.Errorf("%s: got %v %v, want %v", tt.query, got, err, tt.want)
		}
	}
}

func fit(p *Params) any    { return p.Fit }
func crop(p *Params) any   { return p.Crop }
func orient(p *Params) any { return p.Orient }
func flip(p *Params) any   { return p.Flip }
func trim(p *Params) any   { return p.Trim }
func align(p *Params) any  { return p.MarkAlign }
func mode(p *Params) any   { return p.BlendMode }
func format(p *Params) any { return p.Format }
func auto(p *Params) any   { return p.Auto }
func chroma(p *Params) any { return p.ChromaSub }
func cs(p *Params) any     { return p.CS }
func hints(p *Params) any  { return p.CH }

// What Table tells generators is what Parse does: ranges end where they say,
// words and their other spellings are taken, only auto and ch have no base64.
func TestTableTellsTheTruth(t *testing.T) {
	accepts := func(name, value string) bool {
		var p Params
		return p.Set(name, value) == nil
	}
	for _, s := range Table() {
		for _, v := range s.Values {
			if !accepts(s.Name, v) {
				t.Errorf("%s=%s refused", s.Name, v)
			}
		}
		for _, pair := range s.Same {
			var p, q Params
			if p.Set(s.Name, pair[0]) != nil || q.Set(s.Name, pair[1]) != nil || p != q {
				t.Errorf("%s: %s is not %s", s.Name, pair[0], pair[1])
			}
		}
		if s.Kind == KindInteger || s.Kind == KindNumber {
			lo, hi := Decimal(s.Min)*One, Decimal(s.Max)*One
			if !accepts(s.Name, lo.String()) || accepts(s.Name, (lo-One).String()) != (lo == One) ||
				!accepts(s.Name, hi.String()) || accepts(s.Name, (hi+One).String()) {
				t.Errorf("%s: not %d to %d", s.Name, s.Min, s.Max)
			}
			var whole, half Params
			err := errors.Join(whole.Set(s.Name, hi.String()), half.Set(s.Name, (hi+One/2).String()))
			if cut := err == nil && whole == half; cut != (s.Kind == KindInteger) {
				t.Errorf("%s=%s: integers and numbers confused", s.Name, hi+One/2)
			}
		}
		if s.Address != "" {
			var p, q Params
			if p.Set(s.Name, s.Address) != nil || q.Set(s.Name, "https://example.com/shape") != nil || p != q {
				t.Errorf("%s: an address is not %s", s.Name, s.Address)
			}
		}
		if plain := s.Name == "auto" || s.Name == "ch"; s.Base64 == plain {
			t.Errorf("%s: Base64 is %v", s.Name, s.Base64)
		}
		aside := strings.Contains(" dl expires ch preset ", " "+s.Name+" ")
		p, err := Parse(s.Name + "=" + example(s))
		if err != nil || p.Any() == aside || s.Image == aside {
			t.Errorf("%s: Image is %v, Any is %v, %v", s.Name, s.Image, p.Any(), err)
		}
	}
}

// example returns the parameter's value in its own example.
func example(s Spec) string {
	for _, pair := range strings.Split(s.Example, "&") {
		if v, ok := strings.CutPrefix(pair, s.Name+"="); ok {
			return v
		}
	}
	return ""
}

// Every parameter says what it needs, in terms that there are.
func TestNeeds(t *testing.T) {
	for i := range table {
		if needs[i].name != table[i].name {
			t.Fatalf("row %d of needs is of %q, of the table %s: a new parameter says there when it has no effect", i, needs[i].name, table[i].name)
		}
		for _, term := range strings.FieldsFunc(needs[i].all, func(r rune) bool { return strings.ContainsRune(" |+!", r) }) {
			name, word, valued := strings.Cut(term, "=")
			row := lookup(name)
			switch {
			case terms[term] != "" || term == ":facts":
			case row < 0:
				t.Errorf("%s needs %s, which there is not", table[i].name, term)
			case valued && word != "1" && !hasWord(table[row].values, word):
				t.Errorf("%s needs %s, a word that there is not", table[i].name, term)
			}
		}
	}
	for query, want := range map[string]string{
		"q=9": "q", "w=5&fm=webp&q=9": "q", "lossless=1&q=4": "q lossless", "fp-x=1": "fp-x", "w=5&h=5&fit=crop&crop=focalpoint&fp-x=1": "",
		"w=9&fit=crop": "fit", "w=9&fit=max": "", "mw=5&mark-x=3": "mark-w mark-x", "bri=0&usmrad=3": "usmrad",
	} {
		p, err := Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(p.Ignored(Outcome{Format: "png", File: true}), " "); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	for condition := range longer {
		if !slices.ContainsFunc(needs[:], func(n struct{ name, all string }) bool { return slices.Contains(strings.Fields(n.all), condition) }) {
			t.Errorf("nothing needs %s", condition)
		}
	}
	if got, want := needsInWords("a b|c+!d :jpg|:webp "+needPixels), "a, and b or c with no d, and JPEG output or WebP output"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

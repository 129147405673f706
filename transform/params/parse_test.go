package params

import (
	"strconv"
	"strings"
	"testing"
)

// canonical pairs queries as they are sent with their one canonical form.
var canonical = []struct{ section, sent, want string }{
	{"nothing", "", ""},
	{"nothing", "&&=&a=b&ixlib=js-3.8.0&utm_source=x&s=0123", ""},
	{"nothing", "W=400&auto64=Zm9ybWF0&64=MQ&w641=1", ""},

	{"size", "w=400&h=300", "h=300&w=400"},
	{"size", "width=400&height=0.250", "h=0.25&w=400"},
	{"size", "w=1.0&h=0.12345678", "h=0.123456&w=1"},
	{"size", "w=230.18&h=426.67&q=80.5", "h=426&q=80&w=230"},
	{"size", "w=8192.9&max-w=7.5&trim-pad=-3.9&pad=-0.5", "max-w=7&pad=0&trim-pad=-3&w=8192"},
	{"size", "w=0&h=0.0000001&dpr=0&ar=0&q=0&mark-w=0&frame=0&bytes=0&max-w=0.5", "ar=0:1&bytes=0&dpr=0&frame=0&h=0&mark-w=0&max-w=0&q=0&w=0"},
	{"size", "rect=10.7,0.5,0,20.5", "rect=10,0.5,0,20"},
	{"size", "ar=1.5", "ar=1.5:1"},
	{"size", "f=cover", "fit=crop"},
	{"size", "fit=contain", "fit=fill"},
	{"size", "fit=facearea", "fit=crop"},
	{"size", "ar=16:9", "ar=16:9"},
	{"size", "ar=1.910%3A1.0", "ar=1.91:1"},
	{"size", "dpr=1.50", "dpr=1.5"},
	{"size", "max-width=1&max-height=2&min-width=3&min-height=8192", "max-h=2&max-w=1&min-h=8192&min-w=3"},
	{"size", "rect=10,20,300,400", "rect=10,20,300,400"},
	{"size", "rect=center%2Cbottom%2C0.5%2Cfull", "rect=center,bottom,0.5,full"},
	{"size", "rect=left,top,full,full", "rect=0,0,full,full"},
	{"size", "crop=faces%2Ctop%2Cfaces", "crop=faces,top"},
	{"size", "crop=top,+left", "crop=top,left"},
	{"size", "crop=", "crop="},
	{"size", "fp-x=0&fp-y=1.0&fp-z=1", "fp-x=0&fp-y=1&fp-z=1"},

	{"geometry", "or=90", "orient=6"},
	{"geometry", "orient=0", "orient=0"},
	{"geometry", "rot=0", "rot=0"},
	{"geometry", "rot=360&mask=https%3A%2F%2Fexample.com%2Fshape.png", "mask=none&rot=360"},
	{"geometry", "border=4.5,red&border-radius=5.5", "border=4,ff0000&border-radius=5"},
	{"geometry", "rot=12.5&flip=vh", "flip=hv&rot=12.5"},
	{"geometry", "trim=color&trimcolor=FFF&trimtol=3&trimmd=2.5&trimpad=-4",
		"trim=color&trim-color=ffffff&trim-md=2.5&trim-pad=-4&trim-tol=3"},
	{"geometry", "pad=10&pad-left=0", "pad=10&pad-left=0"},
	{"geometry", "border=4%2Cred&border-radius=5,5,5,5", "border=4,ff0000&border-radius=5"},
	{"geometry", "mask=corners&corner-radius=1,2,3,4", "corner-radius=1,2,3,4&mask=corners"},
	{"geometry", "border-radius=0", "border-radius=0"},
	{"geometry", "bg=0f0&fillcolor=80FF0000&fill=solid", "bg=00ff00&fill=solid&fill-color=80ff0000"},
	{"geometry", "bg=transparent", "bg=00000000"},
	{"geometry", "bg=%23C0ffee", "bg=c0ffee"},

	{"adjustments", "bri=-100&con=0&exp=1.5&gam=100&sat=-0", "bri=-100&con=0&exp=1.5&gam=100&sat=0"},
	{"adjustments", "inv=true&mono=red&sepia=80&px=8", "invert=1&monochrome=ff0000&px=8&sepia=80"},
	{"adjustments", "duotone=navy%2Csalmon", "duotone=000080,fa8072"},
	{"adjustments", "nr=0&nrs=-5&usm=20&usmrad=0", "nr=0&nrs=-5&usm=20&usmrad=0"},

	{"watermark", "mark64=L2xvZ28gMS5wbmc&ma=right,top&ms=25&malph=0&mp=0&mw=0.3&mx=0",
		"mark=/logo%201.png&mark-align=top,right&mark-alpha=0&mark-pad=0&mark-scale=25&mark-w=0.3&mark-x=0"},
	{"watermark", "b=tomato&bm64=c2NyZWVu&balph=30", "blend=ff6347&blend-alpha=30&blend-mode=screen"},
	{"watermark", "blend=%2Fred.png&ba=top&bp=3&bw=10&bh=20&bf=crop&bc=faces&bs=inherit&bx=1&by=2",
		"blend=/red.png&blend-align=top&blend-crop=faces&blend-fit=crop&blend-h=20&blend-pad=3&blend-size=inherit&blend-w=10&blend-x=1&blend-y=2"},

	{"output", "format=jpeg&quality=60&jpeg-progressive=true", "fm=jpg&jpg-progressive=1&q=60"},
	{"output", "auto=compress&auto=format%2Ccompress", "auto=format,compress"},
	{"output", "auto=", "auto="},
	{"output", "auto=true&cs=tinysrgb&fm=mp4", "auto=enhance&cs=srgb&fm=webp"},
	{"output", "lossless=0&reverse=false", "lossless=0&reverse=0"},
	{"output", "dl=K%C3%B6ln+%26+Bonn.jpg", "dl=K%C3%B6ln%20%26%20Bonn.jpg"},
	{"output", "dl64=w6nDqS5qcGc", "dl=%C3%A9%C3%A9.jpg"},
	{"output", "frame=3", "frame=3"},
	{"output", "frame=-20", "frame=1-20"},
	{"output", "frame=20-", "frame=20-"},
	{"output", "frame=5-5", "frame=5"},
	{"output", "loop=0&colors=0&expires=0", "colors=0&expires=0&loop=0"},
	{"output", "ch=DPR%2CWidth&preset=card_1", "ch=width,dpr&preset=card_1"},

	{"repeats", "w=abc&w=300", "w=300"},
	{"repeats", "w=100&width=200", "w=200"},
	{"repeats", "w64=MTAw&w=7&w64=MjAw", "w=200"},
	{"base64", "w64=NDAw&fit64=Y3JvcA==", "fit=crop&w=400"},
	{"base64", "dl64=Pz8-Pw", "dl=%3F%3F%3E%3F"},
	{"base64", "dl64=Pz8%2BPw%3D%3D", "dl=%3F%3F%3E%3F"},
	{"base64", "dl64=Pz8+Pw", "dl=%3F%3F%3E%3F"},
	{"encoding", "%77=%34%30%30", "w=400"},
	{"encoding", "dl=100%25%zz%4", "dl=100%25%25zz%254"},
	{"encoding", "dl=a!'()*~-_.:,/b", "dl=a!'()*~-_.:,/b"},
	{"encoding", "dl=a=b", "dl=a%3Db"},
}

// escaped writes what the tables leave readable the way String does.
func escaped(want string) string {
	return strings.NewReplacer(",", "%2C", ":", "%3A", "/", "%2F", "!", "%21", "'", "%27", "(", "%28", ")", "%29", "*", "%2A").Replace(want)
}

func TestCanonical(t *testing.T) {
	for _, tt := range canonical {
		p, err := Parse(tt.sent)
		want := escaped(tt.want)
		if got := p.String(); err != nil || got != want {
			t.Errorf("%s: %s\n got %s %v\nwant %s", tt.section, tt.sent, got, err, want)
			continue
		}
		q, err := Parse(want)
		if err != nil || q != p {
			t.Errorf("%s: %s is not read back: %v", tt.section, want, err)
		}
	}
}

// Nothing but the unreserved characters of RFC 3986 is there as itself, which is what
// AWS's signatures escape, too.
func TestCanonicalEscapes(t *testing.T) {
	for c := rune(0x20); c < 0x7f; c++ {
		p := Params{DL: string(c)}
		plain := strings.ContainsRune("-_.~", c) || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
		want := "dl=" + string(c)
		if !plain {
			want = "dl=%" + strings.ToUpper(strconv.FormatInt(int64(c), 16))
		}
		if got := p.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// refused pairs bad queries with the message.
var refused = []struct{ query, message string }{
	{"w=abc", `w: got "abc", want an integer 1 to 8192 or a fraction between 0 and 1`},
	{"w=99999", `w: got 99999, want an integer 1 to 8192 or a fraction between 0 and 1`},
	{"h=-1", `h: got -1, want an integer 1 to 8192 or a fraction between 0 and 1`},
	{"w=", `w: got "", want an integer 1 to 8192 or a fraction between 0 and 1`},
	{"w", `w: got "", want an integer 1 to 8192 or a fraction between 0 and 1`},
	{"w=1e2", `w: got "1e2", want an integer 1 to 8192 or a fraction between 0 and 1`},
	{"w64=YWJj", `w64: got "abc", want an integer 1 to 8192 or a fraction between 0 and 1`},
	{"w64=A", `w64: got "A", want base64url without padding`},
	{"mark64=%25", `mark64: got "%", want base64url without padding`},
	{"fit=banana", `fit: got "banana", want clip, max, crop, min, scale, fill, fillmax, clamp or outside`},
	{"fit=Crop", `fit: got "Crop", want clip, max, crop, min, scale, fill, fillmax, clamp or outside`},
	{"dpr=5.1", `dpr: got 5.1, want 0 to 5`},
	{"ar=16:9:4", `ar: got "16:9:4", want W:H or W, each 0 to 10000`},
	{"ar=16:", `ar: got "16:", want W:H or W, each 0 to 10000`},
	{"rect=1,2,3", `rect: got "1,2,3", want x,y,w,h in pixels or fractions, or left, center, right, top, middle, bottom and full`},
	{"rect=1,2,3,4,5", `rect: got "1,2,3,4,5", want x,y,w,h in pixels or fractions, or left, center, right, top, middle, bottom and full`},
	{"crop=top,banana", `crop: got "top,banana", want a comma list of top, bottom, left, right, focalpoint, entropy, edges and faces`},
	{"fp-x=1.1", `fp-x: got 1.1, want 0 to 1`},
	{"or=9", `or: got 9, want 0, 1, 2, 3, 4, 5, 6, 7 or 8`},
	{"rot=360.5", `rot: got 360.5, want 0 to 360`},
	{"border=3", `border: got 3, want width,color: 0 to 8192 and 3, 4, 6 or 8 hexadecimal digits or a CSS color name`},
	{"border-radius=1,2", `border-radius: got "1,2", want one radius or four, 0 to 8192`},
	{"border-radius=1,2,3,4,5", `border-radius: got "1,2,3,4,5", want one radius or four, 0 to 8192`},
	{"bg=12", `bg: got 12, want 3, 4, 6 or 8 hexadecimal digits or a CSS color name`},
	{"duotone=red", `duotone: got "red", want two colors, each 3, 4, 6 or 8 hexadecimal digits or a CSS color name`},
	{"bri=101", `bri: got 101, want -100 to 100`},
	{"invert=yes", `invert: got "yes", want 1, 0, true or false`},
	{"fm=heic", `fm: got "heic", want ` + strings.Join(FileWords(), ", ") + `, json or blurhash`},
	{"auto=format,magic", `auto: got "format,magic", want a comma list of format, compress, enhance and redeye`},
	{"quality=101", `quality: got 101, want 1 to 100`},
	{"q=-1", `q: got -1, want 1 to 100`},
	{"bytes=999", `bytes: got 999, want 1000 to 1000000000`},
	{"expires=-1", `expires: got -1, want 0 to 253402300799`},
	{"expires=9999999999999", `expires: got 9999999999999, want 0 to 253402300799`},
	{"frame=0-", `frame: got "0-", want a frame N from 1 up, or a range M-N, M- or -N`},
	{"frame=5-4", `frame: got "5-4", want a frame N from 1 up, or a range M-N, M- or -N`},
	{"frame=-", `frame: got "-", want a frame N from 1 up, or a range M-N, M- or -N`},
	{"prefix=a%20b", `prefix: got "a b", want 1 to 64 letters, digits, - and _`},
	{"blend=", `blend: got "", want 3, 4, 6 or 8 hexadecimal digits or a CSS color name, or a key of at most 1024 bytes`},
	{"dl=", `dl: got "", want 1 to 255 bytes of text without control characters`},

	{"dl=a%0D%0AX-Evil%3A+1", `dl: got "a\u000d\u000aX-Evil: 1", want 1 to 255 bytes of text without control characters`},
	{"dl=a%E2%80%A8b", `dl: got "a\u2028b", want 1 to 255 bytes of text without control characters`},
	{"dl=%FF%FE", `dl: got "\xff\xfe", want 1 to 255 bytes of text without control characters`},
	{`fm=%22%5C`, `fm: got "\"\\", want ` + strings.Join(FileWords(), ", ") + `, json or blurhash`},
	{"q=" + strings.Repeat("9", 50), `q: got "` + strings.Repeat("9", 40) + `"..., want 1 to 100`},
	{"q=a" + strings.Repeat("%C3%A9", 50), `q: got "a` + strings.Repeat("é", 19) + `"..., want 1 to 100`},
	{"w=abc&q=x", `q: got "x", want 1 to 100`},
}

func TestRefused(t *testing.T) {
	for _, tt := range refused {
		p, err := Parse(tt.query)
		if _, ok := err.(*Error); !ok || err.Error() != tt.message || p != (Params{}) {
			t.Errorf("%s\n got %v\nwant %s", tt.query, err, tt.message)
		}
	}
}

// What clients really send is accepted.
func TestClients(t *testing.T) {
	for _, query := range []string{
		"ixlib=js-3.8.0&auto=format%2Ccompress&w=400&fit=crop&crop=faces%2Cedges",
		"auto=format&or=90&mono=ff0000&bm=normal&bm64=bm9ybWFs&ba=top&balph=10&bp=1&bw=1&bh=1&bf=clip&bc=top&bs=inherit&bx=1&by=1",
		"w=800&h=600&fit=min&auto=format",
		"auto=format&fit=max&w=640&q=75",
		"w=100&dpr=5&q=20&s=9b8b4ba34b9d8b7f37f0ea3b1cf40f13",
		"w=8192&dpr=5&h=8192",
		"txt=Hello&txt-size=20&fp-debug=true&mask-bg=fff",
	} {
		if _, err := Parse(query); err != nil {
			t.Errorf("%s: %v", query, err)
		}
	}
}

// Explicit parameters win over the preset, auto merges, and the result needs
// no preset any more.
func TestPresets(t *testing.T) {
	presets := func(name string) (string, bool) {
		q, ok := map[string]string{
			"card": "w=300&h=200&fit=crop&auto=format&bri=10",
			"bad":  "w=no",
			"deep": "preset=card&q=50",
		}[name]
		return q, ok
	}
	for _, tt := range []struct{ query, want string }{
		{"w=10", "w=10"},
		{"preset=card", "auto=format&bri=10&fit=crop&h=200&w=300"},
		{"preset=card&w=400&auto=compress&bri=0", "auto=format,compress&bri=0&fit=crop&h=200&w=400"},
		{"preset=deep", "q=50"},
		{"preset=none", `preset: got "none", want the name of a configured preset`},
		{"preset=bad", `w of preset bad: got "no", want an integer 1 to 8192 or a fraction between 0 and 1`},
		{"preset=card&w=x", `w: got "x", want an integer 1 to 8192 or a fraction between 0 and 1`},
	} {
		p, err := ParseWith(presets, tt.query)
		got, want := p.String(), escaped(tt.want)
		if err != nil {
			got, want = err.Error(), tt.want
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", tt.query, got, want)
		}
	}
}

// A Params that is built by hand is there without having been parsed, and a
// value that changes nothing is there when it was named.
func TestAny(t *testing.T) {
	for _, tt := range []struct {
		p    Params
		want bool
	}{
		{Params{}, false},
		{Params{W: Px(3)}, true},
		{Params{FPX: Some(0)}, true},
		{mustParse("bri=0"), true},
		{mustParse("dl=a&expires=1&ch=width&preset=x"), false},
		{mustParse("unknown=1"), false},
	} {
		if got := tt.p.Any(); got != tt.want {
			t.Errorf("%s: got %v", tt.p, got)
		}
	}
	if got := (Params{W: Px(3), Fit: FitCrop, Invert: On}).String(); got != "fit=crop&invert=1&w=3" {
		t.Errorf("got %s", got)
	}
}

func mustParse(query string) Params {
	p, err := Parse(query)
	if err != nil {
		panic(err)
	}
	return p
}

// Set changes nothing where it fails, and ignores what Parse ignores.
func TestSet(t *testing.T) {
	p := mustParse("w=100&border=3,red")
	before := p
	for _, bad := range [][2]string{{"w", "x"}, {"border", "9,nocolor"}, {"rect", "1,2,3"}, {"crop", "top,x"}} {
		if err := p.Set(bad[0], bad[1]); err == nil || p != before {
			t.Errorf("%v: %v, %s", bad, err, p)
		}
	}
	if err := p.Set("nobody", "x"); err != nil || p != before {
		t.Errorf("unknown name: %v", err)
	}
	if err := p.Set("width", "7"); err != nil || p.W != Px(7) {
		t.Errorf("width: %v, %s", err, p)
	}
}

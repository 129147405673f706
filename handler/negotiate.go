package handler

import (
	"strconv"
	"strings"

	"tintype/handler/internal/ascii"
	"tintype/handler/internal/jsonview"
	"tintype/transform/params"
)

// refusal is why a query is not answered with an image.
type refusal struct {
	status  int
	message string // one line
}

// readQuery reads the image's parameters, presets in their place.
func (x *Exchange) readQuery() *refusal {
	query := x.request.Query
	if x.config.OnlyPresets {
		own, err := params.Parse(query)
		if err != nil {
			return &refusal{400, err.Error()}
		}
		// The viewer-request function writes the format that auto=format came
		// to beside the preset: one of the configured ones, or none.
		rest := own.Without("fm")
		if !x.signed && asksMore(query, own) {
			return &refusal{403, "preset: dl, expires, versionId and debug need a signature here"}
		}
		if rest.Any() || own.Format != 0 && (own.Preset == "" || !x.offers(own.Format)) {
			return &refusal{403, "preset: no other parameter is allowed here"}
		}
	}
	p, err := params.ParseWith(x.preset, query)
	if err != nil {
		return &refusal{400, err.Error()}
	}
	if p.Expires.Set {
		x.expires = true
		x.remaining = int64(p.Expires.Value/params.One) - x.env.Clock()/1e6
	}
	if x.config.OnlyPresets {
		p.CH = 0 // a hint would make more than the presets of one key
	}
	x.params = p
	return nil
}

// asksMore reports whether a query has a parameter of the request. Each of its values is
// a key of its own, so that with these an image would have as many as anybody likes;
// the viewer-request function leaves them out where they are not signed.
func asksMore(query string, own params.Params) bool {
	_, version := parameter(query, "versionId")
	_, debug := parameter(query, "debug")
	return own.DL != "" || own.Expires.Set || version || debug
}

// offers reports whether auto=format may come to a format.
func (x *Exchange) offers(f params.Format) bool {
	for _, name := range x.config.Formats {
		var p params.Params
		if p.Set("fm", name) == nil && p.Format == f {
			return true
		}
	}
	return false
}

func (x *Exchange) preset(name string) (query string, ok bool) {
	query, ok = x.config.Presets[name]
	return query, ok
}

// negotiate settles what depends on the viewer and not on the source: client
// hints, the widths that are served, and the format of auto=format. What the answer
// depends on goes into Vary, whether the viewer-request function has looked at it
// or the header is here to look at; one that CloudFront does not forward, because it
// is not in the cache key, changes nothing.
func (x *Exchange) negotiate() {
	x.readHints()
	x.snap()
	if x.params.Auto&params.AutoFormat == 0 {
		return
	}
	// The viewer-request function has looked at Accept, too, and left auto=format in
	// the query to say so: then the header itself is not there.
	x.vary = append(x.vary, "Accept")
	headers := x.request.Headers
	for _, name := range x.config.Formats {
		if params.Accepted(headers.Get("accept"), name) {
			// fm beside auto=format is for those who accept none of these.
			_ = x.params.Set("fm", name) // the configuration has been checked
			return
		}
	}
}

// readHints takes width, density and the wish for few bytes from client hints
// where ch allows them and the query does not say otherwise.
func (x *Exchange) readHints() {
	p := &x.params
	if p.CH&params.HintDPR != 0 {
		if v := x.hint("Sec-CH-DPR", "DPR"); v != "" && p.DPR == 0 {
			_ = p.Set("dpr", v) // what is out of range is as good as not sent
		}
	}
	if p.CH&params.HintWidth != 0 {
		if v := x.hint("Sec-CH-Width", "Width"); v != "" && p.W == 0 {
			// The hint counts device pixels, w those of the page.
			if n, ok := jsonview.ParseDigits(v); ok && n < 1<<20 {
				css := (n*int64(params.One) + int64(p.Scale()) - 1) / int64(p.Scale())
				_ = p.Set("w", strconv.FormatInt(css, 10))
			}
		}
	}
	if p.CH&params.HintSaveData != 0 {
		saves := ascii.EqualFold(x.hint("Save-Data", ""), "on")
		if slow(x.hint("ECT", "")) || saves {
			p.Auto |= params.AutoCompress
			if p.Quality == 0 {
				_ = p.Set("q", "auto:eco") // a word that the grammar has
			}
		}
	}
}

// slow reports whether an effective connection type, of the Network Information API, is
// worse than the best, 4g.
func slow(ect string) bool {
	return ascii.EqualFold(ect, "slow-2g") || ascii.EqualFold(ect, "2g") || ascii.EqualFold(ect, "3g")
}

// hint returns a client hint under its present or its older name.
func (x *Exchange) hint(name, older string) string {
	headers := x.request.Headers
	x.vary = append(x.vary, name)
	if !headers.Has(name) && older != "" && headers.Has(older) {
		x.vary = append(x.vary, older)
		name = older
	}
	return strings.TrimSpace(headers.Get(name))
}

// snap rounds w up to one of the configured widths, the largest at most, and h
// with it, so that few sizes are made whatever is asked for.
func (x *Exchange) snap() {
	widths, p := x.config.SnapWidths, &x.params
	if len(widths) == 0 || !p.W.IsPixels() {
		return
	}
	w := p.W.Of(0, params.One)
	snapped := widths[len(widths)-1]
	for _, width := range widths {
		if width >= w {
			snapped = width
			break
		}
	}
	if p.H.IsPixels() && snapped != w {
		h := p.H.Of(0, params.One)
		p.H = params.Px(max(1, (h*snapped+w/2)/w))
	}
	p.W = params.Px(snapped)
}

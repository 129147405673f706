package handler

import (
	"slices"
	"strconv"
	"strings"

	"tintype/handler/internal/ascii"
	"tintype/handler/internal/jsonview"
	"tintype/transform/params"
)

// configReader puts the members of a configuration's JSON where they belong and
// keeps the first error.
type configReader struct {
	config  *Config
	unknown []string
	err     error
}

// read takes one member of the top level.
func (r *configReader) read(key string, v jsonview.Value) {
	c := r.config
	switch key {
	case "s3", "limits", "signing", "avif":
		r.group(key, v)
	case "quality":
		for name, q := range r.members(key, v) {
			var quality int64
			r.number(key+"."+name, q, 1, 100, &quality)
			c.Quality[name] = int(quality)
		}
	case "formats":
		c.Formats = r.strings(key, v)
		for _, name := range c.Formats {
			if new(params.Params).Set("fm", name) != nil {
				r.fail(key, v, "names of output formats")
			}
		}
	case "presets":
		c.Presets = map[string]string{}
		for name, preset := range r.members(key, v) {
			c.Presets[name] = r.query(key+"."+name, preset)
		}
	case "onlyPresets":
		r.boolean(key, v, &c.OnlyPresets)
	case "marks":
		c.Marks = r.strings(key, v)
	case "snapWidths":
		r.widths(key, v)
	case "cacheControl":
		r.headerValue(key, v, &c.CacheControl)
	case "tagHeader":
		r.text(key, v, &c.TagHeader)
		if name := ascii.Lower(c.TagHeader); name != "" && (!validName(name) || c.host.MaySet != nil && !c.host.MaySet(name) || describesOriginal(name)) {
			r.fail(key, v, "the name of a header that a function may set")
		}
	case "revalidate":
		r.boolean(key, v, &c.Revalidate)
	case "cors":
		c.CORS = r.origins(key, v)
	case "csp":
		r.headerValue(key, v, &c.CSP)
	case "fallback":
		r.text(key, v, &c.Fallback)
	case "explain":
		r.boolean(key, v, &c.Explain)
	case "serverTiming":
		r.boolean(key, v, &c.ServerTiming)
	case "log":
		level := slices.Index([]string{"off", "error", "info", "metrics"}, v.Text())
		if level < 0 || !v.IsString() {
			r.fail(key, v, `"off", "error", "info" or "metrics"`)
			return
		}
		c.Log = LogLevel(level)
	case "$schema": // for editors
	default:
		r.unknown = append(r.unknown, key)
	}
}

// group takes the members of s3, limits, signing or avif.
func (r *configReader) group(group string, v jsonview.Value) {
	c, l := r.config, &r.config.Limits
	for name, member := range r.members(group, v) {
		switch key := group + "." + name; key {
		case "s3.region":
			r.hostLabel(key, member, &c.S3.Region)
		case "s3.bucket":
			r.hostLabel(key, member, &c.S3.Bucket)
		case "s3.endpoint":
			r.endpoint(key, member)
		case "limits.sourceBytes":
			r.number(key, member, 1, 1<<31-1, &l.SourceBytes)
		case "limits.sourcePixels":
			r.number(key, member, 1, 1<<40, &l.SourcePixels)
		case "limits.outputSide":
			r.number(key, member, 1, 65535, &l.OutputSide)
		case "limits.outputPixels":
			r.number(key, member, 1, 1<<31-1, &l.OutputPixels)
		case "limits.enlarge":
			r.number(key, member, 1, 1<<31-1, &l.Enlarge)
		case "avif.maxPixels":
			r.number(key, member, 0, 1<<31-1, &l.AVIFPixels)
		case "limits.milliseconds":
			r.number(key, member, 100, 30000, &l.Milliseconds)
		case "limits.frames":
			r.number(key, member, 1, 1<<40, &l.FramePixels)
		case "limits.memory":
			r.number(key, member, 32<<20, 4<<30, &l.Memory)
		case "limits.responseBytes":
			r.number(key, member, 1, firstPositive(c.host.MaxResponseBytes, 1<<31-1), &l.ResponseBytes)
		case "signing.tokens":
			c.Signing.Tokens = r.strings(key, member)
			if slices.Contains(c.Signing.Tokens, "") {
				r.refuse(key, "", "tokens that are not empty")
			}
		case "signing.required":
			r.boolean(key, member, &c.Signing.Required)
		default:
			r.unknown = append(r.unknown, key)
		}
	}
}

func (r *configReader) refuse(key, got, want string) {
	if r.err == nil {
		r.err = &ConfigError{Key: key, Got: got, Want: want}
	}
}

// fail refuses a value and shows it, shortened.
func (r *configReader) fail(key string, v jsonview.Value, want string) {
	got := string(v)
	if len(got) > 40 {
		got = "more than 40 characters"
	}
	r.refuse(key, got, want)
}

func (r *configReader) members(key string, v jsonview.Value) func(func(string, jsonview.Value) bool) {
	if !v.IsObject() {
		r.fail(key, v, "an object")
	}
	return v.Fields()
}

func (r *configReader) text(key string, v jsonview.Value, to *string) {
	if !v.IsString() {
		r.fail(key, v, "a string")
		return
	}
	*to = v.Text()
}

// headerValue takes a string that may stand in a header.
func (r *configReader) headerValue(key string, v jsonview.Value, to *string) {
	r.text(key, v, to)
	if !validHeaderValue(*to) {
		r.fail(key, v, "printable ASCII")
	}
}

// hostLabel takes what may stand in a host name, or nothing.
func (r *configReader) hostLabel(key string, v jsonview.Value, to *string) {
	r.text(key, v, to)
	if *to != "" && !validHost(*to) {
		r.fail(key, v, "letters, digits, dots and hyphens")
	}
}

func (r *configReader) endpoint(key string, v jsonview.Value) {
	to := &r.config.S3.Endpoint
	r.text(key, v, to)
	*to = strings.TrimSuffix(*to, "/")
	if _, authority, found := cutScheme(*to); *to != "" && (!found || !validHost(authority)) {
		r.fail(key, v, "https://host or http://host:port")
	}
}

func (r *configReader) boolean(key string, v jsonview.Value, to *bool) {
	switch string(v) {
	case "true":
		*to = true
	case "false":
		*to = false
	default:
		r.fail(key, v, "true or false")
	}
}

func (r *configReader) number(key string, v jsonview.Value, min, max int64, to *int64) {
	n, ok := v.Integer()
	if !ok || n < min || n > max {
		r.fail(key, v, strconv.FormatInt(min, 10)+" to "+strconv.FormatInt(max, 10))
		return
	}
	*to = n
}

func (r *configReader) strings(key string, v jsonview.Value) []string {
	list := []string{}
	if !v.IsArray() {
		r.refuse(key, "", "a list of strings")
	}
	for element := range v.Elements() {
		if !element.IsString() {
			r.refuse(key, "", "a list of strings")
			continue
		}
		list = append(list, element.Text())
	}
	return list
}

// origins takes "*", "off", or a list of origins.
func (r *configReader) origins(key string, v jsonview.Value) []string {
	const want = `"*", "off" or a list of origins such as "https://www.example.com"`
	switch {
	case v.IsString() && v.Text() == "*":
		return []string{"*"}
	case v.IsString() && v.Text() == "off":
		return nil
	case !v.IsArray():
		r.fail(key, v, want)
		return nil
	}
	list := r.strings(key, v)
	for _, origin := range list {
		if _, authority, found := cutScheme(origin); !found || !validHost(authority) {
			r.fail(key, v, want)
		}
	}
	return list
}

func (r *configReader) widths(key string, v jsonview.Value) {
	widths := []int{}
	if !v.IsArray() {
		r.fail(key, v, "a list of widths")
	}
	for element := range v.Elements() {
		var width int64
		r.number(key, element, 1, 65535, &width)
		i := len(widths)
		for i > 0 && widths[i-1] > int(width) {
			i--
		}
		widths = slices.Insert(widths, i, int(width))
	}
	r.config.SnapWidths = widths
}

// query takes a preset, either as a query string or as an object of parameters.
func (r *configReader) query(key string, v jsonview.Value) string {
	query := v.Text()
	if !v.IsString() {
		if !v.IsObject() {
			r.fail(key, v, "a query string or an object of parameters")
		}
		var pairs []string
		for name, member := range v.Fields() {
			if member.IsObject() || member.IsArray() || member.IsNull() {
				r.fail(key+"."+name, member, "a string, a number or a boolean")
			}
			pairs = append(pairs, escape(name, "")+"="+escape(member.Text(), ""))
		}
		query = strings.Join(pairs, "&")
	}
	if _, err := params.Parse(query); err != nil {
		r.refuse(key, "", "a preset that is valid: "+err.Error())
	}
	return query
}

// cutScheme splits http:// or https:// off an address.
func cutScheme(address string) (scheme, rest string, found bool) {
	for _, scheme := range [...]string{"https://", "http://"} {
		if rest, found := strings.CutPrefix(address, scheme); found {
			return scheme, rest, true
		}
	}
	return "", address, false
}

// validHost reports whether s is an authority without user information: nothing
// in it can end the authority of a URL early.
func validHost(s string) bool {
	for _, c := range []byte(s) {
		if c == '/' || c == '~' || !unreserved(c) && c != ':' && c != '[' && c != ']' {
			return false
		}
	}
	return s != ""
}

// validHeaderValue reports whether s can be sent as a header's value.
func validHeaderValue(s string) bool {
	for _, c := range []byte(s) {
		if c < 0x20 || c > 0x7e {
			return false
		}
	}
	return true
}

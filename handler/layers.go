package handler

import (
	"strings"

	"tintype/transform/params"
)

// What mark and blend name is another object of the same origin, asked for and
// signed like the source and at the same time. Its body is kept here until it is
// complete, and only then does the source's decoder begin: the engine finds both
// without waiting in the middle of a picture. A picture that cannot be had leaves
// the result without it, which then is cached for a short time only.

// layerBytes bounds such a picture.
const layerBytes = 4 << 20

// forbiddenLayer returns the key of mark or blend that this query may not name, or "".
// The function reads the whole origin, past the behaviors of the distribution and
// what guards them: anybody could have a private image drawn over a public one.
// Allowed is what lies below one of the configured places, what the owner wrote into a
// preset or signed, and, where neither places nor tokens are configured, what lies
// beside the original.
func (r *Request) forbiddenLayer() string {
	if r.signed {
		return ""
	}
	own, err := params.Parse(r.event.request.query)
	if err != nil {
		return ""
	}
	for _, key := range [...]string{own.Mark, own.Blend.Key} {
		// An address is never fetched: see startLayers.
		if key != "" && !strings.Contains(key, "://") && !r.mayLayer(strings.TrimPrefix(key, "/")) {
			return key
		}
	}
	return ""
}

func (r *Request) mayLayer(key string) bool {
	for _, place := range r.config.Marks {
		if strings.HasPrefix(key, strings.TrimPrefix(place, "/")) {
			return true
		}
	}
	if len(r.config.Marks) > 0 || len(r.config.Signing.Tokens) > 0 {
		return false
	}
	original := strings.TrimPrefix(unescapePercent(r.event.request.uri, '+'), "/")
	return folder(key) == folder(original)
}

// folder is what a key has before its last name.
func folder(key string) string { return key[:strings.LastIndexByte(key, '/')+1] }

// startLayers asks for the pictures that the query names.
func (r *Request) startLayers() {
	if r.params.Format == params.FormatJSON || r.params.Palette != params.PaletteNone {
		return
	}
	keys := [...]string{r.params.Blend.Key, r.params.Mark}
	for i, key := range keys {
		if key == "" || i > 0 && key == keys[0] {
			continue
		}
		if strings.Contains(key, "://") {
			r.log.fault("layer", "got an address, want a key of the origin")
			continue
		}
		r.startLayer(key, r.event.object(key), attempt{})
	}
}

func (r *Request) startLayer(key string, o object, a attempt) {
	a.unixSeconds = r.env.Clock() / 1e6
	url, headers, err := r.locate(o, a)
	if err != nil {
		r.log.fault("layer", err.Error()) // and will be the next time
		return
	}
	f := &fetch{id: len(r.fetches) + 1, role: forLayer, key: key, object: o, attempt: a}
	r.fetches = append(r.fetches, f)
	r.steps = append(r.steps, Fetch{ID: f.id, URL: url, Headers: headers, MaxBytes: layerBytes})
}

// withoutLayer notes that the picture goes out without what mark or blend names.
func (r *Request) withoutLayer(why string) {
	r.incomplete = true
	r.log.fault("layer", shorten(why))
}

// layer returns the fetch of that number if it is a layer's and not over.
func (r *Request) layer(id int) *fetch {
	if r.answer != nil || id < 1 || id > len(r.fetches) {
		return nil
	}
	if f := r.fetches[id-1]; f.role == forLayer && !f.over {
		return f
	}
	return nil
}

// pushLayer keeps a chunk.
func (r *Request) pushLayer(f *fetch, chunk []byte) {
	r.log.bytesIn += int64(len(chunk))
	if len(f.body)+len(chunk) <= layerBytes {
		f.body = append(f.body, chunk...)
	} else {
		f.status = 0 // longer than was allowed: of no use
	}
}

// endLayer takes the body, or asks once more where S3 names another region.
func (r *Request) endLayer(f *fetch, failure string) {
	f.over = true
	switch {
	case failure != "":
		r.withoutLayer(f.key + ": " + failure)
	case f.status == 200:
		if r.layers == nil {
			r.layers = make(map[string][]byte)
		}
		r.layers[f.key] = f.body
	default:
		if f.attempt.region == "" && r.event.request.origin.kind == s3Origin {
			if region := regionOf(f.status, f.headers, string(f.body[:min(len(f.body), errorBytes)])); region != "" {
				r.regions.learn(r.bucket, region)
				r.startLayer(f.key, f.object, attempt{region: region})
				return
			}
		}
		r.withoutLayer(f.key + ": " + statusText(f.status))
	}
}

// waiting returns the fetch whose news are wanted next: layers come first.
func (r *Request) waiting() int {
	for _, f := range r.fetches {
		if f.role == forLayer && !f.over {
			return f.id
		}
	}
	return r.main
}

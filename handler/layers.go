package handler

import (
	"strings"

	"tintype/transform/params"
)

// What mark and blend name is another object of the same origin, asked for and
// signed like the source and at the same time. Its body is kept here until it is
// complete, and only then does the source's decoder begin: the engine finds both
// without waiting in the middle of an image. An image that cannot be had leaves
// the result without it, which then is cached for a short time only.

// layerBytes bounds such an image.
const layerBytes = 4 << 20

// forbiddenLayer returns the key of mark or blend that this query may not name, or "".
// The function reads the whole origin, past the behaviors of the distribution and
// what guards them: anybody could have a private image drawn over a public one.
// Allowed is what lies below one of the configured places, what the owner wrote into a
// preset or signed, and, where neither places nor tokens are configured, what lies
// beside the original.
func (x *Exchange) forbiddenLayer() string {
	if x.signed {
		return ""
	}
	own, err := params.Parse(x.request.Query)
	if err != nil {
		return ""
	}
	for _, key := range [...]string{own.Mark, own.Blend.Key} {
		// An address is never fetched: see startLayers.
		if key != "" && !strings.Contains(key, "://") && !x.mayLayer(strings.TrimPrefix(key, "/")) {
			return key
		}
	}
	return ""
}

func (x *Exchange) mayLayer(key string) bool {
	for _, place := range x.config.Marks {
		if strings.HasPrefix(key, strings.TrimPrefix(place, "/")) {
			return true
		}
	}
	if len(x.config.Marks) > 0 || len(x.config.Signing.Tokens) > 0 {
		return false
	}
	original := strings.TrimPrefix(unescapePercent(x.request.key(), '+'), "/")
	return folder(key) == folder(original)
}

// folder is what a key has before its last name.
func folder(key string) string { return key[:strings.LastIndexByte(key, '/')+1] }

// startLayers asks for the images that the query names.
func (x *Exchange) startLayers() {
	if x.params.Format == params.FormatJSON || x.params.Palette != params.PaletteNone {
		return
	}
	keys := [...]string{x.params.Blend.Key, x.params.Mark}
	for i, key := range keys {
		if key == "" || i > 0 && key == keys[0] {
			continue
		}
		if strings.Contains(key, "://") {
			x.log.fault("layer", "got an address, want a key of the origin")
			continue
		}
		x.startLayer(key, x.object(key), attempt{})
	}
}

func (x *Exchange) startLayer(key string, o object, a attempt) {
	a.unixSeconds = x.env.Clock() / 1e6
	url, headers, err := x.locate(o, a)
	if err != nil {
		x.log.fault("layer", err.Error()) // and will be the next time
		return
	}
	f := &fetch{id: len(x.fetches) + 1, role: forLayer, key: key, object: o, attempt: a}
	x.fetches = append(x.fetches, f)
	x.steps = append(x.steps, Fetch{ID: f.id, URL: url, Headers: headers, MaxBytes: layerBytes})
}

// withoutLayer notes that the image goes out without what mark or blend names.
func (x *Exchange) withoutLayer(why string) {
	x.incomplete = true
	x.log.fault("layer", shorten(why))
}

// layer returns the fetch of that number if it is a layer's and not over.
func (x *Exchange) layer(id int) *fetch {
	if x.last != nil || id < 1 || id > len(x.fetches) {
		return nil
	}
	if f := x.fetches[id-1]; f.role == forLayer && !f.over {
		return f
	}
	return nil
}

// pushLayer keeps a chunk.
func (x *Exchange) pushLayer(f *fetch, chunk []byte) {
	x.log.bytesIn += int64(len(chunk))
	if len(f.body)+len(chunk) <= layerBytes {
		f.body = append(f.body, chunk...)
	} else {
		f.status = 0 // longer than was allowed: of no use
	}
}

// endLayer takes the body, or asks once more where S3 names another region.
func (x *Exchange) endLayer(f *fetch, failure string) {
	f.over = true
	switch {
	case failure != "":
		x.withoutLayer(f.key + ": " + failure)
	case f.status == 200:
		if x.layers == nil {
			x.layers = make(map[string][]byte)
		}
		x.layers[f.key] = f.body
	default:
		if f.attempt.region == "" && x.request.Origin.Kind == S3 {
			if region := regionOf(f.status, f.headers, string(f.body[:min(len(f.body), errorBytes)])); region != "" {
				x.regions.learn(x.bucket, region)
				x.startLayer(f.key, f.object, attempt{region: region})
				return
			}
		}
		x.withoutLayer(f.key + ": " + decimal(f.status))
	}
}

// waiting returns the fetch whose news are wanted next: layers come first.
func (x *Exchange) waiting() int {
	for _, f := range x.fetches {
		if f.role == forLayer && !f.over {
			return f.id
		}
	}
	return x.main
}

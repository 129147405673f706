package handler

import (
	"crypto/sha256"
	"strings"
)

// CacheTag returns the cache tag for the key of an original, which all answers made from
// it have. It is a hash: a key may be too long for a tag, or have commas and capitals.
// CloudFront takes tags of up to 256 visible characters and ignores case.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-by-tags.html
func CacheTag(key string) string {
	sum := sha256.Sum256([]byte(strings.TrimPrefix(key, "/")))
	return hexText(sum[:12])
}

// tagged adds the tags of what an answer shows, the original's first, to those that
// the origin has given it: whoever replaces a watermark takes all images with it out of
// the cache at once.
func (x *Exchange) tagged(headers Headers) Headers {
	name := x.config.TagHeader
	if name == "" {
		return headers
	}
	tags := headers.Get(name)
	add := func(key string) {
		if tag := CacheTag(key); key != "" && !strings.Contains(tags, tag) {
			tags += "," + tag
		}
	}
	add(unescapePercent(x.request.Path, '+'))
	add(x.params.Mark)
	add(x.params.Blend.Key)
	for _, f := range x.fetches {
		if f.role == forFallback {
			add(x.config.Fallback)
		}
	}
	return headers.set(name, strings.TrimPrefix(tags, ","))
}

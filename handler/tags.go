package handler

import (
	"crypto/sha256"
	"strings"
)

// CacheTag is the tag of an original's key in the answers that show it: the key may
// be longer than a tag, and have commas and capitals, which a tag has not. CloudFront
// takes 256 visible characters and tells no case apart.
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

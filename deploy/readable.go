package deploy

import (
	"slices"
	"strings"

	"tintype/transform/params"
)

// The function reads originals with a role of its own, past the behaviors of a
// distribution and what guards them. Where it is attached to a behavior with a path, the
// role reads what is below that path, and what the configuration names besides.

// readableObjects are the ARNs of the objects of the bucket that the role may read,
// separated by commas; "" for all. Where they are narrowed already they stay so, and what
// is needed comes to them.
func (d *Deployer) readableObjects(had map[string]string, r *release, createDistribution string) string {
	bucket := "arn:aws:s3:::" + d.Bucket + "/"
	if d.Objects != "" {
		var out []string
		for pattern := range strings.SplitSeq(d.Objects, ",") {
			pattern = strings.TrimPrefix(strings.TrimSpace(pattern), "/")
			if pattern == "*" || pattern == "all" {
				return ""
			}
			out = append(out, bucket+pattern)
		}
		return strings.Join(out, ",")
	}
	before := had["ReadableObjects"]
	switch {
	case createDistribution == "true" || d.Bucket == "":
		return before
	case had != nil && before == "":
		return ""
	case had == nil && len(r.settings().Signing.Tokens) > 0:
		return "" // a signed URL takes its watermark from anywhere
	}
	folder := folderOf(d.Behavior)
	if folder == "" {
		return before
	}
	var out []string
	if before != "" {
		out = strings.Split(before, ",")
	}
	for _, keys := range append([]string{folder + "*"}, d.namedKeys(r)...) {
		if arn := bucket + strings.TrimPrefix(d.originPath+"/"+keys, "/"); !slices.Contains(out, arn) {
			out = append(out, arn)
		}
	}
	return strings.Join(out, ",")
}

// namedKeys are the keys that a configuration names beside the originals.
func (d *Deployer) namedKeys(r *release) (keys []string) {
	c := r.settings()
	for _, folder := range c.Marks {
		keys = append(keys, strings.TrimPrefix(folder, "/")+"*")
	}
	keys = append(keys, c.Fallback)
	for _, preset := range c.Presets {
		if p, err := params.Parse(preset); err == nil {
			keys = append(keys, p.Mark, p.Blend.Key)
		}
	}
	for i, key := range keys {
		keys[i] = strings.TrimPrefix(key, "/")
	}
	slices.Sort(keys)
	return slices.DeleteFunc(slices.Compact(keys), func(key string) bool { return key == "" })
}

// folderOf is the folder that all paths of a pattern are in, "" for none: "images/" of
// "/images/*.jpg". A watermark beside the original may be of another type.
func folderOf(pattern string) string {
	pattern = strings.TrimPrefix(pattern, "/")
	if strings.ContainsAny(pattern, "%$") {
		return "" // S3's keys are not escaped, and "$" means something to IAM
	}
	if i := strings.IndexAny(pattern, "*?"); i >= 0 {
		pattern = pattern[:i]
	}
	return pattern[:strings.LastIndexByte(pattern, '/')+1]
}

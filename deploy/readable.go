package deploy

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"tintype/transform/params"
)

// The function reads originals with a role of its own, past the behaviors of a
// distribution and what guards them. Where it is attached to a behavior with a path, the
// role reads what is below that path, and what the configuration names besides.

// readableObjects are the ARNs of the objects of the bucket that the role may read,
// separated by commas; "" for all. Where they are narrowed already they stay so, and what
// is needed comes to them.
func (d *Deployer) readableObjects(had map[string]string, r *release, createDistribution string) string {
	before := had["ReadableObjects"]
	switch {
	case d.Objects != "":
		given := d.given(d.Bucket)
		if given[0] == everything(d.Bucket) {
			return ""
		}
		return strings.Join(given, ",")
	case createDistribution == "true" || d.Bucket == "":
		return before
	case had != nil && before == "":
		return ""
	case had == nil && len(r.settings().Signing.Tokens) > 0:
		return "" // a signed URL takes its watermark from anywhere
	case folderOf(d.Behavior) == "":
		return before
	}
	return strings.Join(merge(before, d.needed(d.Bucket, r)), ",")
}

// otherObjects are the ARNs of what the role may read of other buckets, separated by
// commas: all of those that BUCKETS names, and of the other members of an origin group
// what it may read of the first.
func (d *Deployer) otherObjects(had map[string]string, r *release) string {
	all := kept(objectsOf(d.Buckets), had["OtherObjects"])
	if d.Buckets == "none" {
		return all
	}
	anywhere := folderOf(d.Behavior) == "" || len(r.settings().Signing.Tokens) > 0 && had["ReadableObjects"] == ""
	for _, o := range d.origins {
		bucket := bucketOf(o)
		switch {
		case bucket == "" || bucket == d.Bucket || slices.Contains(strings.Split(all, ","), everything(bucket)):
		case d.Objects != "":
			all = strings.Join(merge(all, d.given(bucket)), ",")
		case anywhere:
			all = strings.Join(merge(all, []string{everything(bucket)}), ",")
		default:
			all = strings.Join(merge(all, d.needed(bucket, r)), ",")
		}
	}
	return all
}

// everything is the ARN of all objects of a bucket.
func everything(bucket string) string { return "arn:aws:s3:::" + bucket + "/*" }

// given are the objects of a bucket that OBJECTS names.
func (d *Deployer) given(bucket string) (arns []string) {
	for pattern := range strings.SplitSeq(d.Objects, ",") {
		pattern = strings.TrimPrefix(strings.TrimSpace(pattern), "/")
		if pattern == "*" || pattern == "all" {
			return []string{everything(bucket)}
		}
		arns = append(arns, strings.TrimSuffix(everything(bucket), "*")+pattern)
	}
	return arns
}

// needed are the objects of a bucket below the behavior's folder, and those that the
// configuration names.
func (d *Deployer) needed(bucket string, r *release) (arns []string) {
	for _, keys := range append([]string{folderOf(d.Behavior) + "*"}, d.namedKeys(r)...) {
		arns = append(arns, strings.TrimSuffix(everything(bucket), "*")+strings.TrimPrefix(d.pathIn(bucket)+"/"+keys, "/"))
	}
	return arns
}

// pathIn is what the origin with that bucket puts in front of its keys.
func (d *Deployer) pathIn(bucket string) string {
	for _, o := range d.origins {
		if bucketOf(o) == bucket {
			return aws.ToString(o.OriginPath)
		}
	}
	return ""
}

// merge adds to a list with commas what is not in it.
func merge(list string, more []string) []string {
	var out []string
	if list != "" {
		out = strings.Split(list, ",")
	}
	for _, item := range more {
		if !slices.Contains(out, item) {
			out = append(out, item)
		}
	}
	return out
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

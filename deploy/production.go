package deploy

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"tintype/handler"
)

// shieldRegions is the Origin Shield region for a bucket's region, from the
// developer guide of CloudFront, "Choosing the AWS Region for your Origin Shield".
// Regions that have one of their own stand for themselves.
var shieldRegions = map[string]string{
	"us-east-1": "us-east-1", "us-east-2": "us-east-2", "us-west-2": "us-west-2",
	"ap-south-1": "ap-south-1", "ap-northeast-1": "ap-northeast-1", "ap-northeast-2": "ap-northeast-2",
	"ap-southeast-1": "ap-southeast-1", "ap-southeast-2": "ap-southeast-2",
	"eu-central-1": "eu-central-1", "eu-west-1": "eu-west-1", "eu-west-2": "eu-west-2", "sa-east-1": "sa-east-1",
	"us-west-1": "us-west-2", "ca-central-1": "us-east-1", "eu-west-3": "eu-west-2", "eu-north-1": "eu-west-2",
	"eu-south-1": "eu-central-1", "me-south-1": "ap-south-1", "af-south-1": "eu-west-1", "ap-east-1": "ap-southeast-1",
}

// kept is a setting that was given, or the one that the stack has. "none" and
// "off" take it away.
func kept(given, had string) string {
	switch given {
	case "":
		return had
	case "none", "off":
		return ""
	}
	return given
}

// objectsOf are the ARNs of all objects of buckets.
func objectsOf(buckets string) string {
	if buckets == "" || buckets == "none" {
		return buckets
	}
	var out []string
	for name := range strings.SplitSeq(buckets, ",") {
		out = append(out, "arn:aws:s3:::"+strings.TrimSpace(name)+"/*")
	}
	return strings.Join(out, ",")
}

// shieldRegion is where Origin Shield is: as given, as the stack has it, or the
// nearest to the bucket.
func (d *Deployer) shieldRegion(had map[string]string, bucket *originals, createDistribution string) string {
	before, known := had["OriginShieldRegion"]
	if !known && createDistribution == "true" {
		before = shieldRegions[bucket.region]
		if before == "" && d.Shield == "" {
			d.say("Origin Shield: no region is known for a bucket in %s; choose one with ORIGIN_SHIELD=region", bucket.region)
		}
	}
	return kept(d.Shield, before)
}

// webACL is the distribution's web ACL: as given, else what the distribution has
// now. A plan or Firewall Manager attaches one beside the stack, which an update
// without it would take off.
func (d *Deployer) webACL(ctx context.Context, had map[string]string, distribution string) (string, error) {
	if d.WebACL != "" || distribution == "" {
		return kept(d.WebACL, had["WebAclArn"]), nil
	}
	c, err := d.readDistribution(ctx, distribution)
	if hasCode(err, "NoSuchDistribution") {
		return had["WebAclArn"], nil
	}
	if err != nil {
		return "", err
	}
	return aws.ToString(c.WebACLId), nil
}

// usualConcurrency is how many Lambdas of a region run at once where nobody has asked
// for more. New accounts often have far less.
const usualConcurrency = 1000

// sayConcurrency says where the account's quota is low: what comes beyond it is a 503 and
// not the original. With Origin Shield all of it is in that one region.
func (d *Deployer) sayConcurrency(ctx context.Context, want stackInput) {
	region := first(want.parameters["OriginShieldRegion"], Region)
	out, err := d.AWS.lambdaIn(region).GetAccountSettings(ctx, &lambda.GetAccountSettingsInput{})
	if err != nil || out.AccountLimit == nil {
		return // it is but a hint
	}
	if n := out.AccountLimit.ConcurrentExecutions; n < usualConcurrency {
		d.say("Lambda in %s: %d of all the account's functions may run at once, usual are %d; what comes beyond is a 503. Ask for more under Service Quotas in %s", region, n, usualConcurrency, region)
	}
}

// invalidationPath covers a behavior's path pattern: an asterisk may stand at the
// end of an invalidation's path only.
func invalidationPath(pattern string) string {
	if at := strings.IndexAny(pattern, "*?"); at >= 0 {
		pattern = pattern[:at] + "*"
	}
	return "/" + strings.TrimPrefix(pattern, "/")
}

// accessLogsFormat is what a destination of access logs takes.
func accessLogsFormat(destination string) string {
	if strings.Contains(destination, ":logs:") {
		return "json"
	}
	return "parquet"
}

// switched is a setting that is on or off: as given, as the stack has it, else off.
func switched(given, had string) string {
	switch given {
	case "1":
		return "true"
	case "0":
		return "false"
	}
	return first(had, "false")
}

// tagsOf reads "team=web,cost=42"; "none" is no tags, and nil is nothing said.
func tagsOf(text string) (map[string]string, error) {
	if text == "" {
		return nil, nil
	}
	tags := map[string]string{}
	if text == "none" {
		return tags, nil
	}
	for pair := range strings.SplitSeq(text, ",") {
		name, value, found := strings.Cut(strings.TrimSpace(pair), "=")
		if !found || name == "" || strings.HasPrefix(name, "aws:") {
			return nil, fmt.Errorf("tags: got %q, want name=value,name=value", pair)
		}
		tags[name] = value
	}
	return tags, nil
}

// tagLines says what of the tags changes.
func tagLines(before, after map[string]string) []string {
	if maps.Equal(before, after) {
		return nil
	}
	return []string{fmt.Sprintf("tags     %s become %s", first(tagText(before), "none"), first(tagText(after), "none"))}
}

func tagText(tags map[string]string) string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(tags)) {
		pairs = append(pairs, name+"="+tags[name])
	}
	return strings.Join(pairs, ",")
}

// invalidateStep empties a part of a distribution's cache: paths, and tags with # in
// front, each of which counts as a path.
func (d *Deployer) invalidateStep(distribution string, paths ...string) step {
	return step{
		words: fmt.Sprintf("distribution %s: invalidate %s; %s of the thousand a month that are free", distribution, strings.Join(paths, " and "), count(len(paths), "path")),
		do:    func(ctx context.Context) error { return d.invalidate(ctx, distribution, paths) },
	}
}

func (d *Deployer) invalidate(ctx context.Context, distribution string, paths []string) error {
	reference := "tintype-" + d.Now().UTC().Format("20060102-150405-") + randomHex()
	_, err := d.AWS.cdn.CreateInvalidation(ctx, &cloudfront.CreateInvalidationInput{
		DistributionId: &distribution,
		InvalidationBatch: &types.InvalidationBatch{
			CallerReference: &reference, Paths: &types.Paths{Quantity: aws.Int32(int32(len(paths))), Items: paths},
		},
	})
	if err == nil {
		d.say("distribution %s: invalidating %s, usually within a minute or two", distribution, strings.Join(paths, " and "))
	}
	return explain("distribution "+distribution, err)
}

// Purge removes all images that show an original from the cache of the stack's
// distribution, or of Distribution. It invalidates the tag of the original, which images
// with it as a watermark have, too, and its path, for answers without tags. Key is the
// path of the original in the URL.
func (d *Deployer) Purge(ctx context.Context) error {
	if err := d.check(); err != nil {
		return err
	}
	key := strings.TrimPrefix(d.Key, "/")
	if key == "" || strings.Contains(key, "*") {
		return fmt.Errorf("key: got %q, want KEY=path of an original, without *", d.Key)
	}
	if done, err := d.begin(ctx, purgeNeeds); done || err != nil {
		return err
	}
	current, err := d.readStack(ctx)
	if err != nil {
		return err
	}
	id := first(d.Distribution, current.outputs["DistributionId"])
	if id == "" {
		return errors.New("stack " + d.Stack + ": it has no distribution; say DISTRIBUTION=id")
	}
	c, err := d.readDistribution(ctx, id)
	if err != nil {
		return err
	}
	paths := []string{"/" + pathEscape(key) + "*"}
	if had := tagHeader(c.DistributionConfig); had != "" && strings.EqualFold(had, current.parameters["CacheTagHeader"]) {
		paths = append([]string{"#" + handler.CacheTag(key)}, paths...)
	} else {
		d.say("distribution %s takes no tags from the function: images that have it as a watermark stay", id)
	}
	_, err = d.carryOut(ctx, []step{d.invalidateStep(id, paths...)})
	return err
}

// tagHeader is the header that a distribution reads cache tags from, "" for none.
func tagHeader(c *types.DistributionConfig) string {
	if c.CacheTagConfig == nil {
		return ""
	}
	return aws.ToString(c.CacheTagConfig.HeaderName)
}

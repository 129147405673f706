package deploy

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
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
	c, _, err := d.readDistribution(ctx, distribution)
	if hasCode(err, "NoSuchDistribution") {
		return had["WebAclArn"], nil
	}
	if err != nil {
		return "", err
	}
	return aws.ToString(c.WebACLId), nil
}

// invalidationPath covers a behavior's path pattern: an asterisk may stand at the
// end of an invalidation's path only.
func invalidationPath(pattern string) string {
	if at := strings.IndexAny(pattern, "*?"); at >= 0 {
		pattern = pattern[:at] + "*"
	}
	return "/" + strings.TrimPrefix(pattern, "/")
}

// invalidateStep empties a part of a distribution's cache.
func (d *Deployer) invalidateStep(distribution, path string) step {
	return step{
		words: fmt.Sprintf("distribution %s: invalidate %s; one path of the thousand a month that are free", distribution, path),
		do:    func(ctx context.Context) error { return d.invalidate(ctx, distribution, path) },
	}
}

func (d *Deployer) invalidate(ctx context.Context, distribution, path string) error {
	reference := "tintype-" + d.Now().UTC().Format("20060102-150405-") + randomHex()
	_, err := d.AWS.cdn.CreateInvalidation(ctx, &cloudfront.CreateInvalidationInput{
		DistributionId: &distribution,
		InvalidationBatch: &types.InvalidationBatch{
			CallerReference: &reference, Paths: &types.Paths{Quantity: aws.Int32(1), Items: []string{path}},
		},
	})
	if err == nil {
		d.say("distribution %s: invalidating %s, usually within a minute or two", distribution, path)
	}
	return explain("distribution "+distribution, err)
}

// Purge removes all sizes and formats of one original from the cache of the
// stack's distribution, or of Distribution. Key is its path in the URL.
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
	id := d.Distribution
	if id == "" {
		current, err := d.readStack(ctx)
		if err != nil {
			return err
		}
		if id = current.outputs["DistributionId"]; id == "" {
			return errors.New("stack " + d.Stack + ": it has no distribution; say DISTRIBUTION=id")
		}
	}
	_, err := d.carryOut(ctx, []step{d.invalidateStep(id, "/"+pathEscape(key)+"*")})
	return err
}

package deploy

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
)

// recordPrefix is where the artifact bucket keeps what behaviors had before.
const recordPrefix = "before/behaviors/"

func recordKey(distribution, pattern string) string {
	return recordPrefix + distribution + "/" + url.PathEscape(pattern) + ".json"
}

// Attach associates tintype with one behavior of an existing distribution. The stack has
// everything except the distribution, which is updated separately.
func (d *Deployer) Attach(ctx context.Context) error {
	if err := d.check(); err != nil {
		return err
	}
	if d.Distribution == "" {
		return errors.New("distribution: got none, want DISTRIBUTION=id")
	}
	r, err := d.readLocal()
	if err != nil {
		return err
	}
	if done, err := d.begin(ctx, attachNeeds); done || err != nil {
		return err
	}
	current, err := d.readStack(ctx)
	if err != nil {
		return err
	}
	config, err := d.readDistribution(ctx, d.Distribution)
	if err != nil {
		return err
	}
	at, err := behaviorOf(config.DistributionConfig, d.Behavior)
	if err != nil {
		return err
	}
	d.origins = originsOf(config.DistributionConfig, at.target)
	if !current.exists() {
		for _, o := range d.origins {
			d.Bucket = first(d.Bucket, bucketOf(o))
		}
	}
	if err := d.fits(current, "false"); err != nil {
		return err
	}
	if err := at.refuse(partsOf(current)); err != nil {
		return fmt.Errorf("distribution %s, behavior %s: %w", d.Distribution, d.Behavior, err)
	}
	r, settings, err := d.settleConfig(ctx, r, current)
	if err != nil {
		return err
	}
	if err := d.refusePrivate(ctx, at, partsOf(current)); err != nil {
		return err
	}
	bucket, err := d.attachedBucket(ctx)
	if err != nil {
		return err
	}
	steps, err := d.attachSteps(ctx, r, current, bucket, config.DistributionConfig, at)
	if err != nil {
		return err
	}
	if _, err := d.carryOut(ctx, append(settings, steps...)); err != nil || d.DryRun {
		return err
	}
	return d.finishAttach(ctx, r, bucket)
}

// attachedBucket is the bucket behind the behavior. A web server as the origin has none.
func (d *Deployer) attachedBucket(ctx context.Context) (*originals, error) {
	if d.Bucket == "" {
		d.say("the behavior's origin is no bucket: the function asks the web server for originals")
		return &originals{region: Region}, nil
	}
	bucket, err := d.lookAtBucket(ctx, d.Bucket)
	if err == nil && !bucket.exists {
		err = fmt.Errorf("bucket %s: there is none of that name", d.Bucket)
	}
	return bucket, err
}

// partsOf are the parts that a stack made.
func partsOf(s *stack) parts {
	return parts{version: s.outputs["VersionArn"], cachePolicy: s.outputs["CachePolicyId"], viewerRequest: s.outputs["ViewerRequestArn"],
		headers: s.outputs["HeadersPolicyId"], cors: s.parameters["CorsOrigins"] != ""}
}

func (d *Deployer) attachSteps(ctx context.Context, r *release, current *stack, bucket *originals, config *types.DistributionConfig, at *behavior) ([]step, error) {
	want, err := d.wanted(ctx, r, current, bucket, "false")
	if err != nil {
		return nil, err
	}
	present, err := d.lookAtArtifacts(ctx, r.key)
	if err != nil {
		return nil, err
	}
	retention, err := d.retentionSteps(ctx, current, want)
	if err != nil {
		return nil, err
	}
	d.sayConcurrency(ctx, want)
	steps := d.artifactSteps(present, r)
	stackSteps, err := d.stackSteps(ctx, current, want)
	if err != nil {
		return nil, err
	}
	steps = append(steps, d.utilizationSteps(r, current, want)...)
	steps = append(steps, stackSteps...)
	old, err := d.oldViewerSteps(ctx, current)
	if err != nil {
		return nil, err
	}
	steps = append(steps, old...)
	if len(stackSteps) > 0 || !at.isAttached(partsOf(current)) {
		cors := want.parameters["CorsOrigins"]
		steps = append(steps, step{
			words: fmt.Sprintf("distribution %s, behavior %s", d.Distribution, d.Behavior),
			lines: slices.Concat(associationLines(at, partsOf(current), config), at.sharingLines(cors, tagHeader(config), want.parameters["CacheTagHeader"]),
				d.forwardedLines(ctx, at, cors, d.Bucket != "")),
			do: d.associate,
		})
		// What the behavior has cached is under keys that stay the same.
		isNew := at.cachePolicy != partsOf(current).cachePolicy || partsOf(current).cachePolicy == ""
		if d.Invalidate == "1" || isNew && d.Invalidate != "0" {
			steps = append(steps, d.invalidateStep(d.Distribution, invalidationPath(d.Behavior)))
		}
	}
	return append(steps, retention...), nil
}

// associationLines says what of a behavior changes, and what does not.
func associationLines(at *behavior, ours parts, config *types.DistributionConfig) []string {
	was := "cache policy " + at.cachePolicy
	if at.cachePolicy == "" {
		was = "its own cache settings"
	}
	var out []string
	if at.cachePolicy != ours.cachePolicy || ours.cachePolicy == "" {
		out = append(out, "cache policy     "+was+" becomes tintype's: the whole query is the key, headers and cookies are not")
	}
	if at.forwardsOrigin() {
		out = append(out, "Origin           is not forwarded any more: CORS is the function's then, by the key cors")
	}
	request := at.functionAt(types.EventTypeViewerRequest)
	out = append(out, "viewer-request   "+first(viewerName(request), "none")+" becomes the function of this package")
	version := at.lambdaAt(types.EventTypeOriginResponse)
	out = append(out, "origin-response  "+first(version, "none")+" becomes the version of this package")
	others := 0
	if config.CacheBehaviors != nil {
		others = len(config.CacheBehaviors.Items) // one of them may be this one, and then the default is another
	}
	return append(out, "the rest of it stays as it is, and "+count(others, "other behavior"))
}

// associate points the behavior at what the stack made, and waits.
func (d *Deployer) associate(ctx context.Context) error {
	s, err := d.describeStack(ctx, d.Stack)
	if err != nil {
		return err
	}
	ours := partsOf(s)
	if ours.version == "" || ours.cachePolicy == "" || ours.viewerRequest == "" {
		return fmt.Errorf("stack %s: it does not say which function, cache policy and viewer request it has made; got outputs %v", d.Stack, s.outputs)
	}
	err = d.updateDistribution(ctx, d.Distribution, func(c *distribution) (bool, error) {
		at, err := behaviorOf(c.DistributionConfig, d.Behavior)
		if err != nil {
			return false, err
		}
		if err := at.refuse(ours); err != nil {
			return false, fmt.Errorf("distribution %s, behavior %s: %w", d.Distribution, d.Behavior, err)
		}
		if at.isAttached(ours) {
			return false, nil
		}
		text := c.behavior(d.Behavior)
		if at.cachePolicy != ours.cachePolicy { // else a run before has written it down
			if err := d.writeRecord(ctx, recordKey(d.Distribution, d.Behavior), text.record(d.Distribution, at)); err != nil {
				return false, err
			}
		}
		return true, text.attach(ours, at)
	})
	if err != nil {
		return err
	}
	_, err = d.awaitDistribution(ctx, d.Distribution)
	return err
}

// finishAttach waits for what an interrupted run may have left under way, and
// fetches an image of the behavior.
func (d *Deployer) finishAttach(ctx context.Context, r *release, bucket *originals) error {
	domain, err := d.awaitDistribution(ctx, d.Distribution)
	if err != nil {
		return err
	}
	d.say("attached: https://%s, behavior %s", domain, d.Behavior)
	key := d.Image
	if key == "" && bucket.exists && !d.NoVerify {
		prefix := strings.TrimPrefix(d.pathIn(bucket.name)+"/", "/")
		if key, err = d.firstImage(ctx, bucket.name, bucket.region, prefix, pathsOf(d.Behavior)); err != nil {
			return err
		}
	}
	return d.verify(ctx, r.config, domain, key)
}

package deploy

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
)

// How often a distribution is looked at, and how long it may take.
const (
	edgePause = 10 * time.Second
	edgeLimit = time.Hour
)

// maxConflicts is how often a change is tried again that somebody else's came
// before.
const maxConflicts = 5

// readDistribution reads a configuration and the ETag that an update has to name.
func (d *Deployer) readDistribution(ctx context.Context, id string) (*types.DistributionConfig, string, error) {
	c, etag, _, err := d.readWhole(ctx, id)
	return c, etag, err
}

// readForUpdate is readDistribution for a configuration that is to be written
// again. It refuses one with parts that would get lost.
func (d *Deployer) readForUpdate(ctx context.Context, id string) (*types.DistributionConfig, string, error) {
	c, etag, sent, err := d.readWhole(ctx, id)
	if err != nil {
		return nil, "", err
	}
	return c, etag, d.refuseLoss(ctx, id, c, sent)
}

// readWhole is readDistribution with the XML as CloudFront sent it.
func (d *Deployer) readWhole(ctx context.Context, id string) (*types.DistributionConfig, string, []byte, error) {
	var sent []byte
	out, err := d.AWS.cdn.GetDistributionConfig(ctx, &cloudfront.GetDistributionConfigInput{Id: &id}, keepAnswer(&sent))
	if hasCode(err, "NoSuchDistribution") {
		return nil, "", nil, &explained{"distribution " + id, "the account has none of that id", err}
	}
	if err != nil {
		return nil, "", nil, explain("distribution "+id, err)
	}
	return out.DistributionConfig, aws.ToString(out.ETag), sent, nil
}

// updateDistribution changes a configuration. change looks at what is there now
// and says whether it changed anything; it is called again, with the new
// configuration, where somebody else was faster. Nothing of theirs is lost.
func (d *Deployer) updateDistribution(ctx context.Context, id string, change func(*types.DistributionConfig) (bool, error)) error {
	for range maxConflicts {
		c, etag, err := d.readForUpdate(ctx, id)
		if err != nil {
			return err
		}
		if changed, err := change(c); err != nil || !changed {
			return err
		}
		_, err = d.AWS.cdn.UpdateDistribution(ctx, &cloudfront.UpdateDistributionInput{Id: &id, IfMatch: &etag, DistributionConfig: c})
		if hasCode(err, "PreconditionFailed", "InvalidIfMatchVersion") {
			d.say("distribution %s: somebody else changed it at the same time; looking again", id)
			if err := d.Sleep(ctx, 2*time.Second); err != nil {
				return err
			}
			continue
		}
		return explain("distribution "+id, err)
	}
	return fmt.Errorf("distribution %s: somebody else keeps changing it, %d tries failed; run the same command again later", id, maxConflicts)
}

// awaitDistribution waits until a configuration is at every edge.
func (d *Deployer) awaitDistribution(ctx context.Context, id string) (domain string, err error) {
	told := false
	err = d.poll(ctx, edgePause, edgeLimit, "distribution "+id, func() (bool, error) {
		out, err := d.AWS.cdn.GetDistribution(ctx, &cloudfront.GetDistributionInput{Id: &id})
		if err != nil {
			return false, explain("distribution "+id, err)
		}
		if out.Distribution == nil {
			return false, errors.New("distribution " + id + ": an empty answer")
		}
		domain = aws.ToString(out.Distribution.DomainName)
		done := aws.ToString(out.Distribution.Status) == "Deployed"
		if !done && !told {
			told = true
			d.say("distribution %s: on its way to the edges, usually 3 to 5 minutes", id)
		}
		return done, nil
	})
	return domain, err
}

package deploy

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// policyRecord is what undeploy has to know about a bucket's policy. It is kept
// in the artifact bucket, written before the policy is touched.
type policyRecord struct {
	Bucket string `json:"bucket"`
	Region string `json:"region"`
	Sid    string `json:"sid"`
	Before string `json:"before"` // the policy as it was, "" for none
}

const policyRecordKey = "before/bucket-policy.json"

// getPolicy reads a bucket's policy, "" for none.
func (d *Deployer) getPolicy(ctx context.Context, bucket, region string) (string, error) {
	out, err := d.AWS.s3(region).GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: &bucket})
	if hasCode(err, "NoSuchBucketPolicy") {
		return "", nil
	}
	if err != nil {
		return "", explain("policy of bucket "+bucket, err)
	}
	return aws.ToString(out.Policy), nil
}

func (d *Deployer) putPolicy(ctx context.Context, bucket, region, policy string) error {
	var err error
	if policy == "" {
		_, err = d.AWS.s3(region).DeleteBucketPolicy(ctx, &s3.DeleteBucketPolicyInput{Bucket: &bucket})
	} else {
		_, err = d.AWS.s3(region).PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: &bucket, Policy: &policy})
	}
	return explain("policy of bucket "+bucket, err)
}

// policyStep plans the merge of the distribution's statement into the policy of
// a bucket that was there before. distribution is "" where the stack is yet to
// make one. nil is nothing to do.
func (d *Deployer) policyStep(ctx context.Context, bucket *originals, distribution string) (*step, error) {
	current, err := d.getPolicy(ctx, bucket.name, bucket.region)
	if err != nil {
		return nil, err
	}
	if distribution != "" {
		_, changed, err := withStatement(current, readStatement(d.account, bucket.name, distribution))
		if err != nil || !changed {
			return nil, err
		}
	}
	_, others, err := parsePolicy(current)
	if err != nil {
		return nil, fmt.Errorf("bucket %s: %w", bucket.name, err)
	}
	kept := "the bucket has no policy now"
	if len(others) > 0 {
		kept = "what its policy says already stays: " + count(len(others), "statement")
	}
	named := distribution
	if named == "" {
		named = "(the new distribution)"
	}
	return &step{
		words: fmt.Sprintf("bucket %s: merge one statement into its policy; undeploy takes it out again", bucket.name),
		lines: []string{kept, "new: " + string(readStatement(d.account, bucket.name, named))},
		do:    func(ctx context.Context) error { return d.mergePolicy(ctx, bucket) },
	}, nil
}

// mergePolicy reads the policy once more, keeps it, and puts the merged one.
func (d *Deployer) mergePolicy(ctx context.Context, bucket *originals) error {
	s, err := d.describeStack(ctx, d.Stack)
	if err != nil {
		return err
	}
	distribution := s.outputs["DistributionId"]
	current, err := d.getPolicy(ctx, bucket.name, bucket.region)
	if err != nil {
		return err
	}
	merged, changed, err := withStatement(current, readStatement(d.account, bucket.name, distribution))
	if err != nil || !changed {
		return err
	}
	var kept policyRecord
	found, err := d.readRecord(ctx, policyRecordKey, &kept)
	if err != nil {
		return err
	}
	if sid := policySid(distribution); !found || kept.Sid != sid {
		if err := d.writeRecord(ctx, policyRecordKey, policyRecord{bucket.name, bucket.region, sid, current}); err != nil {
			return err
		}
	}
	d.say("bucket %s: merging its policy", bucket.name)
	return d.putPolicy(ctx, bucket.name, bucket.region, merged)
}

// restorePolicy takes the statement out again. Where nothing else was changed
// since, the policy becomes byte for byte what it was.
func (d *Deployer) restorePolicy(ctx context.Context, kept policyRecord) error {
	current, err := d.getPolicy(ctx, kept.Bucket, kept.Region)
	if hasCode(err, "NoSuchBucket") {
		return nil
	}
	if err != nil {
		return err
	}
	rest, changed, err := withoutStatement(current, kept.Sid)
	if err != nil || !changed {
		return err
	}
	if samePolicy(rest, kept.Before) {
		rest = kept.Before
	} else {
		d.say("bucket %s: its policy was changed by others since; only the statement %s goes", kept.Bucket, kept.Sid)
	}
	return d.putPolicy(ctx, kept.Bucket, kept.Region, rest)
}

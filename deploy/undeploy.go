package deploy

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	cfntypes "github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
)

// ErrReplicas is the error of an undeploy that has to be run again later.
var ErrReplicas = errors.New("not finished: replicas of the function still exist at the edge, and AWS removes them within some hours; nothing is served or billed meanwhile. Run the same command again then")

// Undeploy removes what Deploy or Attach created, and nothing else. Originals stay, and
// policies and behaviors are restored.
func (d *Deployer) Undeploy(ctx context.Context) error {
	if err := d.check(); err != nil {
		return err
	}
	if done, err := d.begin(ctx, undeployNeeds); done || err != nil {
		return err
	}
	current, err := d.readStack(ctx)
	if err != nil {
		return err
	}
	a, err := d.lookAtArtifacts(ctx, "")
	if err != nil {
		return err
	}
	steps, err := d.undeploySteps(ctx, current, a)
	if err != nil {
		return err
	}
	if len(steps) == 0 {
		d.say("Nothing to remove: there is no stack %s.", d.Stack)
		return nil
	}
	done, err := d.carryOut(ctx, steps)
	if done {
		d.say("removed")
	}
	return err
}

// logsRecordKey keeps the function's name, since its logs outlive the stack.
const logsRecordKey = "before/function.json"

type functionRecord struct {
	Function string `json:"function"`
}

// undeploySteps plans in the order in which things let go of each other: the
// artifact bucket, which has the records, is last.
func (d *Deployer) undeploySteps(ctx context.Context, current *stack, a artifacts) ([]step, error) {
	var steps []step
	attached, err := d.detachSteps(ctx, current)
	if err != nil {
		return nil, err
	}
	steps = append(steps, attached...)
	function := functionRecord{current.outputs["FunctionName"]}
	if a.bucket {
		var kept policyRecord
		found, err := d.readRecord(ctx, policyRecordKey, &kept)
		if err != nil {
			return nil, err
		}
		if found {
			steps = append(steps, step{
				words: fmt.Sprintf("bucket %s: take the statement %s out of its policy", kept.Bucket, kept.Sid),
				do:    func(ctx context.Context) error { return d.restorePolicy(ctx, kept) },
			})
		}
		if function.Function == "" {
			if _, err := d.readRecord(ctx, logsRecordKey, &function); err != nil {
				return nil, err
			}
		}
	}
	if current.status != "" {
		steps = append(steps, d.deleteStackStep(current, function, a.bucket))
	}
	viewers, err := d.allViewers(ctx)
	if err != nil {
		return nil, err
	}
	if len(viewers) > 0 {
		steps = append(steps, step{
			words: "delete the viewer-request functions of all releases, " + count(len(viewers), "function"),
			do:    d.deleteAllViewers,
		})
	}
	if function.Function != "" || a.bucket || current.status != "" {
		steps = append(steps, step{
			words: "delete the function's log groups in all regions",
			do:    func(ctx context.Context) error { return d.deleteLogs(ctx, function.Function) },
		})
	}
	if a.bucket {
		steps = append(steps, step{
			words: "delete the artifact bucket " + d.artifactBucket() + " with the packages in it",
			do:    d.removeArtifacts,
		})
	}
	return steps, nil
}

// detachSteps gives the behaviors back what they had.
func (d *Deployer) detachSteps(ctx context.Context, current *stack) ([]step, error) {
	if !current.exists() {
		return nil, nil
	}
	records, err := d.behaviorRecords(ctx)
	if err != nil {
		return nil, err
	}
	var steps []step
	ours := partsOf(current)
	for _, r := range records {
		steps = append(steps, step{
			words: fmt.Sprintf("distribution %s, behavior %s: take tintype out, give back the cache settings of before", r.Distribution, r.Behavior),
			do:    func(ctx context.Context) error { return d.detach(ctx, ours, r) },
		})
	}
	return steps, nil
}

func (d *Deployer) detach(ctx context.Context, ours parts, r behaviorRecord) error {
	err := d.updateDistribution(ctx, r.Distribution, func(c *distribution) (bool, error) {
		at, err := behaviorOf(c.DistributionConfig, r.Behavior)
		if err != nil {
			return false, nil // the behavior is gone, and what it had with it
		}
		return c.behavior(r.Behavior).detach(ours, at, r)
	})
	if hasCode(err, "NoSuchDistribution") {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = d.awaitDistribution(ctx, r.Distribution)
	return err
}

func (d *Deployer) deleteStackStep(current *stack, function functionRecord, records bool) step {
	s := step{
		words: fmt.Sprintf("delete the stack %s", d.Stack),
		do:    func(ctx context.Context) error { return d.deleteStack(ctx, current, function, records) },
	}
	had := resources(current.template)
	for _, id := range []string{"Distribution", "OriginAccessControl", "CachePolicy", "Function", "Role", "LogGroup"} {
		if had[id] != "" && created(had[id], current.parameters) {
			s.lines = append(s.lines, change{id, "remove"}.line())
		}
	}
	if current.parameters["CreateBucket"] == "true" {
		s.lines = append(s.lines, "keep     the bucket "+current.parameters["BucketName"]+" with the originals; delete it yourself if it shall go")
	}
	return s
}

// deleteStack deletes, waits, and tells replicas from other obstacles. All
// versions go with the function.
func (d *Deployer) deleteStack(ctx context.Context, current *stack, function functionRecord, records bool) error {
	if records && function.Function != "" {
		if err := d.writeRecord(ctx, logsRecordKey, function); err != nil {
			return err
		}
	}
	usual := "usually 1 to 2 minutes"
	if current.parameters["CreateDistribution"] == "true" {
		usual = "usually 5 to 10 minutes, since the distribution has to be switched off everywhere first"
	}
	d.say("stack %s: deleting, %s", d.Stack, usual)
	if _, err := d.AWS.stacks.DeleteStack(ctx, &cloudformation.DeleteStackInput{StackName: &current.id}); err != nil {
		return explain("stack "+d.Stack, err)
	}
	s, err := d.awaitStack(ctx, current.id)
	if err != nil || !s.exists() {
		return err
	}
	return d.whyLeft(ctx, current.id, s.status, ErrReplicas)
}

// whyLeft tells replicas from other obstacles to a stack's end.
func (d *Deployer) whyLeft(ctx context.Context, id string, status cfntypes.StackStatus, replicas error) error {
	out, err := d.AWS.stacks.DescribeStackResources(ctx, &cloudformation.DescribeStackResourcesInput{StackName: &id})
	if err != nil {
		return explain("stack "+d.Stack, err)
	}
	for _, r := range out.StackResources {
		if strings.Contains(aws.ToString(r.ResourceStatusReason), "replicated function") {
			return replicas
		}
	}
	return fmt.Errorf("stack %s: %s; the reasons stand above", d.Stack, status)
}

// deleteLogs deletes the groups that replicas made, and the one in us-east-1 if
// the function logged once more.
func (d *Deployer) deleteLogs(ctx context.Context, function string) error {
	groups, err := d.edgeLogs(ctx, function)
	if err != nil {
		return err
	}
	for _, g := range groups {
		_, err := d.AWS.logs(g.region).DeleteLogGroup(ctx, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: &g.name})
		if err != nil && !hasCode(err, "ResourceNotFoundException") {
			return explain("logs in "+g.region, err)
		}
	}
	return nil
}

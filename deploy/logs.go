package deploy

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
)

// edgeRegions are the regions of CloudFront's regional caches, where replicas run
// and log.
// Source: AWS, "Regions with edge logs" and the list of regional edge caches.
var edgeRegions = []string{
	"us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1",
	"eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3",
	"ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
}

// logGroup is one of the function's groups.
type logGroup struct {
	region, name string
	days         int32 // 0 keeps for ever
}

// logName is the function's group, in every region the same.
func (d *Deployer) logName() string { return "/tintype/" + d.Stack }

// edgeLogs finds the groups that replicas of a function made, of releases before the
// group had a name of its own, too. Regions that do not answer are left out: logs are
// no reason to stop.
func (d *Deployer) edgeLogs(ctx context.Context, function string) ([]logGroup, error) {
	var groups []logGroup
	for _, region := range edgeRegions {
		for _, name := range []string{d.logName(), "/aws/lambda/us-east-1." + function} {
			g, err := d.findLog(ctx, region, name)
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if err != nil {
				d.say("logs in %s were not looked at: %v", region, explain("log groups", err))
			}
			groups = append(groups, g...)
		}
	}
	return groups, nil
}

// findLog is the group of a name in a region, or none.
func (d *Deployer) findLog(ctx context.Context, region, name string) ([]logGroup, error) {
	out, err := d.AWS.logs(region).DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: &name})
	if err != nil {
		return nil, err
	}
	for _, g := range out.LogGroups {
		if aws.ToString(g.LogGroupName) == name {
			return []logGroup{{region, name, aws.ToInt32(g.RetentionInDays)}}, nil
		}
	}
	return nil, nil
}

// shieldLogSteps plans the group in the region where the function will run, so that
// it has an end from the first line on. The stack has the group in us-east-1.
func (d *Deployer) shieldLogSteps(ctx context.Context, want stackInput) ([]step, error) {
	region, name := want.parameters["OriginShieldRegion"], d.logName()
	if region == "" || region == Region {
		return nil, nil
	}
	days, _ := strconv.Atoi(want.parameters["LogRetentionDays"])
	found, err := d.findLog(ctx, region, name)
	if err != nil || len(found) > 0 && found[0].days == int32(days) {
		return nil, ctx.Err() // after an error the first replica makes it
	}
	return []step{{
		words: fmt.Sprintf("have the log group %s in %s, %d days", name, region, days),
		do: func(ctx context.Context) error {
			_, err := d.AWS.logs(region).CreateLogGroup(ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: &name})
			if err != nil && !hasCode(err, "ResourceAlreadyExistsException") {
				return explain("logs in "+region, err)
			}
			_, err = d.AWS.logs(region).PutRetentionPolicy(ctx, &cloudwatchlogs.PutRetentionPolicyInput{LogGroupName: &name, RetentionInDays: aws.Int32(int32(days))})
			return explain("logs in "+region, err)
		},
	}}, nil
}

// retentionSteps plans an end for logs that would be kept for ever. The stack
// has the group in us-east-1.
func (d *Deployer) retentionSteps(ctx context.Context, current *stack, want stackInput) ([]step, error) {
	function := current.outputs["FunctionName"]
	if function == "" {
		return nil, nil
	}
	groups, err := d.edgeLogs(ctx, function)
	if err != nil {
		return nil, err
	}
	days, _ := strconv.Atoi(want.parameters["LogRetentionDays"])
	var endless []logGroup
	var regions []string
	for _, g := range groups {
		isShield := g.region == want.parameters["OriginShieldRegion"] && g.name == d.logName() // that has a step already
		if g.region != Region && g.days != int32(days) && !isShield {
			endless = append(endless, g)
			regions = append(regions, g.region)
		}
	}
	if len(endless) == 0 {
		return nil, nil
	}
	return []step{{
		words: fmt.Sprintf("keep the function's logs for %d days in %s", days, strings.Join(regions, ", ")),
		do: func(ctx context.Context) error {
			for _, g := range endless {
				_, err := d.AWS.logs(g.region).PutRetentionPolicy(ctx, &cloudwatchlogs.PutRetentionPolicyInput{
					LogGroupName: &g.name, RetentionInDays: aws.Int32(int32(days)),
				})
				if err != nil {
					return explain("logs in "+g.region, err)
				}
			}
			return nil
		},
	}}, nil
}

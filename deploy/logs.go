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

// edgeLogs finds the groups that replicas of a function made. Regions that do not
// answer are left out: logs are no reason to stop.
func (d *Deployer) edgeLogs(ctx context.Context, function string) ([]logGroup, error) {
	prefix := "/aws/lambda/us-east-1." + function
	var groups []logGroup
	for _, region := range edgeRegions {
		out, err := d.AWS.logs(region).DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: &prefix})
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			d.say("logs in %s were not looked at: %v", region, explain("log groups", err))
			continue
		}
		for _, g := range out.LogGroups {
			if aws.ToString(g.LogGroupName) == prefix {
				groups = append(groups, logGroup{region, prefix, aws.ToInt32(g.RetentionInDays)})
			}
		}
	}
	return groups, nil
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
		if g.region != Region && g.days != int32(days) {
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

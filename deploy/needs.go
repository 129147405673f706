package deploy

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// needs are the permissions of whoever runs a command, and what the command
// would do, for a dry run without credentials.
type needs struct {
	would   []string
	actions []string
}

var stackActions = []string{
	"cloudformation:CreateChangeSet", "cloudformation:DescribeChangeSet", "cloudformation:ExecuteChangeSet",
	"cloudformation:DeleteChangeSet", "cloudformation:DescribeStacks", "cloudformation:DescribeStackEvents", "cloudformation:DescribeStackResources",
	"cloudformation:GetTemplate", "cloudformation:DeleteStack", "cloudformation:ContinueUpdateRollback",
	"iam:CreateRole", "iam:GetRole", "iam:GetRolePolicy", "iam:UpdateRole", "iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy",
	"iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary", "iam:SimulatePrincipalPolicy", "sts:GetCallerIdentity",
	"iam:TagRole", "lambda:TagResource", "lambda:ListTags", "cloudfront:TagResource", "cloudfront:ListTagsForResource", "iam:PassRole", "iam:CreateServiceLinkedRole",
	"iam:DeleteRole", "iam:DeleteRolePolicy", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies", "iam:UpdateRoleDescription", "iam:UntagRole",
	"lambda:CreateFunction", "lambda:GetFunction", "lambda:GetFunctionConfiguration", "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration",
	"lambda:PublishVersion", "lambda:ListVersionsByFunction", "lambda:EnableReplication*", "lambda:DisableReplication*",
	"lambda:DeleteFunction", "lambda:GetAccountSettings", "lambda:UntagResource", "lambda:GetFunctionCodeSigningConfig", "lambda:GetFunctionRecursionConfig", "lambda:GetRuntimeManagementConfig",
	"cloudfront:GetOriginRequestPolicy", "cloudfront:CreateCachePolicy", "cloudfront:GetCachePolicy", "cloudfront:UpdateCachePolicy", "cloudfront:DeleteCachePolicy",
	"cloudfront:CreateFunction", "cloudfront:DescribeFunction", "cloudfront:GetFunction", "cloudfront:ListFunctions", "cloudfront:UpdateFunction", "cloudfront:PublishFunction", "cloudfront:DeleteFunction", "cloudfront:TestFunction", "cloudfront:UntagResource",
	"cloudfront:CreateResponseHeadersPolicy", "cloudfront:GetResponseHeadersPolicy", "cloudfront:UpdateResponseHeadersPolicy", "cloudfront:DeleteResponseHeadersPolicy",
	"cloudfront:GetDistribution", "cloudfront:CreateInvalidation", "cloudfront:UpdateOriginAccessControl", "cloudfront:GetDistributionConfig", "cloudfront:UpdateDistribution",
	"cloudwatch:PutMetricAlarm", "cloudwatch:DescribeAlarms", "cloudwatch:DeleteAlarms",
	"cloudwatch:TagResource", "cloudwatch:UntagResource", "cloudwatch:ListTagsForResource", // alarms and dashboard, where there are some
	"cloudwatch:PutDashboard", "cloudwatch:GetDashboard", "cloudwatch:DeleteDashboards",
	"logs:CreateLogGroup", "logs:DescribeLogGroups", "logs:PutRetentionPolicy", "logs:DeleteLogGroup", "logs:TagResource", "logs:UntagResource", "logs:ListTagsForResource",
	"s3:CreateBucket", "s3:PutEncryptionConfiguration", "s3:PutBucketPublicAccessBlock", "s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:DeleteBucket",
}

// accessLogActions are for ACCESS_LOGS alone.
var accessLogActions = []string{
	"cloudfront:AllowVendedLogDeliveryForResource", "logs:PutDeliverySource", "logs:GetDeliverySource", "logs:DeleteDeliverySource",
	"logs:PutDeliveryDestination", "logs:GetDeliveryDestination", "logs:DeleteDeliveryDestination",
	"logs:PutDeliveryDestinationPolicy", "logs:GetDeliveryDestinationPolicy", "logs:DeleteDeliveryDestinationPolicy",
	"logs:CreateDelivery", "logs:GetDelivery", "logs:DescribeDeliveries", "logs:UpdateDeliveryConfiguration", "logs:DeleteDelivery",
	"logs:PutResourcePolicy", "logs:DescribeResourcePolicies",
}

var (
	deployNeeds = needs{
		would: []string{
			"ask who you are (STS), and look at the bucket, its policy and the stack",
			"create the artifact bucket in us-east-1 and upload the package",
			"create or update the stack in us-east-1, after showing its change set",
			"merge one statement into the policy of a bucket that exists",
			"fetch one image through the distribution",
		},
		actions: slices.Concat([]string{
			"cloudfront:CreateDistribution", "cloudfront:CreateDistributionWithTags", "cloudfront:DeleteDistribution",
			"cloudfront:CreateOriginAccessControl", "cloudfront:GetOriginAccessControl", "cloudfront:DeleteOriginAccessControl",
			"s3:GetBucketPolicy", "s3:GetBucketRequestPayment", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "ssm:GetParameter",
		}, accessLogActions, stackActions),
	}
	attachNeeds = needs{
		would: []string{
			"ask who you are (STS), and read the distribution's configuration and the stack",
			"create the artifact bucket in us-east-1 and upload the package",
			"create or update a stack with the role, the function, the cache policy and the viewer-request function",
			"point the behavior at them, with the distribution's ETag, and wait until it is deployed",
			"fetch one image through the distribution",
		},
		actions: slices.Concat([]string{"s3:GetBucketRequestPayment"}, stackActions),
	}
	purgeNeeds = needs{
		would: []string{
			"ask who you are (STS), and look at the stack for its distribution",
			"invalidate the original's path with everything behind it",
		},
		actions: []string{"cloudformation:DescribeStacks", "cloudformation:GetTemplate", "cloudfront:GetDistributionConfig", "cloudfront:CreateInvalidation"},
	}
	rollbackNeeds = needs{
		would: []string{
			"ask who you are (STS), and list the function's versions",
			"point the distribution at the version before the newest, or at VERSION",
		},
		actions: stackActions,
	}
	probeNeeds = needs{
		would: []string{
			"ask who you are (STS), and look for a stack that an earlier probe has left",
			"have CloudFront test the viewer-request function",
			"create a small stack in us-east-1: a bucket, a role that may do nothing, a function at the edge, a distribution",
			"ask the distribution some thirty times, and print a table",
			"remove all of it; the function goes hours later, with `tintype probe -remove`",
		},
		actions: slices.Concat([]string{
			"cloudfront:CreateDistribution", "cloudfront:CreateDistributionWithTags", "cloudfront:DeleteDistribution",
			"cloudfront:CreateOriginAccessControl", "cloudfront:GetOriginAccessControl", "cloudfront:DeleteOriginAccessControl",
			"s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy",
		}, stackActions),
	}
	undeployNeeds = needs{
		would: []string{
			"ask who you are (STS), and look at the stack and the artifact bucket",
			"give every behavior that was attached what it had before",
			"take the statement out of the bucket's policy",
			"delete the stack, the log groups and the artifact bucket; never the originals",
		},
		actions: append([]string{
			"cloudfront:DeleteDistribution", "cloudfront:DeleteOriginAccessControl",
			"s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy",
		}, stackActions...),
	}
)

// sayNeeds ends a dry run without credentials.
func (d *Deployer) sayNeeds(n needs) {
	d.say("Dry run without AWS credentials: nothing was sent. With credentials the command would")
	for i, w := range n.would {
		d.say("  %d. %s", i+1, w)
	}
	if d.Bucket != "" {
		d.say("for bucket %s, as stack %s.", d.Bucket, d.Stack)
	}
	d.say("It takes credentials as the AWS command line does: AWS_PROFILE, AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, or")
	d.say("`aws configure` or `aws sso login` before. They need these permissions:")
	byService := map[string][]string{}
	for _, action := range n.actions {
		service, _, _ := strings.Cut(action, ":")
		byService[service] = append(byService[service], action)
	}
	for _, service := range slices.Sorted(maps.Keys(byService)) {
		d.say("  %s", strings.Join(byService[service], " "))
	}
}

var assumedRole = regexp.MustCompile(`^arn:([a-z-]+):sts::(\d+):assumed-role/([^/]+)/.*$`)

// checkPermissions asks IAM's simulator which of the needed permissions are
// missing. Its answer is a hint: it does not know the resources that a policy is
// limited to, so nothing is refused for it. Who may not ask it is not bothered.
func (d *Deployer) checkPermissions(ctx context.Context, arn string, n needs) error {
	source := assumedRole.ReplaceAllString(arn, "arn:$1:iam::$2:role/$3")
	if strings.HasSuffix(arn, ":root") {
		return nil
	}
	var denied []string
	for actions := n.actions; len(actions) > 0; actions = actions[min(len(actions), 50):] {
		out, err := d.AWS.iam.SimulatePrincipalPolicy(ctx, &iam.SimulatePrincipalPolicyInput{
			PolicySourceArn: &source, ActionNames: actions[:min(len(actions), 50)],
		})
		if err != nil {
			return ctx.Err()
		}
		for _, r := range out.EvaluationResults {
			if r.EvalDecision != types.PolicyEvaluationDecisionTypeAllowed {
				denied = append(denied, aws.ToString(r.EvalActionName))
			}
		}
	}
	if len(denied) > 0 {
		d.say("permissions that may be missing, says IAM's simulator: %s", strings.Join(denied, " "))
	}
	return nil
}

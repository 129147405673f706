package deploy

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Clients has a client for every AWS service that a deployment uses.
type Clients struct {
	config aws.Config
	stacks *cloudformation.Client
	cdn    *cloudfront.Client
	lambda *lambda.Client
	iam    *iam.Client
	sts    *sts.Client
	now    func() time.Time
}

// LoadClients uses the configuration that the AWS command line would use: environment,
// profiles, SSO. If local is set, it does not ask the network for credentials, such as
// the metadata of an EC2 instance.
func LoadClients(ctx context.Context, local bool) (*Clients, error) {
	options := []func(*config.LoadOptions) error{config.WithRegion(Region)}
	if local {
		options = append(options, config.WithEC2IMDSClientEnableState(imds.ClientDisabled))
	}
	loaded, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return nil, explain("configuration", err)
	}
	return NewClients(loaded), nil
}

// NewClients returns clients of all services in Region.
func NewClients(c aws.Config) *Clients {
	c = c.Copy()
	c.Region = Region
	return &Clients{
		config: c,
		stacks: cloudformation.NewFromConfig(c),
		cdn:    cloudfront.NewFromConfig(c),
		lambda: lambda.NewFromConfig(c),
		iam:    iam.NewFromConfig(c),
		sts:    sts.NewFromConfig(c),
		now:    time.Now,
	}
}

// s3 is a client in a bucket's own region. Other stores than Amazon's are
// addressed path-style.
func (c *Clients) s3(region string) *s3.Client {
	return s3.NewFromConfig(c.config, func(o *s3.Options) {
		o.Region = region
		o.UsePathStyle = c.config.BaseEndpoint != nil || os.Getenv("AWS_ENDPOINT_URL_S3") != ""
	})
}

// lambdaIn is a client where replicas run.
func (c *Clients) lambdaIn(region string) *lambda.Client {
	return lambda.NewFromConfig(c.config, func(o *lambda.Options) { o.Region = region })
}

func (c *Clients) logs(region string) *cloudwatchlogs.Client {
	return cloudwatchlogs.NewFromConfig(c.config, func(o *cloudwatchlogs.Options) { o.Region = region })
}

// errNoCredentials is what hasCredentials says where there are none.
var errNoCredentials = errors.New("no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run `aws configure` or `aws sso login`")

// hasCredentials looks for credentials without using them.
func (c *Clients) hasCredentials(ctx context.Context) error {
	if c.config.Credentials == nil {
		return errNoCredentials
	}
	if _, err := c.config.Credentials.Retrieve(ctx); err != nil {
		return errNoCredentials
	}
	return nil
}

// identify asks whose credentials these are, and keeps the account.
func (d *Deployer) identify(ctx context.Context) (arn string, err error) {
	if err := d.AWS.hasCredentials(ctx); err != nil {
		return "", err
	}
	who, err := d.AWS.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return "", explain("credentials", err)
	}
	d.account = aws.ToString(who.Account)
	d.say("account %s, as %s", d.account, aws.ToString(who.Arn))
	return aws.ToString(who.Arn), nil
}

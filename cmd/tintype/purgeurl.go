package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"tintype/cmd/tintype/server/store"
)

// maxPaths is how many originals are invalidated one by one. Beyond it one path for all
// is cheaper: 1,000 paths a month are free.
const maxPaths = 100

// purgeURL is what `tintype purge-url` is told.
type purgeURL struct {
	key, stack, region string
	dryRun             bool
}

// runPurgeURL removes the images of an original, and those that show it as a watermark,
// from the results of a stack with a function URL and from its distribution's cache.
func runPurgeURL(args []string, _ io.Reader, stdout, _ io.Writer) error {
	var p purgeURL
	flags := newFlags("purge-url")
	flags.StringVar(&p.key, "key", "", "path of the original, as viewers send it")
	flags.StringVar(&p.stack, "stack", "tintype-url", "name of the stack")
	flags.StringVar(&p.region, "region", "us-east-1", "region of the stack")
	flags.BoolVar(&p.dryRun, "dry-run", false, "change nothing")
	if err := parse(flags, args); err != nil {
		return err
	}
	key, err := url.PathUnescape(strings.TrimPrefix(p.key, "/"))
	if err != nil || key == "" || flags.NArg() > 0 || strings.Contains(key, "*") {
		return usageError{fmt.Sprintf("key: got %q, want -key with the path of an original, without *", p.key)}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return p.run(ctx, key, stdout)
}

func (p purgeURL) run(ctx context.Context, key string, stdout io.Writer) error {
	c, err := config.LoadDefaultConfig(ctx, config.WithRegion(p.region))
	if err != nil {
		return err
	}
	results, distribution, err := p.outputs(ctx, c)
	if err != nil {
		return err
	}
	client := s3.NewFromConfig(c, func(o *s3.Options) { o.UsePathStyle = c.BaseEndpoint != nil || os.Getenv("AWS_ENDPOINT_URL_S3") != "" })
	images := store.ByAddress{Bucket: store.NewBucket(client, results, "")}
	originals, n, err := images.PurgeKey(ctx, key, p.dryRun)
	if err != nil {
		return fmt.Errorf("bucket %s: %w", results, err)
	}
	fmt.Fprintf(stdout, "bucket %s: %d images %s\n", results, n, p.tense("removed"))
	paths := invalidations(key, originals)
	fmt.Fprintf(stdout, "distribution %s: %s %s\n", distribution, strings.Join(paths, " "), p.tense("invalidated"))
	if p.dryRun {
		return nil
	}
	_, err = cloudfront.NewFromConfig(c).CreateInvalidation(ctx, &cloudfront.CreateInvalidationInput{
		DistributionId: &distribution,
		InvalidationBatch: &types.InvalidationBatch{
			CallerReference: aws.String(fmt.Sprintf("tintype-%d", time.Now().UnixNano())),
			Paths:           &types.Paths{Quantity: aws.Int32(int32(len(paths))), Items: paths},
		},
	})
	return err
}

// tense says whether something was done or would be.
func (p purgeURL) tense(done string) string {
	if p.dryRun {
		return "would be " + done
	}
	return done
}

// outputs are the names of what the stack has made.
func (p purgeURL) outputs(ctx context.Context, c aws.Config) (results, distribution string, err error) {
	out, err := cloudformation.NewFromConfig(c).DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &p.stack})
	if err != nil {
		return "", "", fmt.Errorf("stack %s: %w", p.stack, err)
	}
	for _, s := range out.Stacks {
		for _, o := range s.Outputs {
			switch aws.ToString(o.OutputKey) {
			case "ResultsBucket":
				results = aws.ToString(o.OutputValue)
			case "Distribution":
				distribution = aws.ToString(o.OutputValue)
			}
		}
	}
	if results == "" || distribution == "" {
		return "", "", errors.New("stack " + p.stack + ": it has no results; want one that deploy HOST=url has made")
	}
	return results, distribution, nil
}

// invalidations are the paths of an original, of its images and of the images of others
// that show it.
func invalidations(key string, originals []string) []string {
	paths := []string{escapePath(key), escapePath(key) + "/~*"}
	for _, other := range originals {
		if other != key {
			paths = append(paths, escapePath(other)+"/~*")
		}
	}
	if len(paths) > maxPaths {
		return []string{"/*"}
	}
	return paths
}

// escapePath is a key as viewers ask for it.
func escapePath(key string) string { return (&url.URL{Path: "/" + key}).EscapedPath() }

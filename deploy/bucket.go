package deploy

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// originals is the bucket as it stands.
type originals struct {
	name, region string
	exists       bool
}

// statusOf is the HTTP status behind an error. S3 answers HEAD without a body,
// and so without a code.
func statusOf(err error) int {
	var response *awshttp.ResponseError
	if errors.As(err, &response) {
		return response.HTTPStatusCode()
	}
	return 0
}

// lookAtBucket finds out whether the bucket is there, whose it is, and where.
func (d *Deployer) lookAtBucket(ctx context.Context, name string) (*originals, error) {
	region := Region
	for range 2 {
		out, err := d.AWS.s3(region).HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &name})
		if err == nil {
			if r := aws.ToString(out.BucketRegion); r != "" {
				region = r
			}
			return &originals{name: name, region: region, exists: true}, nil
		}
		switch statusOf(err) {
		case http.StatusNotFound:
			return &originals{name: name, region: Region}, nil
		case http.StatusForbidden:
			return nil, fmt.Errorf("bucket %s: access denied: it is another account's, or s3:ListBucket on it is missing", name)
		case http.StatusMovedPermanently, http.StatusBadRequest:
			if elsewhere := regionOf(err); elsewhere != "" && elsewhere != region {
				region = elsewhere
				continue
			}
		}
		return nil, explain("bucket "+name, err)
	}
	return nil, fmt.Errorf("bucket %s: its region could not be found out", name)
}

// regionOf is where S3 says that a bucket is, in an answer from the wrong region.
func regionOf(err error) string {
	var response *awshttp.ResponseError
	if errors.As(err, &response) && response.Response != nil {
		return response.Response.Header.Get("X-Amz-Bucket-Region")
	}
	return ""
}

// pictureTypes are names of originals that every release can read.
var pictureTypes = []string{".jpg", ".jpeg", ".png", ".webp", ".gif"}

// anyPath is the behavior that takes every path.
var anyPath = regexp.MustCompile(``)

// firstImage is the key of an original to try whose path a behavior takes, ""
// where the first thousand keys under the prefix have none.
func (d *Deployer) firstImage(ctx context.Context, bucket, region, prefix string, behavior *regexp.Regexp) (string, error) {
	out, err := d.AWS.s3(region).ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &bucket, Prefix: &prefix})
	if err != nil {
		return "", explain("bucket "+bucket, err)
	}
	for _, kind := range pictureTypes {
		for _, o := range out.Contents {
			key := strings.TrimPrefix(aws.ToString(o.Key), prefix)
			if strings.EqualFold(path.Ext(key), kind) && aws.ToInt64(o.Size) > 0 && behavior.MatchString("/"+key) {
				return key, nil
			}
		}
	}
	return "", nil
}

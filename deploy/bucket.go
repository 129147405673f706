package deploy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// originals is the bucket as it stands.
type originals struct {
	name, region string
	exists       bool
	foreign      bool // it is another account's: nothing of it can be looked at or changed
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

// refuseName says why CloudFront or the function could not read a bucket of that name, nil
// where nothing is known.
func refuseName(name string) error {
	why := ""
	switch {
	case strings.HasSuffix(name, "--x-s3"):
		why = "a directory bucket (S3 Express One Zone), which CloudFront has no access control for; want a general purpose bucket"
	case strings.HasSuffix(name, "--ol-s3"):
		why = "an Object Lambda access point, which transforms by itself; want its bucket"
	case strings.HasSuffix(name, "-s3alias"):
		why = "the alias of an access point, which the role's permissions do not name; want its bucket"
	case strings.HasSuffix(name, ".mrap"):
		why = "a Multi-Region Access Point, whose requests are signed in another way; want a bucket, and a member of an origin group for each of the others"
	default:
		return nil
	}
	return fmt.Errorf("bucket: got %s, %s", name, why)
}

// refusePayer refuses a bucket whose requester pays: CloudFront does not say that it does.
// Where that cannot be found out it is left to the trial image.
func (d *Deployer) refusePayer(ctx context.Context, b *originals) error {
	out, err := d.AWS.s3(b.region).GetBucketRequestPayment(ctx, &s3.GetBucketRequestPaymentInput{Bucket: &b.name, ExpectedBucketOwner: &d.account})
	if err == nil && out.Payer == types.PayerRequester {
		return fmt.Errorf("bucket %s: its requester pays, and CloudFront cannot say that it does; want a bucket whose owner pays", b.name)
	}
	return nil
}

// lookAtBucket finds out whether the bucket is there, whose it is, and where, and whether
// it can be served.
func (d *Deployer) lookAtBucket(ctx context.Context, name string) (*originals, error) {
	if err := refuseName(name); err != nil {
		return nil, err
	}
	b, err := d.findBucket(ctx, name)
	if err == nil && b.exists && !b.foreign {
		err = d.refusePayer(ctx, b)
	}
	if err != nil {
		return nil, err
	}
	if strings.Contains(name, ".") {
		d.say("bucket %s: the certificate of S3 does not hold for names with dots; nobody has seen whether CloudFront takes them, so look at the trial image", name)
	}
	return b, nil
}

func (d *Deployer) findBucket(ctx context.Context, name string) (*originals, error) {
	if d.BucketOwner != "" && d.BucketOwner != d.account {
		return d.foreignBucket(ctx, name)
	}
	region := Region
	for range 2 {
		out, err := d.AWS.s3(region).HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &name, ExpectedBucketOwner: &d.account})
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
			return nil, fmt.Errorf("bucket %s: access denied: it is another account's, or s3:ListBucket on it is missing; BUCKET_OWNER=account names another account", name)
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

// foreignBucket is a bucket of the account that BucketOwner names. S3 says its region
// even to whom it refuses everything else.
func (d *Deployer) foreignBucket(ctx context.Context, name string) (*originals, error) {
	b := &originals{name: name, region: d.BucketRegion, exists: true, foreign: true}
	if b.region != "" {
		return b, nil
	}
	out, err := d.AWS.s3(Region).HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &name, ExpectedBucketOwner: &d.BucketOwner})
	switch {
	case err == nil:
		b.region = first(aws.ToString(out.BucketRegion), Region)
	case statusOf(err) == http.StatusNotFound:
		return nil, fmt.Errorf("bucket %s: there is none of that name", name)
	default:
		b.region = regionOf(err)
	}
	if b.region == "" {
		return nil, fmt.Errorf("bucket %s: S3 does not say its region; give it with BUCKET_REGION=region", name)
	}
	return b, nil
}

// ownerOf is the account of a bucket that is another account's, "" otherwise.
func (d *Deployer) ownerOf(b *originals) string {
	if b.foreign {
		return d.BucketOwner
	}
	return ""
}

// sayForeign says what the owner of a bucket has to allow.
func (d *Deployer) sayForeign(b *originals, s *stack) {
	d.say("bucket %s is account %s's, and so is its policy. It has to have these statements:", b.name, d.BucketOwner)
	if id := s.outputs["DistributionId"]; id != "" {
		d.say("  %s", readStatement(d.account, b.name, id))
	}
	text, _ := json.Marshal(map[string]any{
		"Sid": "TintypeRole", "Effect": "Allow", "Principal": map[string]string{"AWS": s.outputs["RoleArn"]},
		"Action": "s3:GetObject", "Resource": "arn:aws:s3:::" + b.name + "/*",
	})
	d.say("  %s", text)
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
			if strings.EqualFold(path.Ext(key), kind) && aws.ToInt64(o.Size) > 0 && behavior.MatchString("/"+key) && !isArchived(o.StorageClass) {
				return key, nil
			}
		}
	}
	return "", nil
}

// isArchived reports objects that S3 gives only after they have been restored.
func isArchived(class types.ObjectStorageClass) bool {
	return class == types.ObjectStorageClassGlacier || class == types.ObjectStorageClassDeepArchive
}

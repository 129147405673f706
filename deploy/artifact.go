package deploy

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// The artifact bucket holds packages, and records of what was before. Each stack
// has one, in us-east-1, since Lambda reads packages from its own region only.
// Every call names the owner whom it expects: a bucket of that name in another
// account gets nothing.

// artifactBucket is the bucket's name, at most 63 characters.
func (d *Deployer) artifactBucket() string {
	name := strings.ToLower(d.Stack)
	if most := 63 - len(d.account) - len(Region) - 2; len(name) > most {
		sum := sha256.Sum256([]byte(name))
		name = name[:most-9] + "-" + hex.EncodeToString(sum[:4])
	}
	return name + "-" + d.account + "-" + Region
}

// artifacts says what of the artifact bucket is there already.
type artifacts struct{ bucket, packaged bool }

func (d *Deployer) lookAtArtifacts(ctx context.Context, key string) (a artifacts, err error) {
	name := d.artifactBucket()
	_, err = d.AWS.s3(Region).HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &name, ExpectedBucketOwner: &d.account})
	switch statusOf(err) {
	case http.StatusNotFound:
		return a, nil
	case http.StatusForbidden:
		return a, fmt.Errorf("artifact bucket %s: the name is taken by another account, or s3:ListBucket on it is missing; choose another STACK", name)
	}
	if err != nil {
		return a, explain("artifact bucket "+name, err)
	}
	a.bucket = true
	if key == "" {
		return a, nil
	}
	_, err = d.AWS.s3(Region).HeadObject(ctx, &s3.HeadObjectInput{Bucket: &name, Key: &key, ExpectedBucketOwner: &d.account})
	if statusOf(err) == http.StatusNotFound {
		return a, nil
	}
	a.packaged = err == nil
	return a, explain("package in bucket "+name, err)
}

// artifactSteps plans what is missing of the artifact bucket.
func (d *Deployer) artifactSteps(a artifacts, r *release) []step {
	var steps []step
	name := d.artifactBucket()
	if !a.bucket {
		steps = append(steps, step{
			words: "create the artifact bucket " + name + "; undeploy removes it",
			do: func(ctx context.Context) error {
				_, err := d.AWS.s3(Region).CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &name})
				if hasCode(err, "BucketAlreadyOwnedByYou") {
					return nil
				}
				return explain("artifact bucket "+name, err)
			},
		})
	}
	if !a.packaged {
		steps = append(steps, step{
			words: fmt.Sprintf("upload the package, %s, as %s", size(len(r.archive)), r.key),
			do: func(ctx context.Context) error {
				d.say("uploading %s", size(len(r.archive)))
				return d.putArtifact(ctx, r.key, "application/zip", r.archive)
			},
		})
	}
	return steps
}

func (d *Deployer) putArtifact(ctx context.Context, key, kind string, data []byte) error {
	name := d.artifactBucket()
	_, err := d.AWS.s3(Region).PutObject(ctx, &s3.PutObjectInput{
		Bucket: &name, Key: &key, Body: bytes.NewReader(data), ContentType: &kind, ExpectedBucketOwner: &d.account,
	})
	return explain("artifact bucket "+name, err)
}

// writeRecord keeps a value as JSON.
func (d *Deployer) writeRecord(ctx context.Context, key string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return d.putArtifact(ctx, key, "application/json", text)
}

// readRecord reads what writeRecord kept. found is false where there is none.
func (d *Deployer) readRecord(ctx context.Context, key string, value any) (found bool, err error) {
	name := d.artifactBucket()
	out, err := d.AWS.s3(Region).GetObject(ctx, &s3.GetObjectInput{Bucket: &name, Key: &key, ExpectedBucketOwner: &d.account})
	if hasCode(err, "NoSuchKey", "NoSuchBucket") {
		return false, nil
	}
	if err != nil {
		return false, explain("artifact bucket "+name, err)
	}
	defer out.Body.Close()
	text, err := io.ReadAll(out.Body)
	if err != nil {
		return false, explain("artifact bucket "+name, err)
	}
	return true, json.Unmarshal(text, value)
}

// listArtifacts are the keys under a prefix.
func (d *Deployer) listArtifacts(ctx context.Context, prefix string) ([]string, error) {
	return d.listBucket(ctx, d.artifactBucket(), prefix)
}

func (d *Deployer) listBucket(ctx context.Context, name, prefix string) ([]string, error) {
	var keys []string
	pages := s3.NewListObjectsV2Paginator(d.AWS.s3(Region), &s3.ListObjectsV2Input{Bucket: &name, Prefix: &prefix, ExpectedBucketOwner: &d.account})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, explain("bucket "+name, err)
		}
		for _, o := range page.Contents {
			keys = append(keys, aws.ToString(o.Key))
		}
	}
	return keys, nil
}

// removeArtifacts empties the artifact bucket and deletes it.
func (d *Deployer) removeArtifacts(ctx context.Context) error {
	name := d.artifactBucket()
	if err := d.emptyBucket(ctx, name); err != nil {
		return err
	}
	_, err := d.AWS.s3(Region).DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: &name, ExpectedBucketOwner: &d.account})
	if hasCode(err, "NoSuchBucket") {
		return nil
	}
	return explain("bucket "+name, err)
}

// emptyBucket deletes all objects of a bucket that a command has made; one that is not
// there has none.
func (d *Deployer) emptyBucket(ctx context.Context, name string) error {
	keys, err := d.listBucket(ctx, name, "")
	if hasCode(err, "NoSuchBucket") {
		return nil
	}
	if err != nil {
		return err
	}
	for len(keys) > 0 {
		n := min(len(keys), 1000)
		var batch types.Delete
		for _, key := range keys[:n] {
			batch.Objects = append(batch.Objects, types.ObjectIdentifier{Key: aws.String(key)})
		}
		out, err := d.AWS.s3(Region).DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: &name, Delete: &batch, ExpectedBucketOwner: &d.account})
		if err != nil {
			return explain("bucket "+name, err)
		}
		if len(out.Errors) > 0 {
			return fmt.Errorf("bucket %s: %s: %s", name, aws.ToString(out.Errors[0].Key), aws.ToString(out.Errors[0].Message))
		}
		keys = keys[n:]
	}
	return nil
}

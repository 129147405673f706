package store

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
)

// Bucket keeps entries in a bucket of S3 or of a store with its protocol. PREFIX/TAG/SUM
// is an image with its headers, which a CDN can serve without a server.
// PREFIX/tags/TAG/OTHER/SUM is empty and says that the image OTHER/SUM shows TAG, too. A
// lifecycle rule of the bucket should remove old images.
type Bucket struct {
	client *s3.Client
	bucket string
	prefix string // "" or "…/"
}

// NewBucket returns a store in a bucket, below a prefix.
func NewBucket(client *s3.Client, bucket, prefix string) *Bucket {
	if prefix = strings.Trim(prefix, "/"); prefix != "" {
		prefix += "/"
	}
	return &Bucket{client, bucket, prefix}
}

// headOf is the metadata that has an entry's head: whoever reads the object as it is
// does not need it.
const headOf = "tintype"

// maxHead is what S3 takes of metadata, 2 KB with the name.
const maxHead = 2000

// Get implements Store.
func (b *Bucket) Get(ctx context.Context, name Name) (*Entry, error) {
	out, err := b.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.bucket, Key: aws.String(b.prefix + name.Path())})
	if isMissing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer out.Body.Close()
	body, err := io.ReadAll(out.Body)
	if err != nil {
		return nil, err
	}
	line, _ := base64.RawURLEncoding.DecodeString(out.Metadata[headOf])
	e, err := unmarshal(append(append(line, '\n'), body...))
	if err != nil {
		return nil, nil // of another program
	}
	return e, nil
}

func isMissing(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && (api.ErrorCode() == "NoSuchKey" || api.ErrorCode() == "NotFound" || api.ErrorCode() == "404")
}

// Put implements Store.
func (b *Bucket) Put(ctx context.Context, name Name, e *Entry) error {
	return b.put(ctx, name.Path(), others(name, e.Tags), e)
}

// put writes an entry under a path, and what marks it as showing more than its original.
func (b *Bucket) put(ctx context.Context, path string, marks []string, e *Entry) error {
	all, err := marshal(e)
	if err != nil {
		return err
	}
	line, _, _ := bytes.Cut(all, []byte("\n"))
	text := base64.RawURLEncoding.EncodeToString(line)
	if len(text) > maxHead {
		return fmt.Errorf("stored image: got %d bytes of headers, want at most %d", len(text), maxHead)
	}
	header := func(name string) *string {
		if v := e.Header.Get(name); v != "" {
			return &v
		}
		return nil
	}
	_, err = b.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &b.bucket, Key: aws.String(b.prefix + path), Body: bytes.NewReader(e.Body),
		ContentType: header("Content-Type"), CacheControl: header("Cache-Control"), ContentDisposition: header("Content-Disposition"),
		Metadata: map[string]string{headOf: text},
	})
	for _, tag := range marks {
		if err == nil {
			_, err = b.client.PutObject(ctx, &s3.PutObjectInput{Bucket: &b.bucket, Key: aws.String(b.prefix + "tags/" + tag + "/" + path), Body: http.NoBody})
		}
	}
	return err
}

// Purge implements Store.
func (b *Bucket) Purge(ctx context.Context, tag string) (int, error) {
	if !validTag(tag) {
		return 0, nil
	}
	n, err := b.remove(ctx, b.prefix+tag+"/", func(key string) []string { return []string{key} })
	m, err2 := b.purgeMarks(ctx, tag)
	return n + m, errors.Join(err, err2)
}

// purgeMarks removes what shows a tag beside its original.
func (b *Bucket) purgeMarks(ctx context.Context, tag string) (int, error) {
	if !validTag(tag) {
		return 0, nil
	}
	marks := b.prefix + "tags/" + tag + "/"
	return b.remove(ctx, marks, func(key string) []string { return []string{b.prefix + strings.TrimPrefix(key, marks), key} })
}

// remove removes what the keys below a prefix stand for, and returns how many keys
// there were.
func (b *Bucket) remove(ctx context.Context, prefix string, stands func(key string) []string) (n int, err error) {
	pages := s3.NewListObjectsV2Paginator(b.client, &s3.ListObjectsV2Input{Bucket: &b.bucket, Prefix: &prefix, MaxKeys: aws.Int32(400)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return n, err
		}
		var all []types.ObjectIdentifier
		for _, object := range page.Contents {
			n++
			for _, key := range stands(*object.Key) {
				all = append(all, types.ObjectIdentifier{Key: aws.String(key)})
			}
		}
		if len(all) == 0 {
			continue
		}
		out, err := b.client.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: &b.bucket, Delete: &types.Delete{Objects: all, Quiet: aws.Bool(true)}})
		if err != nil {
			return n, err
		}
		if len(out.Errors) > 0 {
			return n, errors.New("purge: " + aws.ToString(out.Errors[0].Key) + ": " + aws.ToString(out.Errors[0].Message))
		}
	}
	return n, nil
}

package edge

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"tintype/transform/params"
)

// An Object is an original with the headers that S3 sends for it.
type Object struct {
	Body                      io.ReadCloser
	Size                      int64
	ContentType, CacheControl string
	ETag                      string // quoted
	LastModified              time.Time
}

// ErrNotFound is the error for a key without an original.
var ErrNotFound = errors.New("no such original")

// Originals gives access to the originals. Keys have no leading slash.
type Originals interface {
	Get(ctx context.Context, key string) (*Object, error)
	List(ctx context.Context, max int) ([]string, error)
}

// Folder serves the files of a file system.
type Folder struct{ FS fs.FS }

// Get opens a file. Its ETag is the MD5 of its bytes, like that of a simple upload to S3.
func (f Folder) Get(_ context.Context, key string) (*Object, error) {
	if !fs.ValidPath(key) {
		return nil, ErrNotFound
	}
	info, err := fs.Stat(f.FS, key)
	if err != nil || info.IsDir() {
		return nil, ErrNotFound
	}
	b, err := fs.ReadFile(f.FS, key)
	if err != nil {
		return nil, err
	}
	sum := md5.Sum(b)
	modified := info.ModTime()
	if modified.IsZero() { // embedded files have no time
		modified = time.Unix(0, 0)
	}
	return &Object{
		Body: io.NopCloser(strings.NewReader(string(b))), Size: int64(len(b)),
		ContentType: contentType(key), ETag: `"` + hex.EncodeToString(sum[:]) + `"`, LastModified: modified,
	}, nil
}

// contentType is what an uploader would have set: by extension, as wrong as
// extensions are.
func contentType(key string) string {
	switch extension := strings.ToLower(strings.TrimPrefix(path.Ext(key), ".")); extension {
	case "svg":
		return "image/svg+xml"
	case "html":
		return "text/html; charset=utf-8"
	default:
		if t := params.MediaType(extension); t != "" {
			return t
		}
	}
	return "binary/octet-stream"
}

// List returns up to max keys of images.
func (f Folder) List(_ context.Context, max int) (keys []string, err error) {
	err = fs.WalkDir(f.FS, ".", func(key string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if strings.HasPrefix(contentType(key), "image/") {
			keys = append(keys, key)
		}
		if len(keys) == max {
			return fs.SkipAll
		}
		return nil
	})
	return keys, err
}

// Bucket serves objects below a prefix of an S3 bucket.
type Bucket struct {
	client       *s3.Client
	name, prefix string
}

// OpenBucket opens s3://bucket/prefix. The AWS SDK finds credentials, region and
// endpoint; AWS_ENDPOINT_URL_S3 names another store than S3.
func OpenBucket(ctx context.Context, location string) (*Bucket, error) {
	name, prefix, _ := strings.Cut(strings.TrimPrefix(location, "s3://"), "/")
	if name == "" {
		return nil, errors.New("originals: got " + location + ", want s3://bucket or s3://bucket/prefix")
	}
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, err
	}
	client := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = o.BaseEndpoint != nil })
	return &Bucket{client, name, strings.Trim(prefix, "/")}, nil
}

// Get fetches an object.
func (b *Bucket) Get(ctx context.Context, key string) (*Object, error) {
	out, err := b.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.name, Key: aws.String(b.key(key))})
	if err != nil {
		var api smithy.APIError
		if errors.As(err, &api) && (api.ErrorCode() == "NoSuchKey" || api.ErrorCode() == "AccessDenied") {
			return nil, ErrNotFound
		}
		return nil, err
	}
	return &Object{
		Body: out.Body, Size: aws.ToInt64(out.ContentLength), ContentType: aws.ToString(out.ContentType),
		CacheControl: aws.ToString(out.CacheControl), ETag: aws.ToString(out.ETag),
		LastModified: aws.ToTime(out.LastModified),
	}, nil
}

// List returns the first keys below the prefix.
func (b *Bucket) List(ctx context.Context, max int) ([]string, error) {
	in := &s3.ListObjectsV2Input{Bucket: &b.name, MaxKeys: aws.Int32(int32(max))}
	if b.prefix != "" {
		in.Prefix = aws.String(b.prefix + "/")
	}
	out, err := b.client.ListObjectsV2(ctx, in)
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, o := range out.Contents {
		if key := strings.TrimPrefix(aws.ToString(o.Key), aws.ToString(in.Prefix)); strings.HasPrefix(contentType(key), "image/") {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

func (b *Bucket) key(key string) string {
	if b.prefix == "" {
		return key
	}
	return b.prefix + "/" + key
}

// originHeaders are those of S3's own answer to a GET.
func originHeaders(o *Object) http.Header {
	h := http.Header{
		"Accept-Ranges": {"bytes"}, "Server": {"AmazonS3"}, "Content-Type": {o.ContentType},
		"Etag": {o.ETag}, "Last-Modified": {o.LastModified.UTC().Format(http.TimeFormat)},
	}
	if o.CacheControl != "" {
		h.Set("Cache-Control", o.CacheControl)
	}
	return h
}

package awstest

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// bucket is one of the account's, or another's.
type bucket struct {
	region, owner string
	policy        string
	requesterPays bool
	objects       map[string][]byte
}

// MakeRequesterPay has the requester pay for a bucket's requests.
func (c *Cloud) MakeRequesterPay(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.buckets[name].requesterPays = true
}

// AddBucket makes a bucket with objects.
func (c *Cloud) AddBucket(name, region string, objects map[string][]byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.buckets[name] = &bucket{region: region, owner: Account, objects: objects}
}

// AddForeignBucket makes a bucket of another account.
func (c *Cloud) AddForeignBucket(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.buckets[name] = &bucket{region: "us-east-1", owner: "210987654321", objects: map[string][]byte{}}
}

// SetBucketPolicy is what somebody else does to a bucket.
func (c *Cloud) SetBucketPolicy(name, policy string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.buckets[name].policy = policy
}

// RemoveObject is what somebody else does to a bucket.
func (c *Cloud) RemoveObject(name, key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.buckets[name].objects, key)
}

// Objects are the keys of a bucket, in order.
func (c *Cloud) Objects(name string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(maps.Keys(c.buckets[name].objects))
}

// BucketPolicy is a bucket's policy as it stands, "" for none.
func (c *Cloud) BucketPolicy(name string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.buckets[name].policy
}

// s3Actions are the calls that are told apart: method, whether there is a key,
// and the query's word.
var s3Actions = map[string]string{
	"HEAD b": "HeadBucket", "PUT b": "CreateBucket", "DELETE b": "DeleteBucket", "GET b list-type": "ListObjectsV2", "POST b delete": "DeleteObjects",
	"GET b requestPayment": "GetBucketRequestPayment", "GET b policy": "GetBucketPolicy", "PUT b policy": "PutBucketPolicy", "DELETE b policy": "DeleteBucketPolicy",
	"HEAD k": "HeadObject", "GET k": "GetObject", "PUT k": "PutObject", "DELETE k": "DeleteObject",
}

func s3Action(r *http.Request, key string) string {
	at := r.Method + " b"
	if key != "" {
		at = r.Method + " k"
	}
	for _, word := range []string{"list-type", "delete", "policy", "requestPayment"} {
		if r.URL.Query().Has(word) {
			at += " " + word
		}
	}
	return s3Actions[at]
}

// serveS3 is the part of S3 that a deployment uses, addressed path-style.
func (c *Cloud) serveS3(q *request, w http.ResponseWriter) {
	name, key, _ := strings.Cut(strings.TrimPrefix(q.r.URL.Path, "/"), "/")
	action := s3Action(q.r, key)
	f := c.begin(q, action, changing(action))
	defer c.mu.Unlock()
	if f == nil && c.S3 != nil && !strings.HasSuffix(action, "BucketPolicy") && action != "GetBucketRequestPayment" {
		q.r.Body = readCloser{strings.NewReader(string(q.body))}
		c.S3.ServeHTTP(w, q.r)
		return
	}
	b := c.buckets[name]
	if f == nil {
		f = c.s3Refusal(q, w, b, name, action)
	}
	if f == nil {
		f = c.s3Answer(q, w, b, name, key, action)
	}
	if f != nil {
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(f.status)
		if q.r.Method != http.MethodHead {
			fmt.Fprintf(w, "<Error><Code>%s</Code><Message>%s</Message></Error>", f.code, escape(f.message))
		}
	}
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

// s3Refusal is what stands in the way of a call whatever it does.
func (c *Cloud) s3Refusal(q *request, w http.ResponseWriter, b *bucket, name, action string) *failure {
	switch {
	case action == "":
		return fail(501, "NotImplemented", "%s %s", q.r.Method, q.r.URL)
	case action == "CreateBucket" && b != nil && b.owner == Account:
		return fail(409, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.")
	case action == "CreateBucket" && b != nil:
		return fail(409, "BucketAlreadyExists", "The requested bucket name is not available.")
	case action == "CreateBucket":
		return nil
	case b == nil:
		return fail(404, "NoSuchBucket", "The specified bucket does not exist")
	case b.owner != Account:
		return fail(403, "AccessDenied", "Access Denied")
	}
	if owner := q.r.Header.Get("X-Amz-Expected-Bucket-Owner"); owner != "" && owner != b.owner {
		return fail(403, "AccessDenied", "Access Denied")
	}
	w.Header().Set("X-Amz-Bucket-Region", b.region)
	if q.region != b.region {
		return fail(301, "PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint.")
	}
	return nil
}

func (c *Cloud) s3Answer(q *request, w http.ResponseWriter, b *bucket, name, key, action string) *failure {
	switch action {
	case "HeadBucket":
	case "CreateBucket":
		c.buckets[name] = &bucket{region: q.region, owner: Account, objects: map[string][]byte{}}
	case "DeleteBucket":
		if len(b.objects) > 0 {
			return fail(409, "BucketNotEmpty", "The bucket you tried to delete is not empty")
		}
		delete(c.buckets, name)
		w.WriteHeader(http.StatusNoContent)
	case "GetBucketRequestPayment":
		payer := "BucketOwner"
		if b.requesterPays {
			payer = "Requester"
		}
		fmt.Fprintf(w, "<RequestPaymentConfiguration><Payer>%s</Payer></RequestPaymentConfiguration>", payer)
	case "GetBucketPolicy":
		if b.policy == "" {
			return fail(404, "NoSuchBucketPolicy", "The bucket policy does not exist")
		}
		fmt.Fprint(w, b.policy)
	case "PutBucketPolicy":
		b.policy = string(q.body)
		w.WriteHeader(http.StatusNoContent)
	case "DeleteBucketPolicy":
		b.policy = ""
		w.WriteHeader(http.StatusNoContent)
	case "ListObjectsV2":
		listObjects(w, b, name, q.r.URL.Query().Get("prefix"))
	case "DeleteObjects":
		deleteObjects(w, b, q.body)
	default:
		return s3Object(q, w, b, key, action)
	}
	return nil
}

func s3Object(q *request, w http.ResponseWriter, b *bucket, key, action string) *failure {
	data, exists := b.objects[key]
	switch {
	case action == "PutObject":
		b.objects[key] = plain(q.r, q.body)
		w.Header().Set("ETag", etagOf(q.body))
	case action == "DeleteObject":
		delete(b.objects, key)
		w.WriteHeader(http.StatusNoContent)
	case !exists:
		return fail(404, "NoSuchKey", "The specified key does not exist.")
	default:
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		w.Header().Set("ETag", etagOf(data))
		w.Write(data)
	}
	return nil
}

func etagOf(data []byte) string {
	sum := md5.Sum(data)
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

// plain takes the chunks of a body apart that the SDK streams: a line with the
// size in hexadecimal, the bytes, a line's end.
func plain(r *http.Request, body []byte) []byte {
	if !strings.Contains(r.Header.Get("Content-Encoding"), "aws-chunked") {
		return body
	}
	var out []byte
	for {
		line, rest, found := strings.Cut(string(body), "\r\n")
		digits, _, _ := strings.Cut(line, ";")
		n, err := strconv.ParseUint(digits, 16, 31)
		if !found || err != nil || n == 0 || int(n) > len(rest) {
			return out
		}
		out = append(out, rest[:n]...)
		body = []byte(strings.TrimPrefix(rest[n:], "\r\n"))
	}
}

func listObjects(w http.ResponseWriter, b *bucket, name, prefix string) {
	fmt.Fprintf(w, "<ListBucketResult><Name>%s</Name><IsTruncated>false</IsTruncated>", name)
	for _, key := range slices.Sorted(maps.Keys(b.objects)) {
		if strings.HasPrefix(key, prefix) {
			fmt.Fprintf(w, "<Contents>%s<LastModified>2026-11-22T12:00:00.000Z</LastModified>%s<Size>%d</Size></Contents>", element("Key", key), element("ETag", etagOf(b.objects[key])), len(b.objects[key]))
		}
	}
	fmt.Fprint(w, "</ListBucketResult>")
}

func deleteObjects(w http.ResponseWriter, b *bucket, body []byte) {
	var in struct{ Object []struct{ Key string } }
	xml.Unmarshal(body, &in)
	for _, o := range in.Object {
		delete(b.objects, o.Key)
	}
	fmt.Fprint(w, "<DeleteResult></DeleteResult>")
}

// packageHash is the SHA-256 in base64 of an object, as Lambda writes it.
func (c *Cloud) packageHash(name, key string) (string, bool) {
	b := c.buckets[name]
	if b == nil {
		return "", false
	}
	data, exists := b.objects[key]
	sum := sha256.Sum256(data)
	return base64.StdEncoding.EncodeToString(sum[:]), exists
}

package deploy

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// prober asks a distribution whose function says what it sees.
type prober struct {
	*Deployer
	domain, distribution string
	withKey              bool
}

// question is one thing to find out. What is found begins with what is assumed, where
// that holds.
type question struct {
	words, assumed string
	find           func(context.Context) (string, error)
}

// largeBody asks whether base64 counts toward the megabyte that CloudFront takes, and
// taken is that it does not.
const (
	largeBody = "body of 1,040,000 bytes (limits.responseBytes up to 1,040,384)"
	taken     = "taken"
)

func (p *prober) questions() []question {
	all := []question{
		{"status Deployed: answers at once", "yes", p.served},
		{"viewer request: utilization of 100", "below 50", p.utilization},
		{"body of 790,000 bytes", taken, p.body(790000)},
		{largeBody, "", p.body(1040000)},
		{"query with , : / ! * ' ( ) bare, signed by OAC", "", p.query("x=a,b:c/d!e*f'g(h)")},
		{"query escaped as SigV4 does", "200", p.query("x=a%2Cb%3Ac%2Fd%21e%2Af%27g%28h%29")},
		{"query with + and %20", "", p.query("x=a+b%20c")},
		{"response-content-type in the query", "", p.override},
		{"path: both functions see one text", "yes", p.path},
		{"S3 for a key that is not there", "403", p.missing},
		{"expired: the function sees S3's 304", "304", p.expired("/"+probeShort+"?n=1", nil)},
		{"expired: CloudFront asks with the function's ETag", "yes", p.expired("/"+probeKey+"?age=1&etag=own", ownTag)},
		{"expired: no ETag, no Last-Modified, no conditional request", "yes", p.expired("/"+probeKey+"?age=1&noetag=1", noTag)},
		{"HEAD, then GET", "200, then 200", p.head},
		{"Range on what the function makes whole", "", p.ranged},
		{"invalidation by cache tag", "works", p.tags},
		{"bucket policy comes back byte for byte", "", p.policy},
	}
	if p.withKey {
		all = append(all, question{"object encrypted by KMS", "200", p.plain("/" + probeSecret)})
	}
	return all
}

// reply is what came, and what the function at the edge saw.
type reply struct {
	status int
	header http.Header
	length int
	saw    struct {
		Status, URI, Asked string
		Seen               string // the path, by the viewer-request function
		At                 int64
	}
}

// ask sends one request as it stands.
func (p *prober) ask(ctx context.Context, method, target string, headers ...string) (*reply, error) {
	address, err := url.Parse("https://" + p.domain + target)
	if err != nil {
		return nil, err
	}
	request := (&http.Request{Method: method, URL: address, Host: p.domain, Header: http.Header{}}).WithContext(ctx)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := p.HTTP.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	n, err := io.Copy(io.Discard, io.LimitReader(response.Body, 4<<20))
	if err != nil {
		return nil, err
	}
	r := &reply{status: response.StatusCode, header: response.Header, length: int(n)}
	if text, err := url.PathUnescape(response.Header.Get("X-Probe")); err == nil && text != "" {
		json.Unmarshal([]byte(text), &r.saw)
	}
	return r, nil
}

// served counts the tries until the first good answer.
func (p *prober) served(ctx context.Context) (string, error) {
	tries := 0
	err := p.poll(ctx, 10*time.Second, 10*time.Minute, "distribution", func() (bool, error) {
		tries++
		r, err := p.ask(ctx, "GET", "/"+probeKey)
		return err == nil && r.status == 200 && r.saw.Status == "200", ctx.Err()
	})
	if err != nil {
		return "", err
	}
	if tries > 1 {
		return fmt.Sprintf("at try %d, every 10 seconds", tries), nil
	}
	return "yes", nil
}

func (p *prober) utilization(ctx context.Context) (string, error) {
	source, c, err := p.probeViewer()
	if err != nil {
		return "", err
	}
	took, err := p.measureViewer(ctx, source, queriesFor(c))
	if err != nil {
		return "", err
	}
	words, most := "below 50", 0
	var each []string
	for _, n := range took {
		most = max(most, n)
		each = append(each, strconv.Itoa(n))
	}
	if most >= mostUtilization {
		words = "up to " + strconv.Itoa(most)
	}
	return words + ": " + strings.Join(each, " "), nil
}

// body has the function make so many bytes.
func (p *prober) body(n int) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		r, err := p.ask(ctx, "GET", fmt.Sprintf("/%s?bytes=%d", probeKey, n))
		switch {
		case err != nil:
			return "", err
		case r.status == 200 && r.length == n:
			return taken, nil
		}
		return fmt.Sprintf("refused: status %d, %d bytes", r.status, r.length), nil
	}
}

// query asks for an object with a query that S3 knows nothing of.
func (p *prober) query(raw string) func(context.Context) (string, error) {
	return p.plain("/" + probeKey + "?" + raw)
}

func (p *prober) plain(target string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		r, err := p.ask(ctx, "GET", target)
		if err != nil {
			return "", err
		}
		return strconv.Itoa(r.status), nil
	}
}

func (p *prober) override(ctx context.Context) (string, error) {
	r, err := p.ask(ctx, "GET", "/"+probeKey+"?response-content-type=text%2Fplain")
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("status %d, sent as %s", r.status, first(r.header.Get("Content-Type"), "nothing")), nil
}

// path compares what the two functions see, in the spellings that may differ.
func (p *prober) path(ctx context.Context) (string, error) {
	for _, target := range []string{"/" + pathEscape(probeOdd), "/%7Eodd-%c3%a9%20%281%29%20name.jpg"} {
		r, err := p.ask(ctx, "GET", target)
		if err != nil {
			return "", err
		}
		if r.status != 200 {
			return fmt.Sprintf("status %d for %s", r.status, target), nil
		}
		if r.saw.Seen == "" || r.saw.Seen != r.saw.URI {
			return fmt.Sprintf("no: %s and %s for %s", first(r.saw.Seen, "nothing"), r.saw.URI, target), nil
		}
	}
	return "yes", nil
}

func (p *prober) missing(ctx context.Context) (string, error) {
	r, err := p.ask(ctx, "GET", "/there-is-none.jpg")
	if err != nil {
		return "", err
	}
	return first(r.saw.Status, "the function was not called, status "+strconv.Itoa(r.status)), nil
}

// expired asks, lets the answer expire, and asks again. read says what the function saw
// then; nil is the status.
func (p *prober) expired(target string, read func(*reply) string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		before, err := p.ask(ctx, "GET", target)
		if err != nil {
			return "", err
		}
		if err := p.Sleep(ctx, 4*time.Second); err != nil {
			return "", err
		}
		after, err := p.ask(ctx, "GET", target)
		if err != nil {
			return "", err
		}
		switch {
		case after.saw.At == before.saw.At:
			return "the same answer as before: it has not expired, or was renewed without the function", nil
		case read == nil:
			return after.saw.Status, nil
		}
		return read(after), nil
	}
}

func ownTag(r *reply) string {
	if r.saw.Asked == `"own"` {
		return "yes"
	}
	return "no: with " + first(r.saw.Asked, "none")
}

func noTag(r *reply) string {
	if r.saw.Asked == "" && r.saw.Status == "200" {
		return "yes"
	}
	return "no: with " + first(r.saw.Asked, "none") + ", status " + r.saw.Status
}

func (p *prober) head(ctx context.Context) (string, error) {
	h, err := p.ask(ctx, "HEAD", "/"+probeKey+"?head=1")
	if err != nil {
		return "", err
	}
	g, err := p.ask(ctx, "GET", "/"+probeKey+"?head=1")
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d, then %d (%s)", h.status, g.status, first(g.header.Get("X-Cache"), "no X-Cache")), nil
}

func (p *prober) ranged(ctx context.Context) (string, error) {
	r, err := p.ask(ctx, "GET", "/"+probeKey+"?bytes=1000&ranged=1", "Range", "bytes=0-4")
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("the function saw %s, the viewer %d with %d bytes", first(r.saw.Status, "nothing"), r.status, r.length), nil
}

// tags has one answer cached under a tag, and invalidates the tag.
func (p *prober) tags(ctx context.Context) (string, error) {
	const target, tag = "/" + probeKey + "?age=86400&tag=probe-1", "#probe-1"
	before, err := p.ask(ctx, "GET", target)
	if err != nil {
		return "", err
	}
	again, err := p.ask(ctx, "GET", target)
	if err != nil {
		return "", err
	}
	if again.saw.At != before.saw.At {
		return "the answer is not cached at all", nil
	}
	if err := p.invalidate(ctx, p.distribution, []string{tag}); err != nil {
		return "refused: " + err.Error(), nil
	}
	err = p.poll(ctx, 10*time.Second, 5*time.Minute, "invalidation", func() (bool, error) {
		r, err := p.ask(ctx, "GET", target)
		return err == nil && r.saw.At != before.saw.At, ctx.Err()
	})
	if err != nil {
		return "", err
	}
	return "works", nil
}

// policy writes the bucket's policy with other white space.
func (p *prober) policy(ctx context.Context) (string, error) {
	bucket := p.probeBucket()
	had, err := p.getPolicy(ctx, bucket, Region)
	if err != nil {
		return "", err
	}
	spaced := strings.Replace(had, "{", "{\n  ", 1)
	if _, err := p.AWS.s3(Region).PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: &bucket, Policy: aws.String(spaced)}); err != nil {
		return "", explain("policy of bucket "+bucket, err)
	}
	now, err := p.getPolicy(ctx, bucket, Region)
	if err != nil {
		return "", err
	}
	if now == spaced {
		return "yes", nil
	}
	return "no, S3 writes it anew; undeploy compares what it says", nil
}

package deploy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// How often a distribution is looked at, and how long it may take.
const (
	edgePause = 10 * time.Second
	edgeLimit = time.Hour
)

// maxConflicts is how often a change is tried again that somebody else's came
// before.
const maxConflicts = 5

// distribution is a configuration as CloudFront sent it: decoded, to be read, and as
// text, to be changed. The SDK's types are never written: they lack what CloudFront has
// learned since, and an update would erase it.
type distribution struct {
	*types.DistributionConfig
	text *document
	etag string // what an update has to name
}

// behavior is a behavior to be changed.
func (c *distribution) behavior(pattern string) behaviorText { return behaviorText{c.text, pattern} }

// readDistribution reads a configuration.
func (d *Deployer) readDistribution(ctx context.Context, id string) (*distribution, error) {
	var sent []byte
	out, err := d.AWS.cdn.GetDistributionConfig(ctx, &cloudfront.GetDistributionConfigInput{Id: &id}, keepAnswer(&sent))
	if hasCode(err, "NoSuchDistribution") {
		return nil, &explained{"distribution " + id, "the account has none of that id", err}
	}
	if err != nil {
		return nil, explain("distribution "+id, err)
	}
	text, err := parseDocument(sent)
	if err != nil {
		return nil, fmt.Errorf("distribution %s: %w", id, err)
	}
	if out.DistributionConfig == nil || text.root.name != "DistributionConfig" {
		return nil, fmt.Errorf("distribution %s: got an answer of %s, want DistributionConfig", id, text.root.name)
	}
	return &distribution{out.DistributionConfig, text, aws.ToString(out.ETag)}, nil
}

type doer func(*http.Request) (*http.Response, error)

func (f doer) Do(r *http.Request) (*http.Response, error) { return f(r) }

// keepAnswer makes a call keep the body of its answer.
func keepAnswer(sent *[]byte) func(*cloudfront.Options) {
	return func(o *cloudfront.Options) {
		inner := o.HTTPClient
		o.HTTPClient = doer(func(r *http.Request) (*http.Response, error) {
			response, err := inner.Do(r)
			if err != nil {
				return response, err
			}
			defer response.Body.Close()
			if *sent, err = io.ReadAll(response.Body); err != nil {
				return nil, err
			}
			response.Body = io.NopCloser(bytes.NewReader(*sent))
			return response, nil
		})
	}
}

// sendText makes a call send a text in the place of what the SDK has written, before it
// is signed. What the SDK thinks of the types does not count then.
func sendText(text []byte) func(*cloudfront.Options) {
	replace := middleware.SerializeMiddlewareFunc("SendText", func(ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler) (middleware.SerializeOutput, middleware.Metadata, error) {
		request, ok := in.Request.(*smithyhttp.Request)
		if !ok {
			return middleware.SerializeOutput{}, middleware.Metadata{}, fmt.Errorf("request: got %T, want HTTP", in.Request)
		}
		request, err := request.SetStream(bytes.NewReader(text))
		if err != nil {
			return middleware.SerializeOutput{}, middleware.Metadata{}, err
		}
		in.Request = request
		return next.HandleSerialize(ctx, in)
	})
	return func(o *cloudfront.Options) {
		o.APIOptions = append(o.APIOptions, func(s *middleware.Stack) error {
			if _, err := s.Initialize.Remove("OperationInputValidation"); err != nil {
				return err
			}
			return s.Serialize.Insert(replace, "OperationSerializer", middleware.After)
		})
	}
}

// updateDistribution changes a configuration. change looks at what is there now
// and says whether it changed anything; it is called again, with the new
// configuration, where somebody else was faster. Nothing of theirs is lost.
func (d *Deployer) updateDistribution(ctx context.Context, id string, change func(*distribution) (bool, error)) error {
	for range maxConflicts {
		c, err := d.readDistribution(ctx, id)
		if err != nil {
			return err
		}
		if changed, err := change(c); err != nil || !changed {
			return err
		}
		in := &cloudfront.UpdateDistributionInput{Id: &id, IfMatch: &c.etag, DistributionConfig: c.DistributionConfig}
		_, err = d.AWS.cdn.UpdateDistribution(ctx, in, sendText(c.text.text))
		if hasCode(err, "PreconditionFailed", "InvalidIfMatchVersion") {
			d.say("distribution %s: somebody else changed it at the same time; looking again", id)
			if err := d.Sleep(ctx, 2*time.Second); err != nil {
				return err
			}
			continue
		}
		return explain("distribution "+id, err)
	}
	return fmt.Errorf("distribution %s: somebody else keeps changing it, %d tries failed; run the same command again later", id, maxConflicts)
}

// awaitDistribution waits until a configuration is at every edge.
func (d *Deployer) awaitDistribution(ctx context.Context, id string) (domain string, err error) {
	told := false
	err = d.poll(ctx, edgePause, edgeLimit, "distribution "+id, func() (bool, error) {
		out, err := d.AWS.cdn.GetDistribution(ctx, &cloudfront.GetDistributionInput{Id: &id})
		if err != nil {
			return false, explain("distribution "+id, err)
		}
		if out.Distribution == nil {
			return false, errors.New("distribution " + id + ": an empty answer")
		}
		domain = aws.ToString(out.Distribution.DomainName)
		done := aws.ToString(out.Distribution.Status) == "Deployed"
		if !done && !told {
			told = true
			d.say("distribution %s: on its way to the edges, usually 3 to 5 minutes", id)
		}
		return done, nil
	})
	return domain, err
}

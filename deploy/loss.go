package deploy

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
)

// An update writes a distribution's whole configuration from the SDK's types. A
// setting that CloudFront has learned since is not in them, and would be erased. So
// what would be written is compared with what was read, before anything changes.

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

// errNotSent ends a call that is only to be written down.
var errNotSent = errors.New("not sent")

// written is what an update with a configuration would send. Nothing is sent.
func (d *Deployer) written(ctx context.Context, id string, c *types.DistributionConfig) ([]byte, error) {
	var body []byte
	_, err := d.AWS.cdn.UpdateDistribution(ctx, &cloudfront.UpdateDistributionInput{Id: &id, IfMatch: &id, DistributionConfig: c}, func(o *cloudfront.Options) {
		o.Retryer = aws.NopRetryer{}
		o.HTTPClient = doer(func(r *http.Request) (*http.Response, error) {
			var err error
			if body, err = io.ReadAll(r.Body); err != nil {
				return nil, err
			}
			return nil, errNotSent
		})
	})
	if body == nil {
		return nil, explain("distribution "+id, err)
	}
	return body, nil
}

// refuseLoss refuses a configuration with settings that an update would erase.
func (d *Deployer) refuseLoss(ctx context.Context, id string, c *types.DistributionConfig, sent []byte) error {
	body, err := d.written(ctx, id, c)
	if err != nil {
		return err
	}
	before, after := settingsOf(sent), settingsOf(body)
	var lost []string
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if after[name] < before[name] {
			lost = append(lost, name)
		}
	}
	if len(lost) == 0 {
		return nil
	}
	return fmt.Errorf("distribution %s: got settings that this release does not know and would erase, %s; want a newer release, or make the associations by hand",
		id, strings.Join(lost, ", "))
}

// settingsOf counts the elements with a value, by their path.
func settingsOf(text []byte) map[string]int {
	counts := map[string]int{}
	decoder := xml.NewDecoder(bytes.NewReader(text))
	var path []string
	for {
		token, err := decoder.Token()
		if err != nil {
			return counts
		}
		switch t := token.(type) {
		case xml.StartElement:
			path = append(path, t.Name.Local)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if len(path) > 1 && len(bytes.TrimSpace(t)) > 0 {
				counts[strings.Join(path[1:], ".")]++
			}
		}
	}
}

package deploy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
)

// defaultBehavior is how people name the behavior that takes every other path.
const defaultBehavior = "*"

// behavior is what is read of one in a distribution's configuration. The default behavior
// and the others are two types with the same fields.
type behavior struct {
	target      string
	cachePolicy string                 // id, "" for none
	legacy      *types.ForwardedValues // what stood in for a cache policy before there were any
	maxTTL      *int64
	lambdas     *types.LambdaFunctionAssociations
	functions   *types.FunctionAssociations
	headers     string // id of the response headers policy, "" for none
	methods     *types.AllowedMethods

	requestPolicy string // id of the origin request policy, "" for none
}

// behaviorOf finds a behavior by its path pattern.
func behaviorOf(c *types.DistributionConfig, pattern string) (*behavior, error) {
	if b := c.DefaultCacheBehavior; pattern == defaultBehavior && b != nil {
		return &behavior{aws.ToString(b.TargetOriginId), aws.ToString(b.CachePolicyId), b.ForwardedValues, b.MaxTTL,
			b.LambdaFunctionAssociations, b.FunctionAssociations, aws.ToString(b.ResponseHeadersPolicyId), b.AllowedMethods, aws.ToString(b.OriginRequestPolicyId)}, nil
	}
	patterns := []string{defaultBehavior}
	if c.CacheBehaviors != nil {
		for i := range c.CacheBehaviors.Items {
			b := &c.CacheBehaviors.Items[i]
			if aws.ToString(b.PathPattern) == pattern {
				return &behavior{aws.ToString(b.TargetOriginId), aws.ToString(b.CachePolicyId), b.ForwardedValues, b.MaxTTL,
					b.LambdaFunctionAssociations, b.FunctionAssociations, aws.ToString(b.ResponseHeadersPolicyId), b.AllowedMethods, aws.ToString(b.OriginRequestPolicyId)}, nil
			}
			patterns = append(patterns, aws.ToString(b.PathPattern))
		}
	}
	return nil, fmt.Errorf("behavior: got %q, want one of the distribution's: %s", pattern, strings.Join(patterns, " "))
}

// originsOf are the origins that a behavior asks: one, or the members of an origin
// group.
func originsOf(c *types.DistributionConfig, id string) []*types.Origin {
	ids := []string{id}
	if c.OriginGroups != nil {
		for _, g := range c.OriginGroups.Items {
			if aws.ToString(g.Id) == id && g.Members != nil {
				ids = nil
				for _, m := range g.Members.Items {
					ids = append(ids, aws.ToString(m.OriginId))
				}
			}
		}
	}
	var out []*types.Origin
	for _, id := range ids {
		out = append(out, originOf(c, id))
	}
	return out
}

// originOf is an origin by its id.
func originOf(c *types.DistributionConfig, id string) *types.Origin {
	if c.Origins != nil {
		for i := range c.Origins.Items {
			if aws.ToString(c.Origins.Items[i].Id) == id {
				return &c.Origins.Items[i]
			}
		}
	}
	return &types.Origin{}
}

// s3Domain is a bucket's name and region in an origin's domain name.
var s3Domain = regexp.MustCompile(`^(.+?)\.s3(?:-fips)?(?:\.dualstack)?(?:[.-]([a-z0-9-]+))?\.amazonaws\.com$`)

// bucketOf is the bucket behind an origin, "" for a web server.
func bucketOf(o *types.Origin) string {
	m := s3Domain.FindStringSubmatch(aws.ToString(o.DomainName))
	if m == nil || strings.HasPrefix(m[2], "website") {
		return ""
	}
	return m[1]
}

// pathsOf is a behavior's path pattern as a regular expression: * is any
// characters, ? is one.
func pathsOf(pattern string) *regexp.Regexp {
	text := regexp.QuoteMeta("/" + strings.TrimPrefix(pattern, "/"))
	text = strings.ReplaceAll(strings.ReplaceAll(text, `\*`, `.*`), `\?`, `.`)
	return regexp.MustCompile("^" + text + "$")
}

// parts are what a behavior needs to serve through tintype.
type parts struct {
	version       string // ARN with number
	cachePolicy   string // id
	viewerRequest string // ARN
	headers       string // id of the response headers policy, "" for none
	sha256        string // of the package, hexadecimal, where it is known
	cors          bool   // pages of other origins may read answers, and ask with OPTIONS before
}

// lambdaAt is the function on an event, "" for none.
func (b *behavior) lambdaAt(event types.EventType) string {
	if b.lambdas != nil {
		for _, l := range b.lambdas.Items {
			if l.EventType == event {
				return aws.ToString(l.LambdaFunctionARN)
			}
		}
	}
	return ""
}

func (b *behavior) functionAt(event types.EventType) string {
	if b.functions != nil {
		for _, f := range b.functions.Items {
			if f.EventType == event {
				return aws.ToString(f.FunctionARN)
			}
		}
	}
	return ""
}

// unqualified is a version's ARN without its number.
func unqualified(arn string) string {
	if at := strings.LastIndexByte(arn, ':'); strings.Count(arn, ":") == 7 {
		return arn[:at]
	}
	return arn
}

// refuse says why a behavior cannot be attached to: another function stands
// where ours has to. Ours may stand there from a run before.
func (b *behavior) refuse(ours parts) error {
	if other := b.lambdaAt(types.EventTypeOriginResponse); other != "" && (ours.version == "" || unqualified(other) != unqualified(ours.version)) {
		return fmt.Errorf("another function is on origin-response already: %s", other)
	}
	if other := b.functionAt(types.EventTypeViewerRequest); other != "" && !sameViewer(other, ours.viewerRequest) {
		return fmt.Errorf("another function is on viewer-request already: %s; a behavior has one, so its work and tintype's would have to become one function", other)
	}
	if other := b.lambdaAt(types.EventTypeViewerRequest); other != "" {
		return fmt.Errorf("another function is on viewer-request already: %s; CloudFront does not take Lambda and a CloudFront Function on viewer events together", other)
	}
	if other := b.lambdaAt(types.EventTypeViewerResponse); other != "" {
		return fmt.Errorf("a Lambda function is on viewer-response: %s; CloudFront does not take it together with a CloudFront Function on viewer-request", other)
	}
	return nil
}

// isAttached reports whether nothing of the behavior has to change.
func (b *behavior) isAttached(p parts) bool {
	return p.version != "" && b.lambdaAt(types.EventTypeOriginResponse) == p.version &&
		b.functionAt(types.EventTypeViewerRequest) == p.viewerRequest && b.cachePolicy == p.cachePolicy &&
		(p.headers == "" || b.headers != "") && (!p.cors || b.takesOptions())
}

// takesOptions reports whether OPTIONS gets as far as the viewer-request function.
func (b *behavior) takesOptions() bool {
	return b.methods != nil && slices.Contains(b.methods.Items, types.MethodOptions)
}

// sharingLines say what of a behavior changes for pages of other origins, and whether
// cache tags will work.
func (b *behavior) sharingLines(cors, has, wants string) (out []string) {
	if cors != "" && b.headers == "" {
		out = append(out, "response headers tintype's policy: pages of "+cors+" may read images")
	}
	if cors != "" && !b.takesOptions() {
		out = append(out, "methods          OPTIONS comes to GET and HEAD; the viewer request answers it")
	}
	if wants != "" && !strings.EqualFold(has, wants) {
		out = append(out, "cache tags       the distribution reads them from "+first(has, "no header")+", the function sends "+wants+": purge goes by path alone")
	}
	return out
}

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

// behavior points into a distribution's configuration. The default behavior and
// the others are two types with the same fields.
type behavior struct {
	target      string
	cachePolicy **string
	legacy      **types.ForwardedValues // what stood in for a cache policy before there were any
	minTTL      **int64
	defaultTTL  **int64
	maxTTL      **int64
	lambdas     **types.LambdaFunctionAssociations
	functions   **types.FunctionAssociations
	headers     **string // response headers policy
	methods     **types.AllowedMethods
}

// behaviorOf finds a behavior by its path pattern.
func behaviorOf(c *types.DistributionConfig, pattern string) (*behavior, error) {
	if b := c.DefaultCacheBehavior; pattern == defaultBehavior && b != nil {
		return &behavior{aws.ToString(b.TargetOriginId), &b.CachePolicyId, &b.ForwardedValues, &b.MinTTL, &b.DefaultTTL, &b.MaxTTL,
			&b.LambdaFunctionAssociations, &b.FunctionAssociations, &b.ResponseHeadersPolicyId, &b.AllowedMethods}, nil
	}
	patterns := []string{defaultBehavior}
	if c.CacheBehaviors != nil {
		for i := range c.CacheBehaviors.Items {
			b := &c.CacheBehaviors.Items[i]
			if aws.ToString(b.PathPattern) == pattern {
				return &behavior{aws.ToString(b.TargetOriginId), &b.CachePolicyId, &b.ForwardedValues, &b.MinTTL, &b.DefaultTTL, &b.MaxTTL,
					&b.LambdaFunctionAssociations, &b.FunctionAssociations, &b.ResponseHeadersPolicyId, &b.AllowedMethods}, nil
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
	if *b.lambdas != nil {
		for _, l := range (*b.lambdas).Items {
			if l.EventType == event {
				return aws.ToString(l.LambdaFunctionARN)
			}
		}
	}
	return ""
}

func (b *behavior) functionAt(event types.EventType) string {
	if *b.functions != nil {
		for _, f := range (*b.functions).Items {
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
		b.functionAt(types.EventTypeViewerRequest) == p.viewerRequest && aws.ToString(*b.cachePolicy) == p.cachePolicy &&
		(p.headers == "" || aws.ToString(*b.headers) != "") && (!p.cors || b.takesOptions())
}

// takesOptions reports whether OPTIONS gets as far as the viewer-request function.
func (b *behavior) takesOptions() bool {
	return *b.methods != nil && slices.Contains((*b.methods).Items, types.MethodOptions)
}

// readAndOptions are the methods of a behavior that took GET and HEAD alone.
func readAndOptions() *types.AllowedMethods {
	return &types.AllowedMethods{
		Quantity: aws.Int32(3), Items: []types.Method{types.MethodGet, types.MethodHead, types.MethodOptions},
		CachedMethods: &types.CachedMethods{Quantity: aws.Int32(2), Items: []types.Method{types.MethodGet, types.MethodHead}},
	}
}

// sharingLines say what of a behavior changes for pages of other origins, and whether
// cache tags will work.
func (b *behavior) sharingLines(cors, has, wants string) (out []string) {
	if cors != "" && aws.ToString(*b.headers) == "" {
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

// attach puts the parts in, and leaves the rest alone. A cache policy does not go
// together with the values that stood in for one.
func (b *behavior) attach(p parts) {
	*b.cachePolicy = aws.String(p.cachePolicy)
	*b.legacy, *b.minTTL, *b.defaultTTL, *b.maxTTL = nil, nil, nil, nil
	b.setLambda(types.EventTypeOriginResponse, p.version)
	b.setFunction(types.EventTypeViewerRequest, p.viewerRequest)
	if p.headers != "" && aws.ToString(*b.headers) == "" {
		*b.headers = aws.String(p.headers)
	}
	if p.cors && !b.takesOptions() {
		*b.methods = readAndOptions()
	}
}

// setLambda puts one association in place of what an event has; "" takes it away.
func (b *behavior) setLambda(event types.EventType, arn string) {
	list := &types.LambdaFunctionAssociations{}
	if *b.lambdas != nil {
		for _, l := range (*b.lambdas).Items {
			if l.EventType != event {
				list.Items = append(list.Items, l)
			}
		}
	}
	if arn != "" {
		list.Items = append(list.Items, types.LambdaFunctionAssociation{EventType: event, LambdaFunctionARN: &arn, IncludeBody: aws.Bool(false)})
	}
	list.Quantity = aws.Int32(int32(len(list.Items)))
	*b.lambdas = list
}

func (b *behavior) setFunction(event types.EventType, arn string) {
	list := &types.FunctionAssociations{}
	if *b.functions != nil {
		for _, f := range (*b.functions).Items {
			if f.EventType != event {
				list.Items = append(list.Items, f)
			}
		}
	}
	if arn != "" {
		list.Items = append(list.Items, types.FunctionAssociation{EventType: event, FunctionARN: &arn})
	}
	list.Quantity = aws.Int32(int32(len(list.Items)))
	*b.functions = list
}

// behaviorRecord is what a behavior had before, as undeploy needs it.
type behaviorRecord struct {
	Distribution string                 `json:"distribution"`
	Behavior     string                 `json:"behavior"`
	CachePolicy  *string                `json:"cachePolicy,omitempty"`
	Legacy       *types.ForwardedValues `json:"forwardedValues,omitempty"`
	MinTTL       *int64                 `json:"minTTL,omitempty"`
	DefaultTTL   *int64                 `json:"defaultTTL,omitempty"`
	MaxTTL       *int64                 `json:"maxTTL,omitempty"`

	Sharing bool                  `json:"sharing,omitempty"` // the two below are known
	Headers *string               `json:"headers,omitempty"`
	Methods *types.AllowedMethods `json:"methods,omitempty"`
}

func (b *behavior) record(distribution, pattern string) behaviorRecord {
	return behaviorRecord{distribution, pattern, *b.cachePolicy, *b.legacy, *b.minTTL, *b.defaultTTL, *b.maxTTL, true, *b.headers, *b.methods}
}

// detach takes the parts of a function and a viewer request out and gives back
// what was there before. A cache policy that somebody has changed since stays.
func (b *behavior) detach(p parts, before behaviorRecord) (changed bool) {
	if at := b.lambdaAt(types.EventTypeOriginResponse); at != "" && unqualified(at) == unqualified(p.version) {
		b.setLambda(types.EventTypeOriginResponse, "")
		changed = true
	}
	if at := b.functionAt(types.EventTypeViewerRequest); at != "" && sameViewer(at, p.viewerRequest) {
		b.setFunction(types.EventTypeViewerRequest, "")
		changed = true
	}
	if at := aws.ToString(*b.cachePolicy); at != "" && at == p.cachePolicy {
		*b.cachePolicy, *b.legacy = before.CachePolicy, before.Legacy
		*b.minTTL, *b.defaultTTL, *b.maxTTL = before.MinTTL, before.DefaultTTL, before.MaxTTL
		changed = true
	}
	return b.detachSharing(p, before) || changed
}

// detachSharing gives back the response headers policy and the methods of before,
// where nobody has changed them since.
func (b *behavior) detachSharing(p parts, before behaviorRecord) (changed bool) {
	if at := aws.ToString(*b.headers); before.Sharing && at != "" && at == p.headers {
		*b.headers = before.Headers
		changed = true
	}
	had := before.Methods == nil || !slices.Contains(before.Methods.Items, types.MethodOptions)
	if before.Sharing && had && b.takesOptions() && len((*b.methods).Items) == 3 {
		*b.methods = before.Methods
		changed = true
	}
	return changed
}

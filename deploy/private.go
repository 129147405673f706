package deploy

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
)

// cachingDisabled is the id of AWS's managed cache policy of that name.
const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"

// refusePrivate refuses to replace cache settings that keep the answers to one
// person from the next: tintype's key is the path and the query alone, and what
// it makes may be kept by everybody.
func (d *Deployer) refusePrivate(ctx context.Context, at *behavior, ours parts) error {
	policy := at.cachePolicy
	if d.Public || policy != "" && policy == ours.cachePolicy {
		return nil
	}
	why := at.legacyKeepsApart()
	if policy != "" {
		var err error
		if why, err = d.policyKeepsApart(ctx, policy); err != nil {
			return err
		}
	}
	if why == "" {
		return nil
	}
	return fmt.Errorf("distribution %s, behavior %s: its cache settings keep answers apart (%s), and tintype's would not; choose a behavior whose images everybody may see, or say PUBLIC=1",
		d.Distribution, d.Behavior, why)
}

// policyKeepsApart says what in a cache policy keeps answers apart, "" for nothing.
func (d *Deployer) policyKeepsApart(ctx context.Context, id string) (string, error) {
	if id == cachingDisabled {
		return "nothing is cached", nil
	}
	out, err := d.AWS.cdn.GetCachePolicy(ctx, &cloudfront.GetCachePolicyInput{Id: &id})
	if err != nil {
		return "", explain("cache policy "+id, err)
	}
	if out.CachePolicy == nil || out.CachePolicy.CachePolicyConfig == nil {
		return "", fmt.Errorf("cache policy %s: an empty answer", id)
	}
	c := out.CachePolicy.CachePolicyConfig
	if c.MaxTTL != nil && *c.MaxTTL == 0 {
		return "nothing is cached", nil
	}
	key := c.ParametersInCacheKeyAndForwardedToOrigin
	switch {
	case key == nil:
		return "", nil
	case key.CookiesConfig != nil && key.CookiesConfig.CookieBehavior != types.CachePolicyCookieBehaviorNone:
		return "cookies are in the key", nil
	case key.HeadersConfig != nil && names(key.HeadersConfig.Headers, "authorization"):
		return "Authorization is in the key", nil
	}
	return "", nil
}

// legacyKeepsApart is policyKeepsApart for the settings that stood in for a policy.
func (b *behavior) legacyKeepsApart() string {
	f := b.legacy
	switch {
	case b.maxTTL != nil && *b.maxTTL == 0:
		return "nothing is cached"
	case f == nil:
		return ""
	case f.Cookies != nil && f.Cookies.Forward != types.ItemSelectionNone:
		return "cookies are in the key"
	case names(f.Headers, "authorization") || names(f.Headers, "*"):
		return "Authorization is in the key"
	}
	return ""
}

// forwardsOrigin reports whether the origin sees the header Origin, and answers CORS.
func (b *behavior) forwardsOrigin() bool {
	return b.legacy != nil && names(b.legacy.Headers, "origin")
}

// names reports whether a list has a header.
func names(h *types.Headers, name string) bool {
	return h != nil && slices.ContainsFunc(h.Items, func(s string) bool { return strings.EqualFold(s, name) })
}

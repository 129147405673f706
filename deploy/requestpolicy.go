package deploy

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
)

// An origin request policy forwards what is not in the cache key, and attach leaves a
// behavior its own. Then one viewer's headers shape the answer that all get.

// decisive are the headers that an answer may depend on.
var decisive = []string{"Accept", "Sec-CH-DPR", "DPR", "Sec-CH-Width", "Width", "Save-Data", "ECT"}

// forwardedLines warn of what a behavior's origin request policy forwards. cors are the
// origins that may read answers, and bucket says that the origin is one.
func (d *Deployer) forwardedLines(ctx context.Context, at *behavior, cors string, bucket bool) []string {
	if at.requestPolicy == "" {
		return nil
	}
	out, err := d.AWS.cdn.GetOriginRequestPolicy(ctx, &cloudfront.GetOriginRequestPolicyInput{Id: &at.requestPolicy})
	if err != nil || out.OriginRequestPolicy == nil || out.OriginRequestPolicy.OriginRequestPolicyConfig == nil {
		return []string{"!! origin request policy " + at.requestPolicy + " could not be read (cloudfront:GetOriginRequestPolicy); it must not forward " + strings.Join(decisive, ", ")}
	}
	c := out.OriginRequestPolicy.OriginRequestPolicyConfig
	var lines, passed []string
	names := decisive
	if strings.Contains(cors, ",") {
		names = append(slices.Clone(names), "Origin")
	}
	for _, name := range names {
		if forwards(c.HeadersConfig, name) {
			passed = append(passed, name)
		}
	}
	if len(passed) > 0 {
		lines = append(lines, "!! origin request policy "+at.requestPolicy+" forwards "+strings.Join(passed, ", ")+
			", which are not in the cache key: the first viewer's decide what the next ones get; use one without them")
	}
	if bucket && forwards(c.HeadersConfig, "Host") {
		lines = append(lines, "!! it forwards Host as well, which a bucket refuses")
	}
	if c.CookiesConfig != nil && c.CookiesConfig.CookieBehavior != types.OriginRequestPolicyCookieBehaviorNone && !bucket {
		lines = append(lines, "!! it forwards cookies, which are not in the cache key: answers of the web server that say nothing of caching become private, and are made for each viewer")
	}
	return lines
}

// forwards reports whether a policy lets a header of the viewer's through.
func forwards(h *types.OriginRequestPolicyHeadersConfig, name string) bool {
	if h == nil {
		return false
	}
	switch h.HeaderBehavior {
	case types.OriginRequestPolicyHeaderBehaviorAllViewer, types.OriginRequestPolicyHeaderBehaviorAllViewerAndWhitelistCloudFront:
		return true
	case types.OriginRequestPolicyHeaderBehaviorAllExcept:
		return !names(h.Headers, name)
	case types.OriginRequestPolicyHeaderBehaviorWhitelist:
		return names(h.Headers, name)
	}
	return false
}

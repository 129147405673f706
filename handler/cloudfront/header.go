package cloudfront

import (
	"strings"

	"tintype/handler"
)

// sendable returns the headers of the origin that may go on in another answer: not
// the protected ones, which travel apart, and none that may not be added.
func sendable(headers handler.Headers) handler.Headers {
	return headers.WellFormed().Without(func(name string) bool { return !maySet(name) })
}

// maySet reports whether an answer may have a header. The name is in lower case.
func maySet(name string) bool { return !isProtected(name) && !isForbidden(name) }

// isProtected reports the headers that must be passed on unchanged on
// origin-response; CloudFront answers 502 where they were changed, added or left
// out. The name is in lower case.
func isProtected(name string) bool {
	return name == "transfer-encoding" || name == "via"
}

// isForbidden reports the headers that a function may never add. The name is in
// lower case.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
func isForbidden(name string) bool {
	switch name {
	case "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization",
		"proxy-connection", "trailer", "upgrade", "x-accel-buffering", "x-accel-charset",
		"x-accel-limit-rate", "x-accel-redirect", "x-cache", "x-forwarded-proto", "x-real-ip",
		"x-amzn-auth", "x-amzn-cf-billing", "x-amzn-cf-id", "x-amzn-cf-xff", "x-amzn-errortype",
		"x-amzn-fle-profile", "x-amzn-header-count", "x-amzn-header-order",
		"x-amzn-lambda-integration-tag", "x-amzn-requestid":
		return true
	}
	return strings.HasPrefix(name, "x-amz-cf-") || strings.HasPrefix(name, "x-edge-")
}

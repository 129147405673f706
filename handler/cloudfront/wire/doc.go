// Package wire plays CloudFront's part toward a Lambda@Edge function: the event
// that it sends and the rules that it holds the answer to. It is for native code,
// the local edge and the tests, and takes nothing from the handler that it judges.
//
// The rules are those of
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
// and https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses-in-requests.html
package wire

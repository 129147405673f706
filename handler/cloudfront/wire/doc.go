// Package wire has CloudFront's side of a Lambda@Edge function: the event that it sends,
// and the rules that it checks the answer with. The local edge and the tests use it. It
// shares no code with the handler, which it judges.
//
// The rules are those of
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
// and https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses-in-requests.html
package wire

package deploy

import (
	"errors"
	"fmt"
	"net"
	"regexp"
	"strings"

	"github.com/aws/smithy-go"
)

// explained is an answer of AWS in words, with the answer behind it.
type explained struct {
	what, words string
	err         error
}

func (e *explained) Error() string { return e.what + ": " + e.words }
func (e *explained) Unwrap() error { return e.err }

// explain says what a person can do about an error of a call. what names the
// thing that the call was about.
func explain(what string, err error) error {
	var done *explained
	if err == nil || errors.As(err, &done) {
		return err
	}
	if words := words(errorCode(err), errorMessage(err)); words != "" {
		return &explained{what, words, err}
	}
	var unreachable net.Error
	if errors.As(err, &unreachable) {
		return &explained{what, "AWS could not be reached: " + unreachable.Error(), err}
	}
	return fmt.Errorf("%s: %w", what, err)
}

// errorCode is the code of an answer of AWS, "" for other errors.
func errorCode(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

func errorMessage(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorMessage()
	}
	return ""
}

func hasCode(err error, codes ...string) bool {
	for _, code := range codes {
		if errorCode(err) == code {
			return true
		}
	}
	return false
}

var notAuthorized = regexp.MustCompile(`not authorized to perform: ([a-zA-Z0-9-]+:[A-Za-z0-9*]+)(?: on resource: ([^ ]+))?`)

// families are the answers of all services that mean the same to a person. A
// stack's events carry codes and messages in one text.
var families = []struct {
	match *regexp.Regexp
	words string
}{
	{regexp.MustCompile(`ExpiredToken|RequestExpired|TokenRefreshRequired|security token included in the request is expired`),
		"the credentials have expired; get new ones (`aws sso login`, or a new session) and run the same command again"},
	{regexp.MustCompile(`UnrecognizedClient|InvalidClientTokenId|SignatureDoesNotMatch|InvalidAccessKeyId|AuthFailure`),
		"AWS does not know these credentials; check AWS_PROFILE or the access key and its secret"},
	{regexp.MustCompile(`RequestTimeTooSkewed`),
		"this machine's clock is wrong; set it and run the same command again"},
	{regexp.MustCompile(`PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraint|(?i)not supported in this region|must be in us-east-1|region 'us-east-1'`),
		"wrong region: Lambda@Edge functions, their stack and their package are in us-east-1, and a bucket is asked in its own region"},
	{regexp.MustCompile(`BucketAlreadyExists|EntityAlreadyExists|ResourceConflictException|AlreadyExists`),
		"the name is taken; choose another, or remove what has it"},
	{regexp.MustCompile(`ServiceQuotaExceeded|LimitExceeded|CodeStorageExceeded|TooManyBuckets|TooMany(Distributions|CachePolicies|Functions|OriginAccessControls)|(?i)limit exceeded|quota`),
		"a quota of the account is used up; remove what is not needed, or ask for more under Service Quotas in us-east-1"},
	{regexp.MustCompile(`TooManyRequests|Throttling|Rate exceeded|SlowDown`),
		"AWS asks for fewer calls; wait a minute and run the same command again"},
	{regexp.MustCompile(`PreconditionFailed|InvalidIfMatchVersion|OperationAborted`),
		"somebody else changed it at the same time; run the same command again"},
	{regexp.MustCompile(`OperationInProgress|_IN_PROGRESS state|DistributionNotDisabled|(?i)still deploying|in progress`),
		"a change of it is still in progress; run the same command again in some minutes"},
	{regexp.MustCompile(`replicated function`),
		"its replicas at the edge still exist; AWS removes them within some hours"},
}

// words puts an answer of AWS into words, "" where it has none of its own.
func words(code, message string) string {
	text := code + " " + message
	if m := notAuthorized.FindStringSubmatch(text); m != nil {
		out := "missing permission " + m[1]
		if m[2] != "" {
			out += " on " + m[2]
		}
		return out + "; add it to whoever deploys and run the same command again"
	}
	for _, f := range families {
		if f.match.MatchString(text) {
			return f.words
		}
	}
	if strings.Contains(code, "AccessDenied") || code == "Forbidden" || code == "UnauthorizedOperation" {
		return "access denied: " + strings.TrimSpace(message)
	}
	return ""
}

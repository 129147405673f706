// Package awstest is a stand-in for the parts of AWS that a deployment talks to,
// for tests. It speaks the services' own wire formats (query and XML for
// CloudFormation, IAM and STS; REST and JSON for Lambda; REST and XML for
// CloudFront and S3; JSON 1.1 for CloudWatch Logs), so that Amazon's own command
// line can drive it as well, and it carries out templates: a stack makes roles,
// functions and distributions that the other services then have.
//
// What takes time at AWS takes looks here: an operation moves on with every
// answer about it. Signatures are not verified; the region and the service are
// read from them.
package awstest

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Account is whose account this is.
const Account = "123456789012"

// Call is one request that the stand-in has answered.
type Call struct {
	Service, Region, Action string
	Changes                 bool // whether it is one that changes something
}

// Fault is what happens to a call in place of its answer.
type Fault struct {
	Code, Message string
	Status        int
}

// Cloud is one account. Its fields are to be set before the first call.
type Cloud struct {
	Caller        string // ARN of whoever asks
	Concurrency   int    // Lambdas at once, in every region
	StepsPerLook  int    // how far a stack's operation moves with every look
	Looks         int    // looks until a distribution is deployed, or a change set made
	Denied        map[string]bool
	StuckRollback bool                                  // an update's rollback fails as well
	S3            http.Handler                          // another S3, in place of the own one but for policies
	OnCall        func(Call) *Fault                     // before a call is carried out; nil lets it be
	Utilization   func(source string, event []byte) int // what a test of a CloudFront Function says

	mu       sync.Mutex
	calls    []Call
	clock    time.Time
	serial   int
	stacks   []*cfnStack
	roles    map[string]*role
	fns      map[string]*function
	dists    map[string]*distribution
	caches   map[string]string // cache policies: id to name
	controls map[string]string // origin access controls: id to name
	headers  map[string]string // response headers policies: id to name
	others   map[string]string // what is only kept: type and name to properties
	viewers  map[string]string // CloudFront functions: name to source
	logs     map[string]int    // region and name to days
	buckets  map[string]*bucket
	served   []Pair

	invalidated     []string
	parameters      map[string]string // of Systems Manager
	alarms          map[string]string // name to properties
	foreignPolicies map[string]string // cache policies of somebody's: id to the XML of the key
	requestPolicies map[string]string // origin request policies of somebody's: id to the XML
}

// New is an empty account.
func New() *Cloud {
	return &Cloud{
		Caller: "arn:aws:iam::" + Account + ":user/example", Concurrency: 1000, StepsPerLook: 3, Looks: 2, Utilization: func(string, []byte) int { return 20 }, Denied: map[string]bool{},
		clock: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC),
		roles: map[string]*role{}, fns: map[string]*function{}, dists: map[string]*distribution{}, caches: map[string]string{},
		controls: map[string]string{}, headers: map[string]string{}, others: map[string]string{}, viewers: map[string]string{}, logs: map[string]int{}, buckets: map[string]*bucket{},
		parameters: map[string]string{}, alarms: map[string]string{}, foreignPolicies: map[string]string{"658327ea-f89d-4fab-a63d-7e88639e58f6": ""}, requestPolicies: map[string]string{},
	}
}

// Calls are all calls so far.
func (c *Cloud) Calls() []Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Call(nil), c.calls...)
}

// Now is the account's clock. It moves a second with every call.
func (c *Cloud) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.clock
}

// failure is an answer of a service that something was wrong.
type failure struct {
	status        int
	code, message string
}

func (f *failure) Error() string { return f.code + ": " + f.message }

func fail(status int, code, format string, args ...any) *failure {
	return &failure{status, code, fmt.Sprintf(format, args...)}
}

// denied is the answer to a call without permission.
func (c *Cloud) denied(service, action, resource string) *failure {
	if !c.Denied[service+":"+action] {
		return nil
	}
	return fail(403, "AccessDenied", "User: %s is not authorized to perform: %s:%s on resource: %s because no identity-based policy allows the %s:%s action",
		c.Caller, service, action, resource, service, action)
}

var credential = regexp.MustCompile(`Credential=[^/]+/\d{8}/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request`)

// ServeHTTP answers a call of any service. The service is the one that the
// signature names, since all have the same address here.
func (c *Cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m := credential.FindStringSubmatch(r.Header.Get("Authorization"))
	if m == nil {
		http.Error(w, "no signature", http.StatusForbidden)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	q := &request{r: r, region: m[1], service: m[2], body: body}
	answer := map[string]func(*request, http.ResponseWriter){
		"cloudformation": c.serveStacks, "iam": c.serveIAM, "sts": c.serveSTS, "lambda": c.serveLambda,
		"cloudfront": c.serveCloudFront, "s3": c.serveS3, "logs": c.serveLogs, "ssm": c.serveParameters,
	}[q.service]
	if answer == nil {
		http.Error(w, "no such service: "+q.service, http.StatusNotFound)
		return
	}
	answer(q, w)
}

// request is one call, as far as it is the same for all services.
type request struct {
	r               *http.Request
	region, service string
	body            []byte
}

// begin books a call, and says what goes wrong with it. The account is locked
// until its answer is written.
func (c *Cloud) begin(q *request, action string, changes bool) *failure {
	c.mu.Lock()
	c.clock = c.clock.Add(time.Second)
	call := Call{q.service, q.region, action, changes}
	c.calls = append(c.calls, call)
	if c.OnCall != nil {
		if f := c.OnCall(call); f != nil {
			return &failure{f.Status, f.Code, f.Message}
		}
	}
	if f := c.denied(q.service, action, "arn:aws:"+q.service+":"+q.region+":"+Account+":*"); f != nil {
		return f
	}
	return nil
}

// id is a new identifier in the form of CloudFront's.
func (c *Cloud) id(prefix string) string {
	c.serial++
	return fmt.Sprintf("%s%08dEXAMPLE", prefix, c.serial)
}

// changing reports whether an action's name is one that changes something.
func changing(action string) bool {
	for _, verb := range []string{"Get", "Describe", "List", "Head", "Simulate"} {
		if strings.HasPrefix(action, verb) {
			return false
		}
	}
	return true
}

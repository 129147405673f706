package deploy

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// moto is somebody else's stand-in for AWS, from PyPI. It judges the calls' forms and
// their order where ours was written by the same hand as the deployer.
type moto struct {
	t      *testing.T
	mu     sync.Mutex
	update string   // the last change set as an update
	sent   string   // the last update of a distribution
	calls  []string // "cloudfront POST /2020-05-31/function: 201"
}

// lacks are calls that moto has not: what is answered in its place.
var lacks = []struct{ method, path, body, answer string }{
	{"POST", "/test", "", `<TestResult><ComputeUtilization>20</ComputeUtilization></TestResult>`},
	{"POST", "/", "Action=SimulatePrincipalPolicy", `<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults/></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`},
}

// startMoto starts its server, with a proxy before it that books the calls.
func startMoto(t *testing.T) (*moto, string) {
	t.Helper()
	program, err := filepath.Abs("../build/moto/bin/moto_server")
	if err == nil {
		_, err = os.Stat(program)
	}
	if err != nil {
		t.Skip("not checked: the deployer's calls by moto, which is not installed in build/moto (.ci/run installs it)")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	host, port, _ := net.SplitHostPort(address)
	server := exec.Command(program, "-H", host, "-p", port)
	server.Env = append(os.Environ(), "AWS_ACCESS_KEY_ID=a", "AWS_SECRET_ACCESS_KEY=b", "MOTO_CFN_ENABLE_NOTIFICATIONS=false")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Signal(syscall.SIGTERM)
		server.Wait()
	})
	for range 300 {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			m := &moto{t: t}
			proxy := httptest.NewServer(m.before(&url.URL{Scheme: "http", Host: address}))
			t.Cleanup(proxy.Close)
			return m, proxy.URL
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("moto did not start within half a minute")
	return nil, ""
}

func (m *moto) before(target *url.URL) http.Handler {
	proxy := httputil.NewSingleHostReverseProxy(target)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		for _, l := range lacks {
			if r.Method == l.method && strings.HasSuffix(r.URL.Path, l.path) && strings.Contains(string(body), l.body) {
				fmt.Fprint(w, l.answer)
				return
			}
		}
		what := r.Method + " " + r.URL.Path
		if form, err := url.ParseQuery(string(body)); err == nil && form.Get("Action") != "" {
			what = form.Get("Action")
			if what == "CreateChangeSet" {
				form.Set("TemplateBody", forMoto(form.Get("TemplateBody")))
				text := form.Encode()
				r.Body, r.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
				form.Set("Action", "UpdateStack")
				for _, other := range []string{"ChangeSetName", "ChangeSetType"} {
					form.Del(other)
				}
				m.update = form.Encode()
			}
		}
		recorder := httptest.NewRecorder()
		proxy.ServeHTTP(recorder, r)
		if what == "ExecuteChangeSet" { // moto computes a stack's outputs at an update only
			again := r.Clone(r.Context())
			again.Body, again.ContentLength = io.NopCloser(strings.NewReader(m.update)), int64(len(m.update))
			proxy.ServeHTTP(httptest.NewRecorder(), again)
		}
		m.mu.Lock()
		if r.Method == "PUT" && strings.HasSuffix(r.URL.Path, "/config") {
			m.sent = string(body)
		}
		if target := r.Header.Get("X-Amz-Target"); target != "" {
			what = target
		}
		m.calls = append(m.calls, fmt.Sprintf("%s: %d", what, recorder.Code))
		m.mu.Unlock()
		for name, values := range recorder.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(recorder.Code)
		w.Write(recorder.Body.Bytes())
	})
}

// run carries out a command against moto.
func (m *moto) run(address string, o Options, command func(*Deployer, context.Context) error) (string, error) {
	var out strings.Builder
	clients := NewClients(aws.Config{BaseEndpoint: &address, Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""), RetryMaxAttempts: 1})
	d := New(o, clients, strings.NewReader(""), &out)
	d.viewer = compileOnce
	d.Sleep = func(ctx context.Context, t time.Duration) error { return ctx.Err() }
	err := command(d, context.Background())
	return out.String(), err
}

// forMoto takes out of the template what moto's CloudFormation has not: CloudFront's
// resources, deliveries of logs, and AWS::NoValue in a list. What refers to them gets
// fixed values.
func forMoto(template string) string {
	head, rest, _ := strings.Cut(template, "\nResources:\n")
	all, outputs, _ := strings.Cut(rest, "\nOutputs:\n")
	var kept strings.Builder
	for _, block := range regexp.MustCompile(`(?m)^  [A-Za-z0-9]+:$`).FindAllStringIndex(all, -1) {
		end := len(all)
		if next := regexp.MustCompile(`(?m)^  [A-Za-z0-9]+:$`).FindStringIndex(all[block[1]:]); next != nil {
			end = block[1] + next[0]
		}
		if text := all[block[0]:end]; !strings.Contains(text, "Type: AWS::CloudFront::") && !strings.Contains(text, "Type: AWS::Logs::Delivery") &&
			!strings.Contains(text, "Type: AWS::CloudWatch::") && !strings.Contains(text, "Type: AWS::S3::BucketPolicy") {
			kept.WriteString(text)
		}
	}
	text := regexp.MustCompile(`(?ms)^        - !If\n          - Has(Others|Key)\n.*?^          - !Ref AWS::NoValue\n`).ReplaceAllString(kept.String(), "")
	text = regexp.MustCompile(`(?m)^      PermissionsBoundary: .*\n`).ReplaceAllString(text, "")
	outputs = regexp.MustCompile(`(?ms)^  (FirstUrl|DistributionId|DistributionDomain):\n.*?(^  [A-Z])`).ReplaceAllString(outputs, "$2")
	outputs = regexp.MustCompile(`(?ms)^  (FirstUrl|DistributionId|DistributionDomain):\n.*?(^  [A-Z])`).ReplaceAllString(outputs, "$2")
	outputs = strings.ReplaceAll(outputs, "!Ref CachePolicy", "658327ea-f89d-4fab-a63d-7e88639e58f7")
	outputs = strings.ReplaceAll(outputs, "!Ref HeadersPolicy", "67f7725c-6f97-4210-82d7-5512b31e9d03")
	outputs = regexp.MustCompile(`!GetAtt ViewerRequest\w+\.FunctionARN`).ReplaceAllLiteralString(outputs, "!Sub 'arn:aws:cloudfront::123456789012:function/tintype-v-${Release}'")
	return head + "\nResources:\n" + text + "\nOutputs:\n" + outputs
}

// notJudged is what moto could not judge.
const notJudged = "resources of CloudFront in a stack, and with them a distribution of the stack's own; versions of a function, whose Ref is none there; " +
	"associations and cache policies of a distribution, which it drops; \"nothing to change\", since lists of parameters come back in another form; " +
	"tests of a function, and IAM's simulator"

// variable is what differs between calls of one kind.
var variable = regexp.MustCompile(`/([A-Z0-9]{10,}|tintype-[^/ :]*|[0-9a-f]{64}[^/ :]*|%[^ :]*)`)

// kinds counts the calls by what they ask for.
func (m *moto) kinds() (out []string) {
	n := map[string]int{}
	for _, call := range m.calls {
		n[variable.ReplaceAllString(call, "/…")]++
	}
	for _, kind := range slices.Sorted(maps.Keys(n)) {
		out = append(out, fmt.Sprintf("  %3d  %s", n[kind], kind))
	}
	return out
}

// The deployer's calls in their order, by moto: attached to a distribution that moto
// made, attached anew, purged, and taken out again, but for notJudged.
func TestMoto(t *testing.T) {
	m, address := startMoto(t)
	clients := NewClients(aws.Config{BaseEndpoint: &address, Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")})
	ctx := context.Background()
	bucket, key := "photos", "holiday/cat.jpg"
	if _, err := clients.s3(Region).CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &bucket}); err != nil {
		t.Fatal(err)
	}
	if _, err := clients.s3(Region).PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: strings.NewReader("jpeg")}); err != nil {
		t.Fatal(err)
	}
	made, err := clients.cdn.CreateDistribution(ctx, &cloudfront.CreateDistributionInput{DistributionConfig: &types.DistributionConfig{
		CallerReference: aws.String("1"), Comment: aws.String("somebody's"), Enabled: aws.Bool(true),
		Origins: &types.Origins{Quantity: aws.Int32(1), Items: []types.Origin{{Id: aws.String("images"), DomainName: aws.String("photos.s3.us-east-1.amazonaws.com"), S3OriginConfig: &types.S3OriginConfig{OriginAccessIdentity: aws.String("")}}}},
		DefaultCacheBehavior: &types.DefaultCacheBehavior{TargetOriginId: aws.String("images"), ViewerProtocolPolicy: types.ViewerProtocolPolicyAllowAll,
			MinTTL: aws.Int64(10), DefaultTTL: aws.Int64(86400), MaxTTL: aws.Int64(31536000), ForwardedValues: &types.ForwardedValues{QueryString: aws.Bool(false), Cookies: &types.CookiePreference{Forward: types.ItemSelectionNone}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	id := aws.ToString(made.Distribution.Id)
	o := Options{Distribution: id, Behavior: "default", Package: packaged(t, `{}`, "1"), Yes: true, NoVerify: true}
	next := o
	next.Package = packaged(t, `{}`, "2")
	o.Key, next.Key, next.Public = key, key, true
	for _, c := range []struct {
		name    string
		o       Options
		command func(*Deployer, context.Context) error
		want    string
	}{
		{"attach", o, (*Deployer).Attach, "attached: https://"},
		{"attach another package", next, (*Deployer).Attach, "attached: https://"},
		{"purge", next, (*Deployer).Purge, "invalidating /holiday/cat.jpg*"},
		{"undeploy", next, (*Deployer).Undeploy, "removed"},
	} {
		out, err := m.run(address, c.o, c.command)
		if err != nil || !strings.Contains(out, c.want) {
			t.Errorf("%s: got %v, want %q\n%s", c.name, err, c.want, out)
		}
		// moto takes the update with its ETag, but keeps no associations.
		if strings.HasPrefix(c.name, "attach") && !regexp.MustCompile(`<LambdaFunctionARN>\w[^<]*</LambdaFunctionARN><EventType>origin-response</EventType>`).MatchString(m.sent) {
			t.Errorf("%s: got an update with %s, want the function in it", c.name, regexp.MustCompile(`<(Lambda)?FunctionARN>[^<]*`).FindAllString(m.sent, -1))
		}
	}
	for _, call := range m.calls {
		if strings.HasSuffix(call, ": 500") || strings.HasSuffix(call, ": 501") {
			t.Errorf("moto fails at %s", call)
		}
	}
	t.Logf("%d calls, all taken by moto; by kind, with the statuses that it answered:\n%s", len(m.calls), strings.Join(m.kinds(), "\n"))
	t.Log("not judged, since moto has not got it: " + notJudged)
}

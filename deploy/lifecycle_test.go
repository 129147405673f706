package deploy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"tintype/deploy/awstest"
)

// somebodysPolicy is what a bucket had before, written as its owner writes.
const somebodysPolicy = `{
  "Version": "2012-10-17",
  "Statement": {"Sid": "Backup", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:role/backup"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::photos/*"}
}`

// A new stack over a bucket that exists serves images; the bucket's own policy
// stays beside ours, and comes back byte for byte.
func TestNewStackAndBack(t *testing.T) {
	w := newWorld(t)
	w.cloud.SetBucketPolicy("photos", somebodysPolicy)
	before := w.cloud.State()
	o := Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}

	out := w.must(o, (*Deployer).Deploy)
	wantText(t, out, "create   the distribution", "stays: 1 statement", "usually 5 to 8 minutes",
		"open https://", "/holiday/cat.jpg?w=720&auto=format", "in the type and size asked for")
	policy := w.cloud.BucketPolicy("photos")
	wantText(t, policy, "Backup", `"AWS:SourceArn":"arn:aws:cloudfront::123456789012:distribution/`+w.cloud.Distributions()[0])
	trust, permissions := w.cloud.Roles()
	wantText(t, trust, "edgelambda.amazonaws.com", `"lambda.amazonaws.com"`)
	wantText(t, permissions, `"Action":"s3:GetObject","Effect":"Allow","Resource":"arn:aws:s3:::photos/*"`)
	wantText(t, w.cloud.DistributionConfig(w.cloud.Distributions()[0]), "photos.s3.eu-central-1.amazonaws.com", ":1</LambdaFunctionARN><EventType>origin-response")

	err := w.run(o, (*Deployer).Undeploy)
	if !errors.Is(err, ErrReplicas) {
		t.Fatalf("got %v, want ErrReplicas\n%s", err, w.out.String())
	}
	wantText(t, w.out.String(), "delete failed", "its replicas at the edge still exist")
	if got := w.cloud.BucketPolicy("photos"); got != somebodysPolicy {
		t.Errorf("policy: got %s, want what it was", got)
	}
	if err := w.run(o, (*Deployer).Deploy); err == nil || !strings.Contains(err.Error(), "it is being removed") {
		t.Errorf("deploy meanwhile: got %v, want a refusal", err)
	}
	w.cloud.ExpireReplicas()
	wantText(t, w.must(o, (*Deployer).Undeploy), "removed")
	if after := w.cloud.State(); after != before {
		t.Errorf("got what is left:\n%s\nwant:\n%s", after, before)
	}
	wantText(t, w.must(o, (*Deployer).Undeploy), "Nothing to remove")
}

// The same package again changes nothing and says so.
func TestUnchangedPackage(t *testing.T) {
	w := newWorld(t)
	o := Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}
	w.must(o, (*Deployer).Deploy)
	before := w.changes()
	wantText(t, w.must(o, (*Deployer).Deploy), "Nothing to change")
	if after := w.changes(); len(after) != len(before) {
		t.Errorf("got %v, want no call that changes anything", after[len(before):])
	}
}

// Another package is another version, and the one before stays for a rollback;
// the deploy after that serves the newest again.
func TestUpdateAndRollback(t *testing.T) {
	w := newWorld(t)
	first := Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}
	second := Options{Package: packaged(t, `{}`, "2"), Yes: true}
	served := func(version string) {
		t.Helper()
		wantText(t, w.cloud.DistributionConfig(w.cloud.Distributions()[0]), ":"+version+"</LambdaFunctionARN>")
	}
	w.must(first, (*Deployer).Deploy)
	if err := w.run(Options{Yes: true}, (*Deployer).Rollback); err == nil || !strings.Contains(err.Error(), "version 1 is the first") {
		t.Errorf("got %v, want that there is none before", err)
	}
	w.cloud.AddLogGroup("eu-west-1", "/aws/lambda/us-east-1."+w.cloud.FunctionName(), 0)
	out := w.must(second, (*Deployer).Deploy)
	if strings.Contains(out, "create complete  the distribution") {
		t.Errorf("got events of the creation again:\n%s", out)
	}
	wantText(t, out, "update complete  the distribution", "change   the function at the edge", "keep     the version before", "create   a version of the function", "logs for 30 days in eu-west-1")
	if days, _ := w.cloud.LogRetention("eu-west-1", "/aws/lambda/us-east-1."+w.cloud.FunctionName()); days != 30 {
		t.Errorf("retention: got %d days, want 30", days)
	}
	served("2")
	wantText(t, w.must(Options{Yes: true}, (*Deployer).Rollback), "version 2 is the newest, version 1 shall serve", "change   the distribution")
	served("1")
	wantText(t, w.must(Options{Yes: true}, (*Deployer).Rollback), "Nothing to change")
	wantText(t, w.must(second, (*Deployer).Deploy), "PinnedVersion")
	served("2")
	w.must(Options{Package: packaged(t, `{}`, "3"), Yes: true}, (*Deployer).Deploy)
	w.must(Options{Version: 1, Yes: true}, (*Deployer).Rollback)
	served("1")
}

// More memory is a new version too: a version keeps the settings of its time.
func TestMemory(t *testing.T) {
	w := newWorld(t)
	o := Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}
	w.must(o, (*Deployer).Deploy)
	o.Memory = 1024
	wantText(t, w.must(o, (*Deployer).Deploy), "MemorySize: 1769 becomes 1024", "create   a version")
	wantText(t, w.cloud.DistributionConfig(w.cloud.Distributions()[0]), ":2</LambdaFunctionARN>")
	o.Memory = 0 // not said: it stays
	wantText(t, w.must(o, (*Deployer).Deploy), "Nothing to change")
}

// A bucket that is not there is created, and stays with its originals.
func TestNewBucket(t *testing.T) {
	w := newWorld(t)
	o := Options{Bucket: "new-photos", Package: packaged(t, `{}`, "1"), Yes: true}
	wantText(t, w.must(o, (*Deployer).Deploy), "create   the bucket of the originals", "not checked: no image")
	wantText(t, w.cloud.BucketPolicy("new-photos"), "distribution/"+w.cloud.Distributions()[0])
	wantText(t, w.must(o, (*Deployer).Deploy), "Nothing to change")
	w.run(o, (*Deployer).Undeploy)
	w.cloud.ExpireReplicas()
	wantText(t, w.must(o, (*Deployer).Undeploy), "keep     the bucket new-photos")
	if got := w.cloud.Buckets(); !slices.Equal(got, []string{"new-photos", "photos"}) {
		t.Errorf("buckets: got %v, want the originals' alone", got)
	}
}

// No is no, and so is an interrupt at the question: the change set and the empty
// stack that came with it go again.
func TestDeclined(t *testing.T) {
	silence, _ := io.Pipe()
	for name, c := range map[string]struct {
		answers io.Reader
		stopped bool
	}{"no": {strings.NewReader("n\n"), false}, "end of input": {strings.NewReader(""), false}, "interrupt": {silence, true}} {
		w := newWorld(t)
		before := w.cloud.State()
		w.answers = c.answers
		err := w.run(Options{Bucket: "photos", Package: packaged(t, `{}`, "1")}, func(d *Deployer, ctx context.Context) error {
			ctx, stop := context.WithCancel(ctx)
			defer stop()
			if c.stopped {
				d.Out = watcher(func(text string) {
					if strings.Contains(text, "Go on?") {
						stop()
					}
				})
			}
			return d.Deploy(ctx)
		})
		if !errors.Is(err, errDeclined) || w.cloud.State() != before {
			t.Errorf("%s: got %v and\n%s\nwant nothing changed", name, err, w.cloud.State())
		}
	}
	w := newWorld(t)
	w.answers = strings.NewReader("y\n")
	w.must(Options{Bucket: "photos", Package: packaged(t, `{}`, "1")}, (*Deployer).Deploy)
}

// A dry run only asks.
func TestDryRun(t *testing.T) {
	w := newWorld(t)
	d := w.cloud.AddDistribution(somebodysDistribution)
	for name, o := range map[string]Options{
		"new": {Bucket: "photos"}, "attached": {Distribution: d, Behavior: "/holiday/*"}, "new bucket": {Bucket: "new-photos"},
	} {
		o.Package, o.DryRun = packaged(t, `{}`, "1"), true
		command := (*Deployer).Deploy
		if o.Distribution != "" {
			command = (*Deployer).Attach
		}
		wantText(t, w.must(o, command), "create   the function at the edge", "nothing was changed")
		if made := w.changes(); len(made) > 0 {
			t.Errorf("%s: got %v, want no call that changes anything", name, made)
		}
	}
	o := Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}
	w.must(o, (*Deployer).Deploy)
	n := len(w.changes())
	o.DryRun, o.Package = true, packaged(t, `{}`, "2")
	wantText(t, w.must(o, (*Deployer).Deploy), "change   the function at the edge", "change   the distribution", "keep     the version before")
	wantText(t, w.must(o, (*Deployer).Undeploy), "remove   the distribution", "nothing was changed")
	if made := w.changes(); len(made) != n {
		t.Errorf("got %v, want no call that changes anything", made[n:])
	}
}

// What fails half-way is undone by CloudFormation, said in words, and does not
// stand in the way of the next run.
func TestFailedCreation(t *testing.T) {
	w := newWorld(t)
	w.cloud.Denied["lambda:CreateFunction"] = true
	o := Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}
	err := w.run(o, (*Deployer).Deploy)
	if err == nil || !strings.Contains(err.Error(), "ROLLBACK_COMPLETE") {
		t.Fatalf("got %v, want ROLLBACK_COMPLETE", err)
	}
	wantText(t, w.out.String(), "says IAM's simulator: lambda:CreateFunction", "missing permission lambda:CreateFunction on arn:aws:lambda")
	delete(w.cloud.Denied, "lambda:CreateFunction")
	wantText(t, w.must(o, (*Deployer).Deploy), "clear away what is left", "in the type and size asked for")
}

// An update that fails leaves what was served before.
func TestFailedUpdate(t *testing.T) {
	w := newWorld(t)
	o := Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}
	w.must(o, (*Deployer).Deploy)
	w.cloud.Denied["lambda:PublishVersion"] = true
	o.Package = packaged(t, `{}`, "2")
	if err := w.run(o, (*Deployer).Deploy); err == nil || !strings.Contains(err.Error(), "UPDATE_ROLLBACK_COMPLETE") {
		t.Fatalf("got %v, want UPDATE_ROLLBACK_COMPLETE", err)
	}
	wantText(t, w.cloud.DistributionConfig(w.cloud.Distributions()[0]), ":1</LambdaFunctionARN>")
	delete(w.cloud.Denied, "lambda:PublishVersion")
	w.must(o, (*Deployer).Deploy)
	wantText(t, w.cloud.DistributionConfig(w.cloud.Distributions()[0]), ":2</LambdaFunctionARN>")
}

// A rollback that got stuck is carried on before anything else.
func TestStuckRollback(t *testing.T) {
	w := newWorld(t)
	o := Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}
	w.must(o, (*Deployer).Deploy)
	w.cloud.Denied["lambda:PublishVersion"], w.cloud.StuckRollback = true, true
	o.Package = packaged(t, `{}`, "2")
	if err := w.run(o, (*Deployer).Deploy); err == nil || !strings.Contains(err.Error(), "UPDATE_ROLLBACK_FAILED") {
		t.Fatalf("got %v, want UPDATE_ROLLBACK_FAILED", err)
	}
	if err := w.run(o, (*Deployer).Deploy); err == nil || !strings.Contains(err.Error(), "could not be cleared away") {
		t.Fatalf("got %v, want that it is still stuck", err)
	}
	w.cloud.StuckRollback = false
	delete(w.cloud.Denied, "lambda:PublishVersion")
	wantText(t, w.must(o, (*Deployer).Deploy), "clear away what is left of a change that failed (UPDATE_ROLLBACK_FAILED)")
	wantText(t, w.cloud.DistributionConfig(w.cloud.Distributions()[0]), ":2</LambdaFunctionARN>")
}

// The end is a look at a real image: an answer of another type or size is
// not taken for one, and it is asked again while things spread.
func TestVerification(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer func(*httptest.ResponseRecorder)
		want   string
	}{
		{"the original", func(r *httptest.ResponseRecorder) {
			r.Header().Set("Content-Type", "image/jpeg")
			r.WriteString("jpeg")
		}, "body: image: unknown format"},
		{"another type", func(r *httptest.ResponseRecorder) { r.Header().Set("Content-Type", "text/html") }, `type: got "text/html"`},
		{"no permission", func(r *httptest.ResponseRecorder) { r.WriteHeader(http.StatusForbidden) }, "does not let the distribution read"},
		{"no permission by the function", func(r *httptest.ResponseRecorder) { r.WriteHeader(http.StatusNotFound) }, "with SSE-KMS at KMS_KEY"},
		{"a function that fails", func(r *httptest.ResponseRecorder) { r.WriteHeader(http.StatusBadGateway) }, "the function failed"},
	} {
		w := newWorld(t)
		wrong, asked := -1, 0
		w.edge = func(r *http.Request) (*http.Response, error) {
			asked++
			if wrong == 0 {
				return w.serveEdge(r)
			}
			wrong--
			recorder := httptest.NewRecorder()
			c.answer(recorder)
			return recorder.Result(), nil
		}
		o := Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}
		if err := w.run(o, (*Deployer).Deploy); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
		if strings.HasPrefix(c.name, "no permission") && asked != 1+maxRefusals {
			t.Errorf("%s: got %d tries, want %d", c.name, asked, 1+maxRefusals)
		}
		wrong = 3
		wantText(t, w.must(o, (*Deployer).Deploy), "in the type and size asked for")
	}
}

// A release that wants signatures is checked with one, and its token stays secret.
func TestSecretsStaySecret(t *testing.T) {
	w := newWorld(t)
	signed := false
	w.edge = func(r *http.Request) (*http.Response, error) {
		signed = r.URL.Query().Has("s")
		return w.serveEdge(r)
	}
	config := `{"signing":{"tokens":["very-secret"],"required":true}}`
	out := w.must(Options{Bucket: "photos", Package: packaged(t, config, "1"), Yes: true}, (*Deployer).Deploy)
	if strings.Contains(out, "very-secret") || !signed {
		t.Errorf("signed: got %v, want true; the output must not have the token:\n%s", signed, out)
	}
}

// Each thing that AWS refuses is said in words that help.
func TestErrorsInWords(t *testing.T) {
	const unauthorized = "User: arn:aws:iam::123456789012:user/example is not authorized to perform: cloudformation:DescribeStacks on resource: arn:aws:cloudformation:us-east-1:123456789012:stack/tintype/* because"
	for _, c := range []struct {
		at    string
		fault awstest.Fault
		want  string
	}{
		{"GetCallerIdentity", awstest.Fault{Status: 403, Code: "ExpiredToken", Message: "The security token included in the request is expired"}, "credentials have expired"},
		{"GetCallerIdentity", awstest.Fault{Status: 403, Code: "InvalidClientTokenId", Message: "The security token included in the request is invalid"}, "does not know these credentials"},
		{"DescribeStacks", awstest.Fault{Status: 403, Code: "AccessDenied", Message: unauthorized}, "missing permission cloudformation:DescribeStacks on arn:aws:cloudformation"},
		{"CreateChangeSet", awstest.Fault{Status: 400, Code: "LimitExceededException", Message: "Limit for stack has been exceeded"}, "quota"},
		{"CreateChangeSet", awstest.Fault{Status: 400, Code: "ValidationError", Message: "Stack:x is in UPDATE_IN_PROGRESS state and can not be updated."}, "still in progress"},
		{"CreateBucket", awstest.Fault{Status: 409, Code: "BucketAlreadyExists", Message: "The requested bucket name is not available."}, "the name is taken"},
		{"CreateBucket", awstest.Fault{Status: 400, Code: "TooManyBuckets", Message: "You have attempted to create more buckets than allowed"}, "quota"},
		{"CreateBucket", awstest.Fault{Status: 400, Code: "IllegalLocationConstraintException", Message: "x"}, "wrong region"},
		{"DescribeStacks", awstest.Fault{Status: 400, Code: "Throttling", Message: "Rate exceeded"}, "fewer calls"},
		{"GetBucketPolicy", awstest.Fault{Status: 403, Code: "AccessDenied", Message: "Access Denied"}, "policy of bucket photos: access denied"},
		{"HeadBucket", awstest.Fault{Status: 403, Code: "AccessDenied"}, "another account's, or s3:ListBucket"},
	} {
		w := newWorld(t)
		w.cloud.OnCall = func(call awstest.Call) *awstest.Fault {
			if call.Action == c.at {
				return &c.fault
			}
			return nil
		}
		err := w.run(Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}, (*Deployer).Deploy)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: got %v, want %q", c.at, c.fault.Code, err, c.want)
		}
	}
}

// What can be refused here is refused before anything is sent.
func TestLocalRefusals(t *testing.T) {
	for _, c := range []struct {
		name   string
		o      Options
		config string
		want   string
	}{
		{"bucket", Options{Bucket: "My_Photos"}, `{}`, "bucket: got"},
		{"memory", Options{Bucket: "photos", Memory: 64}, `{}`, "memory: got 64"},
		{"stack", Options{Bucket: "photos", Stack: "1x"}, `{}`, "stack: got"},
		{"distribution", Options{Distribution: "x"}, `{}`, "distribution: got"},
		{"certificate", Options{Bucket: "photos", Aliases: "img.example.com"}, `{}`, "want both"},
		{"certificate's region", Options{Bucket: "photos", Aliases: "img.example.com", Certificate: "arn:aws:acm:eu-west-1:123456789012:certificate/x"}, `{}`, "CloudFront takes no other"},
		{"unknown key", Options{Bucket: "photos"}, `{"cacheControll":"x"}`, "unknown keys cacheControll"},
		{"bad value", Options{Bucket: "photos"}, `{"quality":{"jpg":101}}`, "quality.jpg: got 101"},
		{"too many presets", Options{Bucket: "photos"}, tooManyPresets(), "viewer-request function"},
	} {
		w := newWorld(t)
		c.o.Package = packaged(t, c.config, "1")
		if err := w.run(c.o, (*Deployer).Deploy); err == nil || !strings.Contains(err.Error(), c.want) || w.calls > 0 {
			t.Errorf("%s: got %v after %d calls, want %q and none", c.name, err, w.calls, c.want)
		}
	}
}

// tooManyPresets is a configuration that the viewer-request function cannot hold.
func tooManyPresets() string {
	var presets []string
	for i := range 12 {
		presets = append(presets, fmt.Sprintf(`"p%d":"mark=%d%s"`, i, i, strings.Repeat("x", 1000)))
	}
	return `{"presets":{` + strings.Join(presets, ",") + `}}`
}

// A stack is for one bucket; another bucket takes another stack, and a bucket of
// another account none.
func TestBucketRefusals(t *testing.T) {
	w := newWorld(t)
	w.cloud.AddBucket("others", "us-east-1", map[string][]byte{})
	w.cloud.AddForeignBucket("foreign")
	w.cloud.AddForeignBucket("taken-123456789012-us-east-1")
	o := Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}
	w.must(o, (*Deployer).Deploy)
	for _, c := range []struct{ bucket, stack, want string }{
		{"others", "", "choose another STACK"},
		{"foreign", "second", "another account's"},
		{"others", "taken", "the name is taken"},
	} {
		o.Bucket, o.Stack = c.bucket, c.stack
		if err := w.run(o, (*Deployer).Deploy); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.bucket, err, c.want)
		}
	}
}

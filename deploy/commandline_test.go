package deploy

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tintype/deploy/awstest"
)

// commandLine is Amazon's own command line toward the stand-in. It is made from
// Amazon's models of the services, so it does not share our errors.
type commandLine struct {
	t       *testing.T
	program string
	server  *httptest.Server
}

func newCommandLine(t *testing.T, cloud *awstest.Cloud) *commandLine {
	t.Helper()
	program := os.Getenv("TINTYPE_AWS")
	if program == "" {
		t.Skip("not checked: the stand-in driven by the AWS command line; TINTYPE_AWS names no program (Debian: apt-get install awscli; make test sets it)")
	}
	server := httptest.NewServer(cloud)
	t.Cleanup(server.Close)
	return &commandLine{t, program, server}
}

// try runs one command and returns what it printed.
func (a *commandLine) try(args ...string) (string, error) {
	cmd := exec.Command(a.program, append([]string{"--endpoint-url", a.server.URL, "--region", "us-east-1", "--output", "json"}, args...)...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + a.t.TempDir(), "AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=example",
		"AWS_EC2_METADATA_DISABLED=true", "AWS_PAGER=", "AWS_MAX_ATTEMPTS=1"}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (a *commandLine) must(args ...string) string {
	a.t.Helper()
	out, err := a.try(args...)
	if err != nil {
		a.t.Fatalf("aws %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// refused runs a command that has to fail with a code.
func (a *commandLine) refused(code string, args ...string) {
	a.t.Helper()
	if out, err := a.try(args...); err == nil || !strings.Contains(out, code) {
		a.t.Errorf("aws %s: got %v %s, want %s", strings.Join(args, " "), err, out, code)
	}
}

// fileHash is a package's SHA-256 as the template wants it.
func fileHash(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// The plain template works with `aws cloudformation deploy`: a stack, another
// package as another version with the old one kept, a rollback by parameter, and
// a deletion that replicas hold up. All that the stand-in answers is what
// Amazon's models want.
func TestPlainTemplateByCommandLine(t *testing.T) {
	cloud := awstest.New()
	cloud.StepsPerLook, cloud.Looks = 1000, 0 // the command line waits 30 seconds between two looks
	cloud.AddBucket("photos", "us-east-1", map[string][]byte{})
	cloud.AddBucket("artifacts", "us-east-1", map[string][]byte{})
	aws := newCommandLine(t, cloud)
	wantText(t, aws.must("sts", "get-caller-identity"), awstest.Account)

	stack := func(content string, more ...string) {
		t.Helper()
		path := packaged(t, `{}`, content)
		aws.must("s3", "cp", "--quiet", path, "s3://artifacts/"+content+".zip")
		aws.must(append([]string{"cloudformation", "deploy", "--stack-name", "plain", "--template-file", "template.yaml", "--capabilities", "CAPABILITY_IAM",
			"--parameter-overrides", "BucketName=photos", "PackageBucket=artifacts", "PackageKey=" + content + ".zip", "PackageSha256=" + fileHash(t, path)}, more...)...)
	}
	stack("1")
	stack("2")
	id := cloud.Distributions()[0]
	wantText(t, cloud.DistributionConfig(id), ":2</LambdaFunctionARN>")
	versions := aws.must("lambda", "list-versions-by-function", "--function-name", cloud.FunctionName())
	wantText(t, versions, cloud.FunctionName()+":1\"", cloud.FunctionName()+":2\"")
	stack("2", "PinnedVersion=arn:aws:lambda:us-east-1:"+awstest.Account+":function:"+cloud.FunctionName()+":1")
	wantText(t, cloud.DistributionConfig(id), ":1</LambdaFunctionARN>")

	wantText(t, aws.must("cloudformation", "describe-stacks", "--stack-name", "plain"), "FirstUrl", "UPDATE_COMPLETE")
	stackID := strings.TrimSpace(aws.must("cloudformation", "describe-stacks", "--stack-name", "plain", "--query", "Stacks[0].StackId", "--output", "text"))
	wantText(t, aws.must("cloudformation", "get-template", "--stack-name", "plain"), "FunctionVersion")
	wantText(t, aws.must("cloudformation", "describe-stack-events", "--stack-name", "plain"), "CREATE_COMPLETE")
	wantText(t, aws.must("iam", "simulate-principal-policy", "--policy-source-arn", cloud.Caller, "--action-names", "s3:GetObject"), "allowed")
	wantText(t, aws.must("logs", "describe-log-groups"), `"retentionInDays": 30`)
	aws.refused("ResourceNotFoundException", "logs", "put-retention-policy", "--log-group-name", "/none", "--retention-in-days", "7")
	aws.refused("ResourceNotFoundException", "lambda", "get-function", "--function-name", "none")

	aws.must("cloudformation", "delete-stack", "--stack-name", "plain")
	wantText(t, aws.must("cloudformation", "describe-stacks", "--stack-name", "plain"), "DELETE_FAILED")
	wantText(t, aws.must("cloudformation", "describe-stack-resources", "--stack-name", "plain"), "replicated function")
	cloud.ExpireReplicas()
	aws.must("cloudformation", "delete-stack", "--stack-name", "plain")
	aws.must("cloudformation", "wait", "stack-delete-complete", "--stack-name", stackID)
	aws.refused("does not exist", "cloudformation", "describe-stacks", "--stack-name", "plain")
}

// A distribution goes through Amazon's model and back without losing anything,
// and an old ETag is refused.
func TestDistributionByCommandLine(t *testing.T) {
	cloud := awstest.New()
	cloud.Looks = 0
	aws := newCommandLine(t, cloud)
	id := cloud.AddDistribution(somebodysDistribution)
	var got struct {
		ETag               string
		DistributionConfig json.RawMessage
	}
	if err := json.Unmarshal([]byte(aws.must("cloudfront", "get-distribution-config", "--id", id)), &got); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "config.json")
	if err := os.WriteFile(path, got.DistributionConfig, 0o600); err != nil {
		t.Fatal(err)
	}
	update := []string{"cloudfront", "update-distribution", "--id", id, "--distribution-config", "file://" + path, "--if-match"}
	wantText(t, aws.must(append(update, got.ETag)...), `"Status": "Deployed"`)
	sameElements(t, cloud.DistributionConfig(id), somebodysDistribution)
	aws.refused("PreconditionFailed", append(update, got.ETag)...)
	aws.refused("NoSuchDistribution", "cloudfront", "get-distribution", "--id", "ENONE")
	aws.must("cloudfront", "wait", "distribution-deployed", "--id", id)
}

// The S3 of the stand-in is S3 enough for Amazon's client.
func TestBucketByCommandLine(t *testing.T) {
	cloud := awstest.New()
	aws := newCommandLine(t, cloud)
	cloud.AddForeignBucket("foreign")
	aws.must("s3", "mb", "s3://mine")
	aws.refused("BucketAlreadyExists", "s3", "mb", "s3://foreign")
	aws.refused("NoSuchBucketPolicy", "s3api", "get-bucket-policy", "--bucket", "mine")
	aws.must("s3api", "put-bucket-policy", "--bucket", "mine", "--policy", somebodysPolicy)
	wantText(t, aws.must("s3api", "get-bucket-policy", "--bucket", "mine"), "Backup")
	aws.must("s3", "cp", "--quiet", "template.yaml", "s3://mine/a/template.yaml")
	wantText(t, aws.must("s3", "ls", "s3://mine/a/"), "template.yaml")
	aws.refused("BucketNotEmpty", "s3", "rb", "s3://mine")
	aws.must("s3", "rb", "--force", "s3://mine")
}

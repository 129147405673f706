package main

import (
	"bytes"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tintype/deploy/awstest"
)

// program builds the command line.
func program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tintype")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// runProgram runs it with nothing of this machine's AWS settings.
func runProgram(path string, env []string, args ...string) (string, error) {
	cmd := exec.Command(path, args...)
	cmd.Dir = filepath.Join("..", "..")
	cmd.Env = append([]string{"HOME=/nonexistent", "AWS_CONFIG_FILE=/nonexistent", "AWS_SHARED_CREDENTIALS_FILE=/nonexistent"}, env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// The commands work as processes of their own that know nothing of each other but
// what the account says. Without credentials a dry run sends nothing, and
// everything else says what is missing.
func TestDeployProcessesOfTheirOwn(t *testing.T) {
	if _, err := os.Stat("../../build/tintype.zip"); err != nil {
		t.Skip("not checked: deploy, attach, rollback and undeploy as processes of their own; build/tintype.zip is not there (make test builds it)")
	}
	path := program(t)
	cloud := awstest.New()
	cloud.StepsPerLook, cloud.Looks = 1000, 0
	cloud.AddBucket("photos", "us-east-1", map[string][]byte{"cat.jpg": []byte("jpeg")})
	server := httptest.NewServer(cloud)
	defer server.Close()
	address := []string{"AWS_ENDPOINT_URL=" + server.URL}

	out, err := runProgram(path, address, "deploy", "-bucket", "photos", "-dry-run")
	if err != nil || !strings.Contains(out, "nothing was sent") || !strings.Contains(out, "lambda:EnableReplication") {
		t.Errorf("dry run without credentials: got %v\n%s", err, out)
	}
	if out, err = runProgram(path, append(address, "AWS_EC2_METADATA_DISABLED=true"), "deploy", "-bucket", "photos"); err == nil || !strings.Contains(out, "no AWS credentials: set AWS_PROFILE") {
		t.Errorf("without credentials: got %v\n%s", err, out)
	}
	if calls := cloud.Calls(); len(calls) > 0 {
		t.Errorf("got calls %v, want none without credentials", calls)
	}

	env := append(address, "AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=example-secret", "AWS_REGION=eu-west-1")
	run := func(want string, args ...string) {
		t.Helper()
		out, err := runProgram(path, env, append(args, "-yes")...)
		if !strings.Contains(out, want) || strings.Contains(out, "example-secret") {
			t.Errorf("%v: got %v\n%s\nwant %q, and no secret", args, err, out, want)
		}
	}
	run("open https://", "deploy", "-bucket", "photos", "-no-verify")
	run("Nothing to change", "deploy", "-bucket", "photos", "-no-verify")
	run("memory: got 1", "deploy", "-bucket", "photos", "-memory", "1")
	run("MemorySize: 1769 becomes 3008", "deploy", "-bucket", "photos", "-memory", "3008", "-no-verify")
	run("version 1 shall serve", "rollback")
	run("Run the same command again", "undeploy")
	cloud.ExpireReplicas()
	run("removed", "undeploy")
	if got := cloud.Buckets(); !slices.Equal(got, []string{"photos"}) {
		t.Errorf("got %v, want the originals alone", got)
	}
}

// A wrong flag is a usage error, and says which.
func TestDeployUsage(t *testing.T) {
	for _, args := range [][]string{{"deploy", "-buckett", "x"}, {"attach", "x"}, {"template", "-x"}} {
		var errs bytes.Buffer
		if status := run(args, nil, &errs, &errs); status != exitUsage {
			t.Errorf("%v: got status %d, want %d: %s", args, status, exitUsage, errs.String())
		}
	}
}

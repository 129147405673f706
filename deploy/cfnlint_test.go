package deploy

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// cfnLint is AWS's own linter, where there is one: installed by .ci/run, or found
// on the path.
func cfnLint(t *testing.T) string {
	t.Helper()
	if path, err := filepath.Abs("../build/cfn-lint/bin/cfn-lint"); err == nil {
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	path, err := exec.LookPath("cfn-lint")
	if err != nil {
		t.Skip("not checked: the template by cfn-lint, which is not installed (pip install cfn-lint)")
	}
	return path
}

// lintTemplate runs it, and takes the least of its remarks for an error.
func lintTemplate(lint, path string) (string, error) {
	out, err := exec.Command(lint, "--non-zero-exit-code", "informational", "--include-checks", "I", "--regions", Region, "--template", path).CombinedOutput()
	return string(out), err
}

// AWS's linter finds nothing in the template, as it stands and as it is rendered,
// and does find what is wrong.
func TestCfnLint(t *testing.T) {
	lint := cfnLint(t)
	run := func(template string) (string, error) {
		path := filepath.Join(t.TempDir(), "template.yaml")
		if err := os.WriteFile(path, []byte(template), 0o600); err != nil {
			t.Fatal(err)
		}
		return lintTemplate(lint, path)
	}
	for name, template := range map[string]string{
		"as it stands": templateText, "rendered": Render("function handler(event) {\n  return event.request\n}\n", "1"),
	} {
		if out, err := run(template); err != nil {
			t.Errorf("%s: got %v\n%s", name, err, out)
		}
	}
	for from, to := range map[string]string{"MinTTL: 0": "MinTtl: 0", "nodejs24.x": "nodejs23.x", "!Ref KmsKeyArn": "!Ref KmsKeyARN"} {
		if out, err := run(strings.Replace(templateText, from, to, 1)); err == nil {
			t.Errorf("%s: got no complaint: %s", to, out)
		}
	}
}

package deploy

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Kubernetes' own schemas have every key of the manifests, and complain of what is wrong.
func TestKubernetes(t *testing.T) {
	program, err := filepath.Abs("../build/kubernetes-validate/bin/kubernetes-validate")
	if err == nil {
		_, err = os.Stat(program)
	}
	if err != nil {
		t.Skip("not checked: server/kubernetes.yaml by Kubernetes' schemas; kubernetes-validate is not installed in build/kubernetes-validate (.ci/run installs it)")
	}
	manifests, err := os.ReadFile("server/kubernetes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	check := func(text string) (string, error) {
		path := filepath.Join(t.TempDir(), "kubernetes.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(program, "--strict", path).CombinedOutput()
		return string(out), err
	}
	out, err := check(string(manifests))
	if err != nil || strings.Count(out, " passed ") != 5 {
		t.Errorf("got %v, want five resources that pass\n%s", err, out)
	}
	for from, to := range map[string]string{"readinessProbe:": "readynessProbe:", "replicas: 2": "replicas: two", "containerPort: 8080": "port: 8080", "maxReplicas: 20": "maximum: 20"} {
		if out, err := check(strings.Replace(string(manifests), from, to, 1)); err == nil {
			t.Errorf("%s: got no complaint: %s", to, out)
		}
	}
}

package deploy

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// No job that may write runs anything but pinned actions and the release's
// publication, every action is pinned by its commit, and no checkout leaves a
// token behind.
func TestWorkflowsAreBounded(t *testing.T) {
	pinned := regexp.MustCompile(`@[0-9a-f]{40}$`)
	files, _ := filepath.Glob("../.github/workflows/*.yml")
	if len(files) < 2 {
		t.Fatalf("got %v, want the workflows", files)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var w struct {
			Permissions map[string]string
			Jobs        map[string]struct {
				Permissions map[string]string
				Steps       []struct {
					Uses, Run string
					With      map[string]string
				}
			}
		}
		if err := yaml.Unmarshal(text, &w); err != nil {
			t.Fatal(err)
		}
		if len(w.Permissions) != 1 || w.Permissions["contents"] != "read" {
			t.Errorf("%s: got %v, want contents: read for all jobs", path, w.Permissions)
		}
		for name, job := range w.Jobs {
			for _, s := range job.Steps {
				if s.Uses != "" && !pinned.MatchString(s.Uses) {
					t.Errorf("%s, %s: got %s, want a commit", path, name, s.Uses)
				}
				if strings.HasPrefix(s.Uses, "actions/checkout@") && s.With["persist-credentials"] != "false" {
					t.Errorf("%s, %s: got a checkout that keeps the token", path, name)
				}
				writes := job.Permissions["contents"] == "write"
				if writes && (strings.HasPrefix(s.Uses, "actions/checkout@") || s.Run != "" && !strings.HasPrefix(s.Run, "gh release create ") && s.Run != "cd release && sha256sum --check SHA256SUMS") {
					t.Errorf("%s, %s: got %q beside the right to write", path, name, s.Uses+s.Run)
				}
			}
		}
	}
}

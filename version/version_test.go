package version

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// Everything that says which version it is says the same.
func TestOneVersion(t *testing.T) {
	text, err := os.ReadFile("../shim/node/package.json")
	if err != nil {
		t.Fatal(err)
	}
	var p struct{ Version string }
	if err := json.Unmarshal(text, &p); err != nil || p.Version != Version {
		t.Errorf("shim/node/package.json: got %q, %v, want %s", p.Version, err, Version)
	}
	changes, err := os.ReadFile("../CHANGELOG.md")
	if err != nil || !strings.Contains(string(changes), "\n## "+Version+"\n") {
		t.Errorf("CHANGELOG.md has no section %s (%v)", Version, err)
	}
}

package deploy

import (
	"strings"
	"testing"
)

// Whatever a stack is called, its bucket has a name that S3 takes, and no two
// stacks share one.
func TestArtifactBucket(t *testing.T) {
	seen := map[string]string{}
	for _, stack := range []string{"tintype", "tintype-E2QWRUHEXAMPLE", strings.Repeat("a", 39) + "b", strings.Repeat("a", 39) + "c", "T"} {
		if err := (Options{Stack: stack}).check(); err != nil {
			t.Fatal(err)
		}
		d := &Deployer{Options: Options{Stack: stack}, account: "123456789012"}
		name := d.artifactBucket()
		if !bucketName.MatchString(name) || seen[name] != "" {
			t.Errorf("%s: got %s, want a valid name that %q does not have", stack, name, seen[name])
		}
		seen[name] = stack
	}
}

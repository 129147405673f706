package deploy

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Tokens come from a parameter or a file, reach the function, show nowhere, and change
// where they are said again.
func TestTokensFromElsewhere(t *testing.T) {
	w := newWorld(t)
	w.cloud.SetParameter("/tintype/tokens", "first-secret\nsecond-secret\n")
	o := Options{Bucket: "photos", Package: packaged(t, `{"log":"error"}`, "1"), Yes: true, Tokens: "ssm:/tintype/tokens"}
	out := w.must(o, (*Deployer).Deploy)
	served := w.cloud.Served()
	if len(served) == 0 || !strings.Contains(served[len(served)-1].Viewer, `"first-secret","second-secret"`) {
		t.Errorf("the viewer request has not got the tokens")
	}
	path := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(path, []byte("third-secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	plain := Options{Package: o.Package, Yes: true}
	out += w.must(plain, (*Deployer).Deploy)
	wantText(t, out, "Nothing to change")
	o.Tokens = "file:" + path
	out += w.must(o, (*Deployer).Deploy)
	wantText(t, out, "signing.tokens: 2 tokens becomes 1 token; none is shown")
	if strings.Contains(out, "-secret") {
		t.Errorf("a token shows:\n%s", out)
	}
	for _, c := range []struct{ tokens, want string }{
		{"ssm:/nothing", "there is none of that name in us-east-1"}, {"file:/nothing/here", "no such file"}, {"secret", "want file:PATH or ssm:NAME"},
	} {
		o.Tokens = c.tokens
		if err := w.run(o, (*Deployer).Deploy); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.tokens, err, c.want)
		}
	}
	w.cloud.Denied["ssm:GetParameter"] = true
	o.Tokens = "ssm:/tintype/tokens"
	if err := w.run(o, (*Deployer).Deploy); err == nil || !strings.Contains(err.Error(), "missing permission ssm:GetParameter") {
		t.Errorf("got %v, want the permission that is missing", err)
	}
}

// A rollback to a release that wants no signatures asks once more, and YES=1 is no
// answer; so does one to a version whose package nobody has any more.
func TestRollbackToUnsigned(t *testing.T) {
	w := newWorld(t)
	open, signed := packaged(t, `{}`, "1"), packaged(t, `{"signing":{"tokens":["FOO123bar"],"required":true}}`, "1")
	w.must(Options{Bucket: "photos", Package: open, Yes: true}, (*Deployer).Deploy)
	w.must(Options{Package: signed, Config: configFile(t, `{"signing":{"tokens":["FOO123bar"],"required":true}}`), Yes: true}, (*Deployer).Deploy)
	o := Options{Yes: true}
	if err := w.run(o, (*Deployer).Rollback); err == nil || !strings.Contains(w.out.String(), "SIGNING IS SWITCHED OFF") {
		t.Errorf("got %v and %s, want a refusal", err, w.out.String())
	}
	wantText(t, w.cloud.DistributionConfig(w.cloud.Distributions()[0]), ":2</LambdaFunctionARN>")
	o.Unsigned = true
	w.must(o, (*Deployer).Rollback)
	wantText(t, w.cloud.DistributionConfig(w.cloud.Distributions()[0]), ":1</LambdaFunctionARN>")

	w.must(Options{Package: signed, Yes: true}, (*Deployer).Deploy)
	r := half(t, open)
	w.cloud.RemoveObject("tintype-123456789012-us-east-1", packageKey(hexOf(r.Sha256)))
	if err := w.run(Options{Yes: true}, (*Deployer).Rollback); err == nil || !strings.Contains(w.out.String(), "NOT IN THE ARTIFACT BUCKET") {
		t.Errorf("got %v and %s, want a refusal", err, w.out.String())
	}
}

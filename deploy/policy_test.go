package deploy

import (
	"strings"
	"testing"
)

// Whatever form a policy has, our statement goes in beside the others and out
// again, once however often.
func TestPolicyMerge(t *testing.T) {
	ours := readStatement("123456789012", "photos", "E1EXAMPLE")
	for _, c := range []struct{ name, before string }{
		{"none", ""},
		{"one statement", somebodysPolicy},
		{"a list", `{"Version":"2012-10-17","Id":"x","Statement":[{"Sid":"A","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}},{"Effect":"Allow","Principal":{"Service":"cloudfront.amazonaws.com"},"Action":"s3:GetObject","Resource":"*"}]}`},
		{"another distribution's", `{"Version":"2012-10-17","Statement":[` + string(readStatement("123456789012", "photos", "E2EXAMPLE")) + `]}`},
		{"an empty list", `{"Version":"2012-10-17","Statement":[]}`},
	} {
		merged, changed, err := withStatement(c.before, ours)
		if err != nil || !changed || !strings.Contains(merged, "TintypeE1EXAMPLE") {
			t.Errorf("%s: got %s %v %v, want our statement", c.name, merged, changed, err)
		}
		again, changed, err := withStatement(merged, ours)
		if err != nil || changed || again != merged {
			t.Errorf("%s: got %s %v %v, want no change the second time", c.name, again, changed, err)
		}
		rest, changed, err := withoutStatement(merged, policySid("E1EXAMPLE"))
		if err != nil || !changed || rest != "" && !samePolicy(rest, c.before) {
			t.Errorf("%s: got %s %v %v, want what was before", c.name, rest, changed, err)
		}
	}
}

// A statement of ours that says something else is replaced in its place.
func TestPolicyReplace(t *testing.T) {
	old := `{"Version":"2012-10-17","Statement":[{"Sid":"TintypeE1EXAMPLE","Effect":"Allow"},{"Sid":"B"}]}`
	merged, changed, err := withStatement(old, readStatement("123456789012", "photos", "E1EXAMPLE"))
	_, statements, _ := parsePolicy(merged)
	if err != nil || !changed || len(statements) != 2 || sidOf(statements[1]) != "B" {
		t.Errorf("got %s %v %v, want two statements, B last", merged, changed, err)
	}
}

// What is no policy, or would be too large a one, is not sent.
func TestPolicyRefuses(t *testing.T) {
	large := `{"Version":"2012-10-17","Statement":[{"Sid":"` + strings.Repeat("x", maxPolicy) + `"}]}`
	for _, c := range []struct{ before, want string }{{`{`, "policy: "}, {large, "S3 takes 20480"}} {
		if _, _, err := withStatement(c.before, readStatement("1", "b", "E")); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}

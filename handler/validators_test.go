package handler

import "testing"

// Another build makes other images, and another host's keys make others of the same
// source: neither has the ETag of the one before.
func TestValidatorNamesTheBuild(t *testing.T) {
	tag := func(build, config string) string {
		revision = build
		defer func() { revision = "" }()
		x := &Exchange{configText: config}
		return x.validator(`"source"`)
	}
	base := tag("one", "{}")
	if base == tag("two", "{}") || base == tag("one", `{"log":"off"}`) {
		t.Error("two builds, or two configurations, have one ETag")
	}
	if base != tag("one", "{}") || (&Exchange{}).validator("") != "" {
		t.Error("the same image has two ETags, or a source without one has")
	}
}

package deploy

import (
	"errors"
	"strings"
	"testing"
)

// Attached to a path, the function reads what is below it and what the configuration names,
// and not what other behaviors guard. That stays, and grows by what is needed.
func TestAttachNarrowsTheRole(t *testing.T) {
	const config = `{"marks":["logos/","brand"],"fallback":"none.png","presets":{"a":"w=5&mark=/deep/mark.png","b":"blend=x.png"}}`
	w := newWorld(t)
	id := w.cloud.AddDistribution(strings.Replace(somebodysDistribution, "<Id>images</Id><DomainName>photos.s3.eu-central-1.amazonaws.com</DomainName><OriginPath></OriginPath>",
		"<Id>images</Id><DomainName>photos.s3.eu-central-1.amazonaws.com</DomainName><OriginPath>/v1</OriginPath>", 1))
	o := Options{Distribution: id, Behavior: "/holiday/*", Package: packaged(t, config, "1"), Yes: true, NoVerify: true}
	w.must(o, (*Deployer).Attach)
	all := `["arn:aws:s3:::photos/v1/holiday/*","arn:aws:s3:::photos/v1/brand*","arn:aws:s3:::photos/v1/deep/mark.png","arn:aws:s3:::photos/v1/logos/*","arn:aws:s3:::photos/v1/none.png","arn:aws:s3:::photos/v1/x.png"]`
	if _, permissions := w.cloud.Roles(); !strings.Contains(permissions, all) || strings.Contains(permissions, "photos/*") {
		t.Errorf("got %s, want %s and no more of the bucket", permissions, all)
	}
	wantText(t, w.must(o, (*Deployer).Attach), "Nothing to change")

	o.Config = configFile(t, `{"marks":["seals/"]}`)
	w.must(o, (*Deployer).Attach)
	if _, permissions := w.cloud.Roles(); !strings.Contains(permissions, strings.Replace(all, `]`, `,"arn:aws:s3:::photos/v1/seals/*"]`, 1)) {
		t.Errorf("another configuration: got %s, want the seals beside the rest", permissions)
	}
	o.Objects = "*"
	w.must(o, (*Deployer).Attach)
	if _, permissions := w.cloud.Roles(); !strings.Contains(permissions, `"arn:aws:s3:::photos/*"`) {
		t.Errorf("OBJECTS=*: got %s, want the whole bucket", permissions)
	}
	o.Objects = ""
	wantText(t, w.must(o, (*Deployer).Attach), "Nothing to change")
	if err := w.run(o, (*Deployer).Undeploy); !errors.Is(err, ErrReplicas) {
		t.Fatal(err)
	}
}

// A stack of its own reads its whole bucket, unless that is said; so does an attachment
// whose signed URLs take watermarks from anywhere, and one to all paths.
func TestRoleReadsAll(t *testing.T) {
	w := newWorld(t)
	w.must(Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}, (*Deployer).Deploy)
	if _, permissions := w.cloud.Roles(); !strings.Contains(permissions, `"arn:aws:s3:::photos/*"`) {
		t.Errorf("got %s, want the whole bucket", permissions)
	}
	w.must(Options{Objects: "/images/*, logos/*", Package: packaged(t, `{}`, "1"), Yes: true}, (*Deployer).Deploy)
	if _, permissions := w.cloud.Roles(); !strings.Contains(permissions, `["arn:aws:s3:::photos/images/*","arn:aws:s3:::photos/logos/*"]`) {
		t.Errorf("OBJECTS: got %s", permissions)
	}
	wantText(t, w.must(Options{Package: packaged(t, `{}`, "1"), Yes: true}, (*Deployer).Deploy), "Nothing to change")

	w = newWorld(t)
	id := w.cloud.AddDistribution(somebodysDistribution)
	w.must(Options{Distribution: id, Behavior: "/holiday/*", Package: packaged(t, signedConfig, "1"), Yes: true}, (*Deployer).Attach)
	if _, permissions := w.cloud.Roles(); !strings.Contains(permissions, `"arn:aws:s3:::photos/*"`) {
		t.Errorf("signed: got %s, want the whole bucket", permissions)
	}
}

func TestFolderOf(t *testing.T) {
	for pattern, want := range map[string]string{
		"/images/*": "images/", "images/*.jpg": "images/", "/a/b/c*": "a/b/", "*": "", "*.jpg": "", "/a?b/*": "", "/images/cat.jpg": "images/", "/gr%C3%B6%C3%9F/*": "",
	} {
		if got := folderOf(pattern); got != want {
			t.Errorf("%s: got %q, want %q", pattern, got, want)
		}
	}
}

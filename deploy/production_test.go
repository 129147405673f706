package deploy

import (
	"slices"
	"strings"
	"testing"
)

// What production asks for comes from settings, stays when it is not said again,
// and goes when it is taken away.
func TestProductionSettings(t *testing.T) {
	w := newWorld(t)
	const key, boundary = "arn:aws:kms:eu-central-1:123456789012:key/1", "arn:aws:iam::123456789012:policy/bound"
	o := Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true, KMSKey: key, Boundary: boundary, Headers: "67f7725c-6f97-4210-82d7-5512b31e9d03", HTTPVersion: "http2"}
	w.must(o, (*Deployer).Deploy)
	config := func() string { return w.cloud.DistributionConfig(w.cloud.Distributions()[0]) }
	wantText(t, config(), "<OriginShieldRegion>eu-central-1<", "<ResponseHeadersPolicyId>67f7725c", "<HttpVersion>http2<")
	_, permissions := w.cloud.Roles()
	wantText(t, permissions, `"Action":"kms:Decrypt","Condition":{"StringEquals":{"kms:ViaService":"s3.eu-central-1.amazonaws.com"}},"Effect":"Allow","Resource":"`+key)

	plain := Options{Bucket: "photos", Package: o.Package, Yes: true}
	wantText(t, w.must(plain, (*Deployer).Deploy), "Nothing to change")
	plain.Shield, plain.KMSKey = "off", "none"
	wantText(t, w.must(plain, (*Deployer).Deploy), "OriginShieldRegion: eu-central-1 becomes none", "KmsKeyArn: "+key+" becomes none")
	if strings.Contains(config(), "OriginShield") {
		t.Errorf("got %s, want no shield", config())
	}
	plain.Shield, plain.KMSKey = "", ""
	wantText(t, w.must(plain, (*Deployer).Deploy), "Nothing to change")
}

// A web ACL that somebody put on the distribution beside the stack stays.
func TestWebACLStays(t *testing.T) {
	w := newWorld(t)
	o := Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}
	w.must(o, (*Deployer).Deploy)
	id := w.cloud.Distributions()[0]
	const acl = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/plan/1"
	w.cloud.EditDistribution(id, "<HttpVersion>", "<WebACLId>"+acl+"</WebACLId><HttpVersion>")
	o.Package = packaged(t, `{}`, "2")
	wantText(t, w.must(o, (*Deployer).Deploy), "WebAclArn: none becomes "+acl)
	wantText(t, w.cloud.DistributionConfig(id), "<WebACLId>"+acl)
	o.WebACL = "none"
	w.must(o, (*Deployer).Deploy)
	if got := w.cloud.DistributionConfig(id); strings.Contains(got, acl) {
		t.Errorf("got %s, want no web ACL", got)
	}
}

// The cache is emptied after attaching, where its keys stay the same, and where it
// is asked for; purge takes one original with all its queries.
func TestInvalidation(t *testing.T) {
	w := newWorld(t)
	id := w.cloud.AddDistribution(somebodysDistribution)
	o := Options{Distribution: id, Behavior: "/holiday/*", Package: packaged(t, `{}`, "1"), Yes: true}
	w.must(o, (*Deployer).Attach)
	o.Package = packaged(t, `{}`, "2")
	w.must(o, (*Deployer).Attach)
	o.Invalidate = "1"
	w.must(o, (*Deployer).Rollback)
	o.Key = "holiday/a cat.jpg"
	w.must(o, (*Deployer).Purge)
	if got, want := w.cloud.Invalidated(), []string{id + " /holiday/*", id + " /holiday/*", id + " /holiday/a%20cat.jpg*"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for key, want := range map[string]string{"": "key: got", "a*": "key: got"} {
		if err := w.run(Options{Key: key}, (*Deployer).Purge); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", key, err, want)
		}
	}
	for pattern, want := range map[string]string{"*": "/*", "/images/*.jpg": "/images/*", "*.jpg": "/*", "a.jpg": "/a.jpg", "/p?/x": "/p*"} {
		if got := invalidationPath(pattern); got != want {
			t.Errorf("%s: got %s, want %s", pattern, got, want)
		}
	}
}

// Alarms come with a topic, follow the release's function, and go without one.
func TestAlarms(t *testing.T) {
	w := newWorld(t)
	o := Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true, Alarms: "arn:aws:sns:us-east-1:123456789012:ops"}
	wantText(t, w.must(o, (*Deployer).Deploy), "create   the alarm on answers that are 5xx")
	o.Package, o.Alarms = packaged(t, `{}`, "2"), ""
	wantText(t, w.must(o, (*Deployer).Deploy), "change   the alarm on a viewer-request function")
	wantText(t, w.cloud.State(), "alarm tintype-ErrorsAlarm", `"Threshold":"1"`, "alarm tintype-ThrottlesAlarm")
	o.Alarms = "none"
	wantText(t, w.must(o, (*Deployer).Deploy), "remove   the alarm on answers that are 5xx")
	if strings.Contains(w.cloud.State(), "alarm ") {
		t.Error("got an alarm, want none")
	}
	o.Alarms = "arn:aws:sns:eu-west-1:123456789012:ops"
	if err := w.run(o, (*Deployer).Deploy); err == nil || !strings.Contains(err.Error(), "alarms: got") {
		t.Errorf("got %v, want a refusal", err)
	}
}

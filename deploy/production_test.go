package deploy

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tintype/handler"
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
	wantText(t, w.out.String(), "takes no tags from the function")
	own := Options{Bucket: "photos", Package: o.Package, Yes: true, Key: "/holiday/a cat.jpg"}
	w.must(own, (*Deployer).Deploy)
	wantText(t, w.must(own, (*Deployer).Purge), "2 paths of the thousand")
	at := w.cloud.Invalidated()
	if got, want := at[len(at)-2], "#"+handler.CacheTag("holiday/a cat.jpg"); !strings.HasSuffix(got, want) {
		t.Errorf("got %q, want the tag %q", got, want)
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

// Access logs, a dashboard, tags and the stack's own response headers policy come and
// go with their settings.
func TestObservation(t *testing.T) {
	w := newWorld(t)
	o := Options{Bucket: "photos", Package: packaged(t, `{"cors":["https://www.example.com","https://m.example.com"]}`, "1"), Yes: true,
		AccessLogs: "arn:aws:logs:us-east-1:123456789012:log-group:/access", Dashboard: "1", Tags: "team=web,cost=42"}
	wantText(t, w.must(o, (*Deployer).Deploy), "create   the dashboard", "create   the response headers policy", "tags     none become cost=42,team=web")
	wantText(t, w.cloud.State(), `"AccessControlAllowOrigins":{"Items":["https://www.example.com","https://m.example.com"]}`, `"OutputFormat":"json"`, "tags [cost=42 team=web]")
	wantText(t, w.cloud.DistributionConfig(w.cloud.Distributions()[0]), "<CacheTagConfig><HeaderName>Cache-Tag<", "<ResponseHeadersPolicyId>")
	plain := Options{Bucket: "photos", Package: o.Package, Yes: true}
	wantText(t, w.must(plain, (*Deployer).Deploy), "Nothing to change")
	plain.AccessLogs, plain.Dashboard, plain.Tags = "none", "0", "none"
	wantText(t, w.must(plain, (*Deployer).Deploy), "remove   the dashboard", "tags     cost=42,team=web become none")
	for _, bad := range []Options{{Tags: "x"}, {AccessLogs: "logs"}, {BucketOwner: "x"}} {
		bad.Bucket, bad.Package = "photos", o.Package
		if err := w.run(bad, (*Deployer).Deploy); err == nil || !strings.Contains(err.Error(), "want") {
			t.Errorf("%+v: got %v, want a refusal", bad, err)
		}
	}
}

// An account that may run few Lambdas at once is told so, with the region that counts.
func TestConcurrency(t *testing.T) {
	w := newWorld(t)
	w.cloud.Concurrency = 10
	wantText(t, w.must(Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}, (*Deployer).Deploy), "Lambda in eu-central-1: 10 of all the account's functions")
	w.cloud.Concurrency = 3000
	if out := w.must(Options{Package: packaged(t, `{}`, "2"), Yes: true}, (*Deployer).Deploy); strings.Contains(out, "Lambda in") {
		t.Errorf("got %s, want no hint", out)
	}
}

// What CloudFront or the function could not read is refused in words, before anything is
// made.
func TestBucketsThatCannotBeServed(t *testing.T) {
	for name, want := range map[string]string{
		"photos--use1-az4--x-s3": "directory bucket", "photos-abc--ol-s3": "Object Lambda",
		"photos-abcdefghijklmnopqrstuvwxyz-s3alias": "alias of an access point", "mfzwi23gnjvgw.mrap": "Multi-Region Access Point",
	} {
		w := newWorld(t)
		if err := w.run(Options{Bucket: name, Package: packaged(t, `{}`, "1"), Yes: true}, (*Deployer).Deploy); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
	w := newWorld(t)
	w.cloud.MakeRequesterPay("photos")
	if err := w.run(Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}, (*Deployer).Deploy); err == nil || !strings.Contains(err.Error(), "its requester pays") || len(w.cloud.Distributions()) > 0 {
		t.Errorf("requester pays: got %v, want a refusal", err)
	}
	w.cloud.AddBucket("photos.example.com", "eu-central-1", nil)
	wantText(t, w.must(Options{Bucket: "photos.example.com", Package: packaged(t, `{}`, "1"), DryRun: true}, (*Deployer).Deploy), "names with dots")
}

// A bucket of another account is neither looked at nor changed: its owner is told what
// its policy has to say.
func TestForeignBucket(t *testing.T) {
	w := newWorld(t)
	w.cloud.AddForeignBucket("theirs")
	o := Options{Bucket: "theirs", BucketOwner: "210987654321", BucketRegion: "eu-west-1", Package: packaged(t, `{}`, "1"), Yes: true}
	out := w.must(o, (*Deployer).Deploy)
	wantText(t, out, "bucket theirs is account 210987654321's", `"AWS:SourceArn":"arn:aws:cloudfront::123456789012:distribution/`+w.cloud.Distributions()[0], `"Principal":{"AWS":"arn:aws:iam::123456789012:role/`)
	_, permissions := w.cloud.Roles()
	wantText(t, permissions, `"Condition":{"StringEquals":{"aws:ResourceAccount":"210987654321"}}`)
	if got := w.cloud.BucketPolicy("theirs"); got != "" {
		t.Errorf("policy: got %s, want it left alone", got)
	}
	wantText(t, w.cloud.DistributionConfig(w.cloud.Distributions()[0]), "theirs.s3.eu-west-1.amazonaws.com")
	wantText(t, w.must(Options{Package: o.Package, Yes: true}, (*Deployer).Deploy), "Nothing to change")
}

// A viewer-request function that takes too long is refused before anything points at
// it, and what was made to find out is gone, also after an interrupted run.
func TestUtilization(t *testing.T) {
	w := newWorld(t)
	before := w.cloud.State()
	var events []string
	w.cloud.Utilization = func(source string, event []byte) int {
		events = append(events, string(event))
		if !strings.Contains(source, "real(e)") {
			t.Error("the query of the test event does not reach the function")
		}
		return 20 + len(events)*6
	}
	o := Options{Bucket: "photos", Package: packaged(t, `{"signing":{"tokens":["FOO123bar"],"required":true}}`, "1"), Yes: true}
	err := w.run(o, (*Deployer).Deploy)
	if err == nil || !strings.Contains(err.Error(), "got 56 of 100") || len(w.cloud.Distributions()) > 0 || len(events) != len(testedQueries) {
		t.Errorf("got %v after %d queries, want 56 of 100 after %d", err, len(events), len(testedQueries))
	}
	wantText(t, events[5], "crop=faces,entropy", "s="+handler.SignURL("FOO123bar", testedPath, testedQueries[5]))
	if len(w.cloud.Viewers()) > 0 {
		t.Errorf("got %v, want no function", w.cloud.Viewers())
	}
	w.cloud.Utilization = func(string, []byte) int { return 35 }
	w.cloud.AddViewer("tintype-check") // an interrupted run's
	wantText(t, w.must(o, (*Deployer).Deploy), "viewer-request function: 35 of 100 at most")
	if err := w.run(o, (*Deployer).Undeploy); !errors.Is(err, ErrReplicas) {
		t.Fatal(err)
	}
	w.cloud.ExpireReplicas()
	w.must(o, (*Deployer).Undeploy)
	if after := w.cloud.State(); after != before {
		t.Errorf("got what is left:\n%s\nwant:\n%s", after, before)
	}
}

package deploy

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"tintype/deploy/awstest"
)

// half is what one release puts at the edge.
func half(t *testing.T, path string) awstest.Pair {
	t.Helper()
	archive, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d := New(Options{}, nil, nil, nil)
	d.viewer = compileOnce
	r, err := d.releaseOf(archive)
	if err != nil {
		t.Fatal(err)
	}
	return awstest.Pair{Sha256: r.sha256, Viewer: r.viewer}
}

// While tokens rotate, forth and back, the viewer-request function and the version
// at the edge are never of two releases: one would sign with a token that the
// other does not know, and each signed miss would be 403.
func TestRotationWithoutGap(t *testing.T) {
	config := func(tokens string) string { return `{"signing":{"tokens":[` + tokens + `],"required":true}}` }
	old, both, new := packaged(t, config(`"old"`), "1"), packaged(t, config(`"new","old"`), "1"), packaged(t, config(`"new"`), "1")
	configOf := map[string]string{old: config(`"old"`), both: config(`"new","old"`), new: config(`"new"`)}
	for _, attached := range []bool{false, true} {
		w := newWorld(t)
		o := Options{Bucket: "photos", Yes: true}
		deploy, id := (*Deployer).Deploy, ""
		if attached {
			id = w.cloud.AddDistribution(somebodysDistribution)
			o = Options{Distribution: id, Behavior: "/holiday/*", Yes: true}
			deploy = (*Deployer).Attach
		}
		var want []awstest.Pair
		add := func(path string) {
			p := half(t, path)
			p.Distribution = w.cloud.Distributions()[0]
			want = append(want, p)
		}
		for _, path := range []string{old, both, new} {
			o.Package, o.Config = path, ""
			if path != old {
				o.Config = configFile(t, configOf[path])
			}
			w.must(o, deploy)
			add(path)
		}
		wantText(t, w.must(Options{Distribution: id, Yes: true}, (*Deployer).Rollback), "version 3 is the newest, version 2 shall serve")
		add(both)
		w.must(o, deploy)
		add(new)
		got := w.cloud.Served()
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("attached %v: got %d pairs, want %d, each of one release", attached, len(got), len(want))
		}
	}
}

// An update that failed after it had published its version can be repeated, and so
// can one to settings that were there before.
func TestRolledBackUpdateCanBeRepeated(t *testing.T) {
	w := newWorld(t)
	o := Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}
	w.must(o, (*Deployer).Deploy)
	w.cloud.OnCall = func(call awstest.Call) *awstest.Fault {
		if call.Action == "ExecuteChangeSet" { // the function that is tested comes before
			w.cloud.Denied["cloudfront:CreateFunction"] = true
		}
		return nil
	}
	next := o
	next.Package = packaged(t, `{}`, "2")
	if err := w.run(next, (*Deployer).Deploy); err == nil || !strings.Contains(err.Error(), "UPDATE_ROLLBACK_COMPLETE") {
		t.Fatalf("got %v, want UPDATE_ROLLBACK_COMPLETE", err)
	}
	t.Log("an update that fails:\n" + w.out.String())
	w.cloud.OnCall = nil
	delete(w.cloud.Denied, "cloudfront:CreateFunction")
	t.Log("the same again:\n" + w.must(next, (*Deployer).Deploy))
	w.must(o, (*Deployer).Deploy) // forth and back
	w.must(next, (*Deployer).Deploy)
	if n := len(w.cloud.Viewers()); n != 4 {
		t.Errorf("got %d viewer-request functions, want 4, one a release", n)
	}
}

// Of many releases the viewer-request functions of the newest stay, and undeploy
// takes all of the stack's and nobody else's.
func TestOldViewersGo(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"foreign", "tintype-v-mine", "tintype-v-x-v-20261122-120000"} {
		w.cloud.AddViewer(name)
	}
	for i := range keptViewers + 5 {
		w.cloud.AddViewer(fmt.Sprintf("tintype-v-20200101-%06d", i))
	}
	o := Options{Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}
	wantText(t, w.must(o, (*Deployer).Deploy), "delete the viewer-request functions of old releases, 5 functions; 20 stay")
	if n := len(w.cloud.Viewers()); n != 3+keptViewers+1 {
		t.Errorf("got %d, want the newest %d, the new one and 3 of others", n, keptViewers)
	}
	if err := w.run(o, (*Deployer).Undeploy); !errors.Is(err, ErrReplicas) {
		t.Fatal(err)
	}
	w.cloud.ExpireReplicas()
	w.must(o, (*Deployer).Undeploy)
	if got := w.cloud.Viewers(); len(got) != 3 {
		t.Errorf("got %v, want the 3 of others", got)
	}
}

// Two releases within one second, or after a clock was set back, have two names.
func TestReleaseNames(t *testing.T) {
	now := time.Date(2026, 11, 22, 23, 59, 59, 0, time.UTC)
	for _, c := range []struct{ before, want string }{
		{"", "20261122-235959"}, {"1", "20261122-235959"}, {"20261122-235958", "20261122-235959"},
		{"20261122-235959", "20261123-000000"}, {"20261124-000000", "20261124-000001"},
	} {
		got := releaseName(now, c.before)
		if got != c.want || !viewerSuffix.MatchString("x-v-"+got) {
			t.Errorf("%q: got %s, want %s", c.before, got, c.want)
		}
	}
}

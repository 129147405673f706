package deploy

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// finishUndeploy runs undeploy, lets the hours pass that replicas take, and runs
// it again.
func finishUndeploy(w *world) func(*Deployer, context.Context) error {
	return func(d *Deployer, ctx context.Context) error {
		err := d.Undeploy(ctx)
		if errors.Is(err, ErrReplicas) {
			w.cloud.ExpireReplicas()
			err = d.Undeploy(ctx)
		}
		return err
	}
}

// A run that ends at any of its calls, after AWS has carried it out and before
// the answer arrives, is carried on by the next run to the same end.
func TestInterruptions(t *testing.T) {
	all := edgeRegions
	edgeRegions = []string{Region, "eu-west-1"} // the others are asked the same
	queries := testedQueries
	testedQueries = testedQueries[:1] // and so are the other queries
	t.Cleanup(func() { edgeRegions, testedQueries = all, queries })
	one, two := packaged(t, `{}`, "1"), packaged(t, `{}`, "2")
	own := Options{Bucket: "photos", Package: one, Yes: true}
	next := Options{Bucket: "photos", Package: two, Yes: true}
	attached := func(w *world, path string) Options {
		return Options{Distribution: w.cloud.Distributions()[0], Behavior: "/holiday/*", Package: path, Yes: true}
	}
	deployed := func(w *world) Options {
		w.must(own, (*Deployer).Deploy)
		w.cloud.AddLogGroup("eu-west-1", "/aws/lambda/us-east-1."+w.cloud.FunctionName(), 0)
		return next
	}
	present := func(w *world) Options {
		w.cloud.AddDistribution(somebodysDistribution)
		w.must(attached(w, one), (*Deployer).Attach)
		return attached(w, two)
	}
	type command = func(*Deployer, context.Context) error
	for _, c := range []struct {
		name    string
		prepare func(*world) Options
		command func(*world) command
	}{
		{"new stack", func(*world) Options { return own }, func(*world) command { return (*Deployer).Deploy }},
		{"new bucket", func(*world) Options { return Options{Bucket: "new-photos", Package: one, Yes: true} }, func(*world) command { return (*Deployer).Deploy }},
		{"update", deployed, func(*world) command { return (*Deployer).Deploy }},
		{"attach", func(w *world) Options { w.cloud.AddDistribution(somebodysDistribution); return attached(w, one) }, func(*world) command { return (*Deployer).Attach }},
		{"attach a new package", present, func(*world) command { return (*Deployer).Attach }},
		{"rollback", func(w *world) Options { deployed(w); w.must(next, (*Deployer).Deploy); return next }, func(*world) command { return (*Deployer).Rollback }},
		{"rollback of an attachment", func(w *world) Options { o := present(w); w.must(o, (*Deployer).Attach); return o }, func(*world) command { return (*Deployer).Rollback }},
		{"undeploy", func(w *world) Options { deployed(w); return own }, finishUndeploy},
		{"undeploy of an attachment", present, finishUndeploy},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.must(c.prepare(w), c.command(w))
			want, calls := w.cloud.State(), w.calls
			t.Logf("%d calls", calls)
			for k := 1; k <= calls; k++ {
				w := newWorld(t)
				o := c.prepare(w)
				w.lost = k
				err := w.run(o, c.command(w))
				if err == nil {
					continue // the call was one that may fail
				}
				if !strings.Contains(err.Error(), "interrupted") && !errors.Is(err, errKilled) && !errors.Is(err, context.Canceled) {
					t.Errorf("call %d: got %v, want that it was interrupted", k, err)
				}
				w.lost = 0
				w.must(o, c.command(w))
				if got := w.cloud.State(); got != want {
					t.Errorf("call %d: got\n%s\nwant\n%s", k, got, want)
				}
			}
		})
	}
}

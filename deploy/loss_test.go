package deploy

import (
	"strings"
	"testing"
)

// A distribution with a setting that the SDK's types do not have is not touched: an
// update would erase it. All that they have comes back.
func TestUnknownSettingsAreNotErased(t *testing.T) {
	for _, c := range []struct{ at, with, want string }{
		{"<Comment>", "<TimeTravel><Enabled>true</Enabled></TimeTravel><Comment>", "would erase, TimeTravel.Enabled;"},
		{"<PathPattern>", "<Telepathy>on</Telepathy><PathPattern>", "CacheBehaviors.Items.CacheBehavior.Telepathy"},
		{"<Comment>", "<Comment>", ""},
	} {
		w := newWorld(t)
		id := w.cloud.AddDistribution(strings.Replace(somebodysDistribution, c.at, c.with, 1))
		o := Options{Distribution: id, Behavior: "/holiday/*", Package: packaged(t, `{}`, "1"), Yes: true}
		before := len(w.changes())
		err := w.run(o, (*Deployer).Attach)
		if c.want == "" {
			if err != nil {
				t.Errorf("got %v, want none", err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.want) || len(w.changes()) != before {
			t.Errorf("got %v and %v, want %q and no change", err, w.changes(), c.want)
		}
	}
}

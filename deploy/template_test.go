package deploy

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"tintype/deploy/viewer"
)

// A rendering differs in the logical ids of its release, in that one's name and in
// the viewer request, whatever characters that has, and in nothing else.
func TestRender(t *testing.T) {
	const viewer = "function handler(event) {\n\t// \"x\" 'y' <z> & \\d #!\n  return event.request\n}\n"
	one, two := Render(viewer, "1"), Render(viewer, "2")
	if one == two || one != Render(viewer, "1") {
		t.Error("the seed alone has to make the difference")
	}
	id := regexp.MustCompile(`FunctionVersion[0-9a-f]{16}\b`)
	hash := regexp.MustCompile(`[0-9a-f]{16}\b`)
	if hash.ReplaceAllString(one, "") != hash.ReplaceAllString(two, "") {
		t.Error("got other differences than the release's hash")
	}
	var parsed struct {
		Resources map[string]struct {
			Properties struct {
				FunctionCode string `yaml:"FunctionCode"`
			} `yaml:"Properties"`
			DeletionPolicy string `yaml:"DeletionPolicy"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal([]byte(one), &parsed); err != nil {
		t.Fatal(err)
	}
	if got := parsed.Resources[viewerID+hash.FindString(one)].Properties.FunctionCode; got != viewer {
		t.Errorf("got %q, want %q", got, viewer)
	}
	if got := parsed.Resources[id.FindString(one)].DeletionPolicy; got != "RetainExceptOnCreate" {
		t.Errorf("version: got %q, want RetainExceptOnCreate", got)
	}
}

// The largest viewer request leaves the template small enough to be sent in one
// piece.
func TestTemplateSize(t *testing.T) {
	source := strings.Repeat("x\"", viewer.MaxBytes/2) // a quote takes two bytes
	if got := len(Render(source, "1")); got > 51200 {
		t.Errorf("got %d bytes, want at most 51200", got)
	}
}

// The split into resources, which dry runs plan by, is the one that a YAML parser
// makes; each resource has words, and each condition is known.
func TestResources(t *testing.T) {
	var parsed struct {
		Resources map[string]struct {
			Condition string `yaml:"Condition"`
		} `yaml:"Resources"`
		Parameters map[string]any `yaml:"Parameters"`
	}
	if err := yaml.Unmarshal([]byte(templateText), &parsed); err != nil {
		t.Fatal(err)
	}
	got, want := slices.Sorted(maps.Keys(resources(templateText))), slices.Sorted(maps.Keys(parsed.Resources))
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for id, r := range parsed.Resources {
		if purposes[id] == "" {
			t.Errorf("%s: got no words for it", id)
		}
		none, all := map[string]string{}, map[string]string{"CreateBucket": "true", "CreateDistribution": "true", "AlarmTopicArn": "arn:aws:sns:us-east-1:123456789012:ops",
			"CorsOrigins": "*", "AccessLogs": "arn:aws:s3:::logs", "Dashboard": "true"}
		if text := resources(templateText)[id]; created(text, none) != (r.Condition == "") || !created(text, all) {
			t.Errorf("%s: condition %q is not known", id, r.Condition)
		}
	}
	d := New(Options{}, nil, nil, nil)
	stack, err := d.wanted(context.Background(), &release{}, &stack{}, &originals{}, "false")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := slices.Sorted(maps.Keys(stack.parameters)), slices.Sorted(maps.Keys(parsed.Parameters)); !slices.Equal(got, want) {
		t.Errorf("parameters: got %v, want the template's %v", got, want)
	}
}

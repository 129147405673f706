package deploy

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tintype/deploy/viewer"
)

// What cannot work is refused before it is packed, each in one line that says
// what to write instead.
func TestConfigRefusals(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"signing":{"required":true}}`, "signing.required: got true without signing.tokens, want at least one token; every request would be 403"},
		{`{"quality":{"jpeg2000":70}}`, "quality.jpeg2000: got a format without a default quality, want jpg or webp or avif"},
		{`{"presets":{"card":"widht=400"}}`, `presets.card: got "widht=400", which does nothing, want at least one parameter that is known`},
		{`{"presets":{"card":""}}`, `presets.card: got "", which does nothing, want at least one parameter that is known`},
		{`{"presets":{"card":"w=none"}}`, "presets.card: want a preset that is valid: "},
		{`{"limits":{"memory":1073741824}}`, "limits.memory: got 1073741824, want at most 536870912, which the module is built for"},
		{`{"signign":{}}`, "configuration: got unknown keys signign, want keys of docs/config.md"},
	} {
		_, err := CheckConfig([]byte(c.text))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want %q", c.text, err, c.want)
		}
	}
	for _, text := range []string{`{}`, `{"signing":{"tokens":["t"],"required":true},"presets":{"card":"w=400"},"quality":{"jpg":70},"limits":{"memory":268435456}}`} {
		if _, err := CheckConfig([]byte(text)); err != nil {
			t.Errorf("%s: got %v, want none", text, err)
		}
	}
}

// configFile is a tintype.json on a disk.
func configFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), configName)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const signedConfig = `{"signing":{"tokens":["very-secret"],"required":true},"presets":{"card":"w=400"}}`

// A deploy without a configuration keeps the deployed one, whatever its package
// was built with; with one it shows every key that changes, and no token.
func TestDeployedConfigurationStays(t *testing.T) {
	w := newWorld(t)
	o := Options{Bucket: "photos", Package: packaged(t, signedConfig, "1"), Yes: true}
	w.must(o, (*Deployer).Deploy)
	o.Package = packaged(t, `{}`, "2")
	wantText(t, w.must(o, (*Deployer).Deploy), "configuration: kept as it is deployed", "create   a version of the function")
	wantText(t, w.must(o, (*Deployer).Deploy), "Nothing to change")

	o.Config = configFile(t, `{"signing":{"tokens":["new","very-secret"],"required":true},"presets":{"card":"w=500"},"snapWidths":[100]}`)
	out := w.must(o, (*Deployer).Deploy)
	wantText(t, out, "configuration: 3 keys", `presets.card: "w=400" becomes "w=500"`, "signing.tokens: 1 token becomes 2 tokens", "snapWidths: default becomes [100]")
	if strings.Contains(out, "very-secret") {
		t.Errorf("got a token in\n%s", out)
	}
	wantText(t, w.must(o, (*Deployer).Deploy), "Nothing to change")
	o.Config = ""
	wantText(t, w.must(o, (*Deployer).Deploy), "Nothing to change")
}

// Switching signing off is asked about by itself, and YES=1 does not answer.
func TestSigningOff(t *testing.T) {
	w := newWorld(t)
	o := Options{Bucket: "photos", Package: packaged(t, signedConfig, "1"), Yes: true}
	w.must(o, (*Deployer).Deploy)
	before := w.cloud.State()
	o.Config = configFile(t, `{}`)
	if err := w.run(o, (*Deployer).Deploy); err != errDeclined || w.cloud.State() != before {
		t.Fatalf("YES=1: got %v, want a refusal that changes nothing", err)
	}
	wantText(t, w.out.String(), "!! SIGNING IS SWITCHED OFF: anybody may ask", "UNSIGNED=1 does")
	t.Log("deploy with CONFIG={} and YES=1 over a configuration that signs:\n" + w.out.String())
	o.Yes, w.answers = false, strings.NewReader("y\nn\n")
	if err := w.run(o, (*Deployer).Deploy); err != errDeclined || w.cloud.State() != before {
		t.Fatalf("yes and no: got %v, want a refusal that changes nothing", err)
	}
	w.answers = strings.NewReader("y\ny\n")
	wantText(t, w.must(o, (*Deployer).Deploy), "Really?", "update complete")

	o = Options{Stack: "other", Bucket: "photos", Package: packaged(t, signedConfig, "1"), Yes: true}
	w.must(o, (*Deployer).Deploy)
	o.Config, o.Unsigned = configFile(t, `{}`), true
	w.must(o, (*Deployer).Deploy)
}

// Another configuration in a package is the same bytes each time, and the rest of
// the package stays as it is.
func TestWithConfig(t *testing.T) {
	archive, err := os.ReadFile(packaged(t, `{}`, "1"))
	if err != nil {
		t.Fatal(err)
	}
	one, err := withConfig(archive, []byte(signedConfig))
	if err != nil {
		t.Fatal(err)
	}
	two, err := withConfig(archive, []byte(signedConfig))
	if text, _ := packedConfig(one); err != nil || !bytes.Equal(one, two) || string(text) != signedConfig {
		t.Errorf("got %v and %q, want the same package twice, with the configuration", err, text)
	}
	if same, err := withConfig(archive, []byte(`{}`)); err != nil || !bytes.Equal(same, archive) {
		t.Errorf("got %v and another package, want what was there", err)
	}
	if _, err := withConfig(archive, []byte(`{"signing":{"required":true}}`)); err == nil {
		t.Error("got no error for a configuration that cannot work")
	}
}

// What packaging refuses stands in the readme, word by word.
func TestRefusalsAreInTheReadme(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, config := range []string{
		`{"cacheControll":"x"}`, `{"signing":{"required":true}}`, `{"quality":{"bmp":3}}`, `{"presets":{"card":"foo=1"}}`, `{"presets":{"card":"w=abc"}}`,
		`{"limits":{"memory":4294967296}}`, `{"limits":{"responseBytes":1040385}}`, tooManyPresets(),
	} {
		c, err := CheckConfig([]byte(config))
		if err == nil {
			_, err = viewer.Compile(c)
		}
		if err == nil {
			t.Errorf("%.60s: got no refusal", config)
		} else if words := regexp.MustCompile(`got \d{5} bytes`).ReplaceAllString(err.Error(), "got 19332 bytes"); !strings.Contains(string(text), words+"\n") {
			t.Errorf("%.60s: got %q, which README.md has not", config, words)
		} else {
			t.Logf("%.60s\n  %s", config, words)
		}
	}
}

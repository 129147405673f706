package deploy

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"tintype/handler"
	"tintype/handler/cloudfront"
	"tintype/shim/build"
	"tintype/transform/params"
)

// configName and moduleName are the package's entries that a configuration decides.
const (
	configName = "tintype.json"
	moduleName = "tintype.wasm"
)

// CheckConfig reads a tintype.json for the edge. It refuses unknown keys, values with
// which every request would fail, and values without an effect. The error is one line
// that names the key.
func CheckConfig(text []byte) (*handler.Config, error) {
	c, unknown, err := cloudfront.ParseConfig(text)
	if err != nil {
		return nil, err
	}
	refused := func(key, got, want string) (*handler.Config, error) {
		return nil, &handler.ConfigError{Key: key, Got: got, Want: want}
	}
	if len(unknown) > 0 {
		return refused("configuration", "unknown keys "+strings.Join(unknown, ", "), "keys of docs/config.md")
	}
	if c.Signing.Required && len(c.Signing.Tokens) == 0 {
		return refused("signing.required", "true without signing.tokens", "at least one token; every request would be 403")
	}
	lossy := params.QualityFormats()
	for _, name := range slices.Sorted(maps.Keys(c.Quality)) {
		if !slices.Contains(lossy, name) {
			return refused("quality."+name, "a format without a default quality", strings.Join(lossy, " or "))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Presets)) {
		if p, err := params.Parse(c.Presets[name]); err != nil || p.String() == "" {
			return refused("presets."+name, fmt.Sprintf("%q, which does nothing", shortened(c.Presets[name])), "at least one parameter that is known")
		}
	}
	if c.Limits.Memory > build.DefaultMaxMemory {
		return refused("limits.memory", fmt.Sprint(c.Limits.Memory), fmt.Sprintf("at most %d, which the module is built for", build.DefaultMaxMemory))
	}
	return c, nil
}

// shortened is a value for a plan's line.
func shortened(s string) string {
	if len(s) > 60 {
		return s[:57] + "..."
	}
	return s
}

// packedConfig is the text of the configuration in a package.
func packedConfig(archive []byte) ([]byte, error) {
	files, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, err
	}
	entry, err := files.Open(configName)
	if err != nil {
		return nil, errors.New("no " + configName + " in it")
	}
	defer entry.Close()
	return io.ReadAll(io.LimitReader(entry, 1<<20))
}

// withConfig returns a package with another configuration in it; the module gets
// that one's memory. Everything else stays as it is packed, so that the same
// inputs give the same bytes.
func withConfig(archive, text []byte) ([]byte, error) {
	had, err := packedConfig(archive)
	if err != nil || bytes.Equal(had, text) {
		return archive, err
	}
	after, err := CheckConfig(text)
	if err != nil {
		return nil, err
	}
	before, _, err := cloudfront.ParseConfig(had)
	if err != nil {
		return nil, err
	}
	files, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files.File {
		switch {
		case f.Name == configName:
			err = packEntry(w, f, text)
		case f.Name == moduleName && before.Limits.Memory != after.Limits.Memory:
			err = packModule(w, f, after.Limits.Memory&^0xffff)
		default:
			err = w.Copy(f)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// packModule writes the module with another maximum of memory.
func packModule(w *zip.Writer, f *zip.File, memory int64) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	module, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if module, err = build.LimitMemory(module, memory, false); err != nil {
		return err
	}
	return packEntry(w, f, module)
}

// packEntry writes data in the place of an entry.
func packEntry(w *zip.Writer, f *zip.File, data []byte) error {
	var packed bytes.Buffer
	deflate, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		return err
	}
	deflate.Write(data)
	if err := deflate.Close(); err != nil {
		return err
	}
	header := f.FileHeader
	header.Method, header.Flags = zip.Deflate, 0
	header.CRC32, header.CompressedSize64, header.UncompressedSize64 = crc32.ChecksumIEEE(data), uint64(packed.Len()), uint64(len(data))
	entry, err := w.CreateRaw(&header)
	if err != nil {
		return err
	}
	_, err = entry.Write(packed.Bytes())
	return err
}

// settleConfig makes the release one with the configuration that is deployed,
// unless Config names another, and with the tokens that Tokens names. It plans what
// changes in the configuration.
func (d *Deployer) settleConfig(ctx context.Context, r *release, current *stack) (*release, []step, error) {
	given, err := packedConfig(r.archive)
	if err != nil {
		return nil, nil, err
	}
	isNew, deployed, wanted := !current.exists() || current.dead(), []byte(nil), given
	if !isNew {
		if deployed, err = d.deployedConfig(ctx, current); err != nil {
			return nil, nil, err
		}
		if d.Config == "" {
			wanted = deployed
		}
	}
	keeps := !bytes.Equal(wanted, given)
	if wanted, err = d.withTokens(ctx, wanted); err != nil {
		return nil, nil, err
	}
	if !bytes.Equal(wanted, given) {
		archive, err := withConfig(r.archive, wanted)
		if err != nil && keeps {
			err = fmt.Errorf("the configuration that is deployed does not fit this release: %w; give another with CONFIG=file", err)
		}
		if err != nil {
			return nil, nil, err
		}
		if r, err = d.releaseOf(archive); err != nil {
			return nil, nil, err
		}
	}
	if keeps {
		d.say("configuration: kept as it is deployed; CONFIG=file changes it")
	}
	if isNew {
		return r, nil, nil
	}
	return r, configSteps(deployed, wanted), nil
}

// deployedConfig reads the configuration out of the package that the stack has.
func (d *Deployer) deployedConfig(ctx context.Context, current *stack) ([]byte, error) {
	config, err := d.configOf(ctx, current.parameters["PackageBucket"], current.parameters["PackageKey"])
	if hasCode(err, "NoSuchKey", "NoSuchBucket") && d.Config != "" {
		return []byte("{}"), nil
	}
	return config, err
}

// configOf reads the configuration out of a package.
func (d *Deployer) configOf(ctx context.Context, bucket, key string) ([]byte, error) {
	out, err := d.AWS.s3(Region).GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key, ExpectedBucketOwner: &d.account})
	if err != nil {
		return nil, fmt.Errorf("the configuration that is deployed cannot be read: %w", explain("package "+key+" in bucket "+bucket, err))
	}
	defer out.Body.Close()
	archive, err := io.ReadAll(io.LimitReader(out.Body, maxPackage))
	if err != nil {
		return nil, explain("package "+key, err)
	}
	return packedConfig(archive)
}

// configSteps is the plan's part about a configuration. It changes nothing by
// itself: the package carries the configuration.
func configSteps(before, after []byte) []step {
	lines := configLines(before, after)
	if len(lines) == 0 {
		return nil
	}
	s := step{words: "configuration: " + count(len(lines), "key"), lines: lines, do: func(context.Context) error { return nil }}
	if off := signingOff(before, after); off != "" {
		s.lines = append(s.lines, "!! "+off)
		s.confirm = off
	}
	return []step{s}
}

// signingOff says that requests need no signature any more, "" where they do or
// did not before.
func signingOff(before, after []byte) string {
	had, _, err := cloudfront.ParseConfig(before)
	if err != nil || !had.Signing.Required {
		return ""
	}
	has, _, err := cloudfront.ParseConfig(after)
	if err != nil || has.Signing.Required {
		return ""
	}
	return "SIGNING IS SWITCHED OFF: anybody may ask for any transformation of any original"
}

// configLines compares two configurations key by key. Tokens are secret: how many
// there are is all that is said of them.
func configLines(before, after []byte) []string {
	old, now := configValues(before), configValues(after)
	keys := maps.Clone(old)
	maps.Copy(keys, now)
	var out []string
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		switch {
		case old[key] == now[key]:
		case key == "signing.tokens":
			out = append(out, fmt.Sprintf("config   %s: %s becomes %s; none is shown", key, tokenCount(old[key]), tokenCount(now[key])))
		default:
			out = append(out, fmt.Sprintf("config   %s: %s becomes %s", key, first(shortened(old[key]), "default"), first(shortened(now[key]), "default")))
		}
	}
	return out
}

func tokenCount(text string) string {
	var tokens []string
	json.Unmarshal([]byte(text), &tokens)
	return count(len(tokens), "token")
}

// configValues are a configuration's values as JSON, by keys with dots.
func configValues(text []byte) map[string]string {
	var root map[string]any
	json.Unmarshal(text, &root)
	out := map[string]string{}
	addValues(out, "", root, 0)
	return out
}

// addValues goes two groups deep, which is as deep as a configuration is.
func addValues(out map[string]string, prefix string, group map[string]any, depth int) {
	for name, v := range group {
		if inner, isGroup := v.(map[string]any); isGroup && depth < 2 {
			addValues(out, prefix+name+".", inner, depth+1)
			continue
		}
		value, _ := json.Marshal(v)
		out[prefix+name] = string(value)
	}
}

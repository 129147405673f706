package main

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tintype/shim/build"
	"tintype/shim/build/split"
)

const hostDir = "../../shim/node"

// parts writes the parts of a module to a folder, and a configuration.
func parts(t *testing.T, config string) (dir, configPath string) {
	t.Helper()
	dir = t.TempDir()
	module, err := build.Guest(context.Background(), build.Options{Package: "tintype/shim/testdata/hostile"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := split.Split(module, func(index int) bool { return index%2 == 0 })
	if err != nil {
		t.Fatal(err)
	}
	configPath = filepath.Join(dir, "tintype.json")
	for path, data := range map[string][]byte{filepath.Join(dir, coreName): p.Core, filepath.Join(dir, restName): p.Rest, configPath: []byte(config)} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir, configPath
}

// Two builds of the same sources are byte for byte the same, and unpack to them.
func TestPackIsReproducible(t *testing.T) {
	var first []byte
	for range 2 {
		dir, config := parts(t, `{}`)
		files, err := collect(dir, config, hostDir)
		if err != nil {
			t.Fatal(err)
		}
		archive, err := pack(files)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = archive
		}
		if !bytes.Equal(archive, first) {
			t.Fatal("the second build differs")
		}
		r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range files {
			entry, err := r.File[i].Open()
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(entry)
			if err != nil || r.File[i].Name != f.name || !bytes.Equal(data, f.data) {
				t.Errorf("%s: entry %s differs, %v", f.name, r.File[i].Name, err)
			}
		}
	}
}

// The configuration's limit is what the packaged module may grow to.
func TestCollectLimitsMemory(t *testing.T) {
	dir, config := parts(t, `{"limits":{"memory":134217728}}`)
	files, err := collect(dir, config, hostDir)
	if err != nil {
		t.Fatal(err)
	}
	module := files[len(files)-1]
	want, err := build.LimitMemory(module.data, 128<<20, false)
	if err != nil || module.name != "tintype.wasm" || !bytes.Equal(module.data, want) {
		t.Errorf("%s is not limited to 128 MiB, %v", module.name, err)
	}
}

// The package holds what its modules import, and no module imports anything
// that is neither in it nor in Node.
func TestPackageIsWhole(t *testing.T) {
	imports := regexp.MustCompile(`(?:from |import\()'([^']+)'`)
	var used []string
	for _, name := range hostFiles {
		text, err := os.ReadFile(filepath.Join(hostDir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range imports.FindAllStringSubmatch(string(text), -1) {
			module, local := strings.CutPrefix(m[1], "./")
			if local && !slices.Contains(hostFiles, module) || !local && !strings.HasPrefix(module, "node:") {
				t.Errorf("%s imports %s", name, m[1])
			}
			used = append(used, module)
		}
	}
	entries := []string{"index.mjs", "tintype.mjs", "worker.mjs"}
	for _, name := range hostFiles {
		if !slices.Contains(used, name) && !slices.Contains(entries, name) {
			t.Errorf("nothing imports %s", name)
		}
	}
}

// A wrong configuration is refused at packaging, with the key that is wrong.
func TestCollectRefusesConfig(t *testing.T) {
	for _, c := range []struct{ config, want string }{
		{`{`, "tintype.json"},
		{`{"limits":{"memory":"much"}}`, "limits.memory"},
		{`{"limits":{"memory":1}}`, "limits.memory"},
		{`{"qality":{}}`, "qality"},
		{`{"limits":{"sides":1}}`, "limits.sides"},
		{`{"signing":{"tokens":["` + strings.Repeat("t", 9000) + `"]}}`, "viewer-request function: got"},
	} {
		dir, config := parts(t, c.config)
		if _, err := collect(dir, config, hostDir); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.config, err, c.want)
		}
	}
}

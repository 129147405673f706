// Command site lays out the source of the documentation site for VitePress: the
// documents of this repository as pages, and the playground with the engine that
// runs in the reader's browser.
//
//	go run ./docs/site -o docs/site/src    (make docs does, and builds)
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"tintype/cmd/tintype/edge"
	"tintype/testdata"
)

// pages are the documents by the name of their page.
var pages = map[string]string{
	"index.md": "docs/site/index.md", "guide.md": "README.md", "url-api.md": "docs/url-api.md", "config.md": "docs/config.md",
	"recipes.md": "docs/recipes.md", "sharp.md": "docs/sharp.md", "migrating.md": "docs/migrating.md", "operations.md": "docs/operations.md",
	"upgrading.md": "docs/upgrading.md", "problems.md": "docs/problems.md", "server.md": "docs/server.md", "deploying.md": "deploy/README.md", "changelog.md": "CHANGELOG.md", "rationale.md": "RATIONALE.md",
	"node.md": "shim/node/README.md", "benchmarks.md": "bench/RESULTS.md",
}

// main writes the folder; what is in it goes.
func main() {
	out := flag.String("o", "docs/site/src", "folder of the site's source")
	repository := flag.String("repository", "", "address that links to files without a page begin with; such links become text without it")
	flag.Parse()
	if err := write(*out, *repository); err != nil {
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
}

func write(out, repository string) error {
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	for name, from := range pages {
		text, err := os.ReadFile(from)
		if os.IsNotExist(err) {
			continue // a page that this checkout does not have
		}
		if err != nil {
			return err
		}
		if err := put(filepath.Join(out, name), relink(text, from, repository)); err != nil {
			return err
		}
	}
	for from, to := range map[string]string{
		"docs/site/config.mjs": ".vitepress/config.mjs", "docs/tintype.schema.json": "public/tintype.schema.json",
	} {
		if err := copyFile(from, filepath.Join(out, to)); err != nil {
			return err
		}
	}
	for from, to := range map[string]string{"docs/img": "img", "bench": "bench"} {
		if err := copyMatching(os.DirFS(from), "*.webp *.gif *.svg *.png *.jpg", filepath.Join(out, to)); err != nil {
			return err
		}
	}
	return playground(filepath.Join(out, "public", "playground"))
}

// playground is the local edge's with another server.mjs, the library and the samples.
func playground(out string) error {
	if err := os.CopyFS(out, edge.Playground()); err != nil {
		return err
	}
	page, err := os.ReadFile(filepath.Join(out, "index.html"))
	if err != nil {
		return err
	}
	page = bytes.ReplaceAll(page, []byte(`"_tintype/`), []byte(`"`))
	if err := os.WriteFile(filepath.Join(out, "index.html"), page, 0o644); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(out, "server.mjs")); err != nil {
		return err
	}
	if err := copyFile("docs/site/server.mjs", filepath.Join(out, "server.mjs")); err != nil {
		return err
	}
	if err := copyMatching(os.DirFS("shim/node"), "*.mjs tintype.wasm", filepath.Join(out, "tintype")); err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(out, "samples"), testdata.Samples()); err != nil {
		return err
	}
	names, err := fs.Glob(testdata.Samples(), "*.*")
	if err != nil {
		return err
	}
	for i, name := range names {
		names[i] = "/" + name
	}
	data, err := json.Marshal(map[string]any{"table": edge.Parameters(), "formats": edge.FileFormats(), "originals": names})
	if err != nil {
		return err
	}
	return put(filepath.Join(out, "data.json"), data)
}

// link is a Markdown link or image with a relative address.
var link = regexp.MustCompile(`(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s:]+)\)`)

// relink makes links between documents links between pages. A link to a file that is
// no page leads into the repository, or is text.
func relink(text []byte, from, repository string) []byte {
	names := map[string]string{}
	for page, file := range pages {
		names[file] = page
	}
	return link.ReplaceAllFunc(text, func(m []byte) []byte {
		parts := link.FindSubmatch(m)
		image, label, address := string(parts[1]), string(parts[2]), string(parts[3])
		file, anchor, _ := strings.Cut(address, "#")
		if file == "" || strings.HasPrefix(file, "/") {
			return m
		}
		target := filepath.ToSlash(filepath.Join(filepath.Dir(from), file))
		if anchor != "" {
			anchor = "#" + anchor
		}
		switch {
		case names[target] != "":
			return fmt.Appendf(nil, "[%s](./%s%s)", label, names[target], anchor)
		case strings.HasPrefix(target, "docs/img/"):
			return fmt.Appendf(nil, "%s[%s](./img/%s)", image, label, filepath.Base(target))
		case strings.HasPrefix(target, "bench/") && image != "":
			return fmt.Appendf(nil, "![%s](./bench/%s)", label, filepath.Base(target))
		case target == "docs/tintype.schema.json":
			return fmt.Appendf(nil, `<a href="tintype.schema.json" target="_self">%s</a>`, label)
		case repository != "" && image == "":
			return fmt.Appendf(nil, "[%s](%s/%s%s)", label, strings.TrimSuffix(repository, "/"), target, anchor)
		}
		return []byte(label)
	})
}

func put(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o644)
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return put(to, data)
}

// copyMatching copies the files at the root of a tree whose names match one of the
// patterns.
func copyMatching(from fs.FS, patterns, to string) error {
	for pattern := range strings.FieldsSeq(patterns) {
		names, err := fs.Glob(from, pattern)
		if err != nil {
			return err
		}
		for _, name := range names {
			data, err := fs.ReadFile(from, name)
			if err != nil {
				return err
			}
			if err := put(filepath.Join(to, name), data); err != nil {
				return err
			}
		}
	}
	return nil
}

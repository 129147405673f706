// Command gen writes docs/url-api.md, the reference of the URL API, from the
// validation table, and for every parameter an image of its example, made by
// tintype itself from the sample images. It fails on a parameter that is not
// documented, or whose example does not parse or gives no image. The names that
// the Node host passes over, and the types and names of the Node library's options, come from the same table.
//
//	go run ./docs/gen          write docs/url-api.md, docs/img and the generated files of shim/node
//	go run ./docs/gen -check   compare, write nothing
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tintype/handler/configdoc"
	"tintype/transform/params"
)

func main() {
	dir := flag.String("dir", "docs", "folder of the reference")
	check := flag.Bool("check", false, "compare, write nothing, exit 1 if anything differs")
	flag.Parse()
	files, err := reference(params.Table())
	if err == nil {
		files["../shim/node/names.mjs"] = names(params.Table())
		files["../shim/node/table.mjs"] = parameterTable(params.Table())
		files["../shim/node/options.d.cts"] = optionTypes(params.Table())
		files["../options_table.go"], err = goOptions(params.Table())
	}
	if err == nil {
		files["../options_fields_test.go"], err = goFields(params.Table())
	}
	if err == nil {
		files["server.md"] = serverReference()
		files["config.md"] = configReference(configdoc.Table)
		files["tintype.schema.json"], err = schema(configdoc.Table)
	}
	if err == nil {
		err = settle(*dir, files, *check)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "docs/gen:", err)
		os.Exit(1)
	}
}

// settle writes the files that differ and removes images that are no longer
// made; with check it only tells of them.
func settle(dir string, files map[string][]byte, check bool) error {
	var differ []string
	for name, data := range files {
		path := filepath.Join(dir, name)
		if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, data) {
			continue
		}
		differ = append(differ, path)
		if check {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
	}
	old, err := filepath.Glob(filepath.Join(dir, "img", "*"))
	if err != nil {
		return err
	}
	for _, path := range old {
		name := filepath.Base(path)
		if files["img/"+name] == nil && !strings.HasPrefix(name, "playground-") { // docs/shots makes those
			differ = append(differ, path)
			if !check {
				if err := os.Remove(path); err != nil {
					return err
				}
			}
		}
	}
	slices.Sort(differ)
	if check && len(differ) > 0 {
		return fmt.Errorf("not what the generator makes: %s; go run ./docs/gen", strings.Join(differ, " "))
	}
	return nil
}

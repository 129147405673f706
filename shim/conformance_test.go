package shim_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"tintype/shim"
	"tintype/testdata/conformance"
)

// Every row of the conformance table is the same file in wazero and in Node.
// Native code is held against it by package transform's test.
func TestHostsConform(t *testing.T) {
	table, err := conformance.Read("../testdata/conformance.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range hosts(t, "{}") {
		differ := 0
		for _, r := range table.Rows {
			o := e.transform(filepath.Join("../testdata", r.Source), r.Query)
			result, hash := "err:"+o.Code, "-"
			if o.Code == "" {
				var info shim.Info
				if err := json.Unmarshal(o.Info, &info); err != nil {
					t.Fatal(err)
				}
				result, hash = fmt.Sprintf("%dx%d %s", info.Width, info.Height, info.Format), o.Hash[:16]
			}
			if result != r.Result || hash != r.Hash {
				if differ++; differ <= 5 {
					t.Errorf("%s: %s %s: got %s %s, want %s %s", e.name, r.Source, r.Query, result, hash, r.Result, r.Hash)
				}
			}
		}
		t.Logf("%s: %d of %d rows differ", e.name, differ, len(table.Rows))
	}
}

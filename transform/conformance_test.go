package transform

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"testing"

	"tintype/testdata/conformance"
	"tintype/transform/params"
)

var update = flag.Bool("update", false, "write the conformance table anew")

// Every row of the table is what native code makes, to the byte. The hosts are
// held against the same rows by package shim's tests.
func TestConformance(t *testing.T) {
	if *update && os.Getenv("CI") != "" {
		t.Fatal("-update is refused in CI")
	}
	table, err := conformance.Read("../testdata/conformance.txt")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(table.Rows); n < 200 {
		t.Errorf("the table has %d rows, want at least 200", n)
	}
	differ := 0
	for i := range table.Rows {
		r := &table.Rows[i]
		result, hash := conforms(t, r.Source, r.Query)
		if result != r.Result || hash != r.Hash {
			if differ++; differ <= 10 && !*update {
				t.Errorf("%s %s: got %s %s, want %s %s", r.Source, r.Query, result, hash, r.Result, r.Hash)
			}
			r.Result, r.Hash = result, hash
		}
	}
	if *update {
		if err := table.Write(); err != nil {
			t.Fatal(err)
		}
		t.Logf("%d of %d rows changed", differ, len(table.Rows))
	} else if differ > 0 {
		t.Errorf("%d rows differ; if that is meant: go test ./transform -run Conformance -update", differ)
	}
}

func conforms(t *testing.T, source, query string) (result, hash string) {
	t.Helper()
	data, err := os.ReadFile("../testdata/" + source)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Parse(query)
	if err != nil {
		return conformance.Refused("parameter")
	}
	var out bytes.Buffer
	info, err := Do(&out, bytes.NewReader(data), p, DefaultLimits())
	var failed *Error
	var bad *params.Error
	switch {
	case errors.As(err, &failed):
		return conformance.Refused(failed.Code)
	case errors.As(err, &bad):
		return conformance.Refused("parameter")
	case err != nil:
		t.Fatalf("%s %s: %v", source, query, err)
	}
	return conformance.Made(info.Width, info.Height, info.Format, out.Bytes())
}

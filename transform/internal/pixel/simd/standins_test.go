//go:build !wasm

package simd

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The guest's operations on vectors of floating-point numbers are stand-ins for others, so
// nothing but them may be one.
func TestNothingElseIsFloat(t *testing.T) {
	seen := false
	err := filepath.WalkDir("../../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || filepath.Base(path) == "standins_test.go" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		float := strings.Contains(string(text), "Float32x4") || strings.Contains(string(text), "Float64x2")
		if float && filepath.Base(path) != "simd_pairs_linked.go" {
			t.Errorf("%s: uses vectors of floating-point numbers", path)
		}
		seen = seen || float
		return nil
	})
	if err != nil || !seen {
		t.Fatalf("looked in the wrong place: %v", err)
	}
}

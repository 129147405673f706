package profile_test

import (
	"maps"
	"testing"

	"tintype/shim/build"
	"tintype/shim/build/profile"
)

// The same guest gives the same functions, and a guest that does not answer is an error.
func TestUsedIsReproducible(t *testing.T) {
	wasm, err := build.Guest(t.Context(), build.Options{})
	if err != nil {
		t.Fatal(err)
	}
	first, err := profile.Used(t.Context(), wasm, "../../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	second, err := profile.Used(t.Context(), wasm, "../../../testdata")
	if err != nil || !maps.Equal(first, second) {
		t.Errorf("got %d functions, then %d, %v", len(first), len(second), err)
	}
	if len(first) < 1000 || len(first) > 2500 {
		t.Errorf("ordinary requests run %d functions", len(first))
	}
	if _, err := profile.Used(t.Context(), wasm, t.TempDir()); err == nil {
		t.Error("got no error without samples")
	}
}

package build

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
)

// module joins sections to a module; each is an id and a content.
func module(sections ...string) []byte {
	out := []byte(preamble)
	for _, s := range sections {
		out = append(out, s[0], byte(len(s)-1))
		out = append(out, s[1:]...)
	}
	return out
}

// The memory section gets its maximum, whatever it had; custom sections go, and
// everything else stays as it is.
func TestLimitMemory(t *testing.T) {
	const names = "\x00\x04name..."
	const producers = "\x00\x09producers."
	const types = "\x01\x00"
	for _, c := range []struct {
		name      string
		in        []byte
		keepNames bool
		want      []byte
	}{
		{"no maximum", module("\x05\x01\x00\x25"), false, module("\x05\x01\x01\x25\x80\x40")},
		{"another maximum", module("\x05\x01\x01\x25\x30"), false, module("\x05\x01\x01\x25\x80\x40")},
		{"among others", module(types, "\x05\x01\x00\x25", types), false, module(types, "\x05\x01\x01\x25\x80\x40", types)},
		{"names dropped", module(names, "\x05\x01\x00\x25", producers), false, module("\x05\x01\x01\x25\x80\x40")},
		{"names kept", module(names, "\x05\x01\x00\x25", producers), true, module(names, "\x05\x01\x01\x25\x80\x40")},
	} {
		got, err := LimitMemory(c.in, 512<<20, c.keepNames)
		if err != nil || !bytes.Equal(got, c.want) {
			t.Errorf("%s: got %q, %v, want %q", c.name, got, err, c.want)
		}
	}
}

// What is no module, or has no memory to limit, is refused and never crashes.
func TestLimitMemoryRefuses(t *testing.T) {
	whole := module("\x01\x00", "\x05\x01\x00\x25")
	for _, c := range []struct {
		name string
		in   []byte
		max  int64
		want string
	}{
		{"empty", nil, 65536, "not a WebAssembly module"},
		{"no memory", module("\x01\x00"), 65536, "memory of its own"},
		{"two memories", module("\x05\x02\x00\x01\x00\x01"), 65536, "exactly one plain memory"},
		{"shared memory", module("\x05\x01\x03\x01\x01"), 65536, "exactly one plain memory"},
		{"starts larger", whole, 65536, "at least the 37"},
		{"no page", whole, 65537, "multiple of 65536"},
		{"nothing", whole, 0, "multiple of 65536"},
	} {
		if _, err := LimitMemory(c.in, c.max, false); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
	for n := range whole {
		if _, err := LimitMemory(whole[:n], 512<<20, false); err == nil && n != 8+2+1 {
			t.Errorf("%d bytes of %d: no error", n, len(whole))
		}
	}
}

// The toolchain's own output ends with the maximum that was asked for, and keeps
// its functions' names only where a profile needs them.
func TestGuestHasAMaximum(t *testing.T) {
	for _, names := range []bool{false, true} {
		m, err := Guest(context.Background(), Options{Package: "tintype/shim/testdata/hostile", MaxMemory: 64 << 20, Names: names})
		if err != nil {
			t.Fatal(err)
		}
		r := wazero.NewRuntimeWithConfig(t.Context(), wazero.NewRuntimeConfigInterpreter())
		defer r.Close(t.Context())
		compiled, err := r.CompileModule(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		limit, ok := compiled.ExportedMemories()["memory"].Max()
		if !ok || limit != 1024 {
			t.Errorf("got a maximum of %d pages (%v), want 1024", limit, ok)
		}
		if name := compiled.ExportedFunctions()["push"].DebugName(); (name == ".push") != names {
			t.Errorf("function push is called %q; names are to be kept: %v", name, names)
		}
	}
}

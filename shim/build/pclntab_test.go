package build

import (
	"bytes"
	"context"
	"errors"
	"testing"
)

// memoryOfGuest is a started guest's memory.
func memoryOfGuest(t *testing.T) []byte {
	t.Helper()
	module, err := compile(context.Background(), Options{Package: "tintype/shim/testdata/hostile"})
	if err != nil {
		t.Fatal(err)
	}
	var memory []byte
	if _, err := snapshot(t.Context(), module, beginning{before: []string{"_initialize", "prepare"}, after: []string{"settle"}}, func(m []byte) error {
		memory = bytes.Clone(m)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return memory
}

// The names of functions and files are gone, and a good part of the memory is
// zeros that were none. That nothing is missed is for the hosts' tests.
func TestDropTraces(t *testing.T) {
	before := memoryOfGuest(t)
	after := bytes.Clone(before)
	if err := dropTraces(after); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"runtime.mallocgc\x00", "runtime/malloc.go\x00", "main.stacks\x00"} {
		if !bytes.Contains(before, []byte(name)) || bytes.Contains(after, []byte(name)) {
			t.Errorf("%q: in the memory before %v, after %v", name, bytes.Contains(before, []byte(name)), bytes.Contains(after, []byte(name)))
		}
	}
	emptied := 0
	for i := range before {
		switch {
		case after[i] == before[i]:
		case after[i] == 0 || after[i] == 0xff:
			emptied++
		default:
			t.Fatalf("byte %d became %#x", i, after[i])
		}
	}
	if emptied < 100_000 {
		t.Errorf("only %d bytes were emptied", emptied)
	}
}

// A memory without the table, or with one that is damaged anywhere, is an error
// or is changed within its bounds, and never a crash.
func TestDropTracesRefuses(t *testing.T) {
	if err := dropTraces(make([]byte, 1000)); !errors.Is(err, errPclntab) {
		t.Errorf("no table: got %v", err)
	}
	good := memoryOfGuest(t)
	at := bytes.Index(good, pcHeaderStart)
	for i := 8; i < pcHeaderBytes; i++ {
		bad := bytes.Clone(good)
		bad[at+i] ^= 0x55
		if err := dropTraces(bad); err == nil && i >= 32 {
			t.Errorf("header byte %d is wrong: no error", i)
		}
	}
	for i := 0; i < 300_000; i += 997 {
		bad := bytes.Clone(good[:at+200_000])
		bad[min(at+pcHeaderBytes+i, len(bad)-1)] ^= 0xff
		dropTraces(bad)
	}
}

package build

import (
	"bytes"
	"context"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

// instantiate runs a module without start functions.
func instantiate(t *testing.T, module []byte) api.Module {
	t.Helper()
	r := wazero.NewRuntimeWithConfig(t.Context(), wazero.NewRuntimeConfigInterpreter())
	t.Cleanup(func() { r.Close(context.Background()) })
	wasi_snapshot_preview1.MustInstantiate(t.Context(), r)
	m, err := r.InstantiateWithConfig(t.Context(), module, wazero.NewModuleConfig().WithStartFunctions())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A module whose start counts in memory, in a global and in fresh pages is, after
// the snapshot, what it was after its start; and it starts no more.
func TestSnapshotKeepsTheState(t *testing.T) {
	// (memory 1) (global (mut i32) 5) (global (mut i64) 0) (data (i32.const 8) "\07")
	// (func $start: memory[8] += 1; memory.grow 1; memory[65540] = 9; global0 = -7; global1 = 1<<40)
	// (func $look -> i32: memory[8] + memory[65540] + global0)
	start := "\x00" + // no locals
		"\x41\x08\x41\x08\x2d\x00\x00\x41\x01\x6a\x3a\x00\x00" +
		"\x41\x01\x40\x00\x1a" +
		"\x41\x84\x80\x04\x41\x09\x3a\x00\x00" +
		"\x41\x79\x24\x00" +
		"\x42\x80\x80\x80\x80\x80\x20\x24\x01\x0b"
	look := "\x00\x41\x08\x2d\x00\x00\x41\x84\x80\x04\x2d\x00\x00\x6a\x23\x00\x6a\x0b"
	in := module(
		"\x01\x02\x60\x00\x00\x60\x00\x01\x7f",
		"\x03\x02\x00\x01",
		"\x05\x01\x00\x01",
		"\x06\x02\x7f\x01\x41\x05\x0b\x7e\x01\x42\x00\x0b",
		"\x07\x03\x05start\x00\x00\x04look\x00\x01\x06memory\x02\x00",
		"\x0a\x02"+string(rune(len(start)))+start+string(rune(len(look)))+look,
		"\x0b\x01\x00\x41\x08\x0b\x01\x07",
	)
	out, err := snapshot(t.Context(), in, beginning{before: []string{"start"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	m := instantiate(t, out)
	got, err := m.ExportedFunction("look").Call(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got[0] != 8+9-7 {
		t.Errorf("got %d, want memory and globals as start left them, 10", got[0])
	}
	if m.ExportedFunction("start") != nil || m.ExportedGlobal(globalName(0)) != nil {
		t.Error("start or a global is still exported")
	}
	if m.Memory().Size() != 2*pageBytes {
		t.Errorf("got a memory of %d bytes, want 2 pages", m.Memory().Size())
	}
	if !bytes.Contains(out, []byte("\x02\x7f\x01\x41\x79\x0b\x7e\x01\x42\x80\x80\x80\x80\x80\x20\x0b")) {
		t.Error("the globals do not begin with -7 and 1<<40")
	}
}

// The snapshot of a guest is the same each time: nothing of the machine or of
// the hour gets in.
func TestSnapshotIsReproducible(t *testing.T) {
	var first []byte
	for range 2 {
		out, err := Guest(t.Context(), Options{Package: "tintype/shim/testdata/hostile"})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = out
		}
		if !bytes.Equal(first, out) {
			t.Fatal("the second differs")
		}
	}
}

// What is no module, or none that can be started, is refused and never crashes.
func TestSnapshotRefuses(t *testing.T) {
	for _, in := range [][]byte{
		nil,
		module("\x05\x01\x00\x01"),
		module("\x05\x01\x00\x01", "\x06\x01\x7d\x00\x43\x00\x00\x00\x00\x0b", "\x07\x00"), // an f32
		module("\x05\x01\x00\x01", "\x06\xff\xff\xff\xff\x0f", "\x07\x00"),
		module("\x05\x01\x00\x01", "\x06\x00", "\x07\x01\xff\x01x"),
	} {
		if out, err := snapshot(t.Context(), in, beginning{before: []string{"start"}}, nil); err == nil {
			t.Errorf("%q: got %q, want an error", in, out)
		}
	}
}

// Data segments rebuild the memory that they were made of, wherever its zeros lie.
func TestDataOfRebuildsMemory(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		memory := make([]byte, 1+random.IntN(3000))
		for at := random.IntN(len(memory)); at < len(memory); at += 1 + random.IntN(1+random.IntN(3*minGap)) {
			memory[at] = byte(1 + random.IntN(255))
		}
		content, n := dataOf(memory)
		got := make([]byte, len(memory))
		r := bytes.NewReader(content)
		count, _ := binary.ReadUvarint(r)
		for range count {
			r.ReadByte()
			r.ReadByte()
			at := readSigned(r)
			r.ReadByte()
			size, _ := binary.ReadUvarint(r)
			r.Read(got[at:][:size])
		}
		if int(count) != n || r.Len() != 0 || !slices.Equal(got, memory) {
			t.Fatalf("%d segments of %d bytes do not rebuild it", count, len(memory))
		}
	}
}

// readSigned reads signed LEB128.
func readSigned(r *bytes.Reader) (v int64) {
	for shift := 0; ; shift += 7 {
		b, _ := r.ReadByte()
		v |= int64(b&0x7f) << shift
		if b < 0x80 {
			return v << max(0, 57-shift) >> max(0, 57-shift)
		}
	}
}

// Signed LEB128 is read as it was written.
func TestAppendSigned(t *testing.T) {
	for _, v := range []int64{0, 1, -1, 63, 64, -64, -65, 127, 128, -128, 1 << 31, -1 << 31, 1<<62 - 1, -1 << 63, 1<<63 - 1} {
		if got := readSigned(bytes.NewReader(appendSigned(nil, v))); got != v {
			t.Errorf("got %d, want %d", got, v)
		}
	}
}

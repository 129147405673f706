package flow

import (
	"bytes"
	"context"
	"testing"

	"github.com/tetratelabs/wazero"
)

// simplified are bodies that take two numbers of 64 bits and return one: without locals'
// declarations and end, and how they are after simplify.
var simplified = []struct{ name, before, after string }{
	{"x != 0", "\x20\x00\x50\xad\x50\xad", "\x20\x00\x50\x45\xad"},
	{"if x != 0", "\x20\x00\x50\xad\x50\x04\x7e\x42\x07\x05\x42\x09\x0b", "\x20\x00\x50\x45\x04\x7e\x42\x07\x05\x42\x09\x0b"},
	{"unless x != 0", "\x20\x00\x50\xad\x50\x45\x04\x7e\x42\x07\x05\x42\x09\x0b", "\x20\x00\x50\x04\x7e\x42\x07\x05\x42\x09\x0b"},
	{"unless x < y != 0", "\x20\x00\x20\x01\x53\xad\x50\x45\xad", "\x20\x00\x20\x01\x53\xad"},
	{"not not of a number stays", "\x20\x00\xa7\x45\x45\xad", "\x20\x00\xa7\x45\x45\xad"},
	{"widened and back", "\x20\x00\xa7\xad\xa7\xad", "\x20\x00\xa7\xad"},
	{"widened with its sign stays", "\x20\x00\xa7\xac\x50\xad", "\x20\x00\xa7\xac\x50\xad"},
	{"x << (y & 63)", "\x20\x00\x20\x01\x42\x3f\x83\x86", "\x20\x00\x20\x01\x86"},
	{"x >> (y & 63)", "\x20\x00\x20\x01\x42\x3f\x83\x88", "\x20\x00\x20\x01\x88"},
	{"x >> (y & 31) stays", "\x20\x00\x20\x01\x42\x1f\x83\x87", "\x20\x00\x20\x01\x42\x1f\x83\x87"},
	{"around a block stays", "\x20\x00\x50\xad\x02\x40\x0b\x50\xad", "\x20\x00\x50\xad\x02\x40\x0b\x50\xad"},
}

// What is left out says nothing: a body is as long as it has to be, and computes what it did.
func TestSimplify(t *testing.T) {
	numbers := []uint64{0, 1, 2, 31, 63, 64, 65, 1 << 31, 1 << 32, 1<<63 | 5, 1<<64 - 1}
	for _, c := range simplified {
		before := []byte("\x00" + c.before + "\x0b")
		after := simplify(before, nil)
		if string(after) != "\x00"+c.after+"\x0b" {
			t.Errorf("%s: got %x, want %x", c.name, after[1:], c.after)
			continue
		}
		for _, x := range numbers {
			for _, y := range numbers {
				if got, want := evaluate(t, after, x, y), evaluate(t, before, x, y); got != want {
					t.Fatalf("%s of %#x and %#x: got %#x, want %#x", c.name, x, y, got, want)
				}
			}
		}
	}
}

// A vector instruction is replaced where it stands, and only as an instruction.
func TestStandIns(t *testing.T) {
	body := []byte("\x00\x42\xfd\xe5\x01\x1a\x20\x00\xfd\x12\x20\x01\xfd\x12\xfd\xe5\x01\xfd\x1d\x00\x0b")
	got := simplify(body, map[uint64][]byte{0xe5: {0xfd, 0xce, 0x01}}) // i64x2.add
	want := bytes.Replace(body, []byte("\x12\xfd\xe5\x01\xfd"), []byte("\x12\xfd\xce\x01\xfd"), 1)
	if !bytes.Equal(got, want) {
		t.Fatalf("got %x, want %x", got, want)
	}
	if sum := evaluate(t, got, 3, 4); sum != 7 {
		t.Errorf("got %d, want 7", sum)
	}
}

// evaluate runs a body.
func evaluate(t *testing.T, body []byte, x, y uint64) uint64 {
	t.Helper()
	module := []byte(preamble + "\x01\x07\x01\x60\x02\x7e\x7e\x01\x7e" + "\x03\x02\x01\x00" + "\x07\x05\x01\x01f\x00\x00")
	code := writeBodies([][]byte{body})
	module = append(appendUnsigned(append(module, codeSection), uint64(len(code))), code...)
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer r.Close(ctx)
	m, err := r.Instantiate(ctx, module)
	if err != nil {
		t.Fatal(err)
	}
	out, err := m.ExportedFunction("f").Call(ctx, x, y)
	if err != nil {
		t.Fatal(err)
	}
	return out[0]
}

package split

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// sample is a module of the shape that Go's linker gives it, with calls of every kind.
// Each function writes its number into the trace, which begins at address 8 and is
// global 0 long. The import writes an x.
func sample() []byte { return sampleOf(false) }

// sampleOf may have a helper, which no element holds, between functions 5 and 6.
func sampleOf(helper bool) []byte {
	index := func(f int) []byte { return binary.AppendUvarint(nil, uint64(1+f)) }
	digit := func(c byte) []byte { // memory[8+global] = c; global++
		return []byte{0x23, 0, 0x41, byte(c), 0x3a, 0, 8, 0x23, 0, 0x41, 1, 0x6a, 0x24, 0}
	}
	call := func(f int) []byte { return append([]byte{opCall}, index(f)...) }
	through := func(f int) []byte { // by the table, as closures are called
		return append(constant(4096+f), opCallIndirect, 1, 0)
	}
	arg, drop, more := []byte{opLocalGet, 0}, []byte{0x1a}, []byte{opLocalGet, 0, 0x41, 1, 0x6b}
	ifMore := func(code ...[]byte) []byte { // if the argument is not 0
		return slices.Concat([]byte{opLocalGet, 0, 0x04, 0x40}, slices.Concat(code...), []byte{opEnd})
	}
	body := func(code ...[]byte) []byte {
		return sized(slices.Concat([]byte{0}, slices.Concat(code...), []byte{opEnd}))
	}
	section := func(id byte, content []byte) []byte { return append([]byte{id}, sized(content)...) }

	functions := []byte{2, 1, 1, 1, 1, 1, 1} // by type; 2 is (i32, i32) -> i32
	bodies := [][]byte{
		body(digit('0'), []byte{opLocalGet, 0, opLocalGet, 1, 0x6a}),                      // 0, of another type
		body(digit('1'), arg, call(2), arg, through(3), arg, call(4), []byte{0x6a, 0x6a}), // 1, the export
		body(digit('2'), ifMore(more, call(3), drop), arg, arg, call(0)),                  // 2 and 3 call each other
		body(digit('3'), ifMore(more, call(2), drop), arg, through(5)),
		body(digit('4'), []byte{opCall, 0}, arg, call(5)), // 4 calls the import
		body(digit('5'), arg, call(6), []byte{0x41, 3, 0x6a}),
		body(digit('6'), arg),
	}
	var elements [][]byte
	for f := range bodies {
		elements = append(elements, index(f))
	}
	if helper {
		bodies[5] = body(digit('5'), arg, arg, call(7), []byte{0x41, 3, 0x6a})
		bodies, functions = append(bodies, body(digit('7'), arg, call(6))), append(functions, 2)
	}
	return slices.Concat([]byte(preamble),
		section(typeSection, vector([][]byte{{typeFunction, 0, 0}, {typeFunction, 1, typeI32, 1, typeI32}, {typeFunction, 2, typeI32, typeI32, 1, typeI32}})),
		section(importSection, append([]byte{1}, slices.Concat(sized([]byte("host")), sized([]byte("mark")), []byte{ofFunction, 0})...)),
		section(functionSection, append([]byte{byte(len(functions))}, functions...)),
		section(tableSection, binary.AppendUvarint([]byte{1, typeFuncRef, 0}, uint64(4096+len(bodies)))),
		section(5, []byte{1, 0, 1}),
		section(globalSection, []byte{1, typeI32, 1, opI32Const, 0, opEnd}),
		section(exportSection, vector([][]byte{entry("run", ofFunction, 1+1), entry("memory", ofMemory, 0)})),
		section(elementSection, slices.Concat([]byte{1, 0}, constant(4096), []byte{opEnd}, vector(elements))),
		section(codeSection, vector(bodies)),
		section(11, []byte{0}),
	)
}

// run calls the export of a module, with a rest or without, and returns what it comes
// to, and how often the rest was asked for.
func run(t *testing.T, wasm, rest []byte, name string) (result string, loads int) {
	t.Helper()
	ctx := t.Context()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer r.Close(ctx)
	mark := func(_ context.Context, m api.Module, _ []uint64) {
		at, _ := m.Memory().ReadByte(0)
		m.Memory().WriteByte(0, at+1)
	}
	host := r.NewHostModuleBuilder("host").NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(mark), nil, nil).Export("mark")
	if _, err := host.Instantiate(ctx); err != nil {
		t.Fatal(err)
	}
	load := func(ctx context.Context, core api.Module, _ []uint64) {
		loads++
		ctx = experimental.WithImportResolver(ctx, func(string) api.Module { return core })
		if _, err := r.InstantiateWithConfig(ctx, rest, wazero.NewModuleConfig().WithName("")); err != nil {
			panic(err)
		}
	}
	if rest != nil {
		b := r.NewHostModuleBuilder(name).NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(load), nil, nil).Export(Load)
		if _, err := b.Instantiate(ctx); err != nil {
			t.Fatal(err)
		}
	}
	m, err := r.InstantiateWithConfig(ctx, wasm, wazero.NewModuleConfig().WithName(""))
	if err != nil {
		t.Fatal(err)
	}
	for _, arg := range []uint64{0, 3} {
		out, err := m.ExportedFunction("run").Call(ctx, arg)
		if err != nil {
			t.Fatal(err)
		}
		result += fmt.Sprint(out[0], " ")
	}
	memory, _ := m.Memory().Read(0, 64)
	return result + fmt.Sprintf("%q", bytes.TrimRight(memory, "\x00")), loads
}

// Whatever is moved, both parts together do what the whole does, and the rest is asked
// for once or never.
func TestEverySplitDoesTheSame(t *testing.T) {
	whole := sample()
	want, _ := run(t, whole, nil, "")
	if !strings.Contains(want, "120356456") {
		t.Fatalf("the sample does something else: %s", want)
	}
	for mask := range 1 << 8 {
		// With the eighth bit small functions that call nothing are copied: 0 and 6.
		p, err := split(whole, func(index int) bool { return mask>>(index-1)&1 == 1 }, near{copy: mask >> 7 * 100})
		if err != nil {
			t.Fatal(err)
		}
		got, loads := run(t, p.Core, p.Rest, p.Name)
		wanted := 1
		if p.Moved == 0 {
			wanted = 0
		}
		if got != want || loads != wanted {
			t.Errorf("kept %07b: got %s and %d loads, want %s and %d", mask, got, loads, want, wanted)
		}
		// Of another type, an export, and one that calls an import: they always stay.
		if p.Kept < 3 || p.Kept+p.Moved != 7 {
			t.Errorf("kept %07b: %d stayed and %d moved", mask, p.Kept, p.Moved)
		}
	}
}

// Each part has the helpers that it calls.
func TestHelpersAreCopied(t *testing.T) {
	whole := sampleOf(true)
	want, _ := run(t, whole, nil, "")
	if !strings.Contains(want, "1203576457") {
		t.Fatalf("the sample does something else: %s", want)
	}
	for mask := range 1 << 7 {
		p, err := split(whole, func(index int) bool { return mask>>(index-1)&1 == 1 }, near{})
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := run(t, p.Core, p.Rest, p.Name); got != want {
			t.Errorf("kept %07b: got %s, want %s", mask, got, want)
		}
	}
}

// The same arguments give the same parts; others have another name.
func TestSplitIsReproducible(t *testing.T) {
	none := func(int) bool { return false }
	a, err := split(sample(), none, near{})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := split(sample(), none, near{})
	if !bytes.Equal(a.Core, b.Core) || !bytes.Equal(a.Rest, b.Rest) || a.Name != b.Name {
		t.Error("two splits differ")
	}
	for what, c := range map[string][]byte{"core": a.Core, "rest": a.Rest} {
		if !bytes.Contains(c, []byte(a.Name)) {
			t.Errorf("the %s has not the name %s", what, a.Name)
		}
	}
	c, _ := split(sample(), func(index int) bool { return index == 7 }, near{})
	other := sample()
	other[len(other)-20]++ // a constant
	d, err := split(other, none, near{})
	if err != nil || a.Name == c.Name || a.Name == d.Name {
		t.Errorf("three parts have the names %s, %s, %s, %v", a.Name, c.Name, d.Name, err)
	}
}

// Small functions stay with a caller that is used, short runs with their neighbors.
func TestWhatIsNearStays(t *testing.T) {
	for what, c := range map[string]struct {
		used int // the one function that is
		near near
		kept int
	}{
		"what always stays": {-1, near{}, 3},
		"a callee":          {5, near{callee: 100}, 5}, // and function 6
		"a large callee":    {5, near{callee: 5}, 4},
		"no callee's own":   {3, near{callee: 100}, 5}, // and 2, but not what 2 calls besides
		"a run of two":      {-1, near{run: 60}, 5},    // 5 and 6; 2 and 3 are longer
		"all runs":          {-1, near{run: 1000}, 7},
	} {
		p, err := split(sample(), func(index int) bool { return index == 1+c.used }, c.near)
		if err != nil || p.Kept != c.kept {
			t.Errorf("%s: %d stay, want %d, %v", what, p.Kept, c.kept, err)
		}
	}
}

// What is not of the expected shape is an error.
func TestOtherModulesAreRefused(t *testing.T) {
	whole := sample()
	for what, wasm := range map[string][]byte{
		"nothing":        nil,
		"no module":      []byte("wasm"),
		"empty":          []byte(preamble),
		"cut":            whole[:len(whole)-9],
		"another base":   bytes.Replace(whole, constant(4096), constant(4224), 1),
		"a passive part": bytes.Replace(whole, append([]byte{1, 0}, constant(4096)...), append([]byte{1, 1}, constant(4096)...), 1),
		"itself again":   must(split(whole, func(int) bool { return false }, near{})).Rest,
	} {
		if _, err := Split(wasm, func(int) bool { return true }); err == nil {
			t.Errorf("%s: got no error", what)
		}
	}
}

func must(p *Parts, err error) *Parts {
	if err != nil {
		panic(err)
	}
	return p
}

// No bytes make Split panic, and what it accepts it can read again.
func FuzzSplit(f *testing.F) {
	f.Add(sample(), uint64(0))
	f.Add(sample(), uint64(0x55))
	f.Fuzz(func(t *testing.T, wasm []byte, mask uint64) {
		p, err := split(wasm, func(index int) bool { return mask>>(index&63)&1 == 1 }, near{})
		if err != nil {
			return
		}
		if p.Moved+p.Kept == 0 || !bytes.HasPrefix(p.Core, []byte(preamble)) || !bytes.HasPrefix(p.Rest, []byte(preamble)) {
			t.Errorf("%d moved and %d kept, of %d bytes", p.Moved, p.Kept, len(wasm))
		}
	})
}

package build

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"
)

// Starting Go's runtime and initializing its packages is a third of what loading
// the guest costs, and comes to the same every time. So it is done here, once:
// the guest is run up to the end of _initialize and prepare, makes a first image, and
// its memory and globals become the module's own. All of Go's state lies there, the stacks of its
// goroutines included, since between two calls nothing is left on the engine's
// stack.
//
// The first image (rehearse) leaves behind what is made when it is first needed: tables,
// the allocator's lists, what interfaces look up of types. settle then clears what
// that image left in memory that is free.
//
// What a guest would have asked the host at its start it is told here, the same
// for all guests: no arguments, an environment in which the collector leaves
// stacks as large as they have grown, a clock near zero (the monotonic
// clock of a host is beyond that), zeros for random. The last means that the
// seeds of Go's maps are known: no map of the guest takes its keys from a viewer.

// beginning is how a guest comes to its first state: the exports before are called, then
// rehearse if it is not nil, then the exports after. The module has none of them then.
type beginning struct {
	before, after []string
	rehearse      func(ctx context.Context, m api.Module) error
}

// snapshot returns module as it is after its beginning. edit, if not nil, may change the
// memory that the module begins with.
func snapshot(ctx context.Context, module []byte, begin beginning, edit func(memory []byte) error) ([]byte, error) {
	all, err := readSections(module)
	if err != nil {
		return nil, err
	}
	globals, err := find(all, globalSection)
	if err != nil {
		return nil, err
	}
	exports, err := find(all, exportSection)
	if err != nil {
		return nil, err
	}
	kinds, err := readGlobals(globals.content)
	if err != nil {
		return nil, err
	}
	shipped, err := withoutExports(exports.content, append(begin.before, begin.after...))
	if err != nil {
		return nil, err
	}
	if exports.content, err = withGlobals(exports.content, len(kinds)); err != nil {
		return nil, err
	}
	state, err := runStart(ctx, writeSections(all), begin, len(kinds))
	if err != nil {
		return nil, err
	}
	if edit != nil {
		if err := edit(state.memory); err != nil {
			return nil, err
		}
	}
	exports.content = shipped
	globals.content = globalsOf(kinds, state.globals)
	return withMemory(all, state.memory)
}

// globalKind is a global's type and whether it may change.
type globalKind struct{ valueType, mutable byte }

const (
	typeI32, typeI64 = 0x7f, 0x7e
	opI32, opI64     = 0x41, 0x42 // i32.const, i64.const
	opEnd            = 0x0b
)

// readGlobals reads a global section, 5.5.9, of integers with constant values.
func readGlobals(content []byte) ([]globalKind, error) {
	r := bytes.NewReader(content)
	n, err := binary.ReadUvarint(r)
	if err != nil || n > uint64(len(content)) {
		return nil, errFormat
	}
	kinds := make([]globalKind, n)
	for i := range kinds {
		k := &kinds[i]
		k.valueType, _ = r.ReadByte()
		k.mutable, _ = r.ReadByte()
		op, _ := r.ReadByte()
		_, err := binary.ReadUvarint(r)
		end, _ := r.ReadByte()
		integer := k.valueType == typeI32 && op == opI32 || k.valueType == typeI64 && op == opI64
		if err != nil || !integer || end != opEnd {
			return nil, fmt.Errorf("%w whose global %d is a constant integer", errFormat, i)
		}
	}
	return kinds, nil
}

// globalsOf writes a global section with the given values.
func globalsOf(kinds []globalKind, values []uint64) []byte {
	out := binary.AppendUvarint(nil, uint64(len(kinds)))
	for i, k := range kinds {
		out = append(out, k.valueType, k.mutable)
		if k.valueType == typeI32 {
			out = appendSigned(append(out, opI32), int64(int32(values[i])))
		} else {
			out = appendSigned(append(out, opI64), int64(values[i]))
		}
		out = append(out, opEnd)
	}
	return out
}

// appendSigned appends signed LEB128, section 5.2.2; encoding/binary's signed
// form is another one.
func appendSigned(out []byte, v int64) []byte {
	for {
		b := byte(v & 0x7f)
		v >>= 7
		if v == 0 && b&0x40 == 0 || v == -1 && b&0x40 != 0 {
			return append(out, b)
		}
		out = append(out, b|0x80)
	}
}

// export is one entry of an export section, 5.5.10.
type export struct {
	name string
	kind byte
	item uint64
}

const globalExport = 3

func readExports(content []byte) ([]export, error) {
	r := bytes.NewReader(content)
	n, err := binary.ReadUvarint(r)
	if err != nil || n > uint64(len(content)) {
		return nil, errFormat
	}
	all := make([]export, n)
	for i := range all {
		size, err := binary.ReadUvarint(r)
		if err != nil || size > uint64(r.Len()) {
			return nil, errFormat
		}
		name := make([]byte, size)
		r.Read(name)
		all[i].name = string(name)
		all[i].kind, _ = r.ReadByte()
		if all[i].item, err = binary.ReadUvarint(r); err != nil {
			return nil, errFormat
		}
	}
	return all, nil
}

func writeExports(all []export) []byte {
	out := binary.AppendUvarint(nil, uint64(len(all)))
	for _, e := range all {
		out = binary.AppendUvarint(out, uint64(len(e.name)))
		out = append(out, e.name...)
		out = append(out, e.kind)
		out = binary.AppendUvarint(out, e.item)
	}
	return out
}

// withoutExports returns an export section that lacks names.
func withoutExports(content []byte, names []string) ([]byte, error) {
	all, err := readExports(content)
	if err != nil {
		return nil, err
	}
	var kept []export
	for _, e := range all {
		if !slices.Contains(names, e.name) {
			kept = append(kept, e)
		}
	}
	return writeExports(kept), nil
}

// withGlobals returns an export section that has n globals as well.
func withGlobals(content []byte, n int) ([]byte, error) {
	all, err := readExports(content)
	if err != nil {
		return nil, err
	}
	for i := range n {
		all = append(all, export{globalName(i), globalExport, uint64(i)})
	}
	return writeExports(all), nil
}

func globalName(i int) string { return "global " + strconv.Itoa(i) }

// state is what a guest is between two calls.
type state struct {
	memory  []byte
	globals []uint64
}

// runStart runs a module up to the end of its beginning.
func runStart(ctx context.Context, module []byte, begin beginning, nGlobals int) (*state, error) {
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer r.Close(ctx)
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, r); err != nil {
		return nil, err
	}
	compiled, err := r.CompileModule(ctx, module)
	if err != nil {
		return nil, err
	}
	var said bytes.Buffer
	clock := int64(0)
	tick := func() int64 { clock++; return clock }
	m, err := r.InstantiateModule(ctx, compiled, wazero.NewModuleConfig().
		WithStartFunctions(begin.before...).
		WithEnv("GODEBUG", "gcshrinkstackoff=1").
		// Near the end of memory (DefaultMaxMemory) garbage is collected before more is
		// asked for, whatever share of it is in use.
		WithEnv("GOMEMLIMIT", "440MiB").
		WithStdout(&said).WithStderr(&said).
		WithRandSource(zeros{}).
		WithNanotime(tick, sys.ClockResolution(1)).
		WithWalltime(func() (int64, int32) { return 0, int32(tick()) }, sys.ClockResolution(1)))
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, &said)
	}
	if begin.rehearse != nil {
		if err := begin.rehearse(ctx, m); err != nil {
			return nil, fmt.Errorf("first image: %w\n%s", err, &said)
		}
	}
	for _, name := range begin.after {
		if f := m.ExportedFunction(name); f == nil {
			return nil, fmt.Errorf("%s: not exported", name)
		} else if _, err := f.Call(ctx); err != nil {
			return nil, fmt.Errorf("%s: %w\n%s", name, err, &said)
		}
	}
	s := &state{globals: make([]uint64, nGlobals)}
	for i := range s.globals {
		g := m.ExportedGlobal(globalName(i))
		if g == nil {
			return nil, errors.New("a global is missing")
		}
		s.globals[i] = g.Get()
	}
	memory, ok := m.Memory().Read(0, m.Memory().Size())
	if !ok {
		return nil, errors.New("the memory cannot be read")
	}
	s.memory = bytes.Clone(memory)
	return s, nil
}

// zeros is a source of randomness that has none.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// withMemory returns the module of all with memory as its data, and as large.
func withMemory(all []section, memory []byte) ([]byte, error) {
	limits, err := find(all, memorySection)
	if err != nil {
		return nil, err
	}
	if _, err := readMemory(limits.content); err != nil {
		return nil, err
	}
	limits.content = binary.AppendUvarint([]byte{1, 0}, uint64(len(memory)/pageBytes))
	data, n := dataOf(memory)
	for i := range all {
		switch all[i].id {
		case dataSection:
			all[i].content = data
		case dataCountSection:
			all[i].content = binary.AppendUvarint(nil, uint64(n))
		}
	}
	return writeSections(all), nil
}

// minGap is the fewest zeros between two segments of data. A segment costs some
// ten bytes, and time at each start; Go's linker begins a new one after every
// eight zeros, which comes to tens of thousands.
const minGap = 64

// dataOf writes a data section, 5.5.14, of what is not zero in memory.
func dataOf(memory []byte) (content []byte, n int) {
	var segments []byte
	for at := 0; at < len(memory); {
		if memory[at] == 0 {
			at++
			continue
		}
		end := at + 1 // after the last byte that is not zero
		for next := end; next < len(memory) && next-end < minGap; next++ {
			if memory[next] != 0 {
				end = next + 1
			}
		}
		segments = append(segments, 0, opI32)
		segments = appendSigned(segments, int64(int32(at)))
		segments = append(segments, opEnd)
		segments = binary.AppendUvarint(segments, uint64(end-at))
		segments = append(segments, memory[at:end]...)
		at = end
		n++
	}
	return append(binary.AppendUvarint(nil, uint64(n)), segments...), n
}

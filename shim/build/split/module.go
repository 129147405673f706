package split

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"tintype/shim/build/flow"
)

// The sections of a module, WebAssembly 2.0 section 5.5.2, that are read or written.
const (
	preamble        = "\x00asm\x01\x00\x00\x00"
	customSection   = 0
	typeSection     = 1
	importSection   = 2
	functionSection = 3
	tableSection    = 4
	globalSection   = 6
	exportSection   = 7
	elementSection  = 9
	codeSection     = 10
)

// Kinds of imports and exports.
const (
	ofFunction = iota
	ofTable
	ofMemory
	ofGlobal
)

const (
	typeI32      = 0x7f
	typeFunction = 0x60
	typeFuncRef  = 0x70

	opEnd          = 0x0b
	opCall         = 0x10
	opCallIndirect = 0x11
	opLocalGet     = 0x20
	opI32Const     = 0x41
)

var errFormat = errors.New("split: not a module of the shape that Go's linker gives it")

// module is what is known of a module.
type module struct {
	sections  []section
	types     [][]byte // each as it stands in the section
	nImports  int
	functions []int // type of each that is not imported
	bodies    [][]byte
	calls     [][]flow.Call // of each body
	globals   [][2]byte     // type and mutability
	exported  map[int]bool  // by index, imports counted
	base      int           // element of the first function that is not imported
	named     int           // how many functions have an element; helpers come behind them
	tableMin  uint64
}

type section struct {
	id      byte
	content []byte
}

// reader takes a section apart; an error sticks.
type reader struct {
	*bytes.Reader
	bad bool
}

func read(content []byte) *reader { return &reader{Reader: bytes.NewReader(content)} }

func (r *reader) unsigned() int {
	v, err := binary.ReadUvarint(r)
	if err != nil || v > 1<<32 {
		r.bad = true
		return 0
	}
	return int(v)
}

// count reads how many entries follow, of a byte each at least.
func (r *reader) count() int {
	n := r.unsigned()
	if n > r.Len() {
		r.bad = true
		return 0
	}
	return n
}

func (r *reader) byte() byte {
	b, err := r.ReadByte()
	r.bad = r.bad || err != nil
	return b
}

func (r *reader) bytes(n int) []byte {
	if n > r.Len() {
		r.bad = true
		return nil
	}
	b := make([]byte, n)
	r.Read(b)
	return b
}

// parse reads a module of one memory, one table that holds every function in order but for
// helpers at the end, and functions, memory, table and globals of its own, but for imported functions.
func parse(wasm []byte) (*module, error) {
	rest, ok := bytes.CutPrefix(wasm, []byte(preamble))
	if !ok {
		return nil, errFormat
	}
	m := &module{exported: map[int]bool{}}
	seen := map[byte]bool{}
	for len(rest) > 0 {
		size, n := binary.Uvarint(rest[1:])
		if n <= 0 || size > uint64(len(rest)-1-n) {
			return nil, errFormat
		}
		s := section{rest[0], rest[1+n:][:size]}
		rest = rest[1+n+int(size):]
		if s.id == customSection {
			continue
		}
		if seen[s.id] {
			return nil, fmt.Errorf("%w: two sections %d", errFormat, s.id)
		}
		seen[s.id] = true
		m.sections = append(m.sections, s)
		if err := m.section(s); err != nil {
			return nil, err
		}
	}
	for _, id := range []byte{typeSection, importSection, functionSection, tableSection, globalSection, exportSection, elementSection, codeSection} {
		if !seen[id] {
			return nil, fmt.Errorf("%w: no section %d", errFormat, id)
		}
	}
	return m, m.check()
}

// check compares what one section says with what another has.
func (m *module) check() error {
	if len(m.bodies) == 0 || len(m.bodies) != len(m.functions) {
		return fmt.Errorf("%w: %d functions with %d bodies", errFormat, len(m.functions), len(m.bodies))
	}
	for i, t := range m.functions {
		if t >= len(m.types) {
			return fmt.Errorf("%w: function %d is of type %d", errFormat, m.nImports+i, t)
		}
		for _, c := range m.calls[i] {
			if c.Callee >= m.nImports+len(m.bodies) {
				return fmt.Errorf("%w: function %d calls %d", errFormat, m.nImports+i, c.Callee)
			}
		}
	}
	return nil
}

func (m *module) section(s section) error {
	r := read(s.content)
	n := r.count()
	known := true
	switch s.id {
	case typeSection:
		known = m.readTypes(r, n)
	case importSection:
		m.nImports = n
		for range n {
			r.bytes(r.unsigned())
			r.bytes(r.unsigned())
			known = known && r.byte() == ofFunction
			r.unsigned()
		}
	case functionSection:
		for range n {
			m.functions = append(m.functions, r.unsigned())
		}
	case tableSection:
		known = n == 1 && r.byte() == typeFuncRef && r.byte() == 0
		m.tableMin = uint64(r.unsigned())
	case globalSection:
		for range n {
			m.globals = append(m.globals, [2]byte{r.byte(), r.byte()})
			r.byte()
			r.unsigned()
			known = known && r.byte() == opEnd
		}
	case exportSection:
		for range n {
			r.bytes(r.unsigned())
			if kind, item := r.byte(), r.unsigned(); kind == ofFunction {
				m.exported[item] = true
			}
		}
	case elementSection:
		known = m.readElements(r, n)
	case codeSection:
		for i := range n {
			body := r.bytes(r.unsigned())
			calls, ok := flow.Calls(body)
			if !ok {
				return fmt.Errorf("split: function %d has an unknown instruction", m.nImports+i)
			}
			m.bodies, m.calls = append(m.bodies, body), append(m.calls, calls)
		}
	}
	if r.bad || !known {
		return fmt.Errorf("%w: section %d", errFormat, s.id)
	}
	return nil
}

func (m *module) readTypes(r *reader, n int) bool {
	for range n {
		one := []byte{r.byte()}
		for range 2 {
			k := r.count()
			one = append(binary.AppendUvarint(one, uint64(k)), r.bytes(k)...)
		}
		if one[0] != typeFunction {
			return false
		}
		m.types = append(m.types, one)
	}
	return true
}

// readElements reads one segment: the functions that are not imported, in order.
func (m *module) readElements(r *reader, n int) bool {
	if n != 1 || r.byte() != 0 || r.byte() != opI32Const {
		return false
	}
	m.base = r.unsigned() // signed LEB128, which Go's 4096 is as well
	m.named = -1
	if r.byte() == opEnd {
		m.named = r.count()
	}
	if m.named < 0 || m.named > len(m.functions) {
		return false
	}
	for i := range m.named {
		if r.unsigned() != m.nImports+i {
			return false
		}
	}
	return m.base == 4096
}

// typeOf returns the number of a function type, which is added where there is none.
func (m *module) typeOf(params, results []byte) int {
	one := binary.AppendUvarint([]byte{typeFunction}, uint64(len(params)))
	one = append(one, params...)
	one = append(binary.AppendUvarint(one, uint64(len(results))), results...)
	at := slices.IndexFunc(m.types, func(t []byte) bool { return bytes.Equal(t, one) })
	if at < 0 {
		at = len(m.types)
		m.types = append(m.types, one)
	}
	return at
}

// vector writes entries behind their number.
func vector(entries [][]byte) []byte {
	return append(binary.AppendUvarint(nil, uint64(len(entries))), bytes.Join(entries, nil)...)
}

// sized writes bytes behind their number.
func sized(b []byte) []byte { return append(binary.AppendUvarint(nil, uint64(len(b))), b...) }

func writeSections(all []section) []byte {
	out := []byte(preamble)
	for _, s := range all {
		out = append(append(out, s.id), sized(s.content)...)
	}
	return out
}

// constant writes i32.const v, section 5.4.5, v in signed LEB128.
func constant(v int) []byte {
	out := []byte{opI32Const}
	for v >= 0x40 {
		out = append(out, byte(v)|0x80)
		v >>= 7
	}
	return append(out, byte(v))
}

package split

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strconv"
)

// Parts is a module in two.
type Parts struct {
	Core, Rest []byte
	// Name is that of the module that the core imports load from, and the rest
	// everything: Prefix and a hash of the whole.
	Name string
	// Moved is how many functions went to Rest, Kept how many stayed.
	Moved, Kept int
}

// Prefix begins the name of both parts. Load is what the core imports from it.
const (
	Prefix = "rest of "
	Load   = "load"
)

// Split takes a module apart. used says which functions ordinary calls run, by their
// indices, imports counted; choose says what stays beside them. The same arguments give
// the same bytes.
func Split(wasm []byte, used func(index int) bool) (*Parts, error) { return split(wasm, used, nearby) }

func split(wasm []byte, used func(index int) bool, near near) (*Parts, error) {
	m, err := parse(wasm)
	if err != nil {
		return nil, err
	}
	s := &splitter{module: m, goType: m.typeOf([]byte{typeI32}, []byte{typeI32})}
	s.choose(used, near)
	hash := sha256.New()
	hash.Write(wasm)
	for _, moved := range s.moved {
		hash.Write(strconv.AppendBool(nil, moved))
	}
	s.name = Prefix + hex.EncodeToString(hash.Sum(nil)[:8])
	p := &Parts{Core: s.core(), Rest: s.rest(), Name: s.name}
	for _, moved := range s.moved {
		if moved {
			p.Moved++
		} else {
			p.Kept++
		}
	}
	return p, nil
}

type splitter struct {
	*module
	name   string
	goType int    // that of Go's own functions: the number of a block, and whether it unwinds
	moved  []bool // by number, imports not counted
	places []int  // in the rest, of those that moved and of those that are copied
	copied []int  // those that both parts have
}

// choose decides which functions move. What is used stays, and so do an export, a
// function of another convention than Go's own, and one that calls an import. What else
// stays is likely to be a rarer case of what is used: small functions that it calls, and
// short runs of functions between what stays, which come from the same file.
func (s *splitter) choose(used func(index int) bool, near near) {
	s.moved, s.places = make([]bool, len(s.bodies)), make([]int, len(s.bodies))
	for i := range s.moved {
		s.moved[i] = !used(s.nImports+i) && s.functions[i] == s.goType && !s.exported[s.nImports+i] && i < s.named
	}
	for i, calls := range s.calls {
		for _, c := range calls {
			callee := c.Callee - s.nImports
			switch {
			case callee < 0:
				s.moved[i] = false
			case used(s.nImports+i) && len(s.bodies[callee]) < near.callee:
				s.moved[callee] = false
			}
		}
	}
	s.fillGaps(near.run)
	n := 0
	for i, moved := range s.moved {
		if moved {
			s.places[i] = n
			n++
		}
	}
	s.copy(n, near.copy)
}

// copy gives the rest its own copies of small functions that call nothing, memmove and its
// kin: a call within a module is quicker, and may be inlined. It copies the helpers that
// flow.Shorten makes, which have no element to be called by. n is how many moved.
func (s *splitter) copy(n, size int) {
	seen := map[int]bool{}
	for i, calls := range s.calls {
		for _, c := range calls {
			callee := c.Callee - s.nImports
			if !s.moved[i] || s.moved[callee] || seen[callee] {
				continue
			}
			if leaf := len(s.calls[callee]) == 0 && len(s.bodies[callee]) < size; !leaf && callee < s.named {
				continue
			}
			seen[callee] = true
			s.places[callee] = n + len(s.copied)
			s.copied = append(s.copied, callee)
		}
	}
}

// fillGaps keeps runs of less than so many bytes of code.
func (s *splitter) fillGaps(run int) {
	for i := 0; i < len(s.moved); i++ {
		first, size := i, 0
		for ; i < len(s.moved) && s.moved[i]; i++ {
			size += len(s.bodies[i])
		}
		if size < run {
			clear(s.moved[first:i])
		}
	}
}

// near says below how many bytes of code a function stays with its caller, a run of
// functions stays with its neighbors, and a function is copied.
type near struct{ callee, run, copy int }

var nearby = near{callee: 1500, run: 2048, copy: 400}

// core is the module with stubs in the place of what moved.
func (s *splitter) core() []byte {
	load, lazy := s.typeOf(nil, nil), s.typeOf([]byte{typeI32, typeI32}, []byte{typeI32})
	lazyIndex := s.nImports + 1 + len(s.bodies)
	var functions, elements, bodies [][]byte
	for i, body := range s.bodies {
		functions = append(functions, binary.AppendUvarint(nil, uint64(s.functions[i])))
		if i < s.named {
			elements = append(elements, binary.AppendUvarint(nil, uint64(s.nImports+1+i)))
		}
		if s.moved[i] {
			body = s.stub(i, lazyIndex)
		} else {
			body = s.rewrite(i, false)
		}
		bodies = append(bodies, sized(body))
	}
	functions = append(functions, binary.AppendUvarint(nil, uint64(lazy)))
	bodies = append(bodies, sized(s.lazy()))

	out := slices.Clone(s.sections)
	for i := range out {
		c := &out[i].content
		switch out[i].id {
		case typeSection:
			*c = vector(s.types)
		case importSection:
			r := read(*c)
			n := r.count()
			*c = append(binary.AppendUvarint(nil, uint64(n+1)), (*c)[len(*c)-r.Len():]...)
			*c = append(append(*c, sized([]byte(s.name))...), sized([]byte(Load))...)
			*c = binary.AppendUvarint(append(*c, ofFunction), uint64(load))
		case functionSection:
			*c = vector(functions)
		case tableSection: // as large as it will ever be
			*c = binary.AppendUvarint([]byte{1, typeFuncRef, 1}, s.tableMin)
			*c = binary.AppendUvarint(*c, s.tableMin)
		case exportSection:
			*c = s.exports(*c)
		case elementSection:
			*c = slices.Concat([]byte{1, 0}, constant(s.base), []byte{opEnd}, vector(elements))
		case codeSection:
			*c = vector(bodies)
		}
	}
	return writeSections(out)
}

// stub is what stands in the place of a function that moved: it has the rest loaded
// and calls what the rest put into its element.
func (s *splitter) stub(i, lazy int) []byte {
	out := append([]byte{0, opLocalGet, 0}, constant(s.base+i)...)
	return append(binary.AppendUvarint(append(out, opCall), uint64(lazy)), opEnd)
}

// lazy is the function that all stubs share.
func (s *splitter) lazy() []byte {
	out := binary.AppendUvarint([]byte{0, opCall}, uint64(s.nImports))
	return append(append(append(out, opLocalGet, 0, opLocalGet, 1), s.indirect()...), opEnd)
}

func (s *splitter) indirect() []byte {
	return append(binary.AppendUvarint([]byte{opCallIndirect}, uint64(s.goType)), 0)
}

// rewrite gives calls their new numbers; those of the other part go through the
// table.
func (s *splitter) rewrite(i int, rest bool) []byte {
	body, at := s.bodies[i], 0
	var out []byte
	for _, c := range s.calls[i] {
		out = append(out, body[at:c.At]...)
		at = c.End
		callee := c.Callee - s.nImports
		switch {
		case callee < 0: // an import, which comes before the one that is added
			out = binary.AppendUvarint(append(out, opCall), uint64(c.Callee))
		case s.moved[callee] != rest && !(rest && slices.Contains(s.copied, callee)):
			out = append(append(out, constant(s.base+callee)...), opCallIndirect)
			out = append(binary.AppendUvarint(out, uint64(s.functions[callee])), 0)
		case rest:
			out = binary.AppendUvarint(append(out, opCall), uint64(s.places[callee]))
		default:
			out = binary.AppendUvarint(append(out, opCall), uint64(c.Callee+1))
		}
	}
	return append(out, body[at:]...)
}

// exports adds what the rest imports, and counts the import that is added.
func (s *splitter) exports(content []byte) []byte {
	r := read(content)
	var all [][]byte
	for range r.count() {
		name, kind, item := r.bytes(r.unsigned()), r.byte(), r.unsigned()
		if kind == ofFunction {
			item++
		}
		all = append(all, entry(string(name), kind, item))
	}
	all = append(all, entry("table", ofTable, 0))
	for i := range s.globals {
		all = append(all, entry(globalName(i), ofGlobal, i))
	}
	return vector(all)
}

func entry(name string, kind byte, item int) []byte {
	return binary.AppendUvarint(append(sized([]byte(name)), kind), uint64(item))
}

func globalName(i int) string { return "global " + strconv.Itoa(i) }

// rest is the functions that moved, with nothing of its own.
func (s *splitter) rest() []byte {
	imported := func(name string, kind byte, of ...byte) []byte {
		return slices.Concat(sized([]byte(s.name)), sized([]byte(name)), []byte{kind}, of)
	}
	imports := [][]byte{
		imported("memory", ofMemory, 0, 0),
		imported("table", ofTable, binary.AppendUvarint([]byte{typeFuncRef, 0}, s.tableMin)...),
	}
	for i, g := range s.globals {
		imports = append(imports, imported(globalName(i), ofGlobal, g[:]...))
	}
	var functions, segments, bodies [][]byte
	for i := 0; i < len(s.bodies); i++ {
		var run [][]byte
		for first := i; i < len(s.bodies) && s.moved[i]; i++ {
			if first == i {
				segments = append(segments, slices.Concat([]byte{0}, constant(s.base+i), []byte{opEnd}))
			}
			run = append(run, binary.AppendUvarint(nil, uint64(s.places[i])))
			functions = append(functions, binary.AppendUvarint(nil, uint64(s.functions[i])))
			bodies = append(bodies, sized(s.rewrite(i, true)))
		}
		if run != nil {
			segments[len(segments)-1] = append(segments[len(segments)-1], vector(run)...)
		}
	}
	for _, i := range s.copied {
		functions = append(functions, binary.AppendUvarint(nil, uint64(s.functions[i])))
		bodies = append(bodies, sized(s.rewrite(i, true)))
	}
	return writeSections([]section{
		{typeSection, vector(s.types)},
		{importSection, vector(imports)},
		{functionSection, vector(functions)},
		{elementSection, vector(segments)},
		{codeSection, vector(bodies)},
	})
}

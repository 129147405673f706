package flow

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

const (
	preamble        = "\x00asm\x01\x00\x00\x00"
	typeSection     = 1
	importSection   = 2
	functionSection = 3
	codeSection     = 10
)

var errFormat = errors.New("not a WebAssembly module")

// Stats says what became of a module's functions.
type Stats struct {
	Structured int            // have no table any more
	Partly     int            // have one for the blocks that are entered from outside
	Left       map[string]int // by the reason why they stay as they are
	NoReturn   int            // never complete
	Before     int            // bytes of code
	After      int
}

// sections are a module's.
type sections []section

type section struct {
	id      byte
	content []byte
}

func readModule(module []byte) (all sections, err error) {
	rest, ok := bytes.CutPrefix(module, []byte(preamble))
	if !ok {
		return nil, errFormat
	}
	for len(rest) > 0 {
		size, n := binary.Uvarint(rest[1:])
		if n <= 0 || size > uint64(len(rest)-1-n) {
			return nil, errFormat
		}
		all = append(all, section{rest[0], rest[1+n:][:size]})
		rest = rest[1+n+int(size):]
	}
	return all, nil
}

// find returns the content of the first section of a kind, nil where there is none.
func (all sections) find(id byte) *[]byte {
	for i := range all {
		if all[i].id == id {
			return &all[i].content
		}
	}
	return nil
}

func (all sections) bytes() []byte {
	out := []byte(preamble)
	for _, s := range all {
		out = appendUnsigned(append(out, s.id), uint64(len(s.content)))
		out = append(out, s.content...)
	}
	return out
}

// Structure rebuilds the control flow of a module that Go's compiler made. It is an
// error if the bytes are no module; a function that is not understood is copied.
func Structure(module []byte) ([]byte, Stats, error) {
	stats := Stats{Left: map[string]int{}}
	all, err := readModule(module)
	if err != nil {
		return nil, stats, err
	}
	nImports := 0
	for i := range all {
		s := &all[i]
		switch s.id {
		case importSection:
			if nImports = countFunctions(s.content); nImports < 0 {
				return nil, stats, errFormat
			}
		case codeSection:
			bodies, err := readBodies(s.content)
			if err != nil {
				return nil, stats, err
			}
			stats.Before = len(s.content)
			s.content = writeBodies(structure(bodies, nImports, &stats))
			stats.After = len(s.content)
		}
	}
	return all.bytes(), stats, nil
}

// structure rewrites the bodies that are understood.
func structure(bodies [][]byte, nImports int, stats *Stats) [][]byte {
	p := &program{nImports: nImports, functions: make([]*function, len(bodies))}
	reasons := make([]string, len(bodies))
	for i, body := range bodies {
		p.functions[i], reasons[i] = parse(body)
	}
	p.analyze()
	out := make([][]byte, len(bodies))
	for i, f := range p.functions {
		out[i] = bodies[i]
		if f == nil {
			stats.Left[reasons[i]]++
			continue
		}
		if !p.mayReturn[nImports+i] {
			stats.NoReturn++
		}
		t := newTree(p.graph(f))
		body, ok := p.emit(t)
		switch {
		case !ok:
			stats.Left["a jump without a label"]++
		case len(t.roots) > 1:
			stats.Partly++
			out[i] = body
		default:
			stats.Structured++
			out[i] = body
		}
	}
	return out
}

// countFunctions counts the functions of an import section, 5.5.5; -1 if it is
// damaged.
func countFunctions(content []byte) int {
	r := reader{code: content}
	functions := 0
	for n := r.unsigned(); n > 0 && !r.bad; n-- {
		r.skip(int(r.unsigned()))
		r.skip(int(r.unsigned()))
		switch r.byte() {
		case 0:
			functions++
			r.unsigned()
		case 1: // table
			r.byte()
			r.limits()
		case 2: // memory
			r.limits()
		case 3: // global
			r.skip(2)
		default:
			return -1
		}
	}
	if r.bad {
		return -1
	}
	return functions
}

func (r *reader) limits() {
	if flag := r.byte(); flag&1 != 0 {
		r.unsigned()
	}
	r.unsigned()
}

// readBodies reads a code section, 5.5.13.
func readBodies(content []byte) ([][]byte, error) {
	r := reader{code: content}
	var bodies [][]byte
	for n := r.unsigned(); n > 0; n-- {
		size := r.unsigned()
		if r.bad || size > uint64(len(content)-r.at) {
			return nil, fmt.Errorf("%w: a body of %d bytes", errFormat, size)
		}
		bodies = append(bodies, content[r.at:][:size])
		r.skip(int(size))
	}
	return bodies, nil
}

func writeBodies(bodies [][]byte) []byte {
	out := appendUnsigned(nil, uint64(len(bodies)))
	for _, b := range bodies {
		out = appendUnsigned(out, uint64(len(b)))
		out = append(out, b...)
	}
	return out
}

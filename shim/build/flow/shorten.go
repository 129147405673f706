package flow

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
)

// Shorten writes in fewer instructions what Go's compiler writes in many, in a module
// that Structure may have been through. A baseline compiler, which the first request of a
// process has to wait for, takes its time by the instruction.
//
//	local.get 1                   local.get 1             a place in the frame: SP and a
//	i64.extend_i32_u              …value…                 constant (frame.go)
//	i64.const 8                   i64.store 8
//	i64.add
//	i32.wrap_i64
//	…value…
//	i64.store 0
//
//	local.get 1                   local.get 1             a call that never comes back, as
//	i32.const 8                   i64.const R             of panicIndex, and morestack's:
//	i32.sub                       call helper             a helper stores the return
//	local.tee 1                   br_if 3                 address and calls; there is one
//	global.set 0                  unreachable             for each callee
//	local.get 1
//	i64.const R
//	i64.store 0
//	i32.const 0
//	call panicIndex
//	global.get 0
//	local.set 1
//	br_if 3
//	unreachable
//
//	i64.lt_s; i32.eqz             i64.ge_s
//	nop                                                   which Go puts where it inlines
//	local.tee 1; global.set 0; i32.const 0; return        global.set 0; i32.const 0; return
//
// A helper has another calling convention than Go's own and stands in no table: nothing
// returns to it, since what an unwound goroutine is resumed at are the return addresses
// on its stack, and they are what they were.
func Shorten(module []byte) ([]byte, error) {
	all, err := readModule(module)
	if err != nil {
		return nil, err
	}
	types, functions, code := all.find(typeSection), all.find(functionSection), all.find(codeSection)
	if types == nil || functions == nil || code == nil {
		return module, nil // nothing to shorten
	}
	s := &shortener{helpers: map[int]int{}}
	if imports := all.find(importSection); imports != nil {
		if s.first = countFunctions(*imports); s.first < 0 {
			return nil, errFormat
		}
	}
	bodies, err := readBodies(*code)
	if err != nil {
		return nil, err
	}
	s.first += len(bodies)
	for i, body := range bodies {
		bodies[i] = s.body(body)
	}
	if len(s.added) == 0 {
		*code = writeBodies(bodies)
		return all.bytes(), nil
	}
	kind, n := binary.Uvarint(*types)
	if n <= 0 {
		return nil, errFormat
	}
	*types = slices.Concat(appendUnsigned(nil, kind+1), (*types)[n:], helperType)
	count, n := binary.Uvarint(*functions)
	if n <= 0 || count != uint64(len(bodies)) {
		return nil, fmt.Errorf("%w: %d functions with %d bodies", errFormat, count, len(bodies))
	}
	*functions = append(appendUnsigned(nil, count+uint64(len(s.added))), (*functions)[n:]...)
	for range s.added {
		*functions = appendUnsigned(*functions, kind)
	}
	*code = writeBodies(append(bodies, s.added...))
	return all.bytes(), nil
}

// helperType is that of a helper: SP and a return address, and whether the callee unwinds.
var helperType = []byte{0x60, 2, typeI32, typeI64, 1, typeI32}

const typeI32, typeI64 = 0x7f, 0x7e

// shortener shortens the bodies of one module.
type shortener struct {
	first   int         // function index of the first helper
	helpers map[int]int // by callee
	added   [][]byte    // their bodies
}

// helper returns the index of the function that calls callee from a return address.
func (s *shortener) helper(callee int) int {
	index, ok := s.helpers[callee]
	if !ok {
		index = s.first + len(s.added)
		s.helpers[callee] = index
		body := []byte{0,
			opLocalGet, 0, opI32Const, 8, opI32Sub, opLocalTee, 0, opGlobalSet, 0,
			opLocalGet, 0, opLocalGet, 1, opI64Store, 3, 0,
			opI32Const, 0, opCall}
		s.added = append(s.added, append(appendUnsigned(body, uint64(callee)), opEnd))
	}
	return index
}

// body shortens one function. One that is not of Go's own calling convention stays as it
// is, and so does one with an instruction that is not known.
func (s *shortener) body(body []byte) []byte {
	r := reader{code: body}
	for n := r.unsigned(); n > 0 && !r.bad; n-- {
		r.unsigned()
		r.byte()
	}
	if r.bad || !bytes.HasPrefix(body[r.at:], copySP) {
		return body
	}
	l := &lines{code: body, out: slices.Clone(body[:r.at])}
	for r.at < len(body) && !r.bad {
		l.all = append(l.all, r.next())
	}
	if r.bad {
		return body
	}
	l.fold()
	l.unwinds = l.hasUnwindExit()
	for l.at < len(l.all) {
		l.step(s)
	}
	return l.out
}

// lines is a body on its way.
type lines struct {
	code    []byte
	all     []instr
	places  map[int]place // of the frame, by the line at which their address begins
	moved   map[int]int64 // offsets of loads and stores to which SP's was added
	at      int           // the next line
	depth   int           // blocks that are open
	unwinds bool          // the outermost block ends before 1 is returned
	out     []byte
}

// hasUnwindExit reports whether all of the body is in one block, behind which 1 is
// returned.
func (l *lines) hasUnwindExit() bool {
	depth, n := 0, len(l.all)
	for k, i := range l.all {
		switch i.op {
		case opBlock, opLoop, opIf:
			depth++
		case opEnd:
			depth--
		}
		if depth == 0 && k >= 2 && k < n-3 { // copySP is the first two
			return false
		}
	}
	return n > 5 && l.all[2].op == opBlock && l.all[n-3].op == opEnd && l.all[n-2].op == opI32Const && l.all[n-2].imm == 1
}

// step writes what one or more lines come to.
func (l *lines) step(s *shortener) {
	if l.place() || l.call(s) || l.returns() {
		return
	}
	i := l.all[l.at]
	l.at++
	switch i.op {
	case opNop:
		return
	case opBlock, opLoop, opIf:
		l.depth++
	case opEnd:
		l.depth--
	}
	if opposite, ok := opposites[i.op]; ok && l.at < len(l.all) && l.all[l.at].op == opI32Eqz {
		l.at++
		l.out = append(l.out, opposite)
		return
	}
	l.write(i, l.at-1)
}

// write copies a line, with its new offset if it has one.
func (l *lines) write(i instr, line int) {
	offset, ok := l.moved[line]
	if !ok {
		l.out = append(l.out, l.code[i.at:i.end]...)
		return
	}
	r := reader{code: l.code, at: i.at + 1}
	if i.op == opVector {
		r.unsigned()
	}
	r.unsigned() // the alignment
	l.out = append(l.out, l.code[i.at:r.at]...)
	l.out = appendUnsigned(l.out, uint64(offset))
}

// opposites are comparisons of integers and what they are not.
var opposites = func() map[byte]byte {
	m := map[byte]byte{}
	for _, pair := range [][2]byte{
		{0x46, 0x47}, {0x48, 0x4e}, {0x49, 0x4f}, {0x4a, 0x4c}, {0x4b, 0x4d}, // i32: eq ne, lt ge, gt le
		{0x51, 0x52}, {0x53, 0x59}, {0x54, 0x5a}, {0x55, 0x57}, {0x56, 0x58}, // i64
	} {
		m[pair[0]], m[pair[1]] = pair[1], pair[0]
	}
	return m
}()

// callOps is a call of Go's own calling convention. The constants are 8, the return
// address and 0.
var callOps = []byte{
	opLocalGet, opI32Const, opI32Sub, opLocalTee, opGlobalSet,
	opLocalGet, opI64Const, opI64Store, opI32Const, opCall,
	opGlobalGet, opLocalSet, opBrIf,
}

// call shortens a call that never comes back: what follows it is a trap, or its return
// address is the function's beginning, as morestack's is.
func (l *lines) call(s *shortener) bool {
	rest := l.all[l.at:]
	if !l.unwinds || len(rest) <= len(callOps) {
		return false
	}
	for k, op := range callOps {
		if rest[k].op != op {
			return false
		}
	}
	sp := rest[0].imm == 1 && rest[1].imm == 8 && rest[3].imm == 1 && rest[4].imm == 0 && rest[5].imm == 1
	after := rest[10].imm == 0 && rest[11].imm == 1 && rest[12].imm == int64(l.depth-1)
	ra, trap := rest[6], rest[len(callOps)].op == opUnreachable
	if !sp || !after || rest[7].imm != 0 || rest[8].imm != 0 || !trap && ra.imm&0xffff != 0 {
		return false
	}
	l.out = append(append(l.out, opLocalGet, 1), l.code[ra.at:ra.end]...)
	l.out = appendUnsigned(append(l.out, opCall), uint64(s.helper(int(rest[9].imm))))
	if !trap {
		l.out = append(l.out, copySP...)
	}
	l.out = append(l.out, l.code[rest[12].at:rest[12].end]...)
	l.at += len(callOps)
	return true
}

// returns drops the copy of SP that nobody reads behind a return.
func (l *lines) returns() bool {
	rest := l.all[l.at:]
	if len(rest) < 4 || rest[0].op != opLocalTee || rest[0].imm != 1 || rest[1].op != opGlobalSet || rest[2].op != opI32Const || rest[3].op != opReturn {
		return false
	}
	l.at++
	return true
}

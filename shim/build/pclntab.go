package build

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
)

// Go's linker puts a table of all functions (the pclntab) into every program,
// three quarters of which only serve stack traces: names, files, lines, inlined
// calls, arguments. -s and -w leave them in. Emptied, they take 1.6 MB less of
// each guest's memory and 260 KB less of the package. What moves and scans
// stacks stays: frame sizes, stack maps, deferred calls. A trace of the shipped
// guest has program counters only; a build with names has it all.
//
// The layout is that of the pinned toolchain, runtime/symtab.go and
// runtime/runtime2.go of Go 1.27; every offset is checked before it is followed,
// and a module that does not look like that is an error.

const (
	pcHeaderBytes  = 8 + 8*8
	moduleDataSkip = 19 // words of moduledata before findfunctab: pcHeader and six slices
	funcBytes      = 44 // of a _func before its two arrays

	// Fields of a _func.
	funcNameOff = 4
	funcPCSP    = 16
	funcPCFile  = 20
	funcPCLn    = 24
	funcNPCData = 28
	funcCUOff   = 32
	funcLine    = 36
	funcNData   = 43
)

// The first words of the header: magic of Go 1.20 and later, two zeros, the
// least size of an instruction, the size of a pointer.
var pcHeaderStart = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

// For stack traces only are these of a function's pcdata and funcdata,
// internal/abi/symtab.go. Unsafe points matter to preemption by signals, which
// wasm has not.
var (
	tracePCData   = map[int]bool{0: true, 2: true, 3: true} // UnsafePoint, InlTreeIndex, ArgLiveIndex
	traceFuncData = map[int]bool{3: true, 5: true, 6: true} // InlTree, ArgInfo, ArgLiveInfo
)

const noFuncData = 1<<32 - 1

var errPclntab = errors.New("pclntab: not of the layout that Go 1.27 gives it")

// pclntab is the table as it lies in memory.
type pclntab struct {
	memory []byte
	err    error // the first offset that led outside

	name, cu, pc, table int // addresses of the tables for names, files, values and functions
	goFunc              int // address that funcdata offsets count from
	find, findEnd       int // the index from program counters to functions
	nFunc               int
}

// dropTraces empties what only stack traces need in a guest's memory.
func dropTraces(memory []byte) error {
	t, err := findPclntab(memory)
	if err != nil {
		return err
	}
	values := make([]bool, t.table-t.pc) // bytes of the values that are still used
	kept, dropped := map[int]bool{}, map[int]bool{}
	for i := range t.nFunc {
		t.dropOf(t.table+int(t.u32(t.table+8*i+4)), values, kept, dropped)
	}
	if t.err != nil {
		return t.err
	}
	for i, used := range values {
		if !used {
			memory[t.pc+i] = 0
		}
	}
	clear(memory[t.name:t.pc])
	clear(memory[t.find:t.findEnd])
	t.clearFuncData(kept, dropped)
	return t.err
}

// findPclntab finds the table by its header, and moduledata by its pointers to it.
func findPclntab(memory []byte) (*pclntab, error) {
	at := bytes.Index(memory, pcHeaderStart)
	if at < 0 || at+pcHeaderBytes > len(memory) {
		return nil, errPclntab
	}
	t := &pclntab{memory: memory}
	t.nFunc = t.word(at + 8)
	t.name, t.cu = at+t.word(at+32), at+t.word(at+40)
	t.pc, t.table = at+t.word(at+56), at+t.word(at+64)
	if !(at < t.name && t.name < t.cu && t.cu < t.pc && t.pc < t.table && t.nFunc > 0 && t.table+8*t.nFunc < len(memory)) {
		return nil, errPclntab
	}
	pointers := binary.LittleEndian.AppendUint64(nil, uint64(at))
	pointers = binary.LittleEndian.AppendUint64(pointers, uint64(t.name))
	module := bytes.Index(memory, pointers)
	if module < 0 {
		return nil, errPclntab
	}
	// The header and moduledata's slices say the same of where the tables lie.
	for i, address := range []int{t.name, t.cu, at + t.word(at+48), t.pc, t.table, t.table} {
		if t.word(module+8*(1+3*i)) != address {
			return nil, errPclntab
		}
	}
	if t.word(module+8*17) != t.nFunc+1 {
		return nil, errPclntab
	}
	t.goFunc = t.word(module + 8*(moduleDataSkip+24))
	t.find = t.word(module + 8*moduleDataSkip)
	t.findEnd = t.find + findBytes(memory[module+8*(moduleDataSkip+1):])
	if t.findEnd < t.find || t.findEnd > len(memory) {
		return nil, errPclntab
	}
	if end := t.word(module + 8*(moduleDataSkip+25)); t.goFunc <= 0 || t.goFunc >= end || end > len(memory) {
		return nil, errPclntab
	}
	return t, t.err
}

// findBytes is the size of the index, from the least and the greatest program
// counter: 20 bytes for every 4,096. A function in WebAssembly has 65,536 of them,
// so most of a megabyte is never looked at, and yet costs every guest its pages.
// Empty, it makes the runtime search the functions from the first on: a few
// microseconds for each frame that the collector scans.
func findBytes(minMax []byte) int {
	least, greatest := binary.LittleEndian.Uint64(minMax), binary.LittleEndian.Uint64(minMax[8:])
	if greatest < least || greatest > 1<<31 {
		return -1
	}
	return int((greatest-least)/4096) * 20
}

// dropOf empties the trace fields of the function at f, and notes which values
// and which funcdata are used and which are no more.
func (t *pclntab) dropOf(f int, values []bool, kept, dropped map[int]bool) {
	nPCData := int(t.u32(f + funcNPCData))
	if t.err != nil || nPCData > 16 || f+funcBytes+4*nPCData > len(t.memory) {
		t.err = errPclntab
		return
	}
	for _, field := range []int{funcNameOff, funcPCFile, funcPCLn, funcCUOff, funcLine} {
		t.put(f+field, 0)
	}
	t.mark(int(t.u32(f+funcPCSP)), values)
	for i := range nPCData {
		at := f + funcBytes + 4*i
		if tracePCData[i] {
			t.put(at, 0)
		}
		t.mark(int(t.u32(at)), values)
	}
	for i := range int(t.memory[f+funcNData]) {
		at := f + funcBytes + 4*(nPCData+i)
		offset := t.u32(at)
		switch {
		case offset == noFuncData:
		case traceFuncData[i]:
			dropped[int(offset)] = true
			t.put(at, noFuncData)
		default:
			kept[int(offset)] = true
		}
	}
}

// mark notes the bytes of the value table at offset as used. It is a list of
// pairs of varints, the change of the value and of the program counter, that ends
// with a zero in the place of a change, but for the first; offset 0 is no table.
func (t *pclntab) mark(offset int, values []bool) {
	for at := offset; offset != 0; {
		if at >= len(values) {
			t.err = errPclntab
			return
		}
		if at != offset && t.memory[t.pc+at] == 0 {
			values[at] = true
			return
		}
		for range 2 {
			for at < len(values) && t.memory[t.pc+at] >= 0x80 {
				values[at] = true
				at++
			}
			if at < len(values) {
				values[at] = true
			}
			at++
		}
	}
}

// clearFuncData empties the funcdata that no function refers to any more. Each
// reaches to the next one at most; the last is left alone.
func (t *pclntab) clearFuncData(kept, dropped map[int]bool) {
	var starts []int
	for offset := range kept {
		starts = append(starts, offset)
	}
	for offset := range dropped {
		if !kept[offset] {
			starts = append(starts, offset)
		}
	}
	slices.Sort(starts)
	for i := range len(starts) - 1 {
		from, to := t.goFunc+starts[i], t.goFunc+starts[i+1]
		if to > len(t.memory) {
			t.err = errPclntab
			return
		}
		if !kept[starts[i]] {
			clear(t.memory[from:to])
		}
	}
}

// word reads a pointer-sized number that has to lie within memory.
func (t *pclntab) word(at int) int {
	if at < 0 || at+8 > len(t.memory) {
		t.err = errPclntab
		return 0
	}
	v := binary.LittleEndian.Uint64(t.memory[at:])
	if v > uint64(len(t.memory)) {
		t.err = errPclntab
		return 0
	}
	return int(v)
}

func (t *pclntab) u32(at int) uint32 {
	if at < 0 || at+4 > len(t.memory) {
		t.err = errPclntab
		return 0
	}
	return binary.LittleEndian.Uint32(t.memory[at:])
}

func (t *pclntab) put(at int, v uint32) {
	if at < 0 || at+4 > len(t.memory) {
		t.err = errPclntab
		return
	}
	binary.LittleEndian.PutUint32(t.memory[at:], v)
}

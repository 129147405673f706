package flow

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/tetratelabs/wazero"
)

// A module of the shape that Go's compiler gives its functions, with random blocks.
//
// Function 0 is the one whose blocks are random. It keeps its state in memory, as a
// function that is unwound has to: a random number at 0, the number of steps that are
// left at 4, the end of the trace at 8, from 16 on the trace. Every block adds
// its number to the trace and chooses where to go by the random number. Function 1
// completes, after an unwinding where the random number says so; function 2
// never does. Function 3 does what Go's wasm_pc_f_loop does: it calls function 0 at the
// block on the stack until it has completed.
type asm struct{ code []byte }

func (a *asm) put(b ...byte) { a.code = append(a.code, b...) }

func (a *asm) i32(v int) { a.code = appendSigned(append(a.code, opI32Const), int64(v)) }

func (a *asm) load(at int)  { a.i32(at); a.put(0x28, 2, 0) }
func (a *asm) store(at int) { a.put(0x36, 2, 0) } // after an address and a value

// random replaces the random number by the next one and leaves bit n of it on the
// stack.
func (a *asm) random(bit int) {
	a.i32(0)
	a.load(0)
	a.i32(1103515245)
	a.put(0x6c)
	a.i32(12345)
	a.put(opI32Add)
	a.store(0)
	a.load(0)
	a.i32(bit)
	a.put(0x76) // i32.shr_u
	a.i32(1)
	a.put(0x71) // i32.and
}

// trace adds a number to the trace.
func (a *asm) trace(n int) {
	a.load(8)
	a.i32(n)
	a.put(0x3a, 0, 0) // i32.store8
	a.i32(8)
	a.load(8)
	a.i32(1)
	a.put(opI32Add)
	a.store(8)
}

// place leaves a place of the frame on the stack, as Go's compiler does.
func (a *asm) place(offset int) {
	a.put(opLocalGet, 1, opI64ExtendU, opI64Const)
	a.code = appendSigned(a.code, int64(offset))
	a.put(opI64Add, opI32Wrap)
}

// frame keeps a random number in the frame, at an address that the store, or something
// else, takes, and adds it to the trace where a comparison says so.
func (a *asm) frame(r *rand.Rand) {
	at := 16 + 8*r.IntN(20)
	if r.IntN(2) == 0 {
		a.place(at)
		a.put(opNop)
		a.random(r.IntN(16))
		a.put(0x36, 2, 4) // i32.store
	} else { // the last of two addresses in a sum is the one that is stored to
		a.place(at)
		a.place(0)
		a.put(opLocalGet, 1, opI32Sub, opI32Add)
		a.random(r.IntN(16))
		a.place(at + 8)
		a.put(0x28, 2, 4, opI32Add, 0x36, 2, 4)
	}
	a.load(8)
	a.place(at)
	a.put(0x28, 2, 4)
	a.place(at + 16)
	a.put(0x28, 2, 0, 0x46+byte(r.IntN(10)), opI32Eqz, 0x3a, 0, 0) // a comparison, i32.store8
	a.i32(8)
	a.load(8)
	a.i32(1)
	a.put(opI32Add)
	a.store(8)
}

const (
	spDown = "\x20\x01\x41\x08\x6b\x22\x01\x24\x00"
	spUp   = "\x20\x01\x41\x08\x6a\x22\x01\x24\x00"
)

// returns completes the function.
func (a *asm) returns() {
	a.put([]byte(spUp)...)
	a.i32(0)
	a.put(opReturn)
}

// call calls a function that may unwind; unwind is the label of unwindExit.
func (a *asm) call(function, block, unwind int) {
	a.put([]byte(spDown)...)
	a.put(opLocalGet, 1, opI64Const)
	a.code = appendSigned(a.code, int64(0x1000<<16|block))
	a.put(opI64Store, 3, 0)
	a.i32(0)
	a.put(opCall, byte(function))
	a.put(copySP...)
	a.put(opBrIf)
	a.code = appendUnsigned(a.code, uint64(unwind))
}

// blocks makes the body of function 0 from n random segments, half of the time without calls that may be resumed.
func blocks(r *rand.Rand, n int) []byte {
	a := &asm{}
	calls := r.IntN(2)
	a.put(1, 1, typeI32)
	a.put(copySP...)
	a.put(opBlock, emptyBlock, opLoop, emptyBlock)
	for range n {
		a.put(opBlock, emptyBlock)
	}
	a.put(opLocalGet, 0, opBrTable)
	a.code = appendUnsigned(a.code, uint64(n-1))
	for i := range n {
		a.code = appendUnsigned(a.code, uint64(i))
	}
	a.put(opEnd)
	for s := range n {
		left := n - 1 - s
		jump := func(depth int) {
			a.i32(1 + r.IntN(n-1))
			a.put(opLocalSet, 0, opBr)
			a.code = appendUnsigned(a.code, uint64(depth+left))
		}
		if s > 0 && calls*r.IntN(8) == 1 && s+1 < n { // as a deferred call's return
			a.call(1, s+1, left+1)
			a.put(opEnd)
			continue
		}
		a.trace(s)
		if r.IntN(3) == 0 {
			a.frame(r)
		}
		a.i32(4) // steps end
		a.load(4)
		a.i32(1)
		a.put(opI32Sub)
		a.store(4)
		a.load(4)
		a.put(0x45, opIf, emptyBlock) // i32.eqz
		a.returns()
		a.put(opEnd)
		for bit := range r.IntN(3) {
			a.random(16 + bit)
			a.put(opIf, emptyBlock)
			switch r.IntN(6) {
			case 0:
				a.returns()
			case 1:
				a.call(2, s, left+2)
			case 2:
				a.random(20)
				a.put(opIf, emptyBlock)
				jump(2)
				a.put(opElse)
				jump(2)
				a.put(opEnd)
			default:
				jump(1)
			}
			a.put(opEnd)
		}
		last := s+1 == n
		switch k := r.IntN(8); {
		case k == 0 || last && k < 4:
			a.returns()
		case k == 1 && !last:
			a.call(2, s+1, left+1)
		case k < 4 && !last && calls == 1:
			a.call(1, s+1, left+1)
		case k < 6 || last:
			jump(0)
		}
		if !last {
			a.put(opEnd)
		}
	}
	a.put(opEnd, opUnreachable, opEnd, opI32Const, 1, opEnd)
	return a.code
}

// callee is function 1: it adds 200 to the trace, or unwinds and does that when it is
// resumed at block 1.
func callee() []byte {
	a := &asm{}
	a.put(1, 1, typeI32)
	a.put(opNop) // no function of Go's: it stays as it is
	a.put(copySP...)
	a.put(opBlock, emptyBlock, opBlock, emptyBlock, opLocalGet, 0, opBrTable, 1, 0, 1, opEnd)
	a.random(18)
	a.put(opIf, emptyBlock)
	// As after a switch of stacks: the next thing to enter is block 1 of this function.
	a.put([]byte(spDown)...)
	a.put(opLocalGet, 1, opI64Const)
	a.code = appendSigned(a.code, int64(0x1001<<16|1))
	a.put(opI64Store, 3, 0)
	a.put([]byte(spUp)...)
	a.i32(1)
	a.put(opReturn, opEnd, opEnd)
	a.trace(200)
	a.returns()
	a.put(opUnreachable, opEnd)
	return a.code
}

// never is function 2: it traces 201 and unwinds into function 4, which completes all.
func never() []byte {
	a := &asm{}
	a.put(1, 1, typeI32)
	a.put(copySP...)
	a.put(opBlock, emptyBlock, opBlock, emptyBlock, opBlock, emptyBlock, opLocalGet, 0, opBrTable, 1, 0, 1, opEnd)
	a.trace(201)
	a.call(4, 1, 1)
	a.put(opEnd, opUnreachable, opEnd, opI32Const, 1, opEnd)
	return a.code
}

// exit is function 4: as exit does, it ends with a trap of the host.
func exit() []byte {
	a := &asm{}
	a.put(0)
	a.trace(202)
	a.put(opUnreachable, opEnd)
	return a.code
}

// run is function 3, which is exported: the loop over what the stack says, which
// stands below SP once a function has returned.
func run() []byte {
	const bottom = 1 << 15
	a := &asm{}
	a.put(1, 1, typeI32) // the address on the stack
	a.i32(bottom)
	a.put(opGlobalSet, 0)
	a.i32(0)
	a.put(opCall, 0, 0x1a) // drop
	a.put(opLoop, emptyBlock)
	a.put(opGlobalGet, 0)
	a.i32(bottom)
	a.put(0x4b, opIf, emptyBlock, opReturn, opEnd) // i32.gt_u
	a.put(opGlobalGet, 0)
	a.i32(8)
	a.put(opI32Sub, 0x28, 2, 0, opLocalSet, 0)
	for _, arm := range []struct{ op, function byte }{{opIf, 1}, {opElse, 0}} {
		if arm.op == opIf {
			a.put(opLocalGet, 0)
			a.i32(16)
			a.put(0x76)
			a.i32(0xfff)
			a.put(0x71, opIf, emptyBlock)
		} else {
			a.put(opElse)
		}
		a.put(opLocalGet, 0)
		a.i32(0xffff)
		a.put(0x71, opCall, arm.function, 0x1a)
	}
	a.put(opEnd, opBr, 0, opEnd, opEnd)
	return a.code
}

// testModule is a module around function 0.
func testModule(body []byte) []byte {
	out := []byte(preamble)
	section := func(id byte, content ...byte) {
		out = appendUnsigned(append(out, id), uint64(len(content)))
		out = append(out, content...)
	}
	section(1, 2, 0x60, 1, typeI32, 1, typeI32, 0x60, 0, 0)
	section(3, 5, 0, 0, 0, 1, 0)
	section(5, 1, 0, 1)
	section(6, 1, typeI32, 1, opI32Const, 0, opEnd)
	section(7, 2, 3, 'r', 'u', 'n', 0, 3, 3, 'm', 'e', 'm', 2, 0)
	section(codeSection, writeBodies([][]byte{body, callee(), never(), run(), exit()})...)
	return out
}

// traceOf runs a module and returns what it left in memory.
func traceOf(t testing.TB, module []byte, seed uint32) string {
	t.Helper()
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer r.Close(ctx)
	m, err := r.Instantiate(ctx, module)
	if err != nil {
		t.Fatalf("module: %v", err)
	}
	m.Memory().WriteUint32Le(0, seed)
	m.Memory().WriteUint32Le(4, 200)
	m.Memory().WriteUint32Le(8, 16)
	_, err = m.ExportedFunction("run").Call(ctx)
	end, _ := m.Memory().ReadUint32Le(8)
	trace, _ := m.Memory().Read(16, end-16)
	state, _ := m.Memory().Read(0, 12)
	if len(trace) > 400 {
		trace = trace[:400]
	}
	return fmt.Sprint(end-16, err != nil, binary.LittleEndian.Uint32(state), trace)
}

// compare runs random blocks before and after, and returns how they were rewritten.
func compare(t testing.TB, seed uint64, n int) Stats {
	r := rand.New(rand.NewPCG(seed, 1))
	before := testModule(blocks(r, n))
	after, stats, err := Structure(before)
	if err != nil {
		t.Fatal(err)
	}
	again, _, err := Structure(after)
	if err != nil || !bytes.Equal(again, after) {
		t.Fatalf("seed %d, %d blocks: a module that was rebuilt is rebuilt again, error %v", seed, n, err)
	}
	if after, err = Simplify(after, nil); err != nil {
		t.Fatal(err)
	}
	short, err := Shorten(after)
	if err != nil {
		t.Fatal(err)
	}
	if again, err = Shorten(short); err != nil || !bytes.Equal(again, short) {
		t.Fatalf("seed %d, %d blocks: what was shortened is shortened again, error %v", seed, n, err)
	}
	long, err := Shorten(before)
	if err != nil {
		t.Fatal(err)
	}
	for i := range uint32(4) {
		want := traceOf(t, before, i)
		for what, module := range map[string][]byte{"rebuilt": after, "rebuilt and shortened": short, "shortened": long} {
			if got := traceOf(t, module, i); got != want {
				t.Fatalf("seed %d, %d blocks, random numbers from %d:\nbefore %.300s\n%s  %.300s", seed, n, i, want, what, got)
			}
		}
	}
	return stats
}

// Random graphs of blocks, reducible and not, with calls that are resumed and calls
// that never return, do the same before and after.
func TestRandomGraphs(t *testing.T) {
	total := Stats{Left: map[string]int{}}
	for seed := range uint64(300) {
		s := compare(t, seed, 2+int(seed%25))
		total.Structured += s.Structured
		total.Partly += s.Partly
		total.NoReturn += s.NoReturn
		for reason, n := range s.Left {
			total.Left[reason] += n
		}
	}
	t.Logf("%+v", total)
	if total.Structured < 100 || total.Partly < 100 || total.NoReturn < 300 || total.Left["a jump without a label"] > 0 {
		t.Errorf("got %d functions structured and %d partly, want 100 of each at least", total.Structured, total.Partly)
	}
}

func FuzzStructure(f *testing.F) {
	f.Add(uint64(1), uint8(9))
	f.Fuzz(func(t *testing.T, seed uint64, n uint8) { compare(t, seed, 2+int(n)%60) })
}

// Bytes that are no module, and modules that are damaged, are refused or copied.
func FuzzModule(f *testing.F) {
	f.Add(testModule(blocks(rand.New(rand.NewPCG(1, 2)), 7)))
	f.Add([]byte(preamble))
	f.Fuzz(func(t *testing.T, module []byte) {
		Structure(module)
		Shorten(module)
	})
}

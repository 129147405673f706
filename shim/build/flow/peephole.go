package flow

import "encoding/binary"

// Some opcodes that Go's compiler emits in pairs that say nothing, section 5.4.
const (
	lastComparison = 0x66 // f64.ge; those from i32.eqz on give 0 or 1
	opI64And       = 0x83
	opI64Shl       = 0x86
	opI64ShrU      = 0x88
)

// window is the instructions written last, without control flow between them.
type window struct {
	out   []byte
	start []int // where each of them begins in out
}

// Simplify leaves out what has no effect: Go asks "is it 0" of the answer to "is it 0",
// widened to 64 bits, for every x != 0, and takes shifts modulo 64, which WebAssembly does,
// too. V8 compiles each as it stands: six instructions for a test and a jump that are two.
//
// standIns are what takes the place of vector instructions, by their number, section
// 5.4.8. They take and leave the same operands.
func Simplify(module []byte, standIns map[uint64][]byte) ([]byte, error) {
	all, err := readModule(module)
	if err != nil {
		return nil, err
	}
	code := all.find(codeSection)
	if code == nil {
		return module, nil
	}
	bodies, err := readBodies(*code)
	if err != nil {
		return nil, err
	}
	for i, body := range bodies {
		bodies[i] = simplify(body, standIns)
	}
	*code = writeBodies(bodies)
	return all.bytes(), nil
}

// simplify is Simplify for one body. One that is not understood is returned as it is.
func simplify(body []byte, standIns map[uint64][]byte) []byte {
	r := reader{code: body}
	for n := r.unsigned(); n > 0 && !r.bad; n-- { // locals
		r.unsigned()
		r.byte()
	}
	w := window{out: append(make([]byte, 0, len(body)), body[:r.at]...)}
	for r.at < len(body) && !r.bad {
		i := r.next()
		if i.op < opLocalGet && i.op != 0x1a && i.op != 0x1b { // control flow
			w.start = w.start[:0]
			w.out = append(w.out, body[i.at:i.end]...)
			continue
		}
		code := body[i.at:i.end]
		if i.op == opVector && standIns != nil {
			sub, _ := binary.Uvarint(code[1:])
			if s := standIns[sub]; s != nil {
				code = s
			}
		}
		w.put(i.op, code)
	}
	if r.bad {
		return body
	}
	return w.out
}

// op returns the opcode of the instruction n before the end, 0 where there is none.
func (w *window) op(n int) byte {
	if n > len(w.start) {
		return 0
	}
	return w.out[w.start[len(w.start)-n]]
}

// drop takes the last n instructions back.
func (w *window) drop(n int) {
	at := len(w.start) - n
	w.out = w.out[:w.start[at]]
	w.start = w.start[:at]
}

// put writes an instruction, or what it comes to together with those before it.
func (w *window) put(op byte, code []byte) {
	switch {
	case op == opI64Eqz && w.op(1) == opI64ExtendU: // of 32 bits
		w.drop(1)
		w.put(opI32Eqz, []byte{opI32Eqz})
		return
	case op == opI32Eqz && w.op(1) == opI32Eqz && w.op(2) >= opI32Eqz && w.op(2) <= lastComparison: // not not
		w.drop(1)
		return
	case op == opI32Wrap && w.op(1) == opI64ExtendU:
		w.drop(1)
		return
	case op >= opI64Shl && op <= opI64ShrU && w.op(1) == opI64And && w.op(2) == opI64Const && w.out[w.start[len(w.start)-2]+1] == 63:
		w.drop(2)
	}
	w.start = append(w.start, len(w.out))
	w.out = append(w.out, code...)
}

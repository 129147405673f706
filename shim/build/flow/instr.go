package flow

// The opcodes that matter to control flow, WebAssembly 2.0 section 5.4.
const (
	opUnreachable  = 0x00
	opNop          = 0x01
	opBlock        = 0x02
	opLoop         = 0x03
	opIf           = 0x04
	opElse         = 0x05
	opEnd          = 0x0b
	opBr           = 0x0c
	opBrIf         = 0x0d
	opBrTable      = 0x0e
	opReturn       = 0x0f
	opCall         = 0x10
	opCallIndirect = 0x11
	opLocalGet     = 0x20
	opLocalSet     = 0x21
	opLocalTee     = 0x22
	opGlobalGet    = 0x23
	opGlobalSet    = 0x24
	opI64Store     = 0x37
	opI32Const     = 0x41
	opI64Const     = 0x42
	opI64Eqz       = 0x50
	opI32Add       = 0x6a
	opI32Sub       = 0x6b
	opMisc         = 0xfc // prefix of saturating truncation and bulk memory
	opVector       = 0xfd // prefix of SIMD

	emptyBlock = 0x40 // block type without values
)

// instr is one instruction and where it stands.
type instr struct {
	op       byte
	at, end  int
	imm      int64 // label, index or constant, of those that have one
	fallback bool  // a block type that is not the empty one
}

// reader decodes instructions.
type reader struct {
	code []byte
	at   int
	bad  bool
}

func (r *reader) byte() byte {
	if r.at >= len(r.code) {
		r.bad = true
		return 0
	}
	r.at++
	return r.code[r.at-1]
}

func (r *reader) skip(n int) {
	if n < 0 || n > len(r.code)-r.at {
		r.at, r.bad = len(r.code), true
		return
	}
	r.at += n
}

// unsigned reads unsigned LEB128, section 5.2.2.
func (r *reader) unsigned() uint64 {
	var v uint64
	for shift := 0; shift < 70; shift += 7 {
		b := r.byte()
		v |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return v
		}
	}
	r.bad = true
	return 0
}

// signed reads signed LEB128.
func (r *reader) signed() int64 {
	var v int64
	for shift := 0; shift < 70; shift += 7 {
		b := r.byte()
		v |= int64(b&0x7f) << shift
		if b < 0x80 {
			if s := shift + 7; s < 64 && b&0x40 != 0 {
				v |= -1 << s
			}
			return v
		}
	}
	r.bad = true
	return 0
}

// next decodes an instruction. An opcode that Go does not emit sets bad.
func (r *reader) next() instr {
	i := instr{at: r.at}
	i.op = r.byte()
	switch op := i.op; {
	case op == opBlock || op == opLoop || op == opIf:
		if i.imm = r.signed(); i.imm != emptyBlock-0x80 {
			i.fallback = true
		}
	case op == opBr || op == opBrIf || op == opCall || op >= opLocalGet && op <= opGlobalSet:
		i.imm = int64(r.unsigned())
	case op == opBrTable:
		for n := r.unsigned() + 1; n > 0 && !r.bad; n-- {
			r.unsigned()
		}
	case op == opCallIndirect:
		r.unsigned()
		r.unsigned()
	case op <= 1 || op == opElse || op == opEnd || op == opReturn || op == 0x1a || op == 0x1b:
	case op >= 0x28 && op <= 0x3e: // loads and stores
		r.unsigned()
		i.imm = int64(r.unsigned())
	case op == 0x3f || op == 0x40: // memory.size, memory.grow
		r.byte()
	case op == opI32Const || op == opI64Const:
		i.imm = r.signed()
	case op == 0x43:
		r.skip(4)
	case op == 0x44:
		r.skip(8)
	case op >= 0x45 && op <= 0xc4: // numeric
	case op == opMisc:
		r.misc()
	case op == opVector:
		i.imm = r.vector()
	default:
		r.bad = true
	}
	i.end = r.at
	return i
}

// misc passes over what follows the prefix 0xfc.
func (r *reader) misc() {
	switch sub := r.unsigned(); {
	case sub < 8: // trunc_sat
	case sub == 10: // memory.copy
		r.skip(2)
	case sub == 11: // memory.fill
		r.skip(1)
	default:
		r.bad = true
	}
}

// vector passes over what follows the prefix 0xfd, and returns the offset of a load or
// store.
func (r *reader) vector() (offset int64) {
	switch sub := r.unsigned(); {
	case sub <= 11 || sub == 92 || sub == 93: // loads and stores
		r.unsigned()
		offset = int64(r.unsigned())
	case sub == 12 || sub == 13: // v128.const, i8x16.shuffle
		r.skip(16)
	case sub >= 21 && sub <= 34: // lanes
		r.skip(1)
	case sub >= 84 && sub <= 91: // loads and stores of a lane
		r.unsigned()
		r.unsigned()
		r.skip(1)
	case sub > 275:
		r.bad = true
	}
	return offset
}

// appendUnsigned appends unsigned LEB128.
func appendUnsigned(out []byte, v uint64) []byte {
	for v >= 0x80 {
		out = append(out, byte(v)|0x80)
		v >>= 7
	}
	return append(out, byte(v))
}

// appendSigned appends signed LEB128.
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

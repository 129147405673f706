package flow

// A place in a function's frame is SP and a constant. Go computes it in 64 bits:
//
//	local.get 1; i64.extend_i32_u; i64.const C; i64.add; i32.wrap_i64
//
// The low 32 bits of that sum are those of i32.add. Where the address is a load's or a
// store's the constant is added to their offset instead. That sum is not cut to 32 bits,
// which makes no difference: SP points into a stack, a stack lies in memory, and a place of
// its frame does not lie beyond 2^32.

// place is a place of the frame.
type place struct {
	offset int64
	folded bool // the offset is that of the load or store by now
}

const placeLines = 5

// fold finds the places of the frame, and for each the load or store that is at it.
func (l *lines) fold() {
	l.places, l.moved = map[int]place{}, map[int]int64{}
	for at := range l.all {
		offset, ok := l.placeAt(at)
		if !ok {
			continue
		}
		p := place{offset: offset}
		if user := l.user(at + placeLines); user >= 0 {
			i := l.all[user]
			p.folded = true
			l.moved[user] = i.imm + offset
		}
		l.places[at] = p
	}
}

// placeAt reads the five instructions.
func (l *lines) placeAt(at int) (offset int64, ok bool) {
	if len(l.all)-at < placeLines {
		return 0, false
	}
	i := l.all[at:]
	ok = i[0].op == opLocalGet && i[0].imm == 1 && i[1].op == opI64ExtendU && i[2].op == opI64Const && i[3].op == opI64Add && i[4].op == opI32Wrap
	return i[2].imm, ok && i[2].imm >= 0 && i[2].imm < mostFrame
}

// mostFrame is more than any frame has.
const mostFrame = 1 << 24

// user returns the load or store that takes the address that lies on the stack before
// line at, -1 where that is something else, or not seen from here.
func (l *lines) user(at int) int {
	for depth := 1; at < len(l.all); at++ {
		i := l.all[at]
		takes, gives, ok := effect(l.code, i)
		if !ok {
			return -1
		}
		if takes >= depth {
			if memory := isLoad(l.code, i) && depth == 1 || isStore(l.code, i) && depth == 2; memory {
				return at
			}
			return -1
		}
		depth += gives - takes
	}
	return -1
}

// place writes a place of the frame.
func (l *lines) place() bool {
	p, ok := l.places[l.at]
	if !ok {
		return false
	}
	l.at += placeLines
	l.out = append(l.out, opLocalGet, 1)
	if !p.folded && p.offset != 0 {
		l.out = append(appendSigned(append(l.out, opI32Const), p.offset), opI32Add)
	}
	return true
}

const (
	opDrop       = 0x1a
	opSelect     = 0x1b
	opI32Eqz     = 0x45
	opI64Add     = 0x7c
	opI32Wrap    = 0xa7
	opI64ExtendU = 0xad

	v128Load, v128Store = 0, 11 // behind opVector
)

func isLoad(code []byte, i instr) bool {
	return i.op >= 0x28 && i.op <= 0x35 || i.op == opVector && code[i.at+1] == v128Load
}

func isStore(code []byte, i instr) bool {
	return i.op >= 0x36 && i.op <= 0x3e || i.op == opVector && code[i.at+1] == v128Store
}

// effect returns how many values an instruction takes from the stack and gives to it; ok
// is false of those that branch, call, or are not among the usual ones.
func effect(code []byte, i instr) (takes, gives int, ok bool) {
	switch op := i.op; {
	case op == opNop:
		return 0, 0, true
	case op == opDrop || op == opLocalSet || op == opGlobalSet:
		return 1, 0, true
	case op == opSelect:
		return 3, 1, true
	case op == opLocalGet || op == opGlobalGet || op >= 0x41 && op <= 0x44:
		return 0, 1, true
	case op == opLocalTee || isLoad(code, i):
		return 1, 1, true
	case isStore(code, i):
		return 2, 0, true
	case op == 0x45 || op == 0x50 || op >= 0x67 && op <= 0x69 || op >= 0x79 && op <= 0x7b || // eqz, clz, ctz, popcnt
		op >= 0x8b && op <= 0x91 || op >= 0x99 && op <= 0x9f || op >= 0xa7 && op <= 0xc4: // of floats, conversions
		return 1, 1, true
	case op >= 0x46 && op <= 0xa6:
		return 2, 1, true
	}
	return 0, 0, false
}

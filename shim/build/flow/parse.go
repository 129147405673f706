package flow

// An item is a piece of a segment.
type item struct {
	kind   itemKind
	op     byte
	bytes  []byte // as they stand in the module; of itemBranch and itemExit none
	label  int    // of itemBranch, counted within the segment
	target int    // segment, of itemExit
	call   call   // of itemCall
}

type itemKind byte

const (
	itemPlain  itemKind = iota // instructions without control flow
	itemOpen                   // block, loop, if
	itemElse                   // else
	itemClose                  // end of one of these
	itemBranch                 // br, br_if within the segment
	itemExit                   // jump to a segment
	itemCall                   // a call that may unwind: bytes, then br_if to unwindExit
	itemReturn                 // return, with what it returns in op: 0, 1 or returnsOther
	itemTrap                   // unreachable
)

// What an itemReturn returns, beside 0 and 1.
const (
	returnsCallee byte = 2 + iota // what the function returns that is called before
	returnsOther
)

// call is a call that may unwind, or that a function ends with.
type call struct {
	callee  int // function index, -1 for one that is not known
	resume  int // number of the block where the callee returns to after an unwinding
	leading bool
}

// segment is what lies between two resume points.
type segment struct {
	items []item
	falls bool // its end is reached, and leads to the next segment
}

// function is a body taken apart.
type function struct {
	locals   []byte // declarations, and the copy of SP
	unwinds  bool   // there is a block unwindExit
	switches bool   // SP becomes something else than itself and a constant
	table    []int  // number of a block to segment
	segments []segment
}

// The start of every body of Go's own calling convention: SP into local 1.
var copySP = []byte{opGlobalGet, 0, opLocalSet, 1}

// parser takes one body apart.
type parser struct {
	r      reader
	f      *function
	loops  bool // there is an entryPointLoop
	nested int  // blocks that are open within the segment
	left   int  // dispatch blocks that are open
	plain  int  // where the instructions begin that are not in an item yet
	last   [4]instr
	ra     int  // block of the return address stored last, -1 for none
	raAt   int  // where its sequence ends
	start  int  // where the segment begins
	value  byte // what a return would return
	done   bool
}

// parse takes a body apart. The reason is why it stays as it is, "" where it was
// understood.
func parse(body []byte) (f *function, reason string) {
	p := &parser{r: reader{code: body}, f: &function{}}
	if reason := p.header(); reason != "" {
		return nil, reason
	}
	for !p.done {
		if reason := p.step(); reason != "" {
			return nil, reason
		}
	}
	if len(p.f.segments) != p.maxSegment()+1 {
		return nil, "segments"
	}
	return p.f, ""
}

func (p *parser) maxSegment() int {
	m := 0
	for _, s := range p.f.table {
		m = max(m, s)
	}
	return m
}

// header reads up to the table's end.
func (p *parser) header() string {
	r := &p.r
	for n := r.unsigned(); n > 0 && !r.bad; n-- {
		r.unsigned()
		r.byte()
	}
	if r.bad || len(r.code)-r.at < len(copySP) || string(r.code[r.at:r.at+len(copySP)]) != string(copySP) {
		return "another calling convention"
	}
	r.skip(len(copySP))
	p.f.locals = r.code[:r.at]
	before, after := 0, 0 // blocks around entryPointLoop and in it
	for {
		switch i := r.next(); {
		case r.bad || i.fallback:
			return "no table"
		case i.op == opBlock:
			after++
			continue
		case i.op == opLoop && !p.loops && after <= 1:
			p.loops, before, after = true, after, 0
			continue
		case i.op != opLocalGet || i.imm != 0:
			return "no table"
		}
		break
	}
	if r.byte() != opBrTable {
		return "no table"
	}
	for n := r.unsigned() + 1; n > 0 && !r.bad; n-- {
		p.f.table = append(p.f.table, int(r.unsigned()))
	}
	n := p.maxSegment() + 1
	if !p.loops {
		before, after = after-n, n
	}
	if r.bad || p.f.table[0] != 0 || after != n || before < 0 || before > 1 || r.byte() != opEnd {
		return "another table"
	}
	p.f.unwinds = before == 1
	p.left = n - 1
	p.open()
	return ""
}

// open begins a segment.
func (p *parser) open() {
	p.f.segments = append(p.f.segments, segment{})
	p.plain, p.start, p.ra = p.r.at, p.r.at, -1
	p.value = returnsOther
	p.last = [4]instr{}
}

func (p *parser) segment() *segment { return &p.f.segments[len(p.f.segments)-1] }

// flush makes an item of the plain instructions up to at.
func (p *parser) flush(at int) {
	if at > p.plain {
		p.add(item{kind: itemPlain, bytes: p.r.code[p.plain:at]})
	}
	p.plain = p.r.at
}

func (p *parser) add(i item) { p.segment().items = append(p.segment().items, i) }

// step reads one instruction, and of some what belongs to it.
func (p *parser) step() string {
	i := p.r.next()
	if p.r.bad {
		return "an unknown instruction"
	}
	switch i.op {
	case opBlock, opLoop, opIf:
		p.flush(i.at)
		p.add(item{kind: itemOpen, op: i.op, bytes: p.r.code[i.at:i.end]})
		p.nested++
	case opElse:
		p.flush(i.at)
		p.add(item{kind: itemElse, op: i.op, bytes: p.r.code[i.at:i.end]})
	case opEnd:
		return p.end(i)
	case opBr, opBrIf:
		return p.branch(i)
	case opBrTable:
		return "another br_table"
	case opReturn:
		p.flush(i.at)
		p.add(item{kind: itemReturn, op: p.value, bytes: p.r.code[i.at:i.end]})
	case opUnreachable:
		p.flush(i.at)
		p.add(item{kind: itemTrap, bytes: p.r.code[i.at:i.end]})
	case opCall, opCallIndirect:
		return p.called(i)
	case opGlobalSet:
		if i.imm == 0 {
			p.setsSP()
		}
	}
	p.note(i)
	return ""
}

// setsSP notes a new value of SP. Frames move it by a constant.
func (p *parser) setsSP() {
	tee, op, constant, get := p.last[3], p.last[2].op, p.last[1].op, p.last[0]
	moves := tee.op == opLocalTee && tee.imm == 1 && (op == opI32Add || op == opI32Sub) && constant == opI32Const && get.op == opLocalGet && get.imm == 1
	p.f.switches = p.f.switches || !moves
}

// note keeps the last instructions, and what a return would return.
func (p *parser) note(i instr) {
	copy(p.last[:], p.last[1:])
	p.last[3] = i
	p.value = returnsOther
	if i.op == opI32Const && (i.imm == 0 || i.imm == 1) {
		p.value = byte(i.imm)
	}
	if i.op == opI64Store && i.imm == 0 && p.last[2].op == opI64Const && p.last[1].op == opLocalGet && p.last[1].imm == 1 {
		p.ra, p.raAt = int(p.last[2].imm&0xffff), p.last[1].at
	}
}

// end closes a block of the segment, the segment, or the function.
func (p *parser) end(i instr) string {
	p.flush(i.at)
	if p.nested > 0 {
		p.nested--
		p.add(item{kind: itemClose, op: i.op, bytes: p.r.code[i.at:i.end]})
		p.note(i)
		return ""
	}
	if p.left > 0 {
		p.left--
		p.closeSegment(true)
		p.open()
		return ""
	}
	// The last segment: end of the loop, unreachable, end of unwindExit, 1.
	tail := []byte{}
	if p.loops {
		tail = append(tail, opEnd)
	}
	tail = append(tail, opUnreachable)
	if p.f.unwinds {
		tail = append(tail, opEnd, opI32Const, 1)
	}
	tail = append(tail, opEnd)
	at := i.at
	if !p.loops { // the unreachable before this end was taken for the segment's
		at--
	}
	if string(p.r.code[at:]) != string(tail) {
		return "another tail"
	}
	if p.loops {
		p.add(item{kind: itemTrap, bytes: []byte{opUnreachable}})
	}
	p.closeSegment(false)
	p.done = true
	return ""
}

// closeSegment ends a segment; falls says that another one follows.
func (p *parser) closeSegment(falls bool) { p.segment().falls = falls }

// branch reads br and br_if: within the segment, a jump, or an unwinding.
func (p *parser) branch(i instr) string {
	label := int(i.imm)
	outer := p.nested + p.left
	switch {
	case label < p.nested:
		p.flush(i.at)
		p.add(item{kind: itemBranch, op: i.op, label: label})
	case p.loops && label == outer:
		set, k := p.last[3], p.last[2]
		if i.op != opBr || set.op != opLocalSet || set.imm != 0 || k.op != opI32Const || set.end != i.at || k.end != set.at {
			return "a jump without a constant"
		}
		if k.imm < 0 || int(k.imm) >= len(p.f.table) {
			return "a jump outside the table"
		}
		p.flush(k.at)
		p.plain = p.r.at
		p.add(item{kind: itemExit, target: p.f.table[k.imm]})
	default:
		return "another branch"
	}
	p.note(i)
	return ""
}

// called reads a call, and what Go puts behind it: the new SP, then the branch to
// unwindExit where the callee may unwind.
func (p *parser) called(i instr) string {
	c := call{callee: -1, resume: p.ra, leading: p.leads()}
	if i.op == opCall {
		c.callee = int(i.imm)
	}
	after := p.r
	for _, b := range copySP {
		if after.byte() != b {
			return "a call that keeps SP"
		}
	}
	next := after.next()
	unwind := p.nested + p.left
	if p.loops {
		unwind++
	}
	switch {
	case after.bad:
		return "an unknown instruction"
	case next.op == opBrIf && p.f.unwinds && int(next.imm) == unwind:
		if p.ra < 0 || p.ra >= len(p.f.table) {
			return "a call without a return address"
		}
		p.r.at = next.end
		p.flush(next.at)
		p.plain = p.r.at
		s := p.segment()
		if s.items[len(s.items)-1].kind != itemPlain {
			return "a call without instructions"
		}
		s.items[len(s.items)-1].kind = itemCall
		s.items[len(s.items)-1].call = c
		p.ra = -1
		p.note(next)
	case next.op == opReturn:
		p.r.at = next.at
		p.flush(next.at)
		p.r.at = next.end
		p.plain = p.r.at
		p.add(item{kind: itemReturn, op: returnsCallee, bytes: p.r.code[next.at:next.end], call: c})
		p.note(next)
	default: // a helper that never unwinds, or one that traps where it does
		p.r.at = next.at
		p.note(instr{})
		p.ra = -1
	}
	return ""
}

// leads reports that the call whose return address was stored last begins the
// segment, but for instructions that do nothing: Go puts one before a deferred
// call's return.
func (p *parser) leads() bool {
	at := p.start
	for at < len(p.r.code) && p.r.code[at] == opNop {
		at++
	}
	return p.ra >= 0 && p.raAt == at+leadingSP && len(p.segment().items) == 0
}

// leadingSP is the length of what moves SP down before a return address is stored:
// local.get 1, i32.const 8, i32.sub, local.tee 1, global.set 0.
const leadingSP = 9

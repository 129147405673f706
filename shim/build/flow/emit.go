package flow

import "slices"

// emitter writes a tree as nested blocks.
type emitter struct {
	*tree
	p        *program
	out      []byte
	labels   []label // from the outermost to the innermost
	dispatch bool    // a jump goes through the dispatcher
	failed   bool    // a jump has no label to go to
}

// label is what a br may lead to.
type label struct {
	kind labelKind
	node int
}

type labelKind byte

const (
	plainLabel labelKind = iota // a block or if of a segment
	afterLabel                  // the end of the block that stands before node
	loopLabel                   // the loop that node begins
	unwindLabel
)

// emit writes a function's body.
func (p *program) emit(t *tree) (body []byte, ok bool) {
	e := &emitter{tree: t, p: p}
	if e.body(false); e.dispatch {
		e = &emitter{tree: t, p: p}
		e.body(true)
	}
	return e.out, !e.failed
}

// body writes everything; loops says whether there is a loop around the table.
func (e *emitter) body(loops bool) {
	e.out = append(e.out, e.f.locals...)
	if e.f.unwinds {
		e.begin(opBlock, label{kind: unwindLabel})
	}
	switch {
	case len(e.roots) == 1:
		e.tree1(e.roots[0])
	case loops:
		e.begin(opLoop, label{loopLabel, e.d})
		e.within(e.d, e.children[e.d])
		e.close()
	default:
		e.within(e.d, e.children[e.d])
	}
	if e.out[len(e.out)-1] != opUnreachable {
		e.out = append(e.out, opUnreachable)
	}
	if e.f.unwinds {
		e.close()
		e.out = append(e.out, opI32Const, 1)
	}
	e.out = append(e.out, opEnd)
}

func (e *emitter) begin(op byte, l label) {
	e.out = append(e.out, op, emptyBlock)
	e.labels = append(e.labels, l)
}

func (e *emitter) close() {
	e.out = append(e.out, opEnd)
	e.labels = e.labels[:len(e.labels)-1]
}

// tree1 writes a node and all that it dominates.
func (e *emitter) tree1(n int) {
	if e.loop[n] {
		e.begin(opLoop, label{loopLabel, n})
		e.within(n, e.children[n])
		e.close()
		return
	}
	e.within(n, e.children[n])
}

// within writes a node inside blocks that end before each of followers, which are
// ordered by rank.
func (e *emitter) within(n int, followers []int) {
	if len(followers) == 0 {
		if n == e.d {
			e.table()
		} else {
			e.segment(n)
		}
		return
	}
	last := followers[len(followers)-1]
	e.begin(opBlock, label{afterLabel, last})
	e.within(n, followers[:len(followers)-1])
	e.close()
	e.tree1(last)
}

// table writes the dispatcher: the roots by the numbers of their blocks, and a trap
// for every other number.
func (e *emitter) table() {
	e.begin(opBlock, label{})
	trap := 0
	labels := make([]int, len(e.f.table))
	for pc, s := range e.f.table {
		if labels[pc] = trap; slices.Contains(e.roots, s) {
			labels[pc] = e.find(afterLabel, s)
		}
	}
	last := len(labels) - 1
	for last > 0 && labels[last-1] == labels[last] {
		last--
	}
	e.out = append(e.out, opLocalGet, 0, opBrTable)
	e.out = appendUnsigned(e.out, uint64(last))
	for _, l := range labels[:last+1] {
		e.out = appendUnsigned(e.out, uint64(l))
	}
	e.close()
	e.out = append(e.out, opUnreachable)
}

// find returns how many labels are between here and the one that is looked for, or
// -1.
func (e *emitter) find(kind labelKind, node int) int {
	for i := len(e.labels) - 1; i >= 0; i-- {
		if l := e.labels[i]; l.kind == kind && l.node == node {
			return len(e.labels) - 1 - i
		}
	}
	return -1
}

// segment writes a segment and its jumps.
func (e *emitter) segment(n int) {
	s := &e.segments[n]
	for _, i := range s.items {
		switch i.kind {
		case itemOpen:
			e.out = append(e.out, i.bytes...)
			e.labels = append(e.labels, label{})
		case itemClose:
			e.close()
		case itemBranch:
			e.out = appendUnsigned(append(e.out, i.op), uint64(i.label))
		case itemExit:
			e.jump(n, i.target, false)
		case itemCall:
			e.out = append(append(e.out, i.bytes...), opBrIf)
			e.out = appendUnsigned(e.out, uint64(e.find(unwindLabel, 0)))
			if e.p.noReturn(i.call.callee) {
				e.out = append(e.out, opUnreachable)
			}
		default:
			e.out = append(e.out, i.bytes...)
		}
	}
	if s.falls {
		e.jump(n, n+1, true)
	}
}

// jump leads from a node to another. last says that nothing is written behind it
// before the end of the innermost block.
func (e *emitter) jump(from, to int, last bool) {
	if e.rank[to] > e.rank[from] && !e.merge[to] {
		e.tree1(to)
		return
	}
	l := -1
	if e.rank[to] > e.rank[from] {
		l = e.find(afterLabel, to)
	} else if e.loop[to] && e.dominates(to, from) {
		l = e.find(loopLabel, to)
	}
	if l == 0 && last && e.labels[len(e.labels)-1].kind == afterLabel {
		return
	}
	if l >= 0 {
		e.out = appendUnsigned(append(e.out, opBr), uint64(l))
		return
	}
	if l = e.find(loopLabel, e.d); l < 0 || !slices.Contains(e.roots, to) {
		e.dispatch, e.failed = true, e.failed || !slices.Contains(e.roots, to) || len(e.roots) == 1
		return
	}
	e.dispatch = true
	e.out = appendSigned(append(e.out, opI32Const), int64(slices.Index(e.f.table, to)))
	e.out = append(e.out, opLocalSet, 0, opBr)
	e.out = appendUnsigned(e.out, uint64(l))
}

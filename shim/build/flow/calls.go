package flow

import "slices"

// program is all functions of a module.
type program struct {
	nImports  int
	functions []*function // nil for one that stays as it is
	mayReturn []bool      // by function index
}

// analyze finds out which functions may complete. It begins with those whose bodies
// were not understood and those that switch stacks, and adds what reaches a return, until nothing changes.
func (p *program) analyze() {
	p.mayReturn = make([]bool, p.nImports+len(p.functions))
	for i := range p.mayReturn {
		p.mayReturn[i] = i < p.nImports || p.functions[i-p.nImports] == nil || p.functions[i-p.nImports].switches
	}
	for changed := true; changed; {
		changed = false
		for i, f := range p.functions {
			if f != nil && !p.mayReturn[p.nImports+i] && p.returns(f) {
				p.mayReturn[p.nImports+i], changed = true, true
			}
		}
	}
}

// noReturn reports that a callee never completes.
func (p *program) noReturn(callee int) bool {
	return callee >= 0 && callee < len(p.mayReturn) && !p.mayReturn[callee]
}

// returns reports whether a function reaches a return by what is known so far.
func (p *program) returns(f *function) bool {
	g := p.graph(f)
	for s, reached := range g.reached {
		if !reached {
			continue
		}
		for _, i := range g.segments[s].items {
			if i.kind == itemReturn && !(i.op == returnsCallee && p.noReturn(i.call.callee)) {
				return true
			}
		}
	}
	return false
}

// live returns a segment without what stands behind a jump, a trap, or a call that
// never completes.
func (p *program) live(s *segment) segment {
	out := segment{falls: s.falls}
	depth, dead := 0, -1 // dead is the depth of the code that is not reached
	for _, i := range s.items {
		if i.kind == itemClose || i.kind == itemElse {
			if i.kind == itemClose {
				depth--
			}
			if dead > depth || dead == depth && i.kind == itemElse {
				dead = -1
			}
		}
		if dead < 0 {
			out.items = append(out.items, i)
		}
		if i.kind == itemOpen {
			depth++
		}
		if dead < 0 && p.ends(i) {
			if dead = depth; depth == 0 {
				out.falls = false
				return out
			}
		}
	}
	return out
}

// ends reports that what follows an item is not reached.
func (p *program) ends(i item) bool {
	switch i.kind {
	case itemReturn, itemTrap, itemExit:
		return true
	case itemBranch:
		return i.op == opBr
	case itemCall:
		return p.noReturn(i.call.callee)
	}
	return false
}

// graph is a function's segments and what leads to them.
type graph struct {
	f        *function
	segments []segment // without what is not reached
	reached  []bool
	roots    []int // segments that are entered from outside, in order; the first is 0
}

// graph finds the roots of a function and what can be reached from them.
func (p *program) graph(f *function) *graph {
	g := &graph{f: f, segments: make([]segment, len(f.segments)), reached: make([]bool, len(f.segments))}
	for i := range f.segments {
		g.segments[i] = p.live(&f.segments[i])
	}
	g.visit(p, 0)
	for s := range f.segments {
		if g.beginsWithCall(p, s) {
			g.visit(p, s)
		}
	}
	slices.Sort(g.roots)
	return g
}

// beginsWithCall reports whether the runtime may enter a segment after a panic was
// recovered. What it enters is a call of deferreturn, which completes.
func (g *graph) beginsWithCall(p *program, s int) bool {
	items := g.f.segments[s].items
	return len(items) > 0 && items[0].kind == itemCall && items[0].call.leading && !p.noReturn(items[0].call.callee)
}

// visit adds a root and follows it.
func (g *graph) visit(p *program, root int) {
	if slices.Contains(g.roots, root) {
		return
	}
	g.roots = append(g.roots, root)
	list := []int{root}
	for len(list) > 0 {
		s := list[len(list)-1]
		list = list[:len(list)-1]
		if g.reached[s] {
			continue
		}
		g.reached[s] = true
		list = append(list, g.next(s)...)
		for _, i := range g.segments[s].items {
			if i.kind != itemCall || p.noReturn(i.call.callee) {
				continue
			}
			if to := g.f.table[i.call.resume]; !slices.Contains(g.roots, to) {
				g.roots = append(g.roots, to)
				list = append(list, to)
			}
		}
	}
}

// next lists the segments that a segment leads to, the jumps first.
func (g *graph) next(s int) []int {
	var out []int
	for _, i := range g.segments[s].items {
		if i.kind == itemExit {
			out = append(out, i.target)
		}
	}
	if g.segments[s].falls {
		out = append(out, s+1)
	}
	return out
}

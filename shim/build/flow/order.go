package flow

import "slices"

// tree is a graph with its dispatcher in front of the roots, ordered. Nodes are
// segments; the dispatcher is node d, the number of segments.
type tree struct {
	*graph
	d        int
	rank     []int   // place in reverse postorder, 0 for the dispatcher
	order    []int   // nodes by rank
	parent   []int   // immediate dominator
	children [][]int // of the dominator tree, those that more than one jump leads to
	merge    []bool
	loop     []bool // jumps backward lead here
}

// newTree orders a graph. A segment in a loop that can be entered elsewhere becomes
// a root, until there is none.
func newTree(g *graph) *tree {
	for {
		t := &tree{graph: g, d: len(g.segments)}
		t.number()
		t.dominators()
		extra := t.classify()
		if len(extra) == 0 {
			return t
		}
		g.roots = append(g.roots, extra...)
		slices.Sort(g.roots)
		g.roots = slices.Compact(g.roots)
	}
}

func (t *tree) successors(n int) []int {
	if n == t.d {
		return t.roots
	}
	return t.next(n)
}

// number gives the nodes their ranks. What a segment falls into is visited last and
// so stands right behind it; of the roots the first is to stand first.
func (t *tree) number() {
	type frame struct{ node, at int }
	seen := make([]bool, t.d+1)
	var post []int
	stack := []frame{{t.d, 0}}
	seen[t.d] = true
	next := map[int][]int{}
	list := func(n int) []int {
		l, ok := next[n]
		if !ok {
			l = t.successors(n)
			if n == t.d {
				l = slices.Clone(l)
				slices.Reverse(l)
			}
			next[n] = l
		}
		return l
	}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		l := list(top.node)
		if top.at == len(l) {
			post = append(post, top.node)
			stack = stack[:len(stack)-1]
			continue
		}
		to := l[top.at]
		top.at++
		if !seen[to] {
			seen[to] = true
			stack = append(stack, frame{to, 0})
		}
	}
	slices.Reverse(post)
	t.order = post
	t.rank = make([]int, t.d+1)
	for i := range t.rank {
		t.rank[i] = -1
	}
	for i, n := range post {
		t.rank[n] = i
	}
}

// dominators is Cooper, Harvey and Kennedy's "A Simple, Fast Dominance Algorithm".
func (t *tree) dominators() {
	before := make([][]int, t.d+1)
	for _, n := range t.order {
		for _, to := range t.successors(n) {
			before[to] = append(before[to], n)
		}
	}
	t.parent = make([]int, t.d+1)
	for i := range t.parent {
		t.parent[i] = -1
	}
	t.parent[t.d] = t.d
	for changed := true; changed; {
		changed = false
		for _, n := range t.order[1:] {
			p := -1
			for _, b := range before[n] {
				switch {
				case t.parent[b] < 0:
				case p < 0:
					p = b
				default:
					p = t.meet(p, b)
				}
			}
			if t.parent[n] != p {
				t.parent[n], changed = p, true
			}
		}
	}
}

// meet is the nearest node that dominates both.
func (t *tree) meet(a, b int) int {
	for a != b {
		for t.rank[a] > t.rank[b] {
			a = t.parent[a]
		}
		for t.rank[b] > t.rank[a] {
			b = t.parent[b]
		}
	}
	return a
}

func (t *tree) dominates(a, b int) bool {
	for t.rank[b] > t.rank[a] {
		b = t.parent[b]
	}
	return a == b
}

// classify finds loops and merges. extra are the entries of loops that have another
// entry as well.
func (t *tree) classify() (extra []int) {
	t.merge, t.loop = make([]bool, t.d+1), make([]bool, t.d+1)
	forward := make([]int, t.d+1)
	for _, n := range t.order {
		for _, to := range t.successors(n) {
			switch {
			case t.rank[to] > t.rank[n]:
				forward[to]++
			case t.dominates(to, n):
				t.loop[to] = true
			case t.parent[to] != t.d || !slices.Contains(t.roots, to):
				extra = append(extra, to)
			}
		}
	}
	t.children = make([][]int, t.d+1)
	for _, n := range t.order[1:] {
		p := t.parent[n]
		if t.merge[n] = forward[n] > 1 || p == t.d; t.merge[n] {
			t.children[p] = append(t.children[p], n)
		}
	}
	return extra
}

package flow

// A Call is a direct call within a body: where it stands, and whom it calls.
type Call struct {
	At, End int
	Callee  int
}

// Calls lists the direct calls of a body as a code section has it, its locals
// first. ok is false where an instruction is not known.
func Calls(body []byte) (calls []Call, ok bool) {
	r := reader{code: body}
	for n := r.unsigned(); n > 0 && !r.bad; n-- {
		r.unsigned()
		r.byte()
	}
	for r.at < len(body) && !r.bad {
		if i := r.next(); i.op == opCall {
			calls = append(calls, Call{i.at, i.end, int(i.imm)})
		}
	}
	return calls, !r.bad
}

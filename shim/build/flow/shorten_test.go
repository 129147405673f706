package flow

import (
	"bytes"
	"testing"
)

// What Go writes and what it comes to, within a block behind which 1 is returned. Function
// 5 is the first helper.
func TestShorten(t *testing.T) {
	place := []byte{opLocalGet, 1, opI64ExtendU, opI64Const, 24, opI64Add, opI32Wrap}
	call := func(address byte, after ...byte) []byte {
		return append([]byte{
			opLocalGet, 1, opI32Const, 8, opI32Sub, opLocalTee, 1, opGlobalSet, 0, opLocalGet, 1, opI64Const, 0x80, 0x80, address, opI64Store, 3, 0,
			opI32Const, 0, opCall, 2, opGlobalGet, 0, opLocalSet, 1, opBrIf, 0,
		}, after...)
	}
	short := []byte{opLocalGet, 1, opI64Const, 0x80, 0x80, 4, opCall, 5}
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	for what, c := range map[string]struct{ in, out []byte }{
		"a store":                {join(place, []byte{opI64Const, 7, opI64Store, 3, 0}), []byte{opLocalGet, 1, opI64Const, 7, opI64Store, 3, 24}},
		"a load with an offset":  {join(place, []byte{0x29, 3, 8, opDrop}), []byte{opLocalGet, 1, 0x29, 3, 32, opDrop}},
		"a vector":               {join(place, []byte{opVector, 0, 4, 0, opDrop}), []byte{opLocalGet, 1, opVector, 0, 4, 24, opDrop}},
		"an address as a value":  {join(place, []byte{opLocalSet, 2}), []byte{opLocalGet, 1, opI32Const, 24, opI32Add, opLocalSet, 2}},
		"a value that is called": {join(place, []byte{opCall, 1, opI64Store, 3, 0}), []byte{opLocalGet, 1, opI32Const, 24, opI32Add, opCall, 1, opI64Store, 3, 0}},
		"another local":          {bytes.Replace(place, []byte{1}, []byte{2}, 1), bytes.Replace(place, []byte{1}, []byte{2}, 1)},
		"what never comes back":  {call(4, opUnreachable), join(short, []byte{opBrIf, 0, opUnreachable})},
		"morestack":              {call(4), join(short, copySP, []byte{opBrIf, 0})},
		"a call that is resumed": {bytes.Replace(call(4), []byte{0x80, 0x80, 4}, []byte{0x81, 0x80, 4}, 1), bytes.Replace(call(4), []byte{0x80, 0x80, 4}, []byte{0x81, 0x80, 4}, 1)},
		"another block":          {join([]byte{opBlock, emptyBlock}, call(4, opUnreachable), []byte{opEnd}), join([]byte{opBlock, emptyBlock}, call(4, opUnreachable), []byte{opEnd})},
		"a comparison":           {[]byte{0x53, opI32Eqz, 0x5a, opI32Eqz, 0x63, opI32Eqz}, []byte{0x59, 0x54, 0x63, opI32Eqz}}, // of floats stays
		"nops":                   {[]byte{opNop, opNop, opDrop}, []byte{opDrop}},
		"a return":               {[]byte{opLocalTee, 1, opGlobalSet, 0, opI32Const, 0, opReturn}, []byte{opGlobalSet, 0, opI32Const, 0, opReturn}},
	} {
		body := func(code []byte) []byte {
			return join([]byte{1, 1, typeI32}, copySP, []byte{opBlock, emptyBlock}, code, []byte{opEnd, opI32Const, 1, opEnd})
		}
		s := &shortener{first: 5, helpers: map[int]int{}}
		if got, want := s.body(body(c.in)), body(c.out); !bytes.Equal(got, want) {
			t.Errorf("%s:\ngot  %x\nwant %x", what, got, want)
		}
		if other := append([]byte{1, 1, typeI32, opNop}, c.in...); !bytes.Equal(s.body(other), other) {
			t.Errorf("%s: a function of another convention was changed", what)
		}
	}
}

package flate

import "unsafe"

// slack is how far behind its limit inflate may write: two literals, a copy, and
// what of its vectors is more than the copy.
const slack = maxMatch + 32

// How inflate ended.
const (
	more    = iota // input or room is used up
	ended          // the block is over
	invalid        // a code that is none, or a copy from before the data
)

// inflate decodes symbols into buf from w on until w reaches limit or pos passes
// last. It is one leaf, as wasm wants a hot loop. Its caller sees to it that
//
//   - limit+slack is within buf, and last+16 within in,
//   - lit and dist are what build made, so that no index leaves them.
func (r *Reader) inflate(last, limit int) int {
	var (
		in   = unsafe.Pointer(unsafe.SliceData(r.in))
		out  = unsafe.Pointer(unsafe.SliceData(r.buf))
		lit  = unsafe.Pointer(&r.lit)
		dist = unsafe.Pointer(&r.dist)
		pos  = r.pos
		w    = r.w
		acc  = r.acc // the next n bits; above them may be bits that come again
		n    = uint64(r.n)
		how  = more
	)
	for w < limit && pos <= last {
		acc |= *(*uint64)(unsafe.Add(in, pos)) << (n & 63)
		pos += int((63 - n) >> 3)
		n |= 56
		e := uint64(*(*entry)(unsafe.Add(lit, acc&(1<<litBits-1)*4)))
		if e&isLiteral != 0 {
			// Three literals of at most litBits each before the next refill.
			acc >>= e & 63
			n -= e & 63
			*(*byte)(unsafe.Add(out, w)) = byte(e >> 16)
			w++
			e = uint64(*(*entry)(unsafe.Add(lit, acc&(1<<litBits-1)*4)))
			if e&isLiteral != 0 {
				acc >>= e & 63
				n -= e & 63
				*(*byte)(unsafe.Add(out, w)) = byte(e >> 16)
				w++
				e = uint64(*(*entry)(unsafe.Add(lit, acc&(1<<litBits-1)*4)))
				if e&isLiteral != 0 {
					acc >>= e & 63
					n -= e & 63
					*(*byte)(unsafe.Add(out, w)) = byte(e >> 16)
					w++
					continue
				}
			}
			// A length and a distance take up to 20 and 28 bits.
			acc |= *(*uint64)(unsafe.Add(in, pos)) << (n & 63)
			pos += int((63 - n) >> 3)
			n |= 56
		}
		if e&isSpecial != 0 {
			if e&isLink != 0 {
				acc >>= litBits
				n -= litBits
				e = uint64(*(*entry)(unsafe.Add(lit, (e>>16+acc&(1<<(e>>8&15)-1))*4)))
				if e&isLiteral != 0 {
					acc >>= e & 63
					n -= e & 63
					*(*byte)(unsafe.Add(out, w)) = byte(e >> 16)
					w++
					continue
				}
			}
			if e&isSpecial != 0 {
				how = invalid
				if e&isEnd != 0 {
					acc >>= e & 63
					n -= e & 63
					how = ended
				}
				break
			}
		}
		length := int(e>>16) + int(acc&(1<<(e&63)-1)>>(e>>8&15))
		acc >>= e & 63
		n -= e & 63

		e = uint64(*(*entry)(unsafe.Add(dist, acc&(1<<distBits-1)*4)))
		if e&isSpecial != 0 {
			if e&isLink != 0 {
				acc >>= distBits
				n -= distBits
				e = uint64(*(*entry)(unsafe.Add(dist, (e>>16+acc&(1<<(e>>8&15)-1))*4)))
			}
			if e&isSpecial != 0 {
				how = invalid
				break
			}
		}
		distance := int(e>>16) + int(acc&(1<<(e&63)-1)>>(e>>8&15))
		acc >>= e & 63
		n -= e & 63
		if distance > w {
			how = invalid
			break
		}

		src, dst := unsafe.Add(out, w-distance), unsafe.Add(out, w)
		w += length
		end := uintptr(unsafe.Add(out, w))
		if distance < 16 {
			v := repeat16(src, distance)
			step := uintptr(repeatStep[distance])
			for uintptr(dst) < end {
				store16(dst, v)
				dst = unsafe.Add(dst, step)
			}
			continue
		}
		store16(dst, load16(src))
		for length > 16 {
			src, dst = unsafe.Add(src, 16), unsafe.Add(dst, 16)
			length -= 16
			store16(dst, load16(src))
		}
	}
	r.pos, r.w, r.acc, r.n = pos, w, acc, uint(n)
	return how
}

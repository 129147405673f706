package params

// String returns the canonical query: all parameters that are set, under their canonical
// names, sorted by name, with values in one spelling. Every character except RFC 3986's
// unreserved ones is percent-encoded. Parse returns the same Params for it.
func (p Params) String() string {
	var rows [len(table)]uint8
	n := 0
	for i := range table {
		if !p.has(i) {
			continue
		}
		// Insertion keeps rows[:n] sorted by name; a query has few.
		k := n
		for ; k > 0 && table[rows[k-1]].name > table[i].name; k-- {
			rows[k] = rows[k-1]
		}
		rows[k] = uint8(i)
		n++
	}
	var b, value []byte
	for _, i := range rows[:n] {
		s := &table[i]
		value = s.at(&p).text(value[:0], s)
		if len(b) > 0 {
			b = append(b, '&')
		}
		b = append(append(b, s.name...), '=')
		b = appendEscaped(b, value)
	}
	return string(b)
}

// appendEscaped leaves alone what RFC 3986 section 2.3 calls unreserved and
// escapes all else, as AWS's Signature Version 4 does: whatever signs a canonical
// query reads the same bytes in it.
func appendEscaped(b, value []byte) []byte {
	const digits = "0123456789ABCDEF"
	for _, c := range value {
		if isUnreserved(c) {
			b = append(b, c)
		} else {
			b = append(b, '%', digits[c>>4], digits[c&15])
		}
	}
	return b
}

func isUnreserved(c byte) bool {
	return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z' || c == '-' || c == '_' || c == '.' || c == '~'
}

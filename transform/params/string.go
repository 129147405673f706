package params

// String returns the canonical query: every parameter that is there under its
// canonical name, sorted by name, values in their one spelling, and nothing
// percent-encoded that need not be. Parse reads it back to the same Params.
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

// appendEscaped leaves alone what encodeURIComponent does, and , : / besides.
func appendEscaped(b, value []byte) []byte {
	const digits = "0123456789ABCDEF"
	for _, c := range value {
		if isPlain(c) {
			b = append(b, c)
		} else {
			b = append(b, '%', digits[c>>4], digits[c&15])
		}
	}
	return b
}

func isPlain(c byte) bool {
	switch c {
	case '-', '_', '.', '!', '~', '*', '\'', '(', ')', ',', ':', '/':
		return true
	}
	return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z'
}

package handler

import (
	"iter"
	"strings"
)

// The image's parameters are transform/params' to read. Here is what concerns
// the request: versionId, preset and the raw text around them.

// pairs goes through a raw query's parameters with names and values decoded.
func pairs(query string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for pair := range strings.SplitSeq(query, "&") {
			name, text, _ := strings.Cut(pair, "=")
			if !yield(unescapePercent(name, ' '), unescapePercent(text, ' ')) {
				return
			}
		}
	}
}

// parameter returns the last value of a parameter.
func parameter(query, name string) (last string, found bool) {
	for n, v := range pairs(query) {
		if n == name {
			last, found = v, true
		}
	}
	return last, found
}

package main

import (
	"strings"

	"tintype/transform/params"
)

// names writes the module that tells the Node host every name of a parameter,
// aliases included, in lines of some 120 bytes.
func names(table []params.Spec) []byte {
	const indent = "    "
	var b strings.Builder
	b.WriteString("// Every name of a parameter. Made by go run ./docs/gen from transform/params. Do not edit.\n\n")
	b.WriteString("export const names = new Set(\n  `\n")
	line := indent
	for _, s := range table {
		for _, name := range append([]string{s.Name}, s.Also...) {
			if len(line)+1+len(name) > 120 {
				b.WriteString(line + "\n")
				line = indent
			}
			if line != indent {
				line += " "
			}
			line += name
		}
	}
	b.WriteString(line + "\n`\n    .trim()\n    .split(/\\s+/),\n)\n")
	return []byte(b.String())
}

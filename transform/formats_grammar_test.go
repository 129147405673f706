package transform

import (
	"bytes"
	"fmt"
	"go/format"
	"os"
	"slices"
	"strings"
	"testing"

	"tintype/transform/internal/codec"
)

const grammarFile = "params/formats_table.go"

// The grammar has what the table of formats says: their words, types and qualities.
func TestFormatsInGrammar(t *testing.T) {
	want, err := grammarSource()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(grammarFile)
	if err == nil && bytes.Equal(got, want) {
		return
	}
	if !*update || os.Getenv("CI") != "" {
		t.Fatal(grammarFile + " is not what the table of formats says: go test ./transform -run FormatsInGrammar -update, then go run ./docs/gen")
	}
	if err := os.WriteFile(grammarFile, want, 0o644); err != nil {
		t.Fatal(err)
	}
}

// grammarSource writes what package params, which imports no codec, has of the table.
func grammarSource() ([]byte, error) {
	var b strings.Builder
	b.WriteString(`// Made by go test ./transform -run FormatsInGrammar -update from the table of formats. Do not edit.

package params

// The words of fm.
const (
	FormatSource Format = iota // absent: the source's own
`)
	written := slices.Concat(formats, []*codec.Format{jsonFacts, blurHash})
	var words, aliases []string
	for _, f := range written {
		for i, word := range f.Words {
			name := f.Title
			if i > 0 || !strings.EqualFold(f.Title, word) && word != f.Name {
				name = strings.ToUpper(word)
			}
			fmt.Fprintf(&b, "Format%s // %s\n", name, word)
		}
		words = append(words, f.Words...)
		for _, alias := range f.Aliases {
			aliases = append(aliases, alias+"="+f.Words[0])
		}
	}
	fmt.Fprintf(&b, ")\n\n// The same words in the same order, and other spellings of them.\nconst (\nformatWords = %q\nformatAliases = %q\n)\n\n",
		strings.Join(words, " "), strings.Join(aliases, " "))
	b.WriteString("var fileFormats = [...]FileFormat{\n")
	for _, f := range formats {
		fmt.Fprintf(&b, "{Name: %q, Title: %q, MediaType: %q, ", f.Name, f.Title, f.MediaType)
		if len(f.Words) > 0 {
			fmt.Fprintf(&b, "Words: %q, ", strings.Join(f.Words, " "))
		}
		fmt.Fprintf(&b, "Extensions: %q", strings.Join(f.Extensions, " "))
		if f.Quality > 0 {
			fmt.Fprintf(&b, ", Quality: %d", f.Quality)
		}
		b.WriteString("},\n")
	}
	b.WriteString("}\n")
	return format.Source([]byte(b.String()))
}

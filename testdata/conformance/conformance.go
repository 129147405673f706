// Package conformance reads testdata/conformance.txt: what every engine makes of
// the same sources and queries.
package conformance

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
)

// Row is one line of the table.
type Row struct {
	Source string // below testdata
	Query  string
	Result string // "120x80 jpg", or "err:" and the code
	Hash   string // of the body; "-" for an error

	line int
}

// Table is the file.
type Table struct {
	Rows []Row

	path  string
	lines []string
}

const between = " · "

// Read reads the table at path.
func Read(path string) (*Table, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	t := &Table{path: path, lines: strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")}
	for i, line := range t.lines {
		if line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, between)
		if len(cells) != 4 {
			return nil, fmt.Errorf("%s:%d: got %d columns, want 4", path, i+1, len(cells))
		}
		t.Rows = append(t.Rows, Row{cells[0], cells[1], cells[2], cells[3], i})
	}
	return t, nil
}

// Made is the result and the hash of an image.
func Made(width, height int, format string, body []byte) (result, hash string) {
	return fmt.Sprintf("%dx%d %s", width, height, format), Hash(body)
}

// Hash shortens a body's SHA-256.
func Hash(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:8])
}

// Refused is the result and the hash of an error.
func Refused(code string) (result, hash string) { return "err:" + code, "-" }

// Write writes the rows back to the file.
func (t *Table) Write() error {
	for _, r := range t.Rows {
		t.lines[r.line] = strings.Join([]string{r.Source, r.Query, r.Result, r.Hash}, between)
	}
	return os.WriteFile(t.path, []byte(strings.Join(t.lines, "\n")+"\n"), 0o644)
}

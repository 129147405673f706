package tintype_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Each row of the table of complaints in docs/problems.md names proofs that exist: tests by
// their function, tables by their file.
func TestProofsExist(t *testing.T) {
	readme, err := os.ReadFile("docs/problems.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "| complaint | here | proof |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	tests := testFunctions(t)
	rows := strings.Split(strings.TrimSpace(table), "\n")[1:]
	if len(rows) < 12 {
		t.Errorf("the table has %d rows, want one for each of the twelve complaints at least", len(rows))
	}
	for _, row := range rows {
		cells := strings.Split(row, " | ")
		proofs := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[len(cells)-1], -1)
		if len(cells) != 3 || len(proofs) == 0 {
			t.Errorf("no proof: %s", row)
		}
		for _, proof := range proofs {
			if _, err := os.Stat(proof[1]); err != nil && !tests[proof[1]] {
				t.Errorf("neither a test nor a file: %s", proof[1])
			}
		}
	}
}

// testFunctions are the names of all tests and fuzz targets.
func testFunctions(t *testing.T) map[string]bool {
	t.Helper()
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	names := map[string]bool{}
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || d.Name() == "build" && file == "build") {
			if err == nil {
				err = fs.SkipDir
			}
			return err
		}
		if !strings.HasSuffix(file, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(file)
		for _, m := range function.FindAllStringSubmatch(string(text), -1) {
			names[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

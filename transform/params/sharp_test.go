package params

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
)

// Every fit gives sharp's sizes to the pixel. The sizes are sharp's own, see
// testdata/sharp-sizes.mjs.
func TestSizesOfSharp(t *testing.T) {
	file, err := os.Open("testdata/sharp-sizes.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows := 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := lines.Text()
		if strings.HasPrefix(line, "#") {
			continue
		}
		var src, want Size
		var exif Orientation
		var query string
		if _, err := fmt.Sscanf(line, "%dx%d %d %s %dx%d", &src.W, &src.H, &exif, &query, &want.W, &want.H); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		p, err := Parse(query)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		g, err := p.Geometry(src, exif, Limits{OutputSide: 1 << 20, OutputPixels: 1 << 40})
		if err != nil || g.Final != want {
			t.Errorf("%dx%d orientation %d %s: got %v %v, want %v", src.W, src.H, exif, query, g.Final, err, want)
		}
		rows++
	}
	if rows < 400 {
		t.Errorf("only %d rows", rows)
	}
}

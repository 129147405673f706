package clients

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tintype/handler"
	"tintype/transform/params"
)

// block is a piece of code in a document, between fences.
type block struct {
	file     string
	heading  string // the nearest above
	name     string // of a file, where the line before is `name`:
	language string
	text     string
}

func (b *block) String() string { return fmt.Sprintf("%s, %s, %s", b.file, b.heading, b.language) }

// documents are all that people read.
func documents(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("git", "-C", "..", "ls-files", "*.md").Output()
	if err != nil {
		t.Skip("not checked: that the code in the documents runs; git, which lists the documents, is not installed or this is no clone")
	}
	return slices.DeleteFunc(strings.Fields(string(out)), func(name string) bool {
		return name == "docs/url-api.md" || strings.HasPrefix(name, "docs/gen/") || strings.HasPrefix(name, "testdata/") // what was made by the code itself
	})
}

func blocksOf(t *testing.T, languages ...string) (all []block) {
	t.Helper()
	for _, file := range documents(t) {
		text, err := os.ReadFile(filepath.Join("..", file))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, parseBlocks(file, string(text))...)
	}
	if len(all) < 20 {
		t.Fatalf("got %d blocks of code in all documents", len(all))
	}
	return slices.DeleteFunc(all, func(b block) bool { return !slices.Contains(languages, b.language) })
}

func parseBlocks(file, text string) (all []block) {
	heading, before := "", ""
	var open *block
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		switch language, fence := strings.CutPrefix(trimmed, "```"); {
		case fence && open != nil:
			all = append(all, *open)
			open = nil
		case fence:
			open = &block{file: file, heading: heading, language: language}
			if m := regexp.MustCompile("^`([^`]+)`.*:$").FindStringSubmatch(before); m != nil {
				open.name = m[1]
			}
		case open != nil:
			open.text += line
		case strings.HasPrefix(line, "#"):
			heading = strings.TrimSpace(strings.TrimLeft(line, "#"))
		}
		if open == nil && trimmed != "" {
			before = trimmed
		}
	}
	return all
}

// Every language that the documents have is looked at by a test.
func TestLanguages(t *testing.T) {
	known := []string{"sh", "js", "jsx", "html", "go", "json", ""} // without a language: what a program prints, and drawings
	for _, file := range documents(t) {
		text, _ := os.ReadFile(filepath.Join("..", file))
		for _, b := range parseBlocks(file, string(text)) {
			if !slices.Contains(known, b.language) {
				t.Errorf("%s: a language that no test runs", &b)
			}
		}
	}
}

// A configuration in the documents is one, and other JSON is JSON.
func TestDocumentedJSON(t *testing.T) {
	configurations := 0
	for _, b := range blocksOf(t, "json") {
		if !json.Valid([]byte(b.text)) {
			t.Errorf("%s: is no JSON", &b)
		}
		if b.file != "docs/config.md" {
			continue
		}
		configurations++
		if _, unknown, err := handler.ParseConfig([]byte(b.text), &handler.Host{}); err != nil || len(unknown) > 0 {
			t.Errorf("%s: got %v, unknown %v", &b, err, unknown)
		}
	}
	if configurations == 0 {
		t.Error("no configuration was looked at")
	}
}

// Go in the documents compiles, as the body of a function with the usual names.
func TestDocumentedGo(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.com/documents\n\ngo 1.27.0\n\nrequire tintype v0.0.0\n\nreplace tintype => "+root+"\n")
	all := blocksOf(t, "go")
	if len(all) == 0 {
		t.Fatal("no Go in the documents")
	}
	for i, b := range all {
		write(fmt.Sprintf("block%d.go", i), fmt.Sprintf(`package documents

import (
	"context"
	"io"

	"tintype"
)

// of %s
func block%d(ctx context.Context, file io.Reader) (any, error) {
	%s
	return result, err
}

var _ = tintype.Options{}
`, &b, i, b.text))
	}
	run(t, dir, "go", "vet", "./...")
}

// The images of HTML in the documents have queries of the URL API, and every attribute is
// well-formed: an & is written as &amp;, or stands where HTML allows it.
func TestDocumentedHTML(t *testing.T) {
	seen := 0
	for _, b := range blocksOf(t, "html") {
		for _, m := range regexp.MustCompile(`(?:src|srcset)="([^"]*)"`).FindAllStringSubmatch(b.text, -1) {
			for one := range strings.SplitSeq(m[1], ", ") {
				address, _, _ := strings.Cut(strings.TrimSpace(one), " ")
				_, query, found := strings.Cut(strings.ReplaceAll(address, "&amp;", "&"), "?")
				if !found {
					continue
				}
				seen++
				if _, err := params.Parse(query); err != nil {
					t.Errorf("%s: %s: %v", &b, address, err)
				}
				for pair := range strings.SplitSeq(query, "&") {
					if name, _, _ := strings.Cut(pair, "="); !params.Known(name) {
						t.Errorf("%s: %s: %s is unknown", &b, address, name)
					}
				}
			}
		}
	}
	if seen < 8 {
		t.Errorf("only %d images were looked at", seen)
	}
}

// programs that the documents call and that are not ours.
var programs = []string{"aws", "curl", "docker", "kubectl", "gcloud", "npm", "go", "git", "cd"}

// Every line of shell in the documents works: tintype's commands run in a fresh folder with
// an empty home, make's targets and variables are the Makefile's, what curl asks for is a
// query of the URL API.
func TestDocumentedShell(t *testing.T) {
	dir, home := t.TempDir(), t.TempDir()
	tintype := filepath.Join(dir, "bin", "tintype")
	run(t, "..", "go", "build", "-o", tintype, "./cmd/tintype")
	photo, err := os.ReadFile("../testdata/samples/landscape.jpg")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"cat.jpg", "photos/cat.jpg", "originals/a/cat.jpg"} {
		name = filepath.Join(dir, name)
		os.MkdirAll(filepath.Dir(name), 0o777)
		if err := os.WriteFile(name, photo, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	makefile, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	ours, lines := 0, 0
	for _, b := range blocksOf(t, "sh") {
		for line := range strings.Lines(strings.ReplaceAll(b.text, "\\\n", " ")) {
			line = strings.TrimSpace(regexp.MustCompile(`(^|\s)#.*`).ReplaceAllString(line, ""))
			if line == "" {
				continue
			}
			lines++
			words := regexp.MustCompile(`^(?:[A-Z_]+=\S+ )*(\S+) ?(\S*)`).FindStringSubmatch(line)
			switch {
			case words == nil:
				t.Errorf("%s: %q is no command", &b, line)
			case words[1] == "make":
				madeByMake(t, &b, line, string(makefile))
			case words[1] == "tintype" && words[2] == "server":
				ours++
				startServer(t, &b, dir, home, tintype, line)
			case words[1] == "tintype":
				ours++
				if out, err := shell(t, dir, home, tintype, line).CombinedOutput(); err != nil {
					t.Errorf("%s: %s: %v: %s", &b, line, err, out)
				}
			case !slices.Contains(programs, words[1]):
				t.Errorf("%s: %s: a program that this test does not know", &b, line)
			}
			if m := regexp.MustCompile(`'https?://[^']*\?([^']*)'`).FindStringSubmatch(line); m != nil {
				if values, err := url.ParseQuery(m[1]); err != nil {
					t.Errorf("%s: %s: %v", &b, line, err)
				} else if _, err := params.Parse(values.Encode()); err != nil {
					t.Errorf("%s: %s: %v", &b, line, err)
				}
			}
		}
	}
	if ours < 8 || lines < 25 {
		t.Errorf("got %d lines, %d of them commands of tintype: the documents had more", lines, ours)
	}
}

// shell is a line in a folder, with tintype on the path and little else in the environment.
func shell(t *testing.T, dir, home, tintype, line string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), "sh", "-c", line)
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + filepath.Dir(tintype) + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + home, "TINTYPE_TOKEN=secret",
		"AWS_ACCESS_KEY_ID=id", "AWS_SECRET_ACCESS_KEY=secret", "AWS_REGION=eu-west-1",
	}
	return cmd
}

func madeByMake(t *testing.T, b *block, line, makefile string) {
	t.Helper()
	for _, word := range strings.Fields(line) {
		if name, _, given := strings.Cut(word, "="); given {
			if !regexp.MustCompile(`\$\(` + name + `\)|,` + name + `\)|[^A-Z]` + name + `=`).MatchString(makefile) {
				t.Errorf("%s: %s: the Makefile has no variable %s", b, line, name)
			}
		} else if word != "make" && !regexp.MustCompile(`(?m)^`+regexp.QuoteMeta(word)+`:`).MatchString(makefile) {
			t.Errorf("%s: %s: the Makefile has no target %s", b, line, word)
		}
	}
}

// startServer lets a server of these flags begin, on any port.
func startServer(t *testing.T, b *block, dir, home, tintype, line string) {
	t.Helper()
	line = regexp.MustCompile(`-admin \S+`).ReplaceAllString(line, "-admin 127.0.0.1:0")
	cmd := shell(t, dir, home, tintype, "exec "+line+" -addr 127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 100)
	n, _ := out.Read(first) // ends with the process, if it does not serve
	cmd.Process.Kill()
	cmd.Wait()
	if !strings.Contains(string(first[:n]), "serving on http://127.0.0.1:") {
		t.Errorf("%s: %s: got %q, %s", b, line, first[:n], stderr.String())
	}
}

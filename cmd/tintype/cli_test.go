package main

import (
	"flag"
	"image"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	_ "image/jpeg"
	_ "image/png"

	_ "golang.org/x/image/webp"

	"tintype/version"
)

// Help is on standard output and no mistake; it names every flag of every command.
func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"help"}, {"-h"}, {"--help"}} {
		status, stdout, stderr := runCLI(args...)
		if status != 0 || stderr != "" || !strings.Contains(stdout, "transform images") {
			t.Errorf("%q: got %d %q %q", args, status, stdout, stderr)
		}
	}
	for _, c := range commands() {
		for _, args := range [][]string{{c.name, "-h"}, {"help", c.name}} {
			status, stdout, stderr := runCLI(args...)
			if status != 0 || stderr != "" || !strings.HasPrefix(stdout, "tintype "+c.name+": ") {
				t.Errorf("%q: got %d %q %q", args, status, stdout, stderr)
			}
		}
		for _, name := range flagsOf(t, c) {
			if _, stdout, _ := runCLI(c.name, "-h"); !regexp.MustCompile(`(?m)^  -` + name + `\b`).MatchString(stdout) {
				t.Errorf("%s -h does not name -%s", c.name, name)
			}
		}
		if c.name == "help" || c.name == "version" {
			continue
		}
		if status, _, stderr := runCLI(c.name, "-nonsense"); status != exitUsage || !strings.Contains(stderr, "-h lists the flags") {
			t.Errorf("%s -nonsense: got %d %q", c.name, status, stderr)
		}
	}
	if status, stdout, _ := runCLI("version"); status != 0 || !strings.HasPrefix(stdout, "tintype "+version.Version+" go") {
		t.Errorf("version: got %d %q", status, stdout)
	}
}

// flagsOf are the names of a command's flags.
func flagsOf(t *testing.T, c command) (names []string) {
	help, ok := c.run([]string{"-h"}, nil, nil, nil).(helpRequest)
	if !ok {
		t.Fatalf("%s -h is not understood", c.name)
	}
	help.flags.VisitAll(func(f *flag.Flag) {
		names = append(names, f.Name)
		if f.Usage == "" {
			t.Errorf("%s: -%s has no explanation", c.name, f.Name)
		}
	})
	return names
}

// The output's extension chooses the format unless the query does, and a line says
// what became of it.
func TestFormatFromExtension(t *testing.T) {
	for _, c := range []struct{ name, query, format string }{
		{"o.webp", "w=120", "webp"}, {"o.PNG", "w=120", "png"}, {"o.jpg", "w=120&fm=png", "png"}, {"o.bin", "w=120", "jpeg"},
	} {
		out := filepath.Join(t.TempDir(), c.name)
		status, _, stderr := runCLI("transform", "-o", out, "../../testdata/samples/landscape.jpg", c.query)
		if status != 0 || !regexp.MustCompile(`landscape\.jpg: 1600 × 1067 jpg, 239\.1 KB → .*: 120 × 80 `+strings.Replace(c.format, "jpeg", "jpg", 1)+`, .* smaller\) in \d+ ms`).MatchString(stderr) {
			t.Errorf("%s: got %d %q", c.name, status, stderr)
		}
		f, err := os.Open(out)
		if err != nil {
			t.Fatal(err)
		}
		_, format, err := image.DecodeConfig(f)
		f.Close()
		if err != nil || format != c.format {
			t.Errorf("%s, %s: got %s, %v, want %s", c.name, c.query, format, err, c.format)
		}
	}
}

// A folder is transformed as a whole; what fails is named and does not stop the rest.
func TestTransformFolder(t *testing.T) {
	in, out := t.TempDir(), filepath.Join(t.TempDir(), "new", "folder")
	for to, from := range map[string]string{"a.jpg": "landscape.jpg", "below/b.png": "glass.png", "below/c.webp": "dunes.webp"} {
		data, err := os.ReadFile("../../testdata/samples/" + from)
		if err != nil {
			t.Fatal(err)
		}
		os.MkdirAll(filepath.Dir(filepath.Join(in, to)), 0o777)
		if err := os.WriteFile(filepath.Join(in, to), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	os.WriteFile(filepath.Join(in, "broken.jpg"), []byte("no image"), 0o666)
	os.WriteFile(filepath.Join(in, "notes.txt"), []byte("no image"), 0o666)
	status, _, stderr := runCLI("transform", "-o", out, in, "w=64&fm=webp")
	if status != exitSource || !strings.Contains(stderr, "broken.jpg: ") || !strings.Contains(stderr, "3 images, ") || !strings.Contains(stderr, "1 failed") {
		t.Errorf("got %d %q", status, stderr)
	}
	for _, name := range []string{"a.webp", "below/b.webp", "below/c.webp"} {
		if info, err := os.Stat(filepath.Join(out, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if status, _, stderr := runCLI("transform", "-o", out, in, "w=abc"); status != exitUsage || strings.Count(stderr, "w: got") != 1 {
		t.Errorf("a bad query: got %d %q", status, stderr)
	}
	if status, _, _ := runCLI("transform", in, "w=64"); status != exitUsage {
		t.Errorf("no -o: got %d, want %d", status, exitUsage)
	}
}

// Whole URLs are signed as their paths, and the token may be in a file.
func TestSignURLs(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("FOO123bar\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	status, stdout, stderr := runCLI("sign", "-token-file", file, "https://img.example.com/users/1.png?w=400&h=300", "/users/1.png")
	want := "https://img.example.com/users/1.png?w=400&h=300&s=c7b86f666a832434dd38577e38cf86d1\n/users/1.png?s=6797c24146142d5b40bde3141fd3600c\n"
	if status != 0 || stdout != want {
		t.Errorf("got %d %q %q, want %q", status, stdout, stderr, want)
	}
	for _, bad := range []string{"cat.jpg", "https://img.example.com", "ftp://a/b", "/a.jpg#x", "/a.jpg?s=1"} {
		if status, _, _ := runCLI("sign", "-token", "t", bad); status != exitUsage {
			t.Errorf("%s: got %d, want %d", bad, status, exitUsage)
		}
	}
}

// A srcset has the widths that are asked for; with sizes it is an <img>.
func TestSrcsetImage(t *testing.T) {
	_, stdout, _ := runCLI("srcset", "-widths", "320,640", "-sizes", "50vw", "-token", "t", "https://img.example.com/cat.jpg?auto=format")
	for _, want := range []string{`<img src="https://img.example.com/cat.jpg?auto=format&amp;s=`, `sizes="50vw"`, `&amp;w=640&amp;s=`, ` 640w"`, `alt=""`} {
		if !strings.Contains(stdout, want) {
			t.Errorf("got %s, want %s in it", stdout, want)
		}
	}
	if status, _, _ := runCLI("srcset", "-widths", "0", "/cat.jpg"); status != exitUsage {
		t.Errorf("a width of 0: got %d, want %d", status, exitUsage)
	}
}

package main

import (
	"bytes"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func runCLI(args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	status = run(args, strings.NewReader(""), &out, &errs)
	return status, out.String(), errs.String()
}

// The signatures that imgix publishes, token FOO123bar.
func TestSign(t *testing.T) {
	for url, want := range map[string]string{
		"/users/1.png":             "/users/1.png?s=6797c24146142d5b40bde3141fd3600c",
		"/users/1.png?w=400&h=300": "/users/1.png?w=400&h=300&s=c7b86f666a832434dd38577e38cf86d1",
		"/http%3A%2F%2Favatars.com%2Fjohn-smith.png?w=400&h=300": "/http%3A%2F%2Favatars.com%2Fjohn-smith.png?w=400&h=300&s=61ea1cc7add87653bb0695fe25f2b534",
	} {
		if status, got, stderr := runCLI("sign", "-token", "FOO123bar", url); status != 0 || strings.TrimSpace(got) != want {
			t.Errorf("%s: got %d %s%s, want %s", url, status, got, stderr, want)
		}
	}
}

// A srcset has widths where the URL leaves them open, else densities.
func TestSrcset(t *testing.T) {
	_, fluid, _ := runCLI("srcset", "/cat.jpg?auto=format")
	if !strings.HasPrefix(fluid, "/cat.jpg?auto=format&w=100 100w,\n") || strings.Count(fluid, "w,\n") != 30 {
		t.Errorf("got %s", fluid)
	}
	_, fixed, _ := runCLI("srcset", "/cat.jpg?w=300")
	if want := "/cat.jpg?w=300&dpr=5&q=20 5x\n"; !strings.HasSuffix(fixed, want) || strings.Count(fixed, "\n") != 5 {
		t.Errorf("got %s", fixed)
	}
	_, signed, _ := runCLI("srcset", "-token", "t", "/cat.jpg?w=300&q=60")
	for line := range strings.Lines(signed) {
		if strings.Contains(line, "q=75") || !strings.Contains(line, "&s=") {
			t.Errorf("got %s, want q=60 kept and a signature", line)
		}
	}
}

// Each kind of failure has its exit status and says what came.
func TestExitStatus(t *testing.T) {
	sample := filepath.Join(t.TempDir(), "sample.jpg")
	data, err := os.ReadFile("../../testdata/samples/landscape.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(sample, data, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args   []string
		status int
		stderr string
	}{
		{[]string{"transform", sample, "w=100"}, 0, ""},
		{[]string{"transform", sample, "w=100&mark=/logo.png"}, 0, "/logo.png is left out"},
		{[]string{"transform", sample, "w=abc"}, 2, `w: got "abc", want`},
		{[]string{"transform", sample, "fit=banana"}, 2, `fit: got "banana", want`},
		{[]string{"transform", sample}, 2, "want a file and a query"},
		{[]string{"transform", "../../testdata/broken/html-named.jpg", "w=100"}, 1, "source: got an unknown format, want JPEG"},
		{[]string{"transform", "../../testdata/broken/bomb-65500.jpg", "w=100"}, 1, "source pixels: got"},
		{[]string{"transform", "no-such-file.jpg", "w=100"}, 1, "no-such-file.jpg"},
		{[]string{"sign", "/a.jpg"}, 2, "-token"},
		{[]string{"serve", "-host", "bun", "-build", t.TempDir()}, 1, "make zip"},
		{[]string{"dance"}, 2, "usage:"},
		{nil, 2, "usage:"},
	} {
		status, _, stderr := runCLI(c.args...)
		if status != c.status || !strings.Contains(stderr, c.stderr) {
			t.Errorf("%q: got %d %q, want %d and %q", c.args, status, stderr, c.status, c.stderr)
		}
	}
}

// An image goes to standard output or to a file.
func TestTransform(t *testing.T) {
	out := filepath.Join(t.TempDir(), "o.jpg")
	if status, _, stderr := runCLI("transform", "-o", out, "../../testdata/samples/landscape.jpg", "w=120"); status != 0 {
		t.Fatalf("%d %s", status, stderr)
	}
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, err := jpeg.DecodeConfig(f)
	if err != nil || c.Width != 120 {
		t.Errorf("got %v, %v, want a JPEG 120 wide", c, err)
	}
}

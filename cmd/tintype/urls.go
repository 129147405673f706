package main

import (
	"crypto/md5"
	"encoding/hex"
	"flag"
	"fmt"
	"html"
	"io"
	"os"
	"strconv"
	"strings"

	"tintype/transform/params"
)

// Widths of a fluid srcset and the quality of each pixel density of a fixed
// one, as imgix's clients send them.
var (
	fluidWidths = []int{100, 116, 135, 156, 181, 210, 244, 283, 328, 380, 441, 512, 594, 689, 799, 927, 1075, 1247,
		1446, 1678, 1946, 2257, 2619, 3038, 3524, 4087, 4741, 5500, 6380, 7401, 8192}
	densityQuality = []int{75, 50, 35, 23, 20}
)

// tokenVariable is the environment's way to pass a token: what follows -token shows in
// the list of processes and in the shell's history.
const tokenVariable = "TINTYPE_TOKEN"

// token reads the signing token: of -token, of the file of -token-file, of the
// environment, in this order; "" where there is none.
type token struct{ value, file string }

func (t *token) flags(flags *flag.FlagSet) {
	flags.StringVar(&t.value, "token", "", "the signing token; better in "+tokenVariable+" or in a file, which other users do not see")
	flags.StringVar(&t.file, "token-file", "", "a `file` whose first line is the token")
}

func (t *token) read() (string, error) {
	if t.value != "" {
		return t.value, nil
	}
	if t.file == "" {
		return os.Getenv(tokenVariable), nil
	}
	text, err := os.ReadFile(t.file)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	if line = strings.TrimSpace(line); line == "" {
		return "", usageError{"-token-file: got an empty first line, want the token"}
	}
	return line, nil
}

const signHelp = `
A URL is a path or a whole URL, with or without a query. The token comes from
` + tokenVariable + `, from a file or from -token.

  TINTYPE_TOKEN=… tintype sign '/cat.jpg?w=400'
  tintype sign -token-file token.txt 'https://images.example.com/cat.jpg?w=400'
`

func runSign(args []string, _ io.Reader, stdout, _ io.Writer) error {
	flags := newFlags("sign")
	var t token
	t.flags(flags)
	if err := parse(flags, args); err != nil {
		return err
	}
	key, err := t.read()
	if err != nil {
		return err
	}
	if flags.NArg() == 0 || key == "" {
		return usageError{"want a token in " + tokenVariable + ", -token-file or -token, and URLs, such as '/cat.jpg?w=400'"}
	}
	for _, url := range flags.Args() {
		signed, err := sign(key, url)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(stdout, signed); err != nil {
			return err
		}
	}
	return nil
}

// splitOrigin takes scheme and host off a whole URL: they are not signed.
func splitOrigin(url string) (origin, rest string) {
	for _, scheme := range []string{"https://", "http://"} {
		if !strings.HasPrefix(url, scheme) {
			continue
		}
		if i := strings.IndexAny(url[len(scheme):], "/?#"); i >= 0 && url[len(scheme)+i] == '/' {
			return url[:len(scheme)+i], url[len(scheme)+i:]
		}
	}
	return "", url
}

// sign appends s= to a path or a whole URL, with or without a query: MD5 of token,
// path and query as they are sent.
func sign(token, url string) (string, error) {
	origin, url := splitOrigin(url)
	path, query, hasQuery := strings.Cut(url, "?")
	if !strings.HasPrefix(path, "/") {
		return "", usageError{"url: got " + strconv.Quote(url) + ", want a path that starts with /, or a whole URL"}
	}
	if strings.Contains(url, "#") {
		return "", usageError{"url: got a fragment, which is never sent"}
	}
	for _, pair := range strings.Split(query, "&") {
		if name, _, _ := strings.Cut(pair, "="); name == "s" {
			return "", usageError{"url: it carries a signature already"}
		}
	}
	if _, err := params.Parse(query); err != nil {
		return "", err
	}
	signed, join := path, "?s="
	if hasQuery && query != "" {
		signed, join = path+"?"+query, "&s="
	}
	sum := md5.Sum([]byte(token + signed))
	return origin + signed + join + hex.EncodeToString(sum[:]), nil
}

const srcsetHelp = `
A URL whose query fixes w or h gets one candidate for each pixel density, any other
one for each width. With -sizes a whole <img> is printed.

  tintype srcset '/cat.jpg?auto=format'
  tintype srcset -widths 320,640,1280 -sizes '(min-width: 60rem) 50vw, 100vw' '/cat.jpg?auto=format'
`

func runSrcset(args []string, _ io.Reader, stdout, _ io.Writer) error {
	flags := newFlags("srcset")
	var t token
	t.flags(flags)
	list := flags.String("widths", "", "widths in pixels, separated by commas; imgix's 31 without it")
	sizes := flags.String("sizes", "", "how wide the image is in the page, as the attribute of that name; prints an <img>")
	alt := flags.String("alt", "", "the alternative text of that <img>")
	if err := parse(flags, args); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return usageError{"want one URL, such as '/cat.jpg?auto=format'"}
	}
	key, err := t.read()
	if err != nil {
		return err
	}
	widths, err := parseWidths(*list)
	if err != nil {
		return err
	}
	set, err := srcset(flags.Arg(0), key, widths)
	if err != nil {
		return err
	}
	if *sizes == "" {
		_, err = fmt.Fprintln(stdout, set)
		return err
	}
	src := flags.Arg(0)
	if key != "" {
		if src, err = sign(key, src); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(stdout, "<img src=\"%s\"\n     sizes=\"%s\"\n     srcset=\"%s\"\n     alt=\"%s\">\n",
		html.EscapeString(src), html.EscapeString(*sizes), html.EscapeString(set), html.EscapeString(*alt))
	return err
}

// parseWidths reads a list of widths; an empty one is imgix's.
func parseWidths(list string) ([]int, error) {
	if list == "" {
		return fluidWidths, nil
	}
	var widths []int
	for item := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(item))
		if err != nil || n < 1 || n > 8192 {
			return nil, usageError{"-widths: got " + strconv.Quote(item) + ", want integers 1 to 8192"}
		}
		widths = append(widths, n)
	}
	return widths, nil
}

// srcset lists densities where the URL fixes a width or a height in pixels and
// widths where it does not.
func srcset(url, token string, widths []int) (string, error) {
	path, query, _ := strings.Cut(url, "?")
	p, err := params.Parse(query)
	if err != nil {
		return "", err
	}
	var set []string
	add := func(descriptor string, extra ...string) error {
		u := path + "?" + strings.Join(append(splitQuery(query), extra...), "&")
		if token != "" {
			if u, err = sign(token, u); err != nil {
				return err
			}
		}
		set = append(set, u+" "+descriptor)
		return nil
	}
	if p.FixedSize() {
		for i, q := range densityQuality {
			dpr := strconv.Itoa(i + 1)
			extra := []string{"dpr=" + dpr}
			if p.Quality == 0 {
				extra = append(extra, "q="+strconv.Itoa(q))
			}
			if err := add(dpr+"x", extra...); err != nil {
				return "", err
			}
		}
	} else {
		for _, w := range widths {
			if err := add(strconv.Itoa(w)+"w", "w="+strconv.Itoa(w)); err != nil {
				return "", err
			}
		}
	}
	return strings.Join(set, ",\n"), nil
}

func splitQuery(q string) []string {
	if q == "" {
		return nil
	}
	return strings.Split(q, "&")
}

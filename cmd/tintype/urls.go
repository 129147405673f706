package main

import (
	"crypto/md5"
	"encoding/hex"
	"flag"
	"fmt"
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

func runSign(args []string, _ io.Reader, stdout, _ io.Writer) error {
	flags := flag.NewFlagSet("sign", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	token := flags.String("token", "", "the signing token; "+tokenVariable+" where it is not given")
	if err := flags.Parse(args); err != nil {
		return usageError{err.Error()}
	}
	if *token == "" {
		*token = os.Getenv(tokenVariable)
	}
	if flags.NArg() != 1 || *token == "" {
		return usageError{"want a token in " + tokenVariable + " or after -token, and one URL path, such as '/cat.jpg?w=400'"}
	}
	url, err := sign(*token, flags.Arg(0))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, url)
	return err
}

// sign appends s= to a path with or without a query: MD5 of token, path and
// query as they are sent.
func sign(token, url string) (string, error) {
	path, query, hasQuery := strings.Cut(url, "?")
	if !strings.HasPrefix(path, "/") {
		return "", usageError{"url: got " + strconv.Quote(url) + ", want a path that starts with /"}
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
	return signed + join + hex.EncodeToString(sum[:]), nil
}

func runSrcset(args []string, _ io.Reader, stdout, _ io.Writer) error {
	flags := flag.NewFlagSet("srcset", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	token := flags.String("token", os.Getenv(tokenVariable), "sign every URL; "+tokenVariable+" where it is not given")
	if err := flags.Parse(args); err != nil {
		return usageError{err.Error()}
	}
	if flags.NArg() != 1 {
		return usageError{"want one URL, such as '/cat.jpg?auto=format'"}
	}
	set, err := srcset(flags.Arg(0), *token)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, set)
	return err
}

// srcset lists densities where the URL fixes a width or a height in pixels and
// widths where it does not.
func srcset(url, token string) (string, error) {
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
		for _, w := range fluidWidths {
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

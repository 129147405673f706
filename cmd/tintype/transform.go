package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"time"

	"tintype"
	"tintype/transform/params"
)

const transformHelp = `
The query is one of the URL API, such as 'w=720&fm=webp&q=70'; docs/url-api.md lists
the parameters. Without fm the extension of OUT chooses the format.

One file goes to standard output or to the file OUT ('-' is standard input or
output). Several files, or a folder with all that is below it, go into the folder
OUT under their own names and the extension of what they became.

  tintype transform -o cat.webp cat.jpg 'w=720'
  tintype transform -o thumbs photos 'w=300&h=300&fit=crop&fm=webp'
`

// A transformJob is what the flags of transform ask for.
type transformJob struct {
	out     string
	options tintype.Options
	workers int
	quiet   bool
	stdout  io.Writer
	stderr  io.Writer
}

func runTransform(args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	j := transformJob{stdout: stdout, stderr: stderr}
	flags := newFlags("transform")
	flags.StringVar(&j.out, "o", "-", "where the image goes: a `file` whose extension chooses the format, or a folder")
	flags.IntVar(&j.workers, "j", runtime.GOMAXPROCS(0), "how many images are transformed at a time")
	flags.BoolVar(&j.quiet, "q", false, "print nothing but errors")
	flags.BoolVar(&j.options.Strict, "strict", false, "refuse parameters that would be ignored")
	images := flags.String("images", "", "the `folder` that mark and blend name their images in")
	if err := parse(flags, args); err != nil {
		return err
	}
	n := flags.NArg()
	if n < 2 {
		return usageError{"want a file and a query, such as cat.jpg 'w=720'"}
	}
	sources := flags.Args()[:n-1]
	j.options.Query = flags.Arg(n - 1)
	if *images != "" {
		j.options.Images = imagesIn(*images)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	info, err := os.Stat(sources[0])
	if isFolder := err == nil && info.IsDir(); isFolder || len(sources) > 1 {
		return j.many(ctx, sources)
	}
	return j.one(ctx, sources[0], stdin)
}

// imagesIn opens images for mark and blend below a folder.
func imagesIn(folder string) tintype.Images {
	return func(key string) io.Reader {
		f, err := os.OpenInRoot(folder, strings.TrimPrefix(key, "/"))
		if err != nil {
			return nil
		}
		return f
	}
}

// formatOf returns the word of fm for the output's name, "" where its extension names no
// format that is written.
func formatOf(name string) tintype.Format {
	extension := extensionIn(name)
	for _, f := range params.FileFormats() {
		if f.Words != "" && slices.Contains(strings.Fields(f.Extensions), extension) {
			return tintype.Format(f.Name)
		}
	}
	if extension == "json" {
		return tintype.JSON
	}
	return ""
}

// one transforms a single file.
func (j *transformJob) one(ctx context.Context, name string, stdin io.Reader) error {
	source := stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		source = f
	}
	o := j.options
	if fm := formatOf(j.out); fm != "" && !hasFormat(o.Query) {
		o.Format = fm
	}
	begun := time.Now()
	// Whole before anything is written: a failure leaves no half a file.
	result, err := tintype.Transform(ctx, source, o)
	if err != nil {
		return err
	}
	j.leftOut(name, result)
	if j.out == "-" {
		_, err := j.stdout.Write(result.Body)
		return err
	}
	if err := os.WriteFile(j.out, result.Body, 0o666); err != nil {
		return err
	}
	if !j.quiet {
		size := int64(0)
		if info, err := os.Stat(name); err == nil {
			size = info.Size()
		}
		fmt.Fprintf(j.stderr, "%s: %d × %d %s%s → %s: %d × %d %s, %s%s in %d ms\n", name,
			result.Source.Width, result.Source.Height, result.Source.Format, sizeOf(size),
			j.out, result.Width, result.Height, result.Format, bytesText(int64(len(result.Body))), saved(size, int64(len(result.Body))),
			time.Since(begun).Milliseconds())
	}
	return nil
}

// hasFormat reports whether a query chooses the format itself.
func hasFormat(query string) bool {
	for pair := range strings.SplitSeq(strings.TrimPrefix(query, "?"), "&") {
		name, _, _ := strings.Cut(pair, "=")
		if name == "fm" || name == "format" || name == "fm64" || name == "palette" {
			return true
		}
	}
	return false
}

// leftOut says what could not be done as asked.
func (j *transformJob) leftOut(name string, r *tintype.Result) {
	for _, key := range r.Missing {
		why := "no such image below -images"
		if j.options.Images == nil {
			why = "-images names no folder for mark and blend"
		}
		fmt.Fprintf(j.stderr, "tintype: %s is left out: %s\n", key, why)
	}
	if r.Damaged {
		fmt.Fprintf(j.stderr, "tintype: %s: got a damaged or truncated file; the output shows the part that could be decoded\n", name)
	}
	for _, parameter := range r.Ignored {
		if !j.quiet {
			fmt.Fprintf(j.stderr, "tintype: %s is ignored%s\n", parameter, needsOf(parameter))
		}
	}
	if r.Fit != "" && !j.quiet {
		fmt.Fprintf(j.stderr, "tintype: to fit the limit of bytes: %s\n", r.Fit)
	}
}

// needsOf says what a parameter lacks to have an effect.
func needsOf(name string) string {
	for _, spec := range params.Table() {
		if spec.Name == name && spec.Needs != "" {
			return ": it needs " + spec.Needs
		}
	}
	if !params.Known(name) {
		return ": there is no such parameter"
	}
	return ""
}

func sizeOf(n int64) string {
	if n == 0 {
		return ""
	}
	return ", " + bytesText(n)
}

// bytesText writes a number of bytes for people.
func bytesText(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f KB", float64(n)/1000)
	}
	return fmt.Sprintf("%.2f MB", float64(n)/1e6)
}

// saved says how much smaller the output is, or larger.
func saved(before, after int64) string {
	switch {
	case before == 0:
		return ""
	case after <= before:
		return fmt.Sprintf(" (%d %% smaller)", 100*(before-after)/before)
	}
	return fmt.Sprintf(" (%d %% larger)", 100*after/before-100)
}

var errSome = errors.New("some images failed")

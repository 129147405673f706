package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"tintype"
	"tintype/transform/params"
)

// An item is one of many images.
type item struct {
	from string
	to   string // below the folder OUT, without its extension
}

// many transforms files and folders into the folder OUT, several at a time. What
// fails is reported and the others are done all the same.
func (j *transformJob) many(ctx context.Context, sources []string) error {
	if j.out == "-" {
		return usageError{"-o: got nothing, want the folder that several images go into"}
	}
	if info, err := os.Stat(j.out); err == nil && !info.IsDir() {
		return usageError{"-o: got the file " + j.out + ", want a folder for several images"}
	}
	items, err := list(sources)
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return fmt.Errorf("sources: got no images in %s, want files such as cat.jpg", strings.Join(sources, ", "))
	}
	// A bad query is said once, not for every image.
	if _, err := tintype.Transform(ctx, strings.NewReader(""), j.options); isParameterError(err) {
		return err
	}
	p := newProgress(j.stderr, len(items), j.quiet)
	work := make(chan item)
	var workers sync.WaitGroup
	for range max(1, j.workers) {
		workers.Go(func() {
			for it := range work {
				before, after, err := j.file(ctx, it)
				p.done(it.from, before, after, err)
			}
		})
	}
	for _, it := range items {
		if ctx.Err() != nil {
			break
		}
		work <- it
	}
	close(work)
	workers.Wait()
	p.end()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if p.failed > 0 {
		return errSome
	}
	return nil
}

// list finds the files below folders that look like images, and takes files as
// they are.
func list(sources []string) (items []item, err error) {
	stem := func(name string) string { return strings.TrimSuffix(name, filepath.Ext(name)) }
	for _, source := range sources {
		info, err := os.Stat(source)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			items = append(items, item{source, stem(filepath.Base(source))})
			continue
		}
		err = filepath.WalkDir(source, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !isImageName(name) {
				return err
			}
			relative, err := filepath.Rel(source, name)
			items = append(items, item{name, stem(relative)})
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return items, nil
}

func isImageName(name string) bool {
	return params.MediaType(extensionIn(name)) != ""
}

// extensionIn returns the extension of a file's name in lower case, without the dot.
func extensionIn(name string) string {
	return strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
}

// extensionOf returns the extension that files of a media type have, with its dot.
func extensionOf(mediaType string) string {
	for _, f := range params.FileFormats() {
		if f.MediaType == mediaType {
			first, _, _ := strings.Cut(f.Extensions, " ")
			return "." + first
		}
	}
	return map[string]string{"application/json": ".json", "text/css": ".css", "text/plain": ".txt"}[mediaType]
}

// file transforms one of many and returns the bytes before and after.
func (j *transformJob) file(ctx context.Context, it item) (before, after int64, err error) {
	f, err := os.Open(it.from)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil {
		before = info.Size()
	}
	result, err := tintype.Transform(ctx, f, j.options)
	if err != nil {
		return before, 0, err
	}
	mediaType, _, _ := strings.Cut(result.ContentType, ";")
	to := filepath.Join(j.out, it.to+extensionOf(mediaType))
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return before, 0, err
	}
	return before, int64(len(result.Body)), os.WriteFile(to, result.Body, 0o666)
}

// progress tells how far many images are: a bar on a terminal, one line at the end
// anywhere.
type progress struct {
	mu            sync.Mutex
	w             io.Writer
	bar, quiet    bool
	of, n, failed int
	before, after int64
	begun         time.Time
}

func newProgress(w io.Writer, of int, quiet bool) *progress {
	return &progress{w: w, of: of, quiet: quiet, bar: !quiet && isTerminal(w), begun: time.Now()}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (p *progress) done(name string, before, after int64, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n++
	if err != nil {
		p.failed++
		if p.bar {
			fmt.Fprint(p.w, "\r\x1b[K")
		}
		fmt.Fprintf(p.w, "tintype: %s: %v\n", name, err)
	} else {
		p.before += before
		p.after += after
	}
	if p.bar {
		const width = 30
		filled := width * p.n / p.of
		fmt.Fprintf(p.w, "\r\x1b[K[%s%s] %d of %d", strings.Repeat("=", filled), strings.Repeat(" ", width-filled), p.n, p.of)
	}
}

func (p *progress) end() {
	if p.bar {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
	if p.quiet {
		return
	}
	failed := ""
	if p.failed > 0 {
		failed = fmt.Sprintf(", %d failed", p.failed)
	}
	fmt.Fprintf(p.w, "%d images, %s → %s%s in %.1f s%s\n", p.n-p.failed, bytesText(p.before), bytesText(p.after), saved(p.before, p.after),
		time.Since(p.begun).Seconds(), failed)
}

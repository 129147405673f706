package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"tintype/transform"
	"tintype/transform/params"
)

func runTransform(args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("transform", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	out := flags.String("o", "-", "where the picture goes")
	if err := flags.Parse(args); err != nil {
		return usageError{err.Error()}
	}
	if flags.NArg() != 2 {
		return usageError{"want a file and a query, such as cat.jpg 'w=720'"}
	}
	p, err := transform.Parse(flags.Arg(1))
	if err != nil {
		return err
	}
	src := stdin
	if name := flags.Arg(0); name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		src = f
	}
	// Whole before anything is written: a failure leaves no half a file.
	var body bytes.Buffer
	info, err := transform.Do(&body, src, p, transform.DefaultLimits())
	if err != nil {
		return err
	}
	for _, key := range info.Missing {
		fmt.Fprintf(stderr, "tintype: %s is left out: the command line fetches no images for mark and blend\n", key)
	}
	if *out == "-" {
		_, err := stdout.Write(body.Bytes())
		return err
	}
	return os.WriteFile(*out, body.Bytes(), 0o666)
}

func isParameterError(err error) bool {
	var bad *params.Error
	return errors.As(err, &bad)
}

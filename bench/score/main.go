// Command score prints how much an image looks like its reference on the scale of
// SSIMULACRA 2.1, 100 for the same image:
//
//	go run ./bench/score reference.png image.jpg
//	go run ./bench/score -pairs < list     lines of two names, a tab between them
//
// Whatever tintype reads is read, by its own decoders, so that chroma is
// interpolated as browsers do it.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"image"
	"io"
	"log"
	"os"
	"strings"

	"tintype/bench/ssimulacra2"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("score: ")
	pairs := flag.Bool("pairs", false, "read pairs of names from standard input, a tab between the two, and print a score for each")
	flag.Parse()
	j := judge{}
	var err error
	switch {
	case *pairs && flag.NArg() == 0:
		err = j.list(os.Stdin, os.Stdout)
	case !*pairs && flag.NArg() == 2:
		err = j.print(os.Stdout, flag.Arg(0), flag.Arg(1))
	default:
		flag.Usage()
		os.Exit(2)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// judge keeps the last reference, since lists have many images of each.
type judge struct {
	name      string
	reference *ssimulacra2.Reference
}

func (j *judge) list(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		a, b, ok := strings.Cut(lines.Text(), "\t")
		if !ok {
			return fmt.Errorf("line: got %q, want two names with a tab between them", lines.Text())
		}
		if err := j.print(out, a, b); err != nil {
			return err
		}
	}
	return lines.Err()
}

func (j *judge) print(out io.Writer, reference, name string) error {
	if j.reference == nil || j.name != reference {
		m, err := open(reference)
		if err != nil {
			return err
		}
		j.name, j.reference = reference, ssimulacra2.NewReference(m)
	}
	m, err := open(name)
	if err != nil {
		return err
	}
	score, err := j.reference.Score(m)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	_, err = fmt.Fprintf(out, "%.3f\n", score)
	return err
}

func open(name string) (image.Image, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	m, err := ssimulacra2.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

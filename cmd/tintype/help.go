package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"
	"strings"

	"tintype/version"
)

// helpRequest is -h: not an error, but no command is run either.
type helpRequest struct{ flags *flag.FlagSet }

func (helpRequest) Error() string { return "help was asked for" }

// newFlags returns the flags of a command. Nothing is printed before run knows what
// for.
func newFlags(name string) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags
}

// parse reads flags; a mistake is a usageError.
func parse(flags *flag.FlagSet, args []string) error {
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return helpRequest{flags}
	case err != nil:
		return usageError{err.Error() + "; tintype " + flags.Name() + " -h lists the flags"}
	}
	return nil
}

// usage lists the commands.
func usage() string {
	var b strings.Builder
	b.WriteString("tintype resizes, crops and re-encodes images: by URL at the CDN edge, on a server, here.\n\nusage: tintype COMMAND [FLAGS] [ARGUMENTS]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-10s %s\n", c.name, c.does)
	}
	b.WriteString("\ntintype COMMAND -h explains a command and lists its flags.\n")
	return b.String()
}

// printHelp explains one command: how it is called, what it does, every flag.
func printHelp(w io.Writer, c command, flags *flag.FlagSet) {
	fmt.Fprintf(w, "tintype %s: %s\n\nusage: tintype %s %s\n", c.name, c.does, c.name, c.arguments)
	if c.more != "" {
		fmt.Fprintf(w, "\n%s\n", strings.TrimSpace(c.more))
	}
	any := false
	flags.VisitAll(func(*flag.Flag) { any = true })
	if any {
		fmt.Fprint(w, "\nflags:\n")
		flags.SetOutput(w)
		flags.PrintDefaults()
	}
}

// runHelp explains a command, or lists them.
func runHelp(args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	flags := newFlags("help")
	if err := parse(flags, args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		_, err := io.WriteString(stdout, usage())
		return err
	}
	c, ok := find(flags.Arg(0))
	if !ok {
		return usageError{"command: got " + flags.Arg(0) + ", want one of tintype help"}
	}
	err := c.run([]string{"-h"}, stdin, stdout, stderr)
	var help helpRequest
	if errors.As(err, &help) {
		printHelp(stdout, c, help.flags)
		return nil
	}
	return err
}

// runVersion prints the release and what it was built with.
func runVersion(args []string, _ io.Reader, stdout, _ io.Writer) error {
	flags := newFlags("version")
	if err := parse(flags, args); err != nil {
		return err
	}
	_, err := fmt.Fprintf(stdout, "tintype %s %s %s/%s\n", version.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

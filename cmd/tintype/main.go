// Command tintype transforms images, signs image URLs, serves images over HTTP, deploys
// to CloudFront, and runs the local edge: the wasm module that CloudFront runs, behind
// stand-ins for CloudFront and S3.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"tintype"
	"tintype/deploy"
	"tintype/transform/params"
)

// A command is one word of the command line.
type command struct {
	name, arguments, does string
	more                  string // further lines of its help
	run                   func(args []string, stdin io.Reader, stdout, stderr io.Writer) error
}

// commands in the order of the help.
func commands() []command {
	return []command{
		{"transform", "[FLAGS] FILE|FOLDER|-... 'QUERY'", "transform images", transformHelp, runTransform},
		{"serve", "[FLAGS]", "serve the local edge and its playground", "", runServe},
		{"server", "-source /=WHERE [FLAGS]", "serve images over HTTP in production", "", runServer},
		{"sign", "[FLAGS] URL...", "print signed URLs", signHelp, runSign},
		{"srcset", "[FLAGS] URL", "print a srcset", srcsetHelp, runSrcset},
		{"deploy", "-bucket NAME [FLAGS]", "make a new stack: role, function, distribution", "", runDeploy((*deploy.Deployer).Deploy)},
		{"attach", "-distribution ID [FLAGS]", "the same for a distribution that exists", "", runDeploy((*deploy.Deployer).Attach)},
		{"rollback", "[FLAGS]", "serve the version before", "", runDeploy((*deploy.Deployer).Rollback)},
		{"undeploy", "[FLAGS]", "remove what deploy or attach made", "", runDeploy((*deploy.Deployer).Undeploy)},
		{"purge", "-key PATH [FLAGS]", "take all images of an original out of the cache", "", runDeploy((*deploy.Deployer).Purge)},
		{"purge-url", "-key PATH [FLAGS]", "the same for a stack with a function URL", "", runPurgeURL},
		{"probe", "[-remove] [FLAGS]", "find out what AWS does where its documentation leaves it open", "\nA small stack for twenty minutes, and a table.\n", runDeploy((*deploy.Deployer).Probe)},
		{"template", "[FLAGS]", "write files for other tools: template.yaml, viewer-request.js", "", runTemplate},
		{"version", "", "print the version", "", runVersion},
		{"help", "[COMMAND]", "explain a command", "", runHelp},
	}
}

// find returns the command of a name.
func find(name string) (command, bool) {
	for _, c := range commands() {
		if c.name == name {
			return c, true
		}
	}
	return command{}, false
}

// Exit statuses.
const (
	exitSource = 1 // the source is missing, broken or not supported
	exitUsage  = 2 // bad flags, arguments or parameters
)

// usageError is a mistake on the command line.
type usageError struct{ msg string }

func (e usageError) Error() string { return e.msg }

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		switch args[0] {
		case "-h", "-help", "--help":
			args = []string{"help"}
		case "-version", "--version", "-v":
			args = []string{"version"}
		}
	}
	if len(args) == 0 {
		fmt.Fprint(stderr, usage())
		return exitUsage
	}
	c, ok := find(args[0])
	if !ok {
		fmt.Fprintf(stderr, "tintype: command: got %q\n\n%s", args[0], usage())
		return exitUsage
	}
	err := c.run(args[1:], stdin, stdout, stderr)
	var help helpRequest
	switch {
	case err == nil:
		return 0
	case errors.As(err, &help):
		printHelp(stdout, c, help.flags)
		return 0
	}
	fmt.Fprintln(stderr, "tintype "+c.name+": "+err.Error())
	var bad usageError
	if errors.As(err, &bad) || errors.Is(err, tintype.ErrParameter) || isParameterError(err) {
		return exitUsage
	}
	return exitSource
}

// isParameterError reports a parameter whose value cannot be.
func isParameterError(err error) bool {
	var bad *params.Error
	return errors.As(err, &bad)
}

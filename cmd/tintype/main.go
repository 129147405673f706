// Command tintype transforms pictures, signs image URLs and serves the local
// edge: the same wasm module that CloudFront runs, behind a stand-in for
// CloudFront and S3.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"tintype/deploy"
)

const usage = `usage:
  tintype transform [-o OUT] FILE 'w=720&fm=jpg'   transform a picture; '-' is standard input or output
  tintype serve [-addr ADDR] [-originals WHERE] [-host wazero|node]
                                                   serve the local edge
  tintype sign -token T '/cat.jpg?w=400'           print the signed URL
  tintype srcset '/cat.jpg?auto=format'            print a srcset
  tintype deploy -bucket NAME                      a new stack: role, function, distribution
  tintype attach -distribution ID [-behavior P]    the same for a distribution that exists
  tintype rollback | undeploy [-distribution ID]   the version before; remove everything
  tintype purge -key PATH [-distribution ID]       take an original's images out of the cache
                                                   (-dry-run changes nothing, -yes does not ask)
  tintype probe [-remove]                          what AWS does where its documentation leaves it open:
                                                   a small stack for twenty minutes, and a table
  tintype template [-package ZIP] [-o DIR]         files for other tools: template.yaml, viewer-request.js
`

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
	commands := map[string]func([]string, io.Reader, io.Writer, io.Writer) error{
		"transform": runTransform, "serve": runServe, "sign": runSign, "srcset": runSrcset,
		"deploy": runDeploy((*deploy.Deployer).Deploy), "attach": runDeploy((*deploy.Deployer).Attach),
		"rollback": runDeploy((*deploy.Deployer).Rollback), "undeploy": runDeploy((*deploy.Deployer).Undeploy),
		"purge": runDeploy((*deploy.Deployer).Purge), "probe": runDeploy((*deploy.Deployer).Probe), "template": runTemplate,
	}
	if len(args) == 0 || commands[args[0]] == nil {
		fmt.Fprint(stderr, usage)
		return exitUsage
	}
	err := commands[args[0]](args[1:], stdin, stdout, stderr)
	if err == nil {
		return 0
	}
	fmt.Fprintln(stderr, "tintype "+args[0]+": "+err.Error())
	var bad usageError
	if errors.As(err, &bad) || isParameterError(err) {
		return exitUsage
	}
	return exitSource
}

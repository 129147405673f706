// Command link does to a test binary for wasm what the build does to the guest, and runs it
// by a command, for go test:
//
//	GOOS=wasip1 GOARCH=wasm GOEXPERIMENT=simd go test -tags linked -exec 'link node …/gotest.mjs' …
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"

	"tintype/shim/build"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			os.Exit(exit.ExitCode())
		}
		fmt.Fprintln(os.Stderr, "link:", err)
		os.Exit(1)
	}
}

// run links the module, which is the third of args, and gives it to the first two.
func run(args []string) error {
	if len(args) < 3 {
		return fmt.Errorf("arguments: got %d, want a program, a script and a module at least", len(args))
	}
	module, err := os.ReadFile(args[2])
	if err != nil {
		return err
	}
	if module, err = build.Link(module); err != nil {
		return err
	}
	linked := args[2] + ".linked"
	if err := os.WriteFile(linked, module, 0o644); err != nil {
		return err
	}
	defer os.Remove(linked)
	cmd := exec.Command(args[0], append([]string{args[1], linked}, args[3:]...)...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}

// Command packager builds the module of the guest and the package around it, which is
// uploaded to Lambda. Its output depends only on the sources, so that two builds on any
// machines are the same, byte for byte.
//
//	go run ./deploy/packager wasm -o build/tintype.wasm
//	go run ./deploy/packager oci -o build/tintype.oci.tar amd64=build/tintype-amd64
//	go run ./deploy/packager zip -wasm build/tintype.wasm -config deploy/tintype.json -o build/tintype.zip -dir build/package
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"tintype/shim/build"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pkg:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("command: got none, want wasm, zip, oci or url")
	}
	switch args[0] {
	case "wasm":
		return runWasm(args[1:])
	case "zip":
		return runZip(args[1:])
	case "oci":
		return runOCI(args[1:])
	case "url":
		return runURL(args[1:])
	}
	return fmt.Errorf("command: got %q, want wasm, zip, oci or url", args[0])
}

func runWasm(args []string) error {
	flags := flag.NewFlagSet("wasm", flag.ExitOnError)
	out := flags.String("o", "build/tintype.wasm", "where the module goes")
	opts := build.Options{}
	flags.StringVar(&opts.Package, "package", "", "another guest than the shipped one, for tests")
	flags.BoolVar(&opts.Names, "names", false, "keep the functions' names, for profiles")
	flags.Int64Var(&opts.MaxMemory, "memory", build.DefaultMaxMemory, "most memory of a guest, bytes")
	flags.Parse(args)
	module, err := build.Guest(context.Background(), opts)
	if err != nil {
		return err
	}
	return write(*out, module)
}

func runZip(args []string) error {
	flags := flag.NewFlagSet("zip", flag.ExitOnError)
	out := flags.String("o", "build/tintype.zip", "where the package goes")
	wasm := flags.String("wasm", "build/tintype.wasm", "the guest's module")
	config := flags.String("config", "deploy/tintype.json", "the configuration")
	host := flags.String("host", "shim/node", "folder of the Node host")
	dir := flags.String("dir", "", "a folder that the package is laid out in as well, as Lambda unpacks it")
	budget := flags.Int64("budget", 0, "most bytes of the package; 0 is no limit")
	flags.Parse(args)
	files, err := collect(*wasm, *config, *host)
	if err != nil {
		return err
	}
	archive, err := pack(files)
	if err != nil {
		return err
	}
	if *budget > 0 && int64(len(archive)) > *budget {
		return fmt.Errorf("%s: got %d bytes, want at most %d", *out, len(archive), *budget)
	}
	if *dir != "" {
		if err := layOut(*dir, files); err != nil {
			return err
		}
	}
	return write(*out, archive)
}

// layOut makes dir hold the package's files and nothing else.
func layOut(dir string, files []file) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	for _, f := range files {
		if err := write(filepath.Join(dir, f.name), f.data); err != nil {
			return err
		}
	}
	return nil
}

// write replaces a file in one step, so that nobody sees half of it.
func write(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", data, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

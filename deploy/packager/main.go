// Command packager builds the module of the guest and the package around it, which is
// uploaded to Lambda. Its output depends only on the sources, so that two builds on any
// machines are the same, byte for byte.
//
//	go run ./deploy/packager wasm -o build/tintype.wasm -parts build/parts
//	go run ./deploy/packager oci -o build/tintype.oci.tar amd64=build/tintype-amd64
//	go run ./deploy/packager zip -parts build/parts -config deploy/tintype.json -o build/tintype.zip -dir build/package
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"tintype/shim/build"
	"tintype/shim/build/profile"
	"tintype/shim/build/split"
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
	parts := flags.String("parts", "", "a folder for the module in two parts, as the package has it")
	flags.Parse(args)
	module, err := build.Guest(context.Background(), opts)
	if err != nil {
		return err
	}
	if *parts != "" {
		if err := writeParts(*parts, module); err != nil {
			return err
		}
	}
	return write(*out, module)
}

// writeParts takes the module apart by what ordinary requests run.
func writeParts(dir string, module []byte) error {
	used, err := profile.Used(context.Background(), module, "testdata")
	if err != nil {
		return err
	}
	p, err := split.Split(module, func(index int) bool { return used[index] })
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d functions, %d bytes; %s: %d functions, %d bytes\n", coreName, p.Kept, len(p.Core), restName, p.Moved, len(p.Rest))
	if err := write(filepath.Join(dir, restName), p.Rest); err != nil {
		return err
	}
	return write(filepath.Join(dir, coreName), p.Core)
}

func runZip(args []string) error {
	flags := flag.NewFlagSet("zip", flag.ExitOnError)
	out := flags.String("o", "build/tintype.zip", "where the package goes")
	parts := flags.String("parts", "build/parts", "the folder with the guest's module in two parts")
	config := flags.String("config", "deploy/tintype.json", "the configuration")
	host := flags.String("host", "shim/node", "folder of the Node host")
	dir := flags.String("dir", "", "a folder that the package is laid out in as well, as Lambda unpacks it")
	budget := flags.Int64("budget", 0, "most bytes of the package; 0 is no limit")
	flags.Parse(args)
	files, err := collect(*parts, *config, *host)
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

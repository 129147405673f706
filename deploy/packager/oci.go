package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"

	"tintype/deploy/oci"
)

// runOCI writes the container image of programs that are built already, one an
// architecture: amd64=build/tintype-amd64.
func runOCI(args []string) error {
	flags := flag.NewFlagSet("oci", flag.ExitOnError)
	out := flags.String("o", "build/tintype.oci.tar", "where the image goes")
	tag := flags.String("tag", "tintype:latest", "the image's name")
	flags.Parse(args)
	var programs []oci.Program
	for _, arg := range flags.Args() {
		architecture, name, found := strings.Cut(arg, "=")
		if !found {
			return fmt.Errorf("program: got %q, want amd64=FILE", arg)
		}
		binary, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		programs = append(programs, oci.Program{Architecture: architecture, Binary: binary})
	}
	var b bytes.Buffer
	err := oci.Write(&b, programs, oci.Options{
		Tag: *tag, Entrypoint: []string{"/tintype", "server"}, Env: []string{"TINTYPE_ADDR=:8080", "TINTYPE_ADMIN=:9090"},
		Ports: []string{"8080/tcp", "9090/tcp"}, User: "65532:65532",
		Labels: map[string]string{"org.opencontainers.image.title": "tintype", "org.opencontainers.image.licenses": "Apache-2.0"},
	})
	if err != nil {
		return err
	}
	return write(*out, b.Bytes())
}

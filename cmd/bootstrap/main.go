// Command bootstrap runs the server as a Lambda function with a function URL, on the
// runtime provided.al2023. It takes its settings from environment variables such as
// TINTYPE_SOURCE, and stores images in the bucket of TINTYPE_CACHE, under their
// addresses.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"tintype/cmd/tintype/server"
	"tintype/cmd/tintype/server/lambda"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bootstrap:", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var s server.Settings
	flags := flag.NewFlagSet("bootstrap", flag.ContinueOnError)
	s.Flags(flags)
	if err := flags.Parse(os.Args[1:]); err != nil {
		return err
	}
	if _, err := os.Stat("tintype.json"); err == nil && s.File == "" {
		s.File = "tintype.json" // in the package
	}
	if err := s.Read(os.Environ()); err != nil {
		return err
	}
	srv, closer, err := s.Open(ctx, slog.New(slog.NewJSONHandler(os.Stdout, nil)), true)
	if err != nil {
		return err
	}
	defer closer()
	r := lambda.Runtime{API: os.Getenv("AWS_LAMBDA_RUNTIME_API"), Server: srv}
	return r.Run(ctx)
}

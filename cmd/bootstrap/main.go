// Command bootstrap is the function behind a Lambda function URL, for the runtime
// provided.al2023: the server with its settings from the environment, TINTYPE_SOURCE and
// its like, and images stored in the bucket that TINTYPE_CACHE names, under their
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

package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	_ "golang.org/x/crypto/x509roots/fallback" // an image from scratch has no certificates

	"tintype/cmd/tintype/server"
)

// runServer is the production server: it serves until a signal, then lets what is open
// finish.
func runServer(args []string, _ io.Reader, stdout, stderr io.Writer) error {
	var s server.Settings
	flags := newFlags("server")
	s.Flags(flags)
	if err := parse(flags, args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return usageError{"arguments: got " + flags.Arg(0) + ", want only flags"}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := s.Read(os.Environ()); err != nil {
		return usageError{err.Error()}
	}
	return s.Run(ctx, slog.New(slog.NewJSONHandler(stderr, nil)), stdout)
}

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"tintype/cmd/tintype/edge"
	"tintype/cmd/tintype/embedded"
	"tintype/shim"
	"tintype/testdata"
)

func runServe(args []string, _ io.Reader, stdout, stderr io.Writer) error {
	flags := newFlags("serve")
	addr := flags.String("addr", "localhost:8080", "address to listen on")
	where := flags.String("originals", "", "a folder or s3://bucket/prefix; the sample images where empty")
	hostName := flags.String("host", "wazero", "what runs the guest: wazero or node")
	build := flags.String("build", "build", "where make wasm puts its results")
	if err := parse(flags, args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return usageError{"arguments: got " + flags.Arg(0) + ", want only flags"}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	originals, err := openOriginals(ctx, *where)
	if err != nil {
		return err
	}
	config, err := packaged(*build, "tintype.json")
	if err != nil {
		return err
	}
	host, err := openHost(ctx, *hostName, *build, config)
	if err != nil {
		return err
	}
	defer host.Close()
	server, err := edge.New(host, originals, config, slog.New(slog.NewTextHandler(stderr, nil)))
	if err != nil {
		return err
	}
	defer server.Close()
	return listen(ctx, *addr, server, stdout)
}

// listen serves until the context ends, then lets running requests finish.
func listen(ctx context.Context, addr string, h http.Handler, stdout io.Writer) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "tintype: open http://%s/\n", l.Addr())
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	select {
	case err = <-done:
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		err = srv.Shutdown(grace)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func openOriginals(ctx context.Context, where string) (edge.Originals, error) {
	switch {
	case where == "":
		return edge.Folder{FS: testdata.Samples()}, nil
	case strings.HasPrefix(where, "s3://"):
		return edge.OpenBucket(ctx, where)
	}
	info, err := os.Stat(where)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, usageError{"originals: got the file " + where + ", want a folder or s3://bucket/prefix"}
	}
	root, err := os.OpenRoot(where) // no link leads out of it
	if err != nil {
		return nil, err
	}
	return edge.Folder{FS: root.FS()}, nil
}

// openHost starts what runs the guest that make wasm built.
func openHost(ctx context.Context, name, build string, config []byte) (edge.Host, error) {
	switch name {
	case "node":
		node := os.Getenv("NODE")
		if node == "" {
			node = "node"
		}
		dir, err := packageFolder(build)
		if err != nil {
			return nil, err
		}
		return edge.StartNode(node, filepath.Join(dir, "index.mjs"))
	case "wazero":
		wasm, err := packaged(build, "tintype.wasm")
		if err != nil {
			return nil, err
		}
		rest, err := packaged(build, "tintype-rest.wasm")
		if err != nil {
			return nil, err
		}
		cache, err := os.UserCacheDir()
		if err == nil {
			cache = filepath.Join(cache, "tintype", "wazero")
		}
		return shim.Load(ctx, wasm, shim.Options{
			Rest: rest, CacheDir: cache, Config: config,
			Credentials: func(context.Context) (shim.Credentials, error) {
				return shim.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
			},
		})
	}
	return nil, usageError{"host: got " + name + ", want wazero or node"}
}

// packaged reads a file of the package: of what make zip built here, else of what
// this program was built with.
func packaged(build, name string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(build, "package", name))
	if err == nil {
		return data, nil
	}
	if data, embeddedErr := embedded.File(name); embeddedErr == nil {
		return data, nil
	}
	return nil, fmt.Errorf("%w: run make zip first, or use a program that make cli built", err)
}

// packageFolder is where the package lies unpacked, which a Node needs.
func packageFolder(build string) (string, error) {
	dir := filepath.Join(build, "package")
	files := embedded.Files()
	if _, err := os.Stat(dir); err == nil || files == nil {
		return dir, nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(embedded.Zip())
	dir = filepath.Join(cache, "tintype", "package-"+hex.EncodeToString(sum[:8]))
	if _, err := os.Stat(filepath.Join(dir, "index.mjs")); err == nil {
		return dir, nil
	}
	return dir, os.CopyFS(dir, files)
}

// packageFile is the package that deploy uploads: what make zip built, else what this
// program was built with.
func packageFile(path string) (string, error) {
	archive := embedded.Zip()
	if _, err := os.Stat(path); err == nil || archive == nil || path != defaultPackage {
		return path, nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(archive)
	file := filepath.Join(cache, "tintype", "tintype-"+hex.EncodeToString(sum[:8])+".zip")
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return "", err
	}
	return file, os.WriteFile(file, archive, 0o666)
}

// defaultPackage is where make zip puts the package.
const defaultPackage = "build/tintype.zip"

package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"image/jpeg"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The server's image, as make image writes it: what is in its layer runs in a root that has
// nothing else, as the image's user and with the image's settings, and makes an image.
func TestServerImage(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("not checked: the container image's program, which runs on Linux")
	}
	if os.Getuid() != 0 {
		t.Skip("not checked: the container image's program in an empty root, for which only root may ask")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "tintype")
	build := exec.Command("go", "build", "-trimpath", "-o", program, "tintype/cmd/tintype")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	layout := filepath.Join(dir, "image.tar")
	if err := runOCI([]string{"-o", layout, runtime.GOARCH + "=" + program}); err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(dir, "root")
	config := unpack(t, layout, root)
	// A mounted volume, and nothing of this machine.
	city, err := os.ReadFile("../../testdata/samples/city.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(root, "photos"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "photos/city.jpg"), city, 0o644); err != nil {
		t.Fatal(err)
	}
	for at := root; at != os.TempDir() && at != "/"; at = filepath.Dir(at) {
		os.Chmod(at, 0o755) // t.TempDir is root's alone
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	args := append(config.Entrypoint[1:], "-source", "/=/photos", "-addr", address, "-admin", "")
	c := exec.Command(config.Entrypoint[0], args...)
	c.Dir, c.Env, c.Stdout, c.Stderr = "/", config.Env, t.Output(), t.Output()
	c.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: 65532, Gid: 65532}}
	if err := c.Start(); errors.Is(err, syscall.EPERM) {
		t.Skip("not checked: the container image's program in an empty root, which this container forbids")
	} else if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- c.Wait() }()
	for range 300 {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	response, err := http.Get("http://" + address + "/city.jpg?w=60")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if size, err := jpeg.DecodeConfig(response.Body); err != nil || size.Width != 60 {
		t.Errorf("got %s, %v, %v, want a JPEG 60 wide", response.Status, size, err)
	}
	c.Process.Signal(syscall.SIGTERM)
	if err := <-done; err != nil {
		t.Errorf("after SIGTERM: got %v, want an end without an error", err)
	}
	if config.User != "65532:65532" {
		t.Errorf("user: got %q", config.User)
	}
}

type imageConfig struct {
	Entrypoint, Env []string
	User            string
}

// unpack lays the layer of a layout's first image out in a folder.
func unpack(t *testing.T, layout, root string) imageConfig {
	t.Helper()
	files := map[string][]byte{}
	all, err := os.ReadFile(layout)
	if err != nil {
		t.Fatal(err)
	}
	for in := tar.NewReader(bytes.NewReader(all)); ; {
		h, err := in.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		files[h.Name], _ = io.ReadAll(in)
	}
	type descriptor struct{ Digest string }
	read := func(d descriptor, into any) []byte {
		b := files["blobs/"+strings.Replace(d.Digest, ":", "/", 1)]
		if into != nil {
			if err := json.Unmarshal(b, into); err != nil {
				t.Fatal(err)
			}
		}
		return b
	}
	var top, index struct{ Manifests []descriptor }
	var manifest struct {
		Config descriptor
		Layers []descriptor
	}
	var config struct{ Config imageConfig }
	if err := json.Unmarshal(files["index.json"], &top); err != nil {
		t.Fatal(err)
	}
	read(top.Manifests[0], &index)
	read(index.Manifests[0], &manifest)
	read(manifest.Config, &config)
	z, err := gzip.NewReader(bytes.NewReader(read(manifest.Layers[0], nil)))
	if err != nil {
		t.Fatal(err)
	}
	for in := tar.NewReader(z); ; {
		h, err := in.Next()
		if err == io.EOF {
			return config.Config
		}
		if err != nil {
			t.Fatal(err)
		}
		at := filepath.Join(root, h.Name)
		if h.Typeflag == tar.TypeDir {
			err = os.MkdirAll(at, 0o755)
		} else if err = os.MkdirAll(filepath.Dir(at), 0o755); err == nil {
			var out *os.File
			if out, err = os.OpenFile(at, os.O_CREATE|os.O_WRONLY, h.FileInfo().Mode().Perm()); err == nil {
				io.Copy(out, in)
				err = out.Close()
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

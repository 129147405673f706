package oci

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// reader follows a layout as a registry's tool does, and checks every digest on the way.
type reader struct {
	t     *testing.T
	files map[string][]byte
}

func read(t *testing.T, layout []byte) reader {
	r := reader{t, map[string][]byte{}}
	in := tar.NewReader(bytes.NewReader(layout))
	for {
		h, err := in.Next()
		if err == io.EOF {
			return r
		}
		if err != nil {
			t.Fatal(err)
		}
		r.files[h.Name], _ = io.ReadAll(in)
	}
}

func (r reader) blob(d descriptor, into any) []byte {
	r.t.Helper()
	b := r.files["blobs/"+strings.Replace(d.Digest, ":", "/", 1)]
	sum := sha256.Sum256(b)
	if "sha256:"+hex.EncodeToString(sum[:]) != d.Digest || len(b) != d.Size {
		r.t.Fatalf("%s: got %d bytes of another digest, want %d", d.Digest, len(b), d.Size)
	}
	if into != nil {
		if err := json.Unmarshal(b, into); err != nil {
			r.t.Fatal(err)
		}
	}
	return b
}

type list struct{ Manifests []descriptor }

type manifest struct {
	Config descriptor
	Layers []descriptor
}

// An image is what the specification says, the same each time, and its program runs where
// there is nothing else.
func TestImage(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "main.go")
	if err := os.WriteFile(source, []byte("package main\n\nimport \"os\"\n\nfunc main() { os.Stdout.WriteString(os.Args[1] + \" alone\") }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "program")
	build := exec.Command("go", "build", "-o", program, source)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	binary, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Tag: "t:1", Entrypoint: []string{"/tintype", "says"}, Ports: []string{"8080/tcp"}, User: "65532:65532"}
	var first, again bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &again} {
		if err := Write(out, []Program{{"amd64", binary}, {"arm64", []byte("other")}}, o); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Error("two images of one program differ")
	}
	r := read(t, first.Bytes())
	if string(r.files["oci-layout"]) != `{"imageLayoutVersion":"1.0.0"}` {
		t.Errorf("oci-layout: got %s", r.files["oci-layout"])
	}
	var top, index list
	if err := json.Unmarshal(r.files["index.json"], &top); err != nil {
		t.Fatal(err)
	}
	r.blob(top.Manifests[0], &index)
	if len(index.Manifests) != 2 || index.Manifests[1].Platform.Architecture != "arm64" {
		t.Fatalf("got %+v", index.Manifests)
	}
	var m manifest
	r.blob(index.Manifests[0], &m)
	var config struct {
		Config struct{ Entrypoint []string }
		Rootfs struct {
			DiffIDs []string `json:"diff_ids"`
		}
	}
	r.blob(m.Config, &config)
	z, err := gzip.NewReader(bytes.NewReader(r.blob(m.Layers[0], nil)))
	if err != nil {
		t.Fatal(err)
	}
	layer, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(layer)
	if config.Rootfs.DiffIDs[0] != "sha256:"+hex.EncodeToString(sum[:]) {
		t.Errorf("diff_ids: got %v", config.Rootfs.DiffIDs)
	}
	root := filepath.Join(dir, "root")
	for name, b := range read(t, layer).files {
		at := filepath.Join(root, name)
		if strings.HasSuffix(name, "/") {
			os.MkdirAll(at, 0o755)
			continue
		}
		os.MkdirAll(filepath.Dir(at), 0o755)
		if err := os.WriteFile(at, b, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	run := exec.Command(config.Config.Entrypoint[0], config.Config.Entrypoint[1:]...)
	run.Dir, run.SysProcAttr = "/", &syscall.SysProcAttr{Chroot: root}
	out, err := run.CombinedOutput()
	if errors.Is(err, syscall.EPERM) {
		t.Skip("not checked: that the program runs in an empty root, for which this user may not ask")
	}
	if err != nil || string(out) != "says alone" {
		t.Errorf("in an empty root: got %q, %v", out, err)
	}
}

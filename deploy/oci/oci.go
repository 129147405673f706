// Package oci writes container images that hold one program, without Docker: an OCI image
// layout, https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md, as a
// tar file that Docker and the tools of registries can load. The output depends only on
// the programs.
package oci

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Program is the program for one platform.
type Program struct {
	Architecture string // amd64, arm64
	Binary       []byte
}

// Options are common to the images of all platforms.
type Options struct {
	Tag        string   // "tintype:latest"
	Entrypoint []string // its first word is where the program is
	Env        []string
	Ports      []string // "8080/tcp"
	User       string   // "65532:65532"
	Labels     map[string]string
}

const (
	indexType    = "application/vnd.oci.image.index.v1+json"
	manifestType = "application/vnd.oci.image.manifest.v1+json"
	configType   = "application/vnd.oci.image.config.v1+json"
	layerType    = "application/vnd.oci.image.layer.v1.tar+gzip"
)

// epoch is every file's time.
var epoch = time.Unix(0, 0).UTC()

type descriptor struct {
	MediaType   string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Size        int               `json:"size"`
	Platform    *platform         `json:"platform,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

type platform struct {
	Architecture string `json:"architecture"`
	OS           string `json:"os"`
}

// Write writes an image layout with an image for each program.
func Write(w io.Writer, programs []Program, o Options) error {
	out := tar.NewWriter(w)
	blobs := map[string][]byte{}
	add := func(mediaType string, b []byte) descriptor {
		sum := sha256.Sum256(b)
		name := hex.EncodeToString(sum[:])
		blobs[name] = b
		return descriptor{MediaType: mediaType, Digest: "sha256:" + name, Size: len(b)}
	}
	var manifests []descriptor
	for _, p := range programs {
		m, err := image(p, o, add)
		if err != nil {
			return err
		}
		m.Platform = &platform{p.Architecture, "linux"}
		manifests = append(manifests, m)
	}
	index := add(indexType, mustJSON(map[string]any{"schemaVersion": 2, "mediaType": indexType, "manifests": manifests}))
	index.Annotations = map[string]string{"org.opencontainers.image.ref.name": o.Tag, "io.containerd.image.name": "docker.io/library/" + o.Tag}
	files := map[string][]byte{
		"oci-layout": []byte(`{"imageLayoutVersion":"1.0.0"}`),
		"index.json": mustJSON(map[string]any{"schemaVersion": 2, "mediaType": indexType, "manifests": []descriptor{index}}),
	}
	for name, b := range blobs {
		files["blobs/sha256/"+name] = b
	}
	for _, dir := range []string{"blobs/", "blobs/sha256/"} {
		if err := out.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: dir, Mode: 0o755, ModTime: epoch}); err != nil {
			return err
		}
	}
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if err := writeFile(out, name, 0o644, files[name]); err != nil {
			return err
		}
	}
	return out.Close()
}

// image makes one platform's layer, configuration and manifest.
func image(p Program, o Options, add func(string, []byte) descriptor) (descriptor, error) {
	if len(o.Entrypoint) == 0 || !strings.HasPrefix(o.Entrypoint[0], "/") {
		return descriptor{}, fmt.Errorf("entrypoint: got %q, want the program's path", o.Entrypoint)
	}
	var layer bytes.Buffer
	t := tar.NewWriter(&layer)
	if err := t.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: "tmp/", Mode: 0o1777, ModTime: epoch}); err != nil {
		return descriptor{}, err
	}
	if err := writeFile(t, strings.TrimPrefix(o.Entrypoint[0], "/"), 0o755, p.Binary); err != nil {
		return descriptor{}, err
	}
	if err := t.Close(); err != nil {
		return descriptor{}, err
	}
	plain := sha256.Sum256(layer.Bytes())
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	z.Write(layer.Bytes())
	if err := z.Close(); err != nil {
		return descriptor{}, err
	}
	ports := map[string]struct{}{}
	for _, port := range o.Ports {
		ports[port] = struct{}{}
	}
	config := add(configType, mustJSON(map[string]any{
		"created": epoch, "architecture": p.Architecture, "os": "linux",
		"config": map[string]any{"Entrypoint": o.Entrypoint, "Env": o.Env, "ExposedPorts": ports, "User": o.User, "Labels": o.Labels},
		"rootfs": map[string]any{"type": "layers", "diff_ids": []string{"sha256:" + hex.EncodeToString(plain[:])}},
	}))
	return add(manifestType, mustJSON(map[string]any{
		"schemaVersion": 2, "mediaType": manifestType, "config": config, "layers": []descriptor{add(layerType, zipped.Bytes())},
	})), nil
}

func writeFile(t *tar.Writer, name string, mode int64, b []byte) error {
	if err := t.WriteHeader(&tar.Header{Name: name, Mode: mode, Size: int64(len(b)), ModTime: epoch}); err != nil {
		return err
	}
	_, err := t.Write(b)
	return err
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // maps and strings
	}
	return b
}

package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"time"

	"tintype/deploy/packager/deflate"
	"tintype/shim/build"
)

// hostFiles is the Node host: index.mjs and all that it imports, and tintype.mjs, the
// library.
var hostFiles = []string{
	"index.mjs", "edge.mjs", "fetch.mjs", "guest.mjs", "names.mjs", "wasi.mjs",
	"tintype.mjs", "avif.mjs", "bytes.mjs", "errors.mjs", "input.mjs", "keep.mjs", "library.mjs", "metadata.mjs", "pool.mjs", "query.mjs", "run.mjs", "serve.mjs",
	"table.mjs", "threads.mjs", "tiff.mjs", "worker.mjs",
}

// The module's parts: what ordinary requests run, and what is loaded when it is called.
const (
	coreName = "tintype.wasm"
	restName = "tintype-rest.wasm"
)

// file is one entry of the package.
type file struct {
	name string
	data []byte
}

// collect reads what the package holds, in the order in which it stands there.
func collect(parts, config, host string) ([]file, error) {
	var files []file
	for _, name := range hostFiles {
		data, err := os.ReadFile(filepath.Join(host, name))
		if err != nil {
			return nil, err
		}
		files = append(files, file{name, data})
	}
	text, err := os.ReadFile(config)
	if err != nil {
		return nil, err
	}
	memory, err := checkConfig(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", config, err)
	}
	core, err := os.ReadFile(filepath.Join(parts, coreName))
	if err != nil {
		return nil, err
	}
	if core, err = build.LimitMemory(core, memory, false); err != nil {
		return nil, fmt.Errorf("%s: %w", coreName, err)
	}
	rest, err := os.ReadFile(filepath.Join(parts, restName))
	if err != nil {
		return nil, err
	}
	return append(files, file{"tintype.json", text}, file{restName, rest}, file{coreName, core}), nil
}

// stamp is every entry's time: the first that the format can tell.
var stamp = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// pack writes the entries into a zip file. Nothing of the machine gets in: the
// time is fixed, and the sizes stand in the entries' own headers, so that no
// data descriptors are needed.
func pack(files []file) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		packed := deflate.Compress(f.data)
		header := &zip.FileHeader{
			Name:               f.name,
			Method:             zip.Deflate,
			CRC32:              crc32.ChecksumIEEE(f.data),
			CompressedSize64:   uint64(len(packed)),
			UncompressedSize64: uint64(len(f.data)),
		}
		header.SetMode(0o644)
		header.ModifiedDate, header.ModifiedTime = dosTime(stamp)
		entry, err := w.CreateRaw(header)
		if err != nil {
			return nil, err
		}
		entry.Write(packed)
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// dosTime is a time in the two words of a zip entry, APPNOTE 4.4.6.
func dosTime(t time.Time) (date, clock uint16) {
	date = uint16(t.Day() + int(t.Month())<<5 + (t.Year()-1980)<<9)
	clock = uint16(t.Second()/2 + t.Minute()<<5 + t.Hour()<<11)
	return date, clock
}

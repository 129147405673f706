package build

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// The binary format of WebAssembly 2.0, https://www.w3.org/TR/wasm-core-2/#binary-modules:
// a preamble of 8 bytes, then sections of id, size (LEB128) and content.
const (
	preamble      = "\x00asm\x01\x00\x00\x00"
	customSection = 0
	memorySection = 5
	pageBytes     = 64 << 10
)

var errFormat = errors.New("not a WebAssembly module")

// LimitMemory returns module with a maximum of maxBytes in its memory section,
// so that growth beyond it fails inside the guest. Custom sections are dropped,
// but for the functions' names where keepNames says so.
func LimitMemory(module []byte, maxBytes int64, keepNames bool) ([]byte, error) {
	if maxBytes <= 0 || maxBytes%pageBytes != 0 || maxBytes > 4<<30 {
		return nil, fmt.Errorf("memory: got %d, want a multiple of 65536 up to 4294967296", maxBytes)
	}
	rest, ok := bytes.CutPrefix(module, []byte(preamble))
	if !ok {
		return nil, errFormat
	}
	out := append(make([]byte, 0, len(module)+8), preamble...)
	found := false
	for len(rest) > 0 {
		id := rest[0]
		size, n := binary.Uvarint(rest[1:])
		if n <= 0 || size > uint64(len(rest)-1-n) {
			return nil, errFormat
		}
		content := rest[1+n:][:size]
		rest = rest[1+n+int(size):]
		switch id {
		case customSection:
			if !keepNames || !isNames(content) {
				continue
			}
		case memorySection:
			limited, err := withMaximum(content, uint64(maxBytes/pageBytes))
			if err != nil {
				return nil, err
			}
			content, found = limited, true
		}
		out = append(out, id)
		out = binary.AppendUvarint(out, uint64(len(content)))
		out = append(out, content...)
	}
	if !found {
		return nil, fmt.Errorf("%w with a memory of its own", errFormat)
	}
	return out, nil
}

// isNames reports whether a custom section is the names of section 7.4.1.
func isNames(content []byte) bool {
	size, n := binary.Uvarint(content)
	return n > 0 && size == 4 && bytes.HasPrefix(content[n:], []byte("name"))
}

// withMaximum rewrites a memory section of one memory: a count of 1, then the
// limits, flag 0x00 with a minimum or 0x01 with minimum and maximum.
func withMaximum(content []byte, maxPages uint64) ([]byte, error) {
	if len(content) < 3 || content[0] != 1 || content[1] > 1 {
		return nil, fmt.Errorf("%w with exactly one plain memory", errFormat)
	}
	minPages, n := binary.Uvarint(content[2:])
	if n <= 0 {
		return nil, errFormat
	}
	if minPages > maxPages {
		return nil, fmt.Errorf("memory: got a maximum of %d pages, want at least the %d that the module starts with", maxPages, minPages)
	}
	out := []byte{1, 1}
	out = binary.AppendUvarint(out, minPages)
	return binary.AppendUvarint(out, maxPages), nil
}

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
	preamble         = "\x00asm\x01\x00\x00\x00"
	customSection    = 0
	memorySection    = 5
	globalSection    = 6
	exportSection    = 7
	dataSection      = 11
	dataCountSection = 12
	pageBytes        = 64 << 10
)

var errFormat = errors.New("not a WebAssembly module")

// section is one section of a module.
type section struct {
	id      byte
	content []byte
}

func readSections(module []byte) ([]section, error) {
	rest, ok := bytes.CutPrefix(module, []byte(preamble))
	if !ok {
		return nil, errFormat
	}
	var all []section
	for len(rest) > 0 {
		id := rest[0]
		size, n := binary.Uvarint(rest[1:])
		if n <= 0 || size > uint64(len(rest)-1-n) {
			return nil, errFormat
		}
		all = append(all, section{id, rest[1+n:][:size]})
		rest = rest[1+n+int(size):]
	}
	return all, nil
}

func writeSections(all []section) []byte {
	out := []byte(preamble)
	for _, s := range all {
		out = append(out, s.id)
		out = binary.AppendUvarint(out, uint64(len(s.content)))
		out = append(out, s.content...)
	}
	return out
}

// find returns the content of the one section of that kind.
func find(all []section, id byte) (*section, error) {
	for i := range all {
		if all[i].id == id {
			return &all[i], nil
		}
	}
	return nil, fmt.Errorf("%w with a section %d", errFormat, id)
}

// LimitMemory returns module with a maximum of maxBytes in its memory section,
// so that growth beyond it fails inside the guest. Custom sections are dropped,
// but for the functions' names where keepNames says so.
func LimitMemory(module []byte, maxBytes int64, keepNames bool) ([]byte, error) {
	if maxBytes <= 0 || maxBytes%pageBytes != 0 || maxBytes > 4<<30 {
		return nil, fmt.Errorf("memory: got %d, want a multiple of 65536 up to 4294967296", maxBytes)
	}
	all, err := readSections(module)
	if err != nil {
		return nil, err
	}
	kept := all[:0]
	for _, s := range all {
		if s.id != customSection || keepNames && isNames(s.content) {
			kept = append(kept, s)
		}
	}
	memory, err := find(kept, memorySection)
	if err != nil {
		return nil, fmt.Errorf("%w, a memory of its own", err)
	}
	minPages, err := readMemory(memory.content)
	if err != nil {
		return nil, err
	}
	maxPages := uint64(maxBytes / pageBytes)
	if minPages > maxPages {
		return nil, fmt.Errorf("memory: got a maximum of %d pages, want at least the %d that the module starts with", maxPages, minPages)
	}
	memory.content = memoryOf(minPages, maxPages)
	return writeSections(kept), nil
}

// isNames reports whether a custom section is the names of section 7.4.1.
func isNames(content []byte) bool {
	size, n := binary.Uvarint(content)
	return n > 0 && size == 4 && bytes.HasPrefix(content[n:], []byte("name"))
}

// readMemory reads a memory section of one memory, section 5.5.8: a count of 1,
// then the limits, flag 0x00 with a minimum or 0x01 with minimum and maximum.
func readMemory(content []byte) (minPages uint64, err error) {
	if len(content) < 3 || content[0] != 1 || content[1] > 1 {
		return 0, fmt.Errorf("%w with exactly one plain memory", errFormat)
	}
	minPages, n := binary.Uvarint(content[2:])
	if n <= 0 {
		return 0, errFormat
	}
	return minPages, nil
}

// memoryOf is the memory section of one memory with minimum and maximum.
func memoryOf(minPages, maxPages uint64) []byte {
	out := []byte{1, 1}
	out = binary.AppendUvarint(out, minPages)
	return binary.AppendUvarint(out, maxPages)
}

package viewer

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
)

// Load loads the source of a viewer-request function into a JavaScript engine, with
// the parts of CloudFront's runtime that the function uses: createHash of the module
// crypto, and Buffer. An engine serves one request at a time.
func Load(source []byte) (*goja.Runtime, goja.Callable, error) {
	vm := goja.New()
	vm.SetFieldNameMapper(goja.UncapFieldNameMapper())
	for name, value := range map[string]any{
		"require": func(string) any { return cryptoModule{} },
		"Buffer":  map[string]any{"from": bufferFrom},
	} {
		if err := vm.Set(name, value); err != nil {
			return nil, nil, err
		}
	}
	if _, err := vm.RunScript("viewer-request.js", string(source)); err != nil {
		return nil, nil, err
	}
	run, ok := goja.AssertFunction(vm.Get("handler"))
	if !ok {
		return nil, nil, fmt.Errorf("viewer-request function: no function handler")
	}
	return vm, run, nil
}

// cryptoModule is what the function uses of the module crypto.
type cryptoModule struct{}

// CreateHash returns an MD5 hash, the only kind that the function uses.
func (cryptoModule) CreateHash(string) *md5Hash { return &md5Hash{} }

type md5Hash struct{ text strings.Builder }

// Update adds text.
func (h *md5Hash) Update(s string) *md5Hash { h.text.WriteString(s); return h }

// Digest returns the hexadecimal form.
func (h *md5Hash) Digest(string) string {
	sum := md5.Sum([]byte(h.text.String()))
	return hex.EncodeToString(sum[:])
}

// buffer is what the function uses of Buffer.
type buffer struct{ b []byte }

// bufferFrom reads base64 of either alphabet up to the first character that is none of it.
func bufferFrom(s, encoding string) (*buffer, error) {
	if encoding != "base64url" && encoding != "base64" {
		return nil, fmt.Errorf("Buffer.from: got encoding %q, want base64url or base64", encoding)
	}
	s = strings.NewReplacer("+", "-", "/", "_").Replace(s)
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	n := strings.IndexFunc(s, func(r rune) bool { return !strings.ContainsRune(digits, r) })
	if n < 0 {
		n = len(s)
	}
	if n%4 == 1 { // six bits make no byte
		n--
	}
	b, err := base64.RawURLEncoding.DecodeString(s[:n])
	return &buffer{b}, err
}

// ToString returns the bytes in base64url, in hexadecimal digits, or without an encoding
// as text, in which bytes that are not UTF-8 become U+FFFD.
func (b *buffer) ToString(encoding string) string {
	switch {
	case encoding == "base64url":
		return base64.RawURLEncoding.EncodeToString(b.b)
	case encoding == "hex":
		return hex.EncodeToString(b.b)
	case utf8.Valid(b.b):
		return string(b.b)
	}
	return strings.ToValidUTF8(string(b.b), "\ufffd")
}

package transform

import (
	"bufio"
	"errors"
	"io"
	"strings"

	"tintype/transform/internal/flate"
)

// A source may be compressed with gzip, RFC 1952: some uploaders compress everything and
// set a Content-Encoding that a browser would undo. The first bytes of the source decide,
// not that header, which others set on files that are not compressed.

const gzipMagic = "\x1f\x8b\x08"

// Flags of a gzip member's header, RFC 1952 section 2.3.1.
const (
	gzipHeaderCRC = 1 << 1
	gzipExtra     = 1 << 2
	gzipName      = 1 << 3
	gzipComment   = 1 << 4
)

// maxGzipName bounds a name or a comment in a gzip header, in bytes.
const maxGzipName = 1 << 16

var errGzip = errors.New("gzip header: damaged")

// gunzip skips the header in r and returns the content of the first member.
func gunzip(r *bufio.Reader) (io.Reader, error) {
	var head [10]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, fail(CodeDamaged, "source", errGzip)
	}
	flags, skip := head[3], 0
	if flags&gzipExtra != 0 {
		low, _ := r.ReadByte()
		high, err := r.ReadByte()
		if err != nil {
			return nil, fail(CodeDamaged, "source", errGzip)
		}
		skip = int(low) | int(high)<<8
	}
	if _, err := r.Discard(skip); err != nil {
		return nil, fail(CodeDamaged, "source", errGzip)
	}
	for _, flag := range [...]byte{gzipName, gzipComment} {
		if flags&flag != 0 && !passText(r) {
			return nil, fail(CodeDamaged, "source", errGzip)
		}
	}
	if flags&gzipHeaderCRC != 0 {
		if _, err := r.Discard(2); err != nil {
			return nil, fail(CodeDamaged, "source", errGzip)
		}
	}
	// What follows is zlib's but for its two bytes of header, and for the checksum at
	// the end, which nobody reads.
	return &unpacked{z: flate.NewReader(io.MultiReader(strings.NewReader("\x78\x01"), r), 1)}, nil
}

// passText skips a text that ends with a zero.
func passText(r *bufio.Reader) bool {
	for range maxGzipName {
		c, err := r.ReadByte()
		if err != nil || c == 0 {
			return err == nil
		}
	}
	return false
}

// unpacked reads the content of a stream. If the stream ends early, so does the content.
type unpacked struct{ z *flate.Reader }

// Read implements io.Reader.
func (u *unpacked) Read(p []byte) (int, error) {
	b, err := u.z.Next(min(len(p), 16<<10))
	n := copy(p, b)
	var damaged flate.FormatError
	switch {
	case n > 0:
		return n, nil // the error comes again
	case errors.Is(err, io.ErrUnexpectedEOF):
		return 0, io.EOF
	case errors.As(err, &damaged):
		return 0, fail(CodeDamaged, "source", err)
	}
	return 0, err
}

package transform

import (
	"bufio"
	"io"
	"strings"

	"tintype/transform/internal/codec"
	"tintype/transform/internal/work"
)

// open finds out which format the source has, and reads its header.
func (d *job) open(src io.Reader) (s codec.Source, err error) {
	r := &limitReader{r: src, n: d.lim.SourceBytes, max: d.lim.SourceBytes, meter: d.lim.meter}
	if s, d.format, err = open(r, &d.lim); err != nil {
		return nil, err
	}
	d.head = *s.Header()
	return s, nil
}

// open reads as much of r as the header needs and returns the decoder for what
// the content announces, and which format that is.
func open(r io.Reader, lim *Limits) (s codec.Source, format *codec.Format, err error) {
	sniffLen := sniffLen()
	br := bufio.NewReaderSize(r, sniffLen)
	first, err := br.Peek(sniffLen)
	if strings.HasPrefix(string(first), gzipMagic) {
		if br, err = unzipped(br, lim); err != nil {
			return nil, nil, err
		}
		first, err = br.Peek(sniffLen)
	}
	if len(first) == 0 {
		return nil, nil, nothing(err)
	}
	if format = sniff(first); format == nil {
		return nil, nil, fail(CodeUnsupported, unread(), nil)
	}
	s, err = format.Open(br, &codec.Limits{
		SourcePixels: int64(lim.SourcePixels), FramePixels: lim.FramePixels, Memory: lim.Memory, Meter: lim.meter, Poll: lim.poll,
	})
	return s, format, sourceError(err)
}

// unzipped reads what a compressed source holds.
func unzipped(br *bufio.Reader, lim *Limits) (*bufio.Reader, error) {
	r, err := gunzip(br)
	if err != nil {
		return nil, err
	}
	return bufio.NewReaderSize(&limitReader{r: r, n: lim.SourceBytes, max: lim.SourceBytes, meter: lim.meter}, sniffLen()), nil
}

// nothing is the error for a source that begins with err.
func nothing(err error) error {
	if err != nil && err != io.EOF {
		return sourceError(err)
	}
	return fail(CodeUnsupported, "source: got no bytes, want an image", nil)
}

// limitReader fails once more than n bytes were read, where io.LimitReader would return
// io.EOF. It counts every byte as work, since a parser may read tables, comments and
// empty blocks for a long time without decoding a row.
type limitReader struct {
	r   io.Reader
	n   int64 // bytes that may still come
	max int64

	meter *work.Meter
}

// byteWork is the work of parsing a byte, in samples.
const byteWork = 16

func (l *limitReader) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	l.n -= int64(n)
	if l.n < 0 {
		return 0, tooLarge("source bytes", l.max-l.n, l.max)
	}
	if !l.meter.Spend(byteWork * n) {
		return 0, l.meter.Err()
	}
	return n, err
}

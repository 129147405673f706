package png

import (
	"encoding/binary"
	"errors"
	"io"
	"sync"
)

// crcTable holds the remainders of a byte followed by 0 to 7 zero bytes, for
// the CRC of chunks (section 5.5 and annex D) eight bytes at a time. It is made
// on first use: in the module it would be 8 KB that do not compress.
type crcTable [8][256]uint32

var newCRC = sync.OnceValue(func() *crcTable {
	t := new(crcTable)
	for i := range 256 {
		c := uint32(i)
		for range 8 {
			c = c>>1 ^ 0xedb88320&-(c&1)
		}
		t[0][i] = c
	}
	for k := 1; k < 8; k++ {
		for i := range 256 {
			c := t[k-1][i]
			t[k][i] = c>>8 ^ t[0][byte(c)]
		}
	}
	return t
})

// update takes b into a CRC, which begins as 0.
func (t *crcTable) update(crc uint32, b []byte) uint32 {
	crc = ^crc
	for len(b) >= 8 {
		lo := binary.LittleEndian.Uint32(b) ^ crc
		hi := binary.LittleEndian.Uint32(b[4:])
		crc = t[7][byte(lo)] ^ t[6][byte(lo>>8)] ^ t[5][byte(lo>>16)] ^ t[4][byte(lo>>24)] ^
			t[3][byte(hi)] ^ t[2][byte(hi>>8)] ^ t[1][byte(hi>>16)] ^ t[0][byte(hi>>24)]
		b = b[8:]
	}
	for _, v := range b {
		crc = crc>>8 ^ t[0][byte(crc)^v]
	}
	return ^crc
}

// chunks walks a file's chunks (section 5.3).
type chunks struct {
	in      io.Reader
	table   *crcTable
	name    [4]byte
	left    int64 // bytes of the current chunk's data that were not read
	idatEnd bool  // the chunk after the last IDAT has begun
	scratch [8]byte
}

// next goes to the following chunk.
func (c *chunks) next() error {
	if _, err := io.ReadFull(c.in, c.scratch[:]); err != nil {
		return endError(err)
	}
	n := binary.BigEndian.Uint32(c.scratch[:])
	if n > 1<<31-1 {
		return formatError("length of a chunk")
	}
	c.left = int64(n)
	copy(c.name[:], c.scratch[4:])
	return nil
}

// endError makes the end of the input one error, wherever it comes.
func endError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// ancillary says that an image can be shown without the chunk (section 5.4).
func (c *chunks) ancillary() bool { return c.name[0]&0x20 != 0 }

// data reads the rest of the chunk and its CRC. With a wrong one a critical chunk
// is an error, and of another nothing is delivered. The caller has seen to it that
// left is small.
func (c *chunks) data() ([]byte, error) {
	b := make([]byte, c.left)
	if _, err := io.ReadFull(c.in, b); err != nil {
		return nil, endError(err)
	}
	c.left = 0
	if _, err := io.ReadFull(c.in, c.scratch[:4]); err != nil {
		return nil, endError(err)
	}
	if binary.BigEndian.Uint32(c.scratch[:]) == c.table.update(c.table.update(0, c.name[:]), b) {
		return b, nil
	}
	if c.ancillary() {
		return nil, nil
	}
	return nil, formatError("checksum of a chunk")
}

// skip drops the rest of the chunk and its CRC.
func (c *chunks) skip() error {
	if _, err := io.CopyN(io.Discard, c.in, c.left+4); err != nil {
		return endError(err)
	}
	c.left = 0
	return nil
}

// Read delivers the data of this IDAT chunk and of those that follow. Their CRCs
// are passed over: what is wrong with the data the pixels themselves show, and
// where they show nothing, all of them are wanted.
func (c *chunks) Read(p []byte) (int, error) {
	for c.left == 0 {
		if c.idatEnd {
			return 0, io.EOF
		}
		if _, err := io.ReadFull(c.in, c.scratch[:4]); err != nil {
			return 0, endError(err)
		}
		if err := c.next(); err != nil {
			return 0, err
		}
		if string(c.name[:]) != "IDAT" {
			c.idatEnd, c.left = true, 0
			return 0, io.EOF
		}
	}
	n, err := c.in.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	if err != nil && n == 0 {
		return 0, endError(err)
	}
	return n, nil
}

package webp

import (
	"encoding/binary"

	"tintype/transform/internal/codec/webp/vp8"
	"tintype/transform/internal/codec/webp/vp8l"
)

// VP8X flags of what a file holds beside the ones in riff.go.
const (
	flagEXIF      = 1 << 3
	flagXMP       = 1 << 2
	flagAnimation = 1 << 1
)

// A codedPicture is the coded part of a still file or of a frame.
type codedPicture struct {
	w, h     int
	lossy    []byte // payload of a VP8 chunk, or
	lossless []byte // of a VP8L chunk
	alpha    []byte // payload of the ALPH chunk of a lossy picture
	// losslessAlpha says that the alpha of a VP8L picture counts, as its header has it.
	losslessAlpha bool
}

// hasAlpha reports that the picture is not opaque.
func (p *codedPicture) hasAlpha() bool { return p.alpha != nil || p.losslessAlpha }

// setAlpha overrules what the picture says of itself: browsers go by the flag of
// the extended header (section 2.7), and without that header lossy pictures are
// opaque.
func (p *codedPicture) setAlpha(alpha bool) {
	if p.losslessAlpha = alpha && p.lossless != nil; !alpha {
		p.alpha = nil
	}
}

// A container is a parsed file (RFC 9649, section 2).
type container struct {
	w, h      int // of the canvas
	still     codedPicture
	icc, exif []byte
	animation []byte // the chunks from the first ANMF on, nil for a still
	loop      int    // times an animation plays, 0 for ever
}

// nextChunk cuts the first chunk off data. One that claims more than there is
// has what there is.
func nextChunk(data []byte) (id string, body, rest []byte) {
	if len(data) < 8 {
		return "", nil, nil
	}
	n := uint64(binary.LittleEndian.Uint32(data[4:]))
	id, data = string(data[:4]), data[8:]
	if n >= uint64(len(data)) {
		return id, data, nil
	}
	return id, data[:n:n], data[n+n&1:]
}

// parseContainer reads the chunks of a file up to its end, without looking into
// the codes of any picture.
func parseContainer(data []byte) (*container, error) {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WEBP" {
		return nil, formatError("no RIFF header of type WEBP")
	}
	end := min(uint64(binary.LittleEndian.Uint32(data[4:]))+8, uint64(len(data)))
	data = data[12:max(end, 12)]
	c := &container{}
	id, body, rest := nextChunk(data)
	if id != "VP8X" {
		if err := c.still.parse(data); err != nil {
			return nil, err
		}
		c.still.setAlpha(c.still.losslessAlpha)
		c.w, c.h = c.still.w, c.still.h
		return c, nil
	}
	if len(body) < 10 {
		return nil, errTruncated
	}
	c.w, c.h = 1+uint24(body[4:]), 1+uint24(body[7:])
	if int64(c.w)*int64(c.h) >= 1<<32 {
		return nil, formatError("a canvas of 2^32 pixels or more")
	}
	if body[0]&flagAnimation != 0 {
		c.parseExtended(rest)
		if c.animation == nil {
			return nil, formatError("an animation without frames")
		}
		return c, nil
	}
	c.parseExtended(rest)
	if err := c.still.parse(rest); err != nil {
		return nil, err
	}
	if c.still.w != c.w || c.still.h != c.h {
		return nil, formatError("the picture's size is not the canvas's")
	}
	c.still.setAlpha(body[0]&flagAlpha != 0)
	return c, nil
}

// parseExtended collects the chunks around pictures.
func (c *container) parseExtended(data []byte) {
	loops := false
	for len(data) > 0 {
		from := data
		var id string
		var body []byte
		id, body, data = nextChunk(data)
		switch {
		case id == "ICCP" && c.icc == nil:
			c.icc = body
		case id == "EXIF" && c.exif == nil:
			c.exif = body
		case id == "ANIM" && len(body) >= 6 && !loops:
			loops, c.loop = true, int(body[4])|int(body[5])<<8
		case id == "ANMF" && c.animation == nil:
			c.animation = from
		}
	}
}

// parse finds the first picture among chunks and reads its size. ALPH counts
// only before a VP8 chunk; unknown chunks are passed over.
func (p *codedPicture) parse(data []byte) (err error) {
	for len(data) > 0 {
		var id string
		var body []byte
		id, body, data = nextChunk(data)
		switch id {
		case "ALPH":
			p.alpha = body
		case "VP8 ":
			p.lossy = body
			p.w, p.h, err = vp8.Size(body)
			return err
		case "VP8L":
			p.alpha, p.lossless = nil, body
			p.losslessAlpha = len(body) >= 5 && body[4]>>4&1 != 0
			p.w, p.h, err = vp8l.Size(body)
			return err
		}
	}
	return formatError("no picture")
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

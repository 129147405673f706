package png

import (
	"bytes"
	"encoding/binary"
	"io"

	"tintype/transform/internal/flate"
	"tintype/transform/internal/pixel"
	"tintype/transform/internal/work"
)

// An Animation composes the frames of an animated file (sections 4.9 and 11.3.6) on
// one canvas, which is all it keeps beside the frame that is being decoded. What
// breaks the rules ends the animation before the frame at fault, as in browsers.
type Animation struct {
	// Meter, if not nil, hears of the work and may end it; then Next returns its
	// error.
	Meter *work.Meter

	cfg     Config
	f       format
	table   *crcTable
	chunks  []byte // of the whole file
	nFrames int
	loop    int
	opaque  bool // no frame leaves anything transparent
	apart   bool // the image in IDAT is no frame

	at       int    // frames composed
	rest     []byte // chunks still to come
	sequence uint32 // of the next fcTL or fdAT chunk
	canvas   *pixel.Image
	last     frame
	saved    *pixel.Image // what last covers, where it is wanted back
	z        *flate.Reader
}

// A frame is an image with its fcTL chunk (section 11.3.6.2).
type frame struct {
	x, y, w, h int
	delay      int // milliseconds
	dispose    byte
	blend      bool   // with what is there, instead of replacing it
	data       []byte // the IDAT or fdAT chunks, whatever lies between included
}

// Ways of disposal (section 11.3.6.2).
const (
	disposeNone = iota
	disposeToBackground
	disposeToPrevious
	nDisposals
)

// NewAnimation reads the header and looks for frames, without decoding any. data is
// the whole file.
func NewAnimation(data []byte) (*Animation, error) {
	d := NewDecoder(bytes.NewReader(data))
	if d.err != nil {
		return nil, d.err
	}
	a := &Animation{cfg: d.cfg, f: d.f, table: d.c.table, chunks: data[len(signature):], loop: d.cfg.Plays}
	a.rest = a.chunks
	a.opaque = !d.cfg.Alpha
	for a.nFrames < d.cfg.Frames {
		f, ok := a.nextFrame()
		if !ok {
			break
		}
		if a.nFrames == 0 {
			a.opaque = a.opaque && a.fills(&f) && f.dispose != disposeToPrevious
			a.apart = string(f.data[4:8]) != "IDAT"
		}
		a.opaque = a.opaque && f.dispose != disposeToBackground
		a.nFrames++
	}
	if a.nFrames == 0 {
		return nil, formatError("an animation without frames")
	}
	a.rest, a.sequence = a.chunks, 0
	return a, nil
}

// Frames is how many frames there are.
func (a *Animation) Frames() int { return a.nFrames }

// Still says that the only frame is the image of a still file.
func (a *Animation) Still() bool { return a.nFrames == 1 && !a.apart }

// Loop is how many times the animation plays, 0 for ever.
func (a *Animation) Loop() int { return a.loop }

// Opaque says that no frame leaves anything transparent.
func (a *Animation) Opaque() bool { return a.opaque }

// Rewind goes back to before the first frame.
func (a *Animation) Rewind() {
	a.at, a.rest, a.sequence, a.last, a.saved = 0, a.chunks, 0, frame{}, nil
	if a.canvas != nil {
		a.clear(&frame{w: a.cfg.Width, h: a.cfg.Height})
	}
}

// Canvas is the image after Next, RGB with straight alpha; it must not be changed.
func (a *Animation) Canvas() *pixel.Image { return a.canvas }

// fills reports that a frame covers the canvas.
func (a *Animation) fills(f *frame) bool {
	return f.x == 0 && f.y == 0 && f.w == a.cfg.Width && f.h == a.cfg.Height
}

// cutChunk cuts the first chunk off data (section 5.3). One that claims more than
// there is has what there is, and no CRC.
func cutChunk(data []byte) (name string, body, crc, rest []byte) {
	if len(data) < 8 {
		return "", nil, nil, nil
	}
	n := uint64(binary.BigEndian.Uint32(data))
	name, data = string(data[4:8]), data[8:]
	if n+4 > uint64(len(data)) {
		return name, data[:min(n, uint64(len(data)))], nil, nil
	}
	return name, data[:n:n], data[n : n+4], data[n+4:]
}

// nextFrame reads chunks up to the end of the next frame; false where there is none.
func (a *Animation) nextFrame() (f frame, ok bool) {
	var start []byte // from the first chunk of the frame's data on
	controlled := false
	for len(a.rest) > 0 {
		name, body, crc, rest := cutChunk(a.rest)
		good := true
		switch name {
		case "fcTL":
			if start != nil {
				f.data = start[:len(start)-len(a.rest)]
				return f, true
			}
			if len(body) == 26 && len(crc) == 4 && binary.BigEndian.Uint32(crc) == a.checksum(name, body) {
				good = a.inSequence(body) && a.readControl(body, &f)
				controlled = true
			}
		case "IDAT":
			if start == nil && controlled {
				good, start = a.fills(&f), a.rest
			}
		case "fdAT":
			if good = controlled && a.inSequence(body); start == nil {
				start = a.rest
			}
		case "IEND":
			rest = nil
		}
		if a.rest = rest; !good {
			a.rest = nil
			return f, false
		}
	}
	f.data = start
	return f, start != nil
}

func (a *Animation) checksum(name string, body []byte) uint32 {
	return a.table.update(a.table.update(0, []byte(name)), body)
}

// inSequence reports whether the chunk has the number that is due (section
// 11.3.6.1).
func (a *Animation) inSequence(body []byte) bool {
	if len(body) < 4 || binary.BigEndian.Uint32(body) != a.sequence {
		return false
	}
	a.sequence++
	return true
}

// readControl reads an fcTL chunk and reports whether it makes sense.
func (a *Animation) readControl(b []byte, f *frame) bool {
	var v [4]uint64
	for i := range v {
		v[i] = uint64(binary.BigEndian.Uint32(b[4+4*i:]))
	}
	w, h, x, y := v[0], v[1], v[2], v[3]
	if w == 0 || h == 0 || x+w > uint64(a.cfg.Width) || y+h > uint64(a.cfg.Height) || b[24] >= nDisposals || b[25] > 1 {
		return false
	}
	per := int(binary.BigEndian.Uint16(b[22:]))
	if per == 0 {
		per = 100
	}
	*f = frame{
		x: int(x), y: int(y), w: int(w), h: int(h), dispose: b[24], blend: b[25] == 1,
		delay: (1000*int(binary.BigEndian.Uint16(b[20:])) + per/2) / per,
	}
	return true
}

// Next composes the next frame, within memory bytes beside the canvas, and returns
// how many milliseconds it is shown; io.EOF after the last one.
func (a *Animation) Next(memory int64) (delay int, err error) {
	if a.at == a.nFrames {
		return 0, io.EOF
	}
	f, ok := a.nextFrame()
	if !ok {
		return 0, io.EOF
	}
	first := a.at == 0
	a.at++
	if first && f.dispose == disposeToPrevious {
		f.dispose = disposeToBackground // there is nothing before (section 11.3.6.2)
	}
	d := &Decoder{Meter: a.Meter, data: &frameData{rest: f.data}, cfg: a.cfg, f: a.f, z: a.z}
	d.cfg.Width, d.cfg.Height = f.w, f.h
	if f.dispose == disposeToPrevious {
		memory -= 4 * int64(f.w) * int64(f.h)
	}
	if a.canvas == nil {
		a.canvas = pixel.New(pixel.RGB, a.cfg.Width, a.cfg.Height, 1, 1, true)
	}
	a.dispose()
	if err := d.Start(memory); err != nil {
		return 0, err
	}
	a.z = d.z
	if a.saved = nil; f.dispose == disposeToPrevious {
		a.saved = pixel.New(pixel.RGB, f.w, f.h, 1, 1, true)
		a.copyRect(&f, true)
	}
	a.last = f
	if err := a.draw(&f, d); err != nil {
		return 0, err
	}
	if err := d.Damage(); err != nil && !first {
		return 0, err
	}
	return f.delay, nil
}

// dispose removes the last frame from the canvas, if it is to be.
func (a *Animation) dispose() {
	switch {
	case a.last.dispose == disposeToBackground:
		a.clear(&a.last)
	case a.saved != nil:
		a.copyRect(&a.last, false)
	}
}

func canvasPlanes(m *pixel.Image) [4]*pixel.Plane {
	return [4]*pixel.Plane{&m.Plane[0], &m.Plane[1], &m.Plane[2], &m.Alpha}
}

func (a *Animation) clear(f *frame) {
	for _, p := range canvasPlanes(a.canvas) {
		for i := range f.h {
			clear(p.Row(f.y + i)[f.x:][:f.w])
		}
	}
}

// copyRect copies what a frame covers from the canvas to saved, or back.
func (a *Animation) copyRect(f *frame, save bool) {
	saved := canvasPlanes(a.saved)
	for k, p := range canvasPlanes(a.canvas) {
		for i := range f.h {
			at, kept := p.Row(f.y + i)[f.x:][:f.w], saved[k].Row(i)
			if !save {
				at, kept = kept, at
			}
			copy(kept, at)
		}
	}
}

// draw lays the rows of a frame on the canvas.
func (a *Animation) draw(f *frame, d *Decoder) error {
	planes := canvasPlanes(a.canvas)
	for {
		var b pixel.Band
		if err := d.Next(&b); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		for i := range b.Plane[0].H {
			var to, from [4][]uint8
			for k := range to {
				to[k] = planes[k].Row(f.y + b.Y[0] + i)[f.x:][:f.w]
			}
			for k := range 3 {
				from[k] = b.Plane[min(k, a.cfg.Model.Planes()-1)].Row(i)
			}
			if a.cfg.Alpha {
				from[3] = b.Alpha.Row(i)
			}
			drawRow(&to, &from, f.blend)
		}
	}
}

// drawRow lays a row over another or puts it in its place. Without alpha it is
// opaque.
func drawRow(to, from *[4][]uint8, blend bool) {
	if from[3] != nil && blend {
		overRow(to, from)
		return
	}
	for k := range to {
		copy(to[k], from[k])
	}
	if from[3] == nil {
		fill(to[3], 255)
	}
}

// overRow lays a row with straight alpha over another (section 13.16), rounded to
// nearest.
func overRow(to, from *[4][]uint8) {
	for x, alpha := range from[3] {
		switch {
		case alpha == 0:
			continue
		case alpha == 255 || to[3][x] == 0:
			for k := range to {
				to[k][x] = from[k][x]
			}
			continue
		}
		over := 255 * uint32(alpha)
		under := uint32(to[3][x]) * (255 - uint32(alpha))
		total := over + under
		for k := range 3 {
			to[k][x] = uint8((uint32(from[k][x])*over + uint32(to[k][x])*under + total/2) / total)
		}
		to[3][x] = uint8((total + 127) / 255)
	}
}

// frameData reads what the data chunks of a frame hold.
type frameData struct {
	rest []byte // chunks
	body []byte // what is left of the current one
}

func (d *frameData) Read(p []byte) (int, error) {
	for len(d.body) == 0 {
		if len(d.rest) == 0 {
			return 0, io.EOF
		}
		var name string
		var body []byte
		name, body, _, d.rest = cutChunk(d.rest)
		switch {
		case name == "IDAT":
			d.body = body
		case name == "fdAT" && len(body) > 4:
			d.body = body[4:] // behind the sequence number
		}
	}
	n := copy(p, d.body)
	d.body = d.body[n:]
	return n, nil
}

package av1

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// bitWriter writes headers for tests.
type bitWriter struct {
	data []byte
	n    int
}

func (w *bitWriter) bits(v, n int) {
	for n--; n >= 0; n-- {
		if w.n&7 == 0 {
			w.data = append(w.data, 0)
		}
		w.data[w.n>>3] |= byte(v>>n&1) << (7 - w.n&7)
		w.n++
	}
}

func obuOf(kind int, payload []byte) []byte {
	out := []byte{byte(kind<<3 | 2)}
	for n := len(payload); ; n >>= 7 {
		if n < 0x80 {
			return append(append(out, byte(n)), payload...)
		}
		out = append(out, byte(n)|0x80)
	}
}

// split takes the sequence header and the frame out of one of our streams.
func split(t *testing.T, name string) (seq, frame []byte) {
	data := stream(t, name)
	for len(data) > 0 {
		o, rest, err := nextOBU(data)
		if err != nil {
			t.Fatal(err)
		}
		switch o.kind {
		case obuSequence:
			seq = o.payload
		case obuFrame:
			frame = o.payload
		}
		data = rest
	}
	return seq, frame
}

// rewritten makes another kind of frame out of a key frame with a full header:
// one that is hidden, or an intra-only one.
func rewritten(t *testing.T, seq, frame []byte, kind, show int) []byte {
	s, err := parseSequence(seq)
	if err != nil {
		t.Fatal(err)
	}
	r := &bitReader{data: frame}
	if _, err := parseFrameHeader(r, s, 0, 0); err != nil {
		t.Fatal(err)
	}
	end := r.pos
	in := &bitReader{data: frame}
	in.read(4) // a shown key frame
	w := &bitWriter{}
	w.bits(0, 1)
	w.bits(kind, 2)
	w.bits(show, 1)
	if show == 0 {
		w.bits(1, 1) // showable
	}
	w.bits(1, 1) // error resilient
	noUpdate, screen := in.bit(), 0
	w.bits(noUpdate, 1)
	if s.forceScreen == selectPerFrame {
		screen = in.bit()
		w.bits(screen, 1)
	}
	if screen != 0 && s.forceIntegerMV == selectPerFrame {
		w.bits(in.bit(), 1)
	}
	w.bits(in.read(s.idLength), s.idLength)
	w.bits(in.bit(), 1) // frame_size_override_flag
	w.bits(in.read(s.orderHintBits), s.orderHintBits)
	w.bits(2, 8) // refresh slot 1
	if s.orderHint {
		for range 8 {
			w.bits(0, s.orderHintBits)
		}
	}
	for in.pos < end {
		w.bits(in.bit(), 1)
	}
	return append(w.data, frame[(end+7)>>3:]...)
}

// frameID is the current_frame_id of a shown key frame, and its length.
func frameID(t *testing.T, seq, frame []byte) (id, n int) {
	s, err := parseSequence(seq)
	if err != nil {
		t.Fatal(err)
	}
	r := &bitReader{data: frame}
	r.read(5)
	if s.forceScreen == selectPerFrame && r.flag() && s.forceIntegerMV == selectPerFrame {
		r.bit()
	}
	return r.read(s.idLength), s.idLength
}

// TestOtherFrames shows a hidden key frame by its slot, and an intra-only frame
// after a hidden key frame.
func TestOtherFrames(t *testing.T) {
	_, sums := golden(t)
	for _, name := range []string{"header-8-420.obu", "header-10-444.obu", "header-12-422.obu"} {
		seq, frame := split(t, name)
		hidden := rewritten(t, seq, frame, keyFrame, 0)
		show := &bitWriter{}
		show.bits(1, 1)
		show.bits(1, 3)
		show.bits(frameID(t, seq, frame))
		show.bits(1, 1) // trailing bit
		head := append([]byte{obuTemporal<<3 | 2, 0}, obuOf(obuSequence, seq)...)
		for what, stream := range map[string][]byte{
			"hidden, then shown": append(append(head[:len(head):len(head)], obuOf(obuFrame, hidden)...), obuOf(obuFrameHeader, show.data)...),
			"intra-only": append(append(head[:len(head):len(head)], obuOf(obuFrame, hidden)...),
				obuOf(obuFrame, rewritten(t, seq, frame, intraOnlyFrame, 1))...),
		} {
			planes, _, err := planesOf(stream, Options{})
			if got := sumOf(planes); err != nil || got != sums[name] {
				t.Errorf("%s, %s: got %s %v, want %s", name, what, got, err, sums[name])
			}
			if _, err := exec.LookPath("dav1d"); err != nil {
				continue
			}
			file := filepath.Join(t.TempDir(), "a.obu")
			if err := os.WriteFile(file, stream, 0o644); err != nil {
				t.Fatal(err)
			}
			if got, err := dav1d(t, file); err != nil || got != sums[name] {
				t.Errorf("%s, %s: dav1d: got %s %v, want %s", name, what, got, err, sums[name])
			}
		}
	}
}

// TestInterFramesAreRefused asks for the second frame of a video.
func TestInterFramesAreRefused(t *testing.T) {
	seq, frame := split(t, "header-8-420.obu")
	stream := append(obuOf(obuSequence, seq), obuOf(obuFrame, rewritten(t, seq, frame, interFrame, 1))...)
	var e UnsupportedError
	if _, err := NewDecoder(stream, Options{}); !errors.As(err, &e) || err != errInter {
		t.Errorf("got %v, want %v", err, errInter)
	}
}

// TestFraming decodes streams without sizes, with padding, metadata and tile
// lists, and with the frame header and the tiles in OBUs of their own.
func TestFraming(t *testing.T) {
	_, sums := golden(t)
	name := "default-8-420.obu"
	seq, frame := split(t, name)
	s, _ := parseSequence(seq)
	r := &bitReader{data: frame}
	if _, err := parseFrameHeader(r, s, 0, 0); err != nil {
		t.Fatal(err)
	}
	w := &bitWriter{}
	for i := (&bitReader{data: frame}); i.pos < r.pos; {
		w.bits(i.bit(), 1)
	}
	w.bits(1, 1)
	tiles := frame[(r.pos+7)>>3:]
	sequence := obuOf(obuSequence, seq)
	unsized := append([]byte{obuFrame << 3}, frame...)
	extras := append(append(obuOf(15, []byte{1, 2, 0x80}), obuOf(5, []byte{1, 0, 0x80})...), obuOf(8, []byte{0, 0, 0x80})...)
	for what, parts := range map[string][][]byte{
		"last without size": {sequence, unsized},
		"extras":            {extras, sequence, extras, obuOf(obuFrame, frame), extras},
		"header and tiles":  {sequence, obuOf(obuFrameHeader, w.data), obuOf(obuTileGroup, tiles)},
		"redundant header":  {sequence, obuOf(obuFrameHeader, w.data), obuOf(obuRedundantFrame, w.data), obuOf(obuTileGroup, tiles)},
		"two sequences":     {sequence, sequence, obuOf(obuFrame, frame)},
		"rubbish after it":  {sequence, obuOf(obuFrame, frame), {0xFF, 0xFF}},
	} {
		var stream []byte
		for _, p := range parts {
			stream = append(stream, p...)
		}
		planes, _, err := planesOf(stream, Options{})
		if got := sumOf(planes); err != nil || got != sums[name] {
			t.Errorf("%s: got %s %v, want %s", what, got, err, sums[name])
		}
	}
}

// TestTruncated gives the rows that are there.
func TestTruncated(t *testing.T) {
	for _, name := range []string{"large-8-420.obu", "tiles-10-444.obu", "copy-8-420.obu", "segments-8-420.obu"} {
		data := stream(t, name)
		whole, _, _ := planesOf(data, Options{})
		rows := 0
		for n := len(data) - 1; n > 0; n -= 1 + n/9 {
			planes, _, err := planesOf(data[:n], Options{})
			if err == nil {
				continue // only padding was cut
			}
			if f := FormatError(""); !errors.As(err, &f) {
				t.Errorf("%s at %d: got %v, want a FormatError", name, n, err)
			}
			if len(planes[0]) > len(whole[0]) {
				t.Errorf("%s at %d: got %d samples of %d", name, n, len(planes[0]), len(whole[0]))
			}
			rows = max(rows, len(planes[0]))
		}
		if rows == 0 && name != "copy-8-420.obu" {
			t.Errorf("%s: got no rows of a truncated stream", name)
		}
	}
}

func TestLimits(t *testing.T) {
	data := stream(t, "default-8-420.obu")
	var l LimitError
	for _, o := range []Options{{MaxPixels: 97*67 - 1}, {MaxMemory: 1000}} {
		if _, err := NewDecoder(data, o); !errors.As(err, &l) {
			t.Errorf("%+v: got %v, want a LimitError", o, err)
		}
	}
	stop := errors.New("stop")
	polls := 0
	d, err := NewDecoder(data, Options{MaxPixels: 97 * 67, Poll: func() error {
		polls++
		if polls == 2 {
			return stop
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Next(); err != stop { // before the row, and in it
		t.Errorf("got %v, want %v", err, stop)
	}
	if _, err := d.Next(); err != stop || polls != 2 {
		t.Errorf("got %v after %d questions, want %v after 2", err, polls, stop)
	}
}

// TestMemory compares the estimate with what is allocated.
func TestMemory(t *testing.T) {
	names, _ := golden(t)
	for _, name := range names {
		data := stream(t, name)
		h, err := ParseHeader(data, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		d, err := NewDecoder(data, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for err == nil {
			_, err = d.Next()
		}
		runtime.ReadMemStats(&after)
		if got := int64(after.TotalAlloc - before.TotalAlloc); got > h.Memory {
			t.Errorf("%s: got %d bytes, want at most %d", name, got, h.Memory)
		}
	}
}

// TestLeftOut decodes without each tool that can be left out: the samples are
// others, and as many.
func TestLeftOut(t *testing.T) {
	for name, tool := range map[string]Tools{"ringing-8-420.obu": CDEF, "large-8-420.obu": Restoration, "grain-8-420.obu": FilmGrain, "default-8-420.obu": Deblocking} {
		data := stream(t, name)
		whole, _, _ := planesOf(data, Options{})
		less, _, err := planesOf(data, Options{Skip: tool})
		if err != nil || len(less[0]) != len(whole[0]) || sumOf(less) == sumOf(whole) {
			t.Errorf("%s without %d: got %v, %d samples, want %d others", name, tool, err, len(less[0]), len(whole[0]))
		}
	}
}

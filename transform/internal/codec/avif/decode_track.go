package avif

import "encoding/binary"

// A sequence of images is a movie, ISO/IEC 14496-12 section 8. Of it only the first
// frame is taken, and only where the file has no primary item.

// track is what there is to know of one.
type track struct {
	id      int
	handler string
	alphaOf int    // tref auxl
	entry   []byte // the boxes of the sample entry
	first   extent
}

// readTracks reads the tracks of a moov box.
func readTracks(data []byte) ([]track, error) {
	var all []track
	r := reader{data: data}
	for {
		b, ok := r.next()
		if !ok {
			return all, nil
		}
		if b.kind != "trak" || len(all) >= 64 {
			continue
		}
		if t, ok := readTrack(b.data); ok {
			all = append(all, t)
		}
	}
}

// path follows boxes inward.
func path(data []byte, kinds ...string) ([]byte, bool) {
	for _, k := range kinds {
		b, ok := find(data, k)
		if !ok {
			return nil, false
		}
		data = b.data
	}
	return data, true
}

func readTrack(data []byte) (t track, ok bool) {
	head, ok := path(data, "tkhd")
	if !ok {
		return t, false
	}
	r := reader{data: head}
	version, _ := r.full()
	r.take(8 + 8*min(version, 1)) // times
	t.id = r.int(4)
	if hdlr, ok := path(data, "mdia", "hdlr"); ok && len(hdlr) >= 12 {
		t.handler = string(hdlr[8:12])
	}
	if aux, ok := path(data, "tref", "auxl"); ok && len(aux) >= 4 {
		t.alphaOf = int(binary.BigEndian.Uint32(aux))
	}
	samples, ok := path(data, "mdia", "minf", "stbl")
	if !ok {
		return t, false
	}
	stsd, _ := path(samples, "stsd")
	if len(stsd) < 8 {
		return t, false
	}
	entry, ok := find(stsd[8:], "av01")
	if !ok || len(entry.data) < 78 {
		return t, false
	}
	t.entry = entry.data[78:] // VisualSampleEntry, section 12.1.3
	return t, t.locate(samples) && !r.bad
}

// locate finds the first sample.
func (t *track) locate(samples []byte) bool {
	sizes, ok := path(samples, "stsz")
	r := reader{data: sizes}
	r.full()
	size, count := r.uint(4), r.int(4)
	if size == 0 {
		size = r.uint(4)
	}
	if !ok || r.bad || count == 0 {
		return false
	}
	offsets, wide := path(samples, "co64")
	bytes := 8
	if !wide {
		offsets, ok = path(samples, "stco")
		bytes = 4
	}
	r = reader{data: offsets}
	r.full()
	r.uint(4)
	t.first = extent{r.uint(bytes), size}
	return ok && !r.bad && size > 0
}

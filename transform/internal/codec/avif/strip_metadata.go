package avif

import "slices"

// kept are the properties that tell how an image is coded and shown. A turn goes, as it
// does with EXIF: a file is only kept where it is ignored.
var kept = []string{"ispe", "pixi", "av1C", "colr", "auxC", "clap", "pasp", "a1op", "lsel", "clli", "mdcv"}

// Strip returns the file without what only describes it: EXIF, XMP, thumbnails, other
// images and unknown boxes. The coded image and its alpha stay byte for byte, in boxes that
// are written anew; the color profile stays where icc says so. It returns nil for a file
// that is not one coded image, whole, and perhaps its alpha.
func Strip(data []byte, icc bool) []byte {
	if _, err := Open(data); err != nil {
		return nil
	}
	t, err := readTop(data)
	m := t.meta
	if err != nil || t.cut || t.moves || m == nil || !Match(data) || m.items[m.primary] == nil {
		return nil
	}
	items := []*item{m.items[m.primary]}
	if a := m.alphaOf(m.primary); a != nil {
		items = append(items, a)
	}
	bodies := make([][]byte, len(items))
	for i, it := range items {
		if it.kind != "av01" || !m.isWhole(data, it) {
			return nil
		}
		if bodies[i], err = m.data(data, it); err != nil {
			return nil
		}
	}
	most := 0 // properties of an item
	f := file{brands: keptBrands(t.brands), bodies: bodies, premultiplied: len(items) > 1 && slices.Contains(items[0].premult, items[1].id)}
	f.properties = func(w *boxWriter) [][]byte {
		lists := w.properties(items, icc)
		for _, list := range lists {
			most = max(most, len(list))
		}
		return lists
	}
	out := f.write()
	if len(out) > len(data) || most > mostProperties {
		return nil
	}
	return out
}

// keptBrands returns those of brands that still hold. Others promise what is not in the file
// any more: a gain map (tmap), a track.
func keptBrands(ftyp []byte) (kept string) {
	for at := 8; at+4 <= len(ftyp); at += 4 {
		if brand := string(ftyp[at : at+4]); slices.Contains([]string{"avif", "mif1", "miaf", "MA1A", "MA1B"}, brand) {
			kept += brand
		}
	}
	return kept
}

// isWhole reports that no piece of an item reaches beyond the file.
func (m *meta) isWhole(file []byte, it *item) bool {
	if it.inIDAT {
		file = m.idat
	}
	for _, e := range it.extents {
		if n := uint64(len(file)); e.offset > n || e.length > n-e.offset {
			return false
		}
	}
	return true
}

// mostProperties of an item are more than an image can have; the numbers of those of two
// fit into seven bits.
const mostProperties = 60

// properties writes the properties of the items, and returns their numbers, each with the
// bit of what a reader must understand.
func (w *boxWriter) properties(items []*item, icc bool) (lists [][]byte) {
	var written []property
	for _, it := range items {
		var list []byte
		for _, p := range it.properties {
			profile := p.kind == "colr" && len(p.data) > 3 && string(p.data[:4]) != "nclx"
			if !slices.Contains(kept, p.kind) || profile && !icc || len(list) > mostProperties {
				continue
			}
			n := slices.IndexFunc(written, func(q property) bool { return q.kind == p.kind && string(q.data) == string(p.data) })
			if n < 0 {
				n = len(written)
				written = append(written, p)
				w.box(p.kind, func() { w.bytes(p.data...) })
			}
			must := byte(0)
			if p.essential {
				must = essential
			}
			list = append(list, byte(n+1)|must)
		}
		lists = append(lists, list)
	}
	return lists
}

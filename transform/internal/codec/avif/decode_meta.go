package avif

// item is one item of a meta box.
type item struct {
	id         int
	kind       string // item_type, four characters
	extents    []extent
	inIDAT     bool
	located    bool
	otherItem  bool // its extents lie in other items, which nothing here needs
	properties []property
	inputs     []int // dimg
	alphaOf    int   // auxl
	premult    []int // prem: the alpha items that its colors are multiplied with
	thumbnail  bool
}

// extent is a part of an item's data; a length of 0 reaches to the end.
type extent struct{ offset, length uint64 }

// property is one property of an item.
type property struct {
	box
	essential bool
}

// meta is a meta box, ISO/IEC 14496-12 section 8.11.
type meta struct {
	primary int
	items   map[int]*item
	idat    []byte
}

// Lists longer than these are no image.
const (
	maxItems   = 1 << 12
	maxExtents = 1 << 12
	maxListed  = 1 << 16 // properties and references together
)

// readMeta reads the contents of a meta box.
func readMeta(data []byte) (*meta, error) {
	r := reader{data: data}
	r.full()
	m := &meta{items: map[int]*item{}}
	var properties, references, locations []byte
	for first := true; ; first = false {
		b, ok := r.next()
		if !ok {
			break
		}
		// A handler of another kind is another kind of file.
		if first && (b.kind != "hdlr" || len(b.data) < 12 || string(b.data[8:12]) != "pict") {
			return nil, FormatError("a handler of another kind")
		}
		switch b.kind {
		case "pitm":
			f := reader{data: b.data}
			version, _ := f.full()
			m.primary = f.int(2 + 2*min(version, 1))
			if f.bad {
				return nil, errNoPrimary
			}
		case "iinf":
			if err := m.readInfos(b.data); err != nil {
				return nil, err
			}
		case "iloc":
			locations = b.data
		case "iprp":
			properties = b.data
		case "iref":
			references = b.data
		case "idat":
			m.idat = b.data
		}
	}
	if r.bad {
		return nil, errBox
	}
	if err := m.readLocations(locations); err != nil {
		return nil, err
	}
	if err := m.readProperties(properties); err != nil {
		return nil, err
	}
	return m, m.readReferences(references)
}

// readInfos reads iinf, section 8.11.6.
func (m *meta) readInfos(data []byte) error {
	r := reader{data: data}
	version, _ := r.full()
	r.uint(2 + 2*min(version, 1))
	for {
		b, ok := r.next()
		if !ok {
			break
		}
		if b.kind != "infe" {
			continue
		}
		f := reader{data: b.data}
		version, _ := f.full()
		if version != 2 && version != 3 {
			continue // older entries have no type
		}
		it := &item{id: f.int(2 * (version - 1))}
		f.uint(2)
		it.kind = string(f.take(4))
		if f.bad || len(m.items) >= maxItems || m.items[it.id] != nil {
			return errItems
		}
		m.items[it.id] = it
	}
	if r.bad {
		return errItems
	}
	return nil
}

// readLocations reads iloc, section 8.11.3.
func (m *meta) readLocations(data []byte) error {
	r := reader{data: data}
	version, _ := r.full()
	sizes := r.int(2)
	offsetBytes, lengthBytes, baseBytes, indexBytes := sizes>>12, sizes>>8&15, sizes>>4&15, sizes&15
	if version > 2 {
		return errItems
	}
	if version == 0 {
		indexBytes = 0
	}
	for _, n := range []int{offsetBytes, lengthBytes, baseBytes, indexBytes} {
		if n != 0 && n != 4 && n != 8 {
			return errItems
		}
	}
	idBytes := 2 + version&2
	extents := 0
	for n := r.int(idBytes); n > 0 && !r.bad; n-- {
		it := m.items[r.int(idBytes)]
		if it == nil {
			it = &item{} // nobody's: read and forgotten
		}
		method := 0
		if version > 0 {
			method = r.int(2) & 15
		}
		it.located, it.inIDAT, it.otherItem = true, method == 1, method > 1
		r.uint(2) // data_reference_index
		base := r.uint(baseBytes)
		count := r.int(2)
		if extents += count; extents > maxExtents || it.extents != nil {
			return errItems
		}
		for range count {
			r.uint(indexBytes)
			e := extent{base + r.uint(offsetBytes), r.uint(lengthBytes)}
			if e.offset < base {
				return errLocation
			}
			it.extents = append(it.extents, e)
		}
	}
	if r.bad && len(data) > 0 {
		return errItems
	}
	return nil
}

// readProperties reads iprp, HEIF section 9.3.
func (m *meta) readProperties(data []byte) error {
	container, ok := find(data, "ipco")
	if !ok {
		return nil
	}
	var all []box
	r := reader{data: container.data}
	for {
		b, ok := r.next()
		if !ok {
			break
		}
		all = append(all, b)
	}
	if r.bad {
		return errProperties
	}
	listed := 0
	for r = (reader{data: data}); ; {
		b, ok := r.next()
		if !ok {
			break
		}
		if b.kind != "ipma" {
			continue
		}
		f := reader{data: b.data}
		version, flags := f.full()
		indexBytes := 1 + flags&1
		for n := f.int(4); n > 0 && !f.bad; n-- {
			it := m.items[f.int(2+2*min(version, 1))]
			for count := f.int(1); count > 0; count-- {
				v := f.int(indexBytes)
				essential := v>>(8*indexBytes-1) != 0
				v &= 1<<(8*indexBytes-1) - 1
				if v == 0 || it == nil {
					continue // no property
				}
				if listed++; v > len(all) || listed > maxListed {
					return errProperties
				}
				it.properties = append(it.properties, property{all[v-1], essential})
			}
		}
		if f.bad {
			return errProperties
		}
	}
	return nil
}

// readReferences reads iref, section 8.11.12.
func (m *meta) readReferences(data []byte) error {
	if data == nil {
		return nil
	}
	r := reader{data: data}
	version, _ := r.full()
	idBytes := 2 + 2*min(version, 1)
	listed := 0
	for {
		b, ok := r.next()
		if !ok {
			break
		}
		f := reader{data: b.data}
		from := m.items[f.int(idBytes)]
		for n := f.int(2); n > 0 && !f.bad; n-- {
			to := f.int(idBytes)
			if listed++; listed > maxListed {
				return errItems
			}
			if from == nil || f.bad {
				continue
			}
			switch b.kind {
			case "dimg":
				from.inputs = append(from.inputs, to)
			case "auxl":
				from.alphaOf = to
			case "prem":
				from.premult = append(from.premult, to)
			case "thmb":
				from.thumbnail = true
			}
		}
		if f.bad {
			return errItems
		}
	}
	if r.bad {
		return errItems
	}
	return nil
}

// find returns an item's first property of a kind.
func (it *item) find(kind string) *property {
	for i := range it.properties {
		if it.properties[i].kind == kind {
			return &it.properties[i]
		}
	}
	return nil
}

// data returns an item's bytes; what lies in several extents is joined.
func (m *meta) data(file []byte, it *item) ([]byte, error) {
	if !it.located || it.otherItem || len(it.extents) == 0 {
		return nil, errLocation
	}
	from := file
	if it.inIDAT {
		from = m.idat
	}
	var joined []byte
	for i, e := range it.extents {
		if e.offset > uint64(len(from)) {
			return nil, errLocation
		}
		part := from[e.offset:]
		if e.length > 0 && e.length <= uint64(len(part)) {
			part = part[:e.length]
		} else if e.length > 0 && i == 0 && len(part) == 0 {
			return nil, errLocation
		}
		if len(it.extents) == 1 {
			return part, nil // perhaps cut short: it gives the rows that it has
		}
		if joined = append(joined, part...); len(joined) > len(from) {
			return nil, errLocation
		}
	}
	return joined, nil
}

package ops

import (
	"image"

	"tintype/transform/internal/pixel"
)

// Margin finds the even border of an image that is decoded band by band: per
// plane, the box of the samples that differ from the border's color. The first
// sample of the area gives that color where no other is set.
type Margin struct {
	// Area is what is looked at of each plane, in its samples.
	Area [5]image.Rectangle // index 4 is alpha
	// Tolerance is by how much a sample of the border may differ.
	Tolerance int
	// Ref is the border's color by plane, -1 for that of the first sample, and
	// Skip leaves planes out.
	Ref  [5]int
	Skip [5]bool

	box [5]image.Rectangle
}

// Push looks at a band of so many color planes.
func (m *Margin) Push(b *pixel.Band, nColors int) {
	for i := range nColors {
		m.plane(i, &b.Plane[i], b.Y[i])
	}
	if b.Alpha.Pix != nil {
		m.plane(4, &b.Alpha, b.Y[0])
	}
}

func (m *Margin) plane(i int, p *pixel.Plane, y0 int) {
	if m.Skip[i] {
		return
	}
	a := m.Area[i]
	for y := max(y0, a.Min.Y); y < min(y0+p.H, a.Max.Y); y++ {
		row := p.Row(y - y0)[a.Min.X:a.Max.X]
		if m.Ref[i] < 0 {
			m.Ref[i] = int(row[0])
		}
		if lo, hi := m.differ(row, m.Ref[i]); lo < hi {
			m.box[i] = m.box[i].Union(image.Rect(a.Min.X+lo, y, a.Min.X+hi, y+1))
		}
	}
}

// differ returns the stretch from the first to the last sample beyond the
// tolerance.
func (m *Margin) differ(row []byte, ref int) (lo, hi int) {
	least, most := ref-m.Tolerance, ref+m.Tolerance
	for lo < len(row) && least <= int(row[lo]) && int(row[lo]) <= most {
		lo++
	}
	hi = len(row)
	for hi > lo && least <= int(row[hi-1]) && int(row[hi-1]) <= most {
		hi--
	}
	return lo, hi
}

// Box returns what is inside the border in full-size pixels, empty where all is
// even. subX and subY say how many pixels a sample of each plane covers, in
// 1/256. Of a sample that covers several only what must differ counts.
func (m *Margin) Box(subX, subY [5]int) (box image.Rectangle) {
	for i, b := range m.box {
		if b.Empty() {
			continue
		}
		inX, inY := (subX[i]-1)/256, (subY[i]-1)/256
		r := image.Rect(b.Min.X*subX[i]/256+inX, b.Min.Y*subY[i]/256+inY,
			(b.Max.X*subX[i]+255)/256-inX, (b.Max.Y*subY[i]+255)/256-inY)
		box = box.Union(r)
	}
	return box
}

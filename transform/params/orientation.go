package params

// Orientation is one of the eight orientations of an image, the dihedral group D4, with
// the numbers of EXIF (EXIF 2.32, tag 0x0112): the transformation that makes stored
// pixels upright. 0 and values above 8 mean 1, as stored.
//
//	1 as stored            5 transposed
//	2 mirrored left-right  6 turned 90° clockwise
//	3 turned 180°          7 transposed along the other diagonal
//	4 mirrored top-bottom  8 turned 270° clockwise
type Orientation uint8

// The four turns and two mirrors that the grammar names.
const (
	Upright   Orientation = 1
	FlipH     Orientation = 2
	Rotate180 Orientation = 3
	FlipV     Orientation = 4
	Rotate90  Orientation = 6
	Rotate270 Orientation = 8
)

// Every element is: transpose, if bit 2; then mirror left-right, if bit 0;
// then mirror top-bottom, if bit 1.
const (
	mirrorX   = 1
	mirrorY   = 2
	transpose = 4
)

var (
	orientationBits = [9]uint8{0, 0, mirrorX, mirrorX | mirrorY, mirrorY,
		transpose, transpose | mirrorX, transpose | mirrorX | mirrorY, transpose | mirrorY}
	bitsOrientation = [8]Orientation{1, 2, 4, 3, 5, 6, 8, 7}
)

func (o Orientation) bits() uint8 {
	if o > 8 {
		return 0
	}
	return orientationBits[o]
}

// Then returns the orientation that is o followed by next.
func (o Orientation) Then(next Orientation) Orientation {
	a, b := o.bits(), next.bits()
	if b&transpose != 0 {
		// A transposition that comes after a mirror exchanges its axis.
		a = a&transpose | a&mirrorX<<1 | a&mirrorY>>1
	}
	return bitsOrientation[a^b]
}

// Inverse returns the orientation that undoes o.
func (o Orientation) Inverse() Orientation {
	switch o {
	case Rotate90:
		return Rotate270
	case Rotate270:
		return Rotate90
	}
	return bitsOrientation[o.bits()] // every other element undoes itself
}

// Swaps reports that width and height change places.
func (o Orientation) Swaps() bool { return o.bits()&transpose != 0 }

// Mirrors reports that the image is mirrored.
func (o Orientation) Mirrors() bool {
	b := o.bits()
	return (b&mirrorX != 0) != (b&mirrorY != 0) != (b&transpose != 0)
}

// Size returns the size after o of an image that has size s before it.
func (o Orientation) Size(s Size) Size {
	if o.Swaps() {
		return Size{s.H, s.W}
	}
	return s
}

// Point returns where o moves the pixel (x, y) of an image of size s.
func (o Orientation) Point(x, y int, s Size) (int, int) {
	r := o.Rect(Rect{int64(x), int64(y), 1, 1}, int64(s.W), int64(s.H))
	return int(r.X), int(r.Y)
}

// Rect returns where o moves a rectangle of an image of w by h; all of them
// in any one unit.
func (o Orientation) Rect(r Rect, w, h int64) Rect {
	b := o.bits()
	if b&transpose != 0 {
		r = Rect{r.Y, r.X, r.H, r.W}
		w, h = h, w
	}
	if b&mirrorX != 0 {
		r.X = w - r.X - r.W
	}
	if b&mirrorY != 0 {
		r.Y = h - r.Y - r.H
	}
	return r
}

// OrientChoice is the orient parameter. The zero value lets the file decide.
type OrientChoice uint8

// OrientIgnore is orient=0: the pixels stay as they are stored.
const OrientIgnore OrientChoice = 1

// OrientAs returns the choice that overrides the file with o.
func OrientAs(o Orientation) OrientChoice { return OrientChoice(o) + 1 }

// Resolve returns the orientation to apply to a file whose EXIF data says exif.
func (c OrientChoice) Resolve(exif Orientation) Orientation {
	switch {
	case c == 0 && 1 <= exif && exif <= 8:
		return exif
	case c <= OrientIgnore:
		return Upright
	}
	return Orientation(c - 1)
}

package params

// Coord is one number of a Region.
type Coord struct {
	At CoordKind
	V  Length // pixels or a fraction, for CoordValue
}

// CoordKind says how a Coord is meant.
type CoordKind uint8

const (
	CoordValue  CoordKind = iota // V
	CoordMiddle                  // center, middle
	CoordFar                     // right, bottom
	CoordFull                    // full
)

// Region is the rect parameter: x, y, width, height. The zero Region is absent.
type Region struct{ X, Y, W, H Coord }

// Border is a line drawn over the edge of the image.
type Border struct {
	Width int // pixels, dpr not applied
	Color Color
}

// Radii are those of the corners in pixels, dpr not applied: top left, top
// right, bottom right, bottom left.
type Radii [4]int

// Paint is a color or the key of an image.
type Paint struct {
	Color Color
	Key   string // empty for a color
}

// Frames is a range of the frames of an animation, counted from 1. The zero
// value means all. Last is 0 where the range has no end.
type Frames struct{ First, Last int }

// Single says that the range is one frame, which makes a still.
func (f Frames) Single() bool { return f.First > 0 && f.First == f.Last }

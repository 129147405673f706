package transform

import "tintype/transform/internal/pixel"

// A large PNG, GIF or lossless WebP has no quality to lower, and is often far above the
// limit. Encoding all of it would only show that. So a part of the frame is encoded
// first, and if the estimate for the whole is hopeless, the frame shrinks before it is
// encoded.

const (
	estimatedPixels = 1_000_000 // frames of up to so many are coded at once
	hopeless        = 3         // times the limit: estimates err, for texts repeat less in tiles

	tilesAcross = 8 // the frame in so many columns and rows,
	tileShare   = 4 // of each of which the middle is taken, this part of its sides
)

// shrinkHopeless returns the frame, shrunk to a size that may fit if an estimate says
// that its own size will not.
func (d *job) shrinkHopeless(img *pixel.Image) (*pixel.Image, error) {
	out := d.out // a copy
	hasQuality := out.Quality > 0 && !out.Lossless
	if out.MaxBytes == 0 || hasQuality || img.W*img.H <= estimatedPixels || img.SubX != 1 || img.SubY != 1 {
		return img, nil
	}
	limit := out.MaxBytes
	out.MaxBytes = 0
	out.reduce() // what it falls to
	body, _, err := out.encode(mosaic(img))
	if err != nil {
		return nil, err
	}
	n := len(body) * tileShare * tileShare
	if n <= hopeless*limit {
		return img, nil
	}
	w, h := smaller(img.W, img.H, n, limit)
	img = shrink(img, w, h)
	return img, d.lim.meter.Err()
}

// mosaic returns an image made of tiles from all over a frame.
func mosaic(img *pixel.Image) *pixel.Image {
	w, h := max(1, img.W/tilesAcross/tileShare), max(1, img.H/tilesAcross/tileShare)
	across, down := min(tilesAcross, img.W/w), min(tilesAcross, img.H/h)
	m := pixel.New(img.Model, w*across, h*down, 1, 1, img.HasAlpha())
	m.Meter = img.Meter
	for i := range img.Model.Planes() {
		copyTiles(&m.Plane[i], &img.Plane[i], w, h, across, down)
	}
	if img.HasAlpha() {
		copyTiles(&m.Alpha, &img.Alpha, w, h, across, down)
	}
	return m
}

func copyTiles(to, from *pixel.Plane, w, h, across, down int) {
	for y := range h * down {
		row := from.Row(y/h*(from.H/down) + (from.H/down-h)/2 + y%h)
		for i := range across {
			copy(to.Row(y)[i*w:][:w], row[i*(from.W/across)+(from.W/across-w)/2:])
		}
	}
}

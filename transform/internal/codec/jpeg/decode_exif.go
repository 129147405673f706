package jpeg

import (
	"bytes"

	"tintype/transform/internal/exif"
)

// readEXIF takes the orientation from an APP1 segment, if it is one of Exif (CIPA
// DC-008, section 4.7.2). Anything unexpected leaves the orientation absent.
func (d *Decoder) readEXIF(p []byte) {
	if block, ok := bytes.CutPrefix(p, []byte("Exif\x00\x00")); ok && d.orientation == 0 {
		d.orientation = exif.Orientation(block)
	}
}

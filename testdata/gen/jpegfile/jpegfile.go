// Package jpegfile writes JPEG files of every kind that a decoder may meet, so
// that tintype's decoder is tested against files that its own encoder would
// never produce: any sampling factors, extended sequential and progressive
// processes, any scan script, restart intervals, fill bytes, 16-bit
// quantization tables, Adobe's color transforms.
//
// It favors plainness over speed and uses integer arithmetic only, so that its
// output is the same on every machine. The format is ITU-T T.81
// (https://www.w3.org/Graphics/JPEG/itu-t81.pdf); sections and tables named in
// comments are those of that document.
package jpegfile

import "bytes"

// Process is the coding process of a frame, named by its SOF marker (B.1.1.3).
type Process byte

// The Huffman coded, DCT based processes.
const (
	Baseline    Process = 0xc0
	Extended    Process = 0xc1
	Progressive Process = 0xc2
)

// Segment is a marker segment, such as an APPn or COM.
type Segment struct {
	Marker byte
	Data   []byte // without marker and length
}

// Scan is one entry of a scan script (B.2.3). For the sequential processes
// Ss, Se, Ah and Al are 0, 63, 0 and 0.
type Scan struct {
	Components     []int // indices into the frame's components
	Ss, Se, Ah, Al int   // spectral selection and successive approximation
}

// Options say how the coefficients of an Image become a file. The zero value
// is a bare baseline file of one interleaved scan with the typical Huffman
// tables of annex K and no APPn segments.
type Options struct {
	Process  Process   // default Baseline
	Scans    []Scan    // default one interleaved scan, or DefaultScript
	Restart  int       // MCUs of a restart interval; 0 is none
	Optimize bool      // Huffman tables made for each scan (always if progressive)
	Wide     bool      // quantization tables of 16-bit elements
	Fill     int       // fill bytes (X'FF') before each marker but SOI (B.1.1.2)
	Segments []Segment // written in order after SOI
	NoEOI    bool      // leave the end out
}

// Encode writes im as a whole file.
func Encode(im *Image, o Options) []byte {
	if o.Process == 0 {
		o.Process = Baseline
	}
	if o.Scans == nil {
		o.Scans = defaultScans(im, o.Process)
	}
	f := &file{im: im, o: o}
	f.buf.Write([]byte{0xff, mSOI})
	for _, s := range o.Segments {
		f.segment(s.Marker, s.Data)
	}
	f.quantTables()
	f.frameHeader()
	if o.Restart > 0 {
		f.segment(mDRI, []byte{byte(o.Restart >> 8), byte(o.Restart)})
	}
	if !f.optimized() {
		f.huffmanTables(standardTables(im))
	}
	for _, s := range o.Scans {
		f.scan(s)
	}
	if !o.NoEOI {
		f.marker(mEOI)
	}
	return f.buf.Bytes()
}

// file is a JPEG file while it is written.
type file struct {
	buf bytes.Buffer
	im  *Image
	o   Options
}

func (f *file) optimized() bool {
	return f.o.Optimize || f.o.Process == Progressive
}

// Sequential returns the script of non-interleaved scans, one a component.
func Sequential(nComponents int) []Scan {
	var scans []Scan
	for i := range nComponents {
		scans = append(scans, Scan{Components: []int{i}, Se: 63})
	}
	return scans
}

func defaultScans(im *Image, p Process) []Scan {
	all := make([]int, len(im.Components))
	for i := range all {
		all[i] = i
	}
	if p == Progressive {
		return DefaultScript(len(all))
	}
	return []Scan{{Components: all, Se: 63}}
}

// DefaultScript returns a progressive script that uses everything the process
// has: DC with point transform 1 and its refinement, spectral selection, and
// AC coefficients refined twice.
func DefaultScript(nComponents int) []Scan {
	all := make([]int, nComponents)
	for i := range all {
		all[i] = i
	}
	scans := []Scan{
		{Components: all, Al: 1},
		{Components: []int{0}, Ss: 1, Se: 5, Al: 2},
	}
	for i := nComponents - 1; i > 0; i-- {
		scans = append(scans, Scan{Components: []int{i}, Ss: 1, Se: 63, Al: 1})
	}
	scans = append(scans,
		Scan{Components: []int{0}, Ss: 6, Se: 63, Al: 2},
		Scan{Components: []int{0}, Ss: 1, Se: 63, Ah: 2, Al: 1},
		Scan{Components: all, Ah: 1},
	)
	for i := nComponents - 1; i >= 0; i-- {
		scans = append(scans, Scan{Components: []int{i}, Ss: 1, Se: 63, Ah: 1})
	}
	return scans
}

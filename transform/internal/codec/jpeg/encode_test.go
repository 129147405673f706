//go:build !wasm

package jpeg

import (
	"bytes"
	"errors"

	"os/exec"
	"strconv"
	"testing"

	"tintype/transform/internal/pixel"
)

// layouts are all ways in which planes go into a file.
var layouts = []struct {
	name       string
	model      pixel.Model
	subX, subY int
}{
	{"gray", pixel.Gray, 1, 1},
	{"444", pixel.YCbCr, 1, 1},
	{"422", pixel.YCbCr, 2, 1},
	{"440", pixel.YCbCr, 1, 2},
	{"420", pixel.YCbCr, 2, 2},
	{"rgb", pixel.RGB, 1, 1},
	{"cmyk", pixel.CMYK, 1, 1},
}

// Every layout at every size around the limits of blocks and MCUs comes back
// close to what it was.
func TestEncodeSizes(t *testing.T) {
	for _, l := range layouts {
		t.Run(l.name, func(t *testing.T) {
			for _, h := range []int{1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33} {
				for w := 1; w <= 33; w++ {
					img := scene(l.model, w, h, l.subX, l.subY)
					for _, progressive := range []bool{false, true} {
						checkFile(t, img, EncodeOptions{Quality: 97, Progressive: progressive}, 38)
					}
				}
			}
		})
	}
}

// checkFile encodes img and has every plane come back with leastPSNR.
func checkFile(t *testing.T, img *pixel.Image, o EncodeOptions, leastPSNR float64) []byte {
	t.Helper()
	file := mustEncode(t, img, o)
	planes, w, h := planesOf(t, file)
	if w != img.W || h != img.H || len(planes) != img.Model.Planes() {
		t.Fatalf("%dx%d came back as %dx%d with %d planes", img.W, img.H, w, h, len(planes))
	}
	for i := range planes {
		if got := psnr(&img.Plane[i], &planes[i]); got < leastPSNR {
			t.Errorf("%v %dx%d %+v: plane %d has %.1f dB, want %.1f", img.Model, w, h, o, i, got, leastPSNR)
		}
	}
	return file
}

// libjpeg reads the files of every layout without a warning.
func TestEncodeForDjpeg(t *testing.T) {
	for _, l := range layouts {
		for _, size := range [][2]int{{1, 1}, {17, 9}, {70, 45}} {
			img := scene(l.model, size[0], size[1], l.subX, l.subY)
			for _, progressive := range []bool{false, true} {
				djpegAccepts(t, mustEncode(t, img, EncodeOptions{Quality: 80, Progressive: progressive}))
			}
		}
	}
}

// Quality buys what it should: no less PSNR of luma and no more bytes. (What it is made
// for, looks, bench/looks judges.)
func TestEncodeQuality(t *testing.T) {
	img := scene(pixel.YCbCr, 200, 150, 2, 2)
	for _, test := range []struct {
		quality   int
		leastPSNR float64
		mostBytes int
	}{
		{10, 24.9, 1578},
		{50, 30.3, 4414},
		{80, 35.30, 8335},
		{95, 46.6, 16886},
		{100, 60.90, 26380},
	} {
		file := mustEncode(t, img, EncodeOptions{Quality: test.quality})
		planes, _, _ := planesOf(t, file)
		if got := psnr(&img.Plane[0], &planes[0]); got < test.leastPSNR || len(file) > test.mostBytes {
			t.Errorf("quality %d: %.2f dB in %d bytes, want %.2f in %d", test.quality, got, len(file), test.leastPSNR, test.mostBytes)
		}
	}
}

// libjpeg's accurate transform and optimal tables have, in no file that is as small, a
// better PSNR, and at no quality a smaller file.
func TestEncodeAgainstCjpeg(t *testing.T) {
	cjpeg, err := exec.LookPath("cjpeg")
	if err != nil {
		t.Skip("not checked: size and PSNR beside libjpeg-turbo's; cjpeg is not installed (Debian: libjpeg-turbo-progs)")
	}
	img := scene(pixel.Gray, 320, 240, 1, 1)
	p := &img.Plane[0]
	pgm := []byte("P5 320 240 255\n")
	for y := range p.H {
		pgm = append(pgm, p.Row(y)...)
	}
	type file struct {
		bytes int
		psnr  float64
	}
	of := func(data []byte) file {
		planes, _, _ := planesOf(t, data)
		return file{len(data), psnr(p, &planes[0])}
	}
	theirs := map[int]file{}
	for quality := 5; quality <= 100; quality += 5 {
		cmd := exec.Command(cjpeg, "-baseline", "-optimize", "-dct", "int", "-quality", strconv.Itoa(quality))
		cmd.Stdin = bytes.NewReader(pgm)
		data, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		theirs[quality] = of(data)
	}
	for quality := 10; quality <= 90; quality += 5 {
		ours := of(mustEncode(t, img, EncodeOptions{Quality: quality}))
		if ours.bytes > theirs[quality].bytes {
			t.Errorf("quality %d: %d bytes, cjpeg has %d", quality, ours.bytes, theirs[quality].bytes)
		}
		for q, f := range theirs {
			if f.bytes <= ours.bytes && f.psnr >= ours.psnr {
				t.Errorf("quality %d: %d bytes %.3f dB, cjpeg's quality %d has %d bytes %.3f dB", quality, ours.bytes, ours.psnr, q, f.bytes, f.psnr)
			}
		}
	}
}

// Where both ways are open a small image takes the smaller one, which is sequential where
// tables of more scans cost too much, and others are as encScansMost says.
func TestEncodeEither(t *testing.T) {
	for _, c := range []struct {
		w, h int
		want bool
	}{{24, 16, false}, {480, 360, true}, {1000, 800, true}} {
		img := scene(pixel.YCbCr, c.w, c.h, 2, 2)
		base := mustEncode(t, img, EncodeOptions{Quality: 80})
		scans := mustEncode(t, img, EncodeOptions{Quality: 80, Progressive: true})
		either := mustEncode(t, img, EncodeOptions{Quality: 80, Either: true})
		want := base
		if c.want {
			want = scans
		}
		if !bytes.Equal(either, want) || len(either) != min(len(base), len(scans)) {
			t.Errorf("%dx%d: got %d bytes, want %d; sequential %d, progressive %d", c.w, c.h, len(either), len(want), len(base), len(scans))
		}
	}
	large := &Encoder{mcusX: 200, mcusY: 200, blocksPerMCU: 6}
	if large.setWays(&EncodeOptions{Either: true}); large.progressive || !large.sequential {
		t.Errorf("%d blocks: progressive", 200*200*6)
	}
}

// Scans take fewer bytes than one does in libjpeg's files, and than its ten. (Of noise at a
// high quality, which scene has and photographs seldom, these are smaller.)
func TestEncodeScans(t *testing.T) {
	jpegtran, err := exec.LookPath("jpegtran")
	if err != nil {
		t.Skip("not checked: bytes beside libjpeg-turbo's scans; jpegtran is not installed (Debian: libjpeg-turbo-progs)")
	}
	for _, quality := range []int{30, 50, 80} {
		file := mustEncode(t, scene(pixel.YCbCr, 480, 360, 2, 2), EncodeOptions{Quality: quality, Progressive: true})
		for _, kind := range []string{"-optimize", "-progressive"} {
			cmd := exec.Command(jpegtran, kind)
			cmd.Stdin = bytes.NewReader(file)
			theirs, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			if len(file) >= len(theirs) && (kind == "-optimize" || quality < 80) {
				t.Errorf("quality %d: %d bytes, jpegtran %s has %d", quality, len(file), kind, len(theirs))
			}
		}
	}
}

// A row of blocks that reaches over the edges of its plane repeats the plane's
// last column and row.
func TestEncodeEdgeReplication(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {5, 3}, {8, 9}, {17, 8}, {16, 12}} {
		img := scene(pixel.Gray, size[0], size[1], 1, 1)
		e, err := NewEncoder(img)
		if err != nil {
			t.Fatal(err)
		}
		c, p := &e.comps[0], &img.Plane[0]
		for by := range c.blocksY {
			src, stride := e.blockRow(c, 0, by, c.blocksX)
			for y := range 8 {
				for x := range c.blocksX * 8 {
					want := p.Row(min(by*8+y, p.H-1))[min(x, p.W-1)]
					if got := src[y*stride+x]; got != want {
						t.Fatalf("%v: sample (%d,%d) is %d, want %d", size, x, by*8+y, got, want)
					}
				}
			}
		}
	}
}

// A profile comes back in one piece, also one that takes several segments.
func TestEncodeICC(t *testing.T) {
	img := scene(pixel.Gray, 8, 8, 1, 1)
	for _, size := range []int{0, 1, 3144, 65519, 65520, 200000} {
		profile := bytes.Repeat([]byte{1, 2, 3, 0xff, 0xe2}, size/5+1)[:size]
		file := checkFile(t, img, EncodeOptions{Quality: 97, ICC: profile}, 30)
		var got []byte
		n := 0
		for pos := 2; file[pos+1] != markerSOS; {
			length := int(file[pos+2])<<8 | int(file[pos+3])
			if s := file[pos+4 : pos+2+length]; file[pos+1] == markerAPP2 && string(s[:12]) == "ICC_PROFILE\x00" {
				n++
				if int(s[12]) != n || int(s[13]) != (size+65518)/65519 {
					t.Errorf("%d bytes: segment %d calls itself %d of %d", size, n, s[12], s[13])
				}
				got = append(got, s[14:]...)
			}
			pos += 2 + length
		}
		if !bytes.Equal(got, profile) {
			t.Errorf("%d bytes: another profile came back, %d bytes", size, len(got))
		}
	}
	if _, err := Encode(img, EncodeOptions{Quality: 50, ICC: make([]byte, 255*65519+1)}); err == nil {
		t.Error("a profile that needs 256 segments was accepted")
	}
}

// What cannot be encoded is an error and no panic.
func TestEncodeErrors(t *testing.T) {
	ok := func() *pixel.Image { return scene(pixel.YCbCr, 20, 20, 2, 2) }
	for _, test := range []struct {
		name    string
		spoil   func(*pixel.Image)
		quality int
	}{
		{"quality 0", func(*pixel.Image) {}, 0},
		{"quality 101", func(*pixel.Image) {}, 101},
		{"no width", func(m *pixel.Image) { m.W = 0 }, 50},
		{"too high", func(m *pixel.Image) { m.H = 65536 }, 50},
		{"subsampled by 4", func(m *pixel.Image) { m.SubX = 4 }, 50},
		{"chroma plane of luma size", func(m *pixel.Image) { m.Plane[1] = m.Plane[0] }, 50},
		{"plane cut short", func(m *pixel.Image) { m.Plane[0].Pix = m.Plane[0].Pix[:100] }, 50},
		{"stride below width", func(m *pixel.Image) { m.Plane[2].Stride = 9 }, 50},
	} {
		img := ok()
		test.spoil(img)
		if file, err := Encode(img, EncodeOptions{Quality: test.quality}); err == nil {
			t.Errorf("%s: no error, %d bytes", test.name, len(file))
		}
	}
}

// Poll's error ends the encoding where it comes.
func TestEncodePoll(t *testing.T) {
	img := scene(pixel.YCbCr, 400, 300, 2, 2)
	stop := errors.New("deadline")
	for _, progressive := range []bool{false, true} {
		calls := 0
		_, err := Encode(img, EncodeOptions{Quality: 50, Progressive: progressive, Poll: func() error {
			if calls++; calls == 4 {
				return stop
			}
			return nil
		}})
		if err != stop || calls != 4 {
			t.Errorf("progressive %v: %v after %d calls, want %v after 4", progressive, err, calls, stop)
		}
	}
}

// A small image's encoder, too, can be used for one kind of file after the
// other.
func TestEncodeKindsInTurn(t *testing.T) {
	img := scene(pixel.YCbCr, 17, 17, 2, 2)
	e, err := NewEncoder(img)
	if err != nil {
		t.Fatal(err)
	}
	for _, progressive := range []bool{false, true, false, true} {
		o := EncodeOptions{Quality: 100, Progressive: progressive}
		file, err := e.Encode(o)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(file, mustEncode(t, img, o)) {
			t.Errorf("progressive %v: not the file of a new encoder", progressive)
		}
	}
}

// The stages that run once for each row of MCUs allocate nothing.
func TestEncodeRowsAllocate(t *testing.T) {
	e, err := NewEncoder(scene(pixel.YCbCr, 333, 217, 2, 2))
	if err != nil {
		t.Fatal(err)
	}
	e.setQuality(80)
	e.setWays(&EncodeOptions{Either: true})
	run := func() {
		if _, err := e.tokenizeImage(); err != nil {
			t.Fatal(err)
		}
	}
	run() // makes the chunks of tokens and the staging row
	if n := testing.AllocsPerRun(5, run); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func BenchmarkEncode(b *testing.B) {
	for _, progressive := range []bool{false, true} {
		b.Run("progressive="+strconv.FormatBool(progressive), func(b *testing.B) {
			img := scene(pixel.YCbCr, 720, 589, 2, 2)
			b.SetBytes(720 * 589)
			size := 0
			for b.Loop() {
				size = len(mustEncode(b, img, EncodeOptions{Quality: 80, Progressive: progressive}))
			}
			b.ReportMetric(float64(size), "file-bytes")
		})
	}
}

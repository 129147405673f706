package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"image"
	_ "image/gif"
	"image/jpeg"
	_ "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"
)

// quick are the files that are made without drawing the large scenes.
// `go run ./testdata/gen -check` compares all.
var quick = []string{
	"events/", "gif/disposal-", "gif/loop-", "gif/delays", "png/rgba", "png/filter-", "webp/animated-", "webp/lossless-p",
	"broken/riff-", "broken/size-0", "broken/canvas-", "broken/many-", "broken/no-palette", "other/alpha.bmp",
}

var all = flag.Bool("all", false, "compare every file, and look for fused operations in the object code")

// What is committed is what the generator makes.
func TestCommitted(t *testing.T) {
	prefixes := quick
	if *all {
		prefixes = []string{""}
	}
	for _, prefix := range prefixes {
		diffs, err := run("..", prefix, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range diffs {
			t.Error(d)
		}
	}
}

// Where the compiler may fuse a product and a sum, as on arm64 and here on
// recent amd64, it finds none to fuse in the scenes: pixels are the same.
func TestNothingIsFused(t *testing.T) {
	if !*all {
		t.Skip("not checked: that the generator's maths is not fused; it is built once more for that, with -all (make check does)")
	}
	bin := filepath.Join(t.TempDir(), "gen")
	build := exec.Command("go", "build", "-o", bin, ".")
	build.Env = append(os.Environ(), "GOARCH=amd64", "GOAMD64=v3")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.Command("go", "tool", "objdump", "-s", "gen/scene", bin).Output()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(out, []byte("MULSD")) {
		t.Fatal("no products at all: the object code is not what this test thinks")
	}
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "VFMADD") || strings.Contains(line, "VFMSUB") || strings.Contains(line, "VFNM") {
			t.Error(strings.TrimSpace(line))
		}
	}
}

// Every file is listed once, is there, and nothing else is.
func TestCatalog(t *testing.T) {
	entries := catalog()
	seen := map[string]bool{}
	for _, e := range entries {
		if seen[e.path] {
			t.Errorf("%s is listed twice", e.path)
		}
		seen[e.path] = true
		if _, err := os.Stat(filepath.Join("..", e.path)); err != nil {
			t.Error(err)
		}
		if e.about == "" {
			t.Errorf("%s: nobody knows what it is", e.path)
		}
	}
	stale, err := removeStale("..", entries, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range stale {
		t.Error(s)
	}
}

// read returns a committed file.
func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", path))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// notDecoded are well-formed files that the standard library and x/image do
// not read, with their reason.
var notDecoded = map[string]string{
	"webp/animated-":                 "no animations",
	"webp/alpha-unflagged":           "an ALPH chunk must be announced",
	"webp/alpha-flagged-only":        "and be there where it is",
	"gif/first-frame-larger":         "frames must lie within the canvas",
	"gif/first-frame-beyond":         "the same",
	"gif/canvas-empty":               "the same",
	"gif/one-bit-codes":              "codes must have two bits",
	"avif/":                          "no AVIF; dav1d judges the streams, in the decoder's tests",
	"other/planar.tiff":              "wants pixels, not planes; libtiff judges these, in the decoder's tests",
	"other/big":                      "no BigTIFF",
	"other/rgb-lsb.tiff":             "no order of bits but for faxes",
	"other/alpha-weighted.tiff":      "the same",
	"other/lzw-old.tiff":             "no LZW from before TIFF 6.0",
	"other/rgb4.tiff":                "8 and 16 bits alone",
	"other/rgb12.tiff":               "the same",
	"other/rgb32.tiff":               "the same",
	"other/float":                    "the same",
	"other/fax-rle.tiff":             "Group 3 in one dimension and Group 4 alone",
	"other/fax-g3-2d.tiff":           "the same",
	"other/cmyk":                     "no inks",
	"other/lab":                      "no Lab",
	"other/ycc-422.tiff":             "no YCbCr",
	"other/jpeg-":                    "no JPEG",
	"other/os2-":                     "Windows alone; Chromium judges these",
	"other/rle":                      "no run lengths",
	"other/565.bmp":                  "no masks but the usual ones",
	"other/v4-1555.bmp":              "the same",
	"other/v5-1010102.bmp":           "the same",
	"other/v5-icc.bmp":               "the same",
	"jpeg/restart-7-scans.jpg":       "restart intervals of scans of one component are counted wrongly",
	"jpeg/progressive-restart.jpg":   "the same",
	"jpeg/no-eoi.jpg":                "wants EOI",
	"jpeg/sampling-chroma-over-luma": "luma must not be sampled less than chroma",
	"jpeg/rgb-221122":                "the same",
	"jpeg/rgb-111221":                "the same",
	"jpeg/icc-rgb-table":             "the same",
	"jpeg/cmyk-unmarked":             "wants Adobe's marker with four components",
}

// Every well-formed file decodes, at the size that its description begins with.
func TestWellFormed(t *testing.T) {
	for _, e := range catalog() {
		if strings.HasPrefix(e.path, "broken/") || strings.HasPrefix(e.path, "events/") || hasPrefix(notDecoded, e.path) {
			continue
		}
		m, format, err := image.Decode(bytes.NewReader(read(t, e.path)))
		if err != nil {
			t.Errorf("%s: %v", e.path, err)
			continue
		}
		ext := strings.NewReplacer("jpg", "jpeg").Replace(strings.TrimPrefix(filepath.Ext(e.path), "."))
		if format != ext {
			t.Errorf("%s is a %s", e.path, format)
		}
		var w, h int
		if n, _ := fmt.Sscanf(e.about, "%dx%d", &w, &h); n == 2 && (w != m.Bounds().Dx() || h != m.Bounds().Dy()) {
			t.Errorf("%s is %v, its description says %dx%d", e.path, m.Bounds().Size(), w, h)
		}
	}
}

func hasPrefix(list map[string]string, path string) bool {
	for prefix := range list {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

// libjpeg-turbo decodes every well-formed JPEG without a warning, to the luma
// that the standard library decodes.
func TestJPEGsAgainstDjpeg(t *testing.T) {
	djpeg, err := exec.LookPath("djpeg")
	if err != nil {
		t.Skip("not checked: that libjpeg-turbo reads the generated JPEGs without a warning; djpeg is not installed (Debian: libjpeg-turbo-progs)")
	}
	for _, e := range catalog() {
		if filepath.Ext(e.path) != ".jpg" || strings.HasPrefix(e.path, "broken/") || e.path == "jpeg/no-eoi.jpg" {
			continue
		}
		if e.path == "jpeg/adobe-ycck-1.jpg" {
			continue // djpeg decodes it as YCCK, with a warning
		}
		cmd := exec.Command(djpeg, "-dct", "int", "-grayscale", "-pnm", filepath.Join("..", e.path))
		if strings.Contains(e.path, "cmyk") || strings.Contains(e.path, "ycck") || strings.Contains(e.path, "rgb") {
			cmd.Args = append(cmd.Args[:3], "-pnm", filepath.Join("..", e.path))
		}
		var out, warnings bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &warnings
		if err := cmd.Run(); err != nil || warnings.Len() > 0 {
			t.Errorf("%s: %v %s", e.path, err, warnings.String())
			continue
		}
		if hasPrefix(notDecoded, e.path) {
			continue
		}
		m, err := jpeg.Decode(bytes.NewReader(read(t, e.path)))
		if err != nil {
			t.Errorf("%s: %v", e.path, err)
			continue
		}
		if e.path == "jpeg/progressive-dc-only.jpg" {
			continue // djpeg smooths blocks of which it knows only DC
		}
		if d, ok := lumaDifference(m, out.Bytes()); ok && d > 3 {
			t.Errorf("%s: luma differs by %d from djpeg's", e.path, d)
		}
	}
}

// lumaDifference compares with a binary PGM; ok is false if either is not luma.
func lumaDifference(m image.Image, pgm []byte) (greatest int, ok bool) {
	var w, h, most int
	if n, _ := fmt.Sscanf(string(pgm[:min(len(pgm), 40)]), "P5\n%d %d\n%d\n", &w, &h, &most); n != 3 {
		return 0, false
	}
	pix := pgm[len(pgm)-w*h:]
	luma := func(x, y int) int { return 0 }
	switch m := m.(type) {
	case *image.YCbCr:
		luma = func(x, y int) int { return int(m.Y[m.YOffset(x, y)]) }
	case *image.Gray:
		luma = func(x, y int) int { return int(m.GrayAt(x, y).Y) }
	default:
		return 0, false
	}
	for i, v := range pix {
		d := luma(i%w, i/w) - int(v)
		greatest = max(greatest, d, -d)
	}
	return greatest, true
}

// decodable are broken files that the standard library's decoders accept all
// the same: the damage is where they do not look, or they are lenient.
var decodable = []string{
	"png-named.jpg", "jpeg-named.png", "scan-noise.jpg", "shorter.jpg", "width-0.jpg", "height-0.jpg", "quant-zero.jpg", "no-dqt.jpg",
	"spectral-backwards.jpg", "garbage-after-eoi.jpg", "garbage-before-marker.jpg", "two-pictures.jpg", "icc-", "exif-",
	"quant-max.jpg", "quant-65535.jpg", "scans-repeated.jpg", "zip-bomb-text.png", "palette-short.png", "unknown-critical.png", "no-colors.gif", "half.gif", "garbage-between.gif", "no-trailer.gif", "many-frames.gif",
	"animated-sequence", "animated-beyond", "animated-operation", "animated-first-part", "animated-more", "animated-fewer",
}

// What is called broken is refused by the standard library, unless it is known
// not to be. Images of more than ten megapixels are not decoded.
func TestBroken(t *testing.T) {
	for _, e := range brokenFiles() {
		b := read(t, e.path)
		c, _, err := image.DecodeConfig(bytes.NewReader(b))
		large := c.Width*c.Height > 10<<20
		if err == nil && !large {
			_, _, err = image.Decode(bytes.NewReader(b))
		}
		name := strings.TrimPrefix(e.path, "broken/")
		known := false
		for _, prefix := range decodable {
			known = known || strings.HasPrefix(name, prefix)
		}
		if refused := err != nil || large; refused == known {
			t.Errorf("%s: refused %v (%v), want %v", name, refused, err, !known)
		}
	}
}

// Events have the shape that CloudFront gives them: of the trigger that their
// name says, header names in lower case, and no null anywhere.
func TestEvents(t *testing.T) {
	for _, e := range eventFiles() {
		b := read(t, e.path)
		var v cfEvent
		if err := json.Unmarshal(b, &v); err != nil || len(v.Records) != 1 {
			t.Errorf("%s: %v, %d records", e.path, err, len(v.Records))
			continue
		}
		c := v.Records[0].CF
		if !strings.HasPrefix(filepath.Base(e.path), c.Config.EventType) {
			t.Errorf("%s is of type %s", e.path, c.Config.EventType)
		}
		if bytes.Contains(b, []byte("null")) {
			t.Errorf("%s has a null", e.path)
		}
		if origin := strings.HasPrefix(c.Config.EventType, "origin"); origin != (c.Request.Origin != nil) {
			t.Errorf("%s: origin triggers and only they have an origin", e.path)
		}
		if response := strings.HasSuffix(c.Config.EventType, "response"); response != (c.Response != nil) {
			t.Errorf("%s: response triggers and only they have a response", e.path)
		}
		all := []cfHeaders{c.Request.Headers}
		if c.Response != nil {
			all = append(all, c.Response.Headers)
		}
		for _, h := range all {
			for name, values := range h {
				if name != strings.ToLower(values[0].Key) {
					t.Errorf("%s: header %s is called %s", e.path, name, values[0].Key)
				}
			}
		}
	}
}

// The profiles have the signature, size and tags that readers look for.
func TestProfiles(t *testing.T) {
	for _, p := range []profile{srgbProfile, p3Profile, adobeProfile, tableProfile, grayProfile, pqProfile} {
		b := p.bytes()
		if got := int(b[2])<<8 | int(b[3]); got != len(b) || string(b[36:40]) != "acsp" {
			t.Errorf("%s: size %d in its header, %d in fact", p.name, got, len(b))
		}
		if p.gray {
			continue
		}
		// The colorants of a profile add up to its white, D50, within rounding.
		for k, want := range []int32{63190, 65536, 54061} {
			if d := p.columns[0][k] + p.columns[1][k] + p.columns[2][k] - want; d < -30 || d > 30 {
				t.Errorf("%s: colorants miss the white point by %d/65536", p.name, d)
			}
		}
	}
}

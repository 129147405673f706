package avif

import (
	"bytes"
	"crypto/md5"
	"image"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"tintype/transform/internal/codec/avif/av1"
)

const folder = "../../../../testdata/"

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.FromSlash(folder + name + ".avif"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func open(t testing.TB, name string) *Image {
	t.Helper()
	img, err := Open(read(t, name))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return img
}

// frame is all rows of an image.
type frame struct {
	plane [3][]byte
	alpha []byte
}

func decode(t testing.TB, img *Image, o Options) frame {
	t.Helper()
	var f frame
	d := img.NewDecoder(o)
	for {
		b, err := d.Next()
		if err == io.EOF {
			return f
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range img.PlanesStored() {
			f.plane[i] = appendRows(f.plane[i], &b.Plane[i])
		}
		if img.Alpha {
			f.alpha = appendRows(f.alpha, &b.Alpha)
		}
	}
}

func appendRows(all []byte, p *Plane) []byte {
	for y := range p.H {
		all = append(all, p.Pix[y*p.Stride:][:p.W]...)
	}
	return all
}

// What a file says of its image.
func TestOpen(t *testing.T) {
	for _, c := range []struct {
		name                             string
		w, h, orientation, depth         int
		subX, subY                       int
		mono, alpha, premultiplied, full bool
		primaries, transfer, matrix      int
	}{
		{"yuv420", 200, 130, 1, 8, 2, 2, false, false, false, false, 1, 13, 6},
		{"full", 200, 130, 1, 8, 2, 2, false, false, false, true, 1, 13, 6},
		{"bt709", 66, 70, 1, 8, 1, 1, false, false, false, false, 1, 13, 1},
		{"mono", 66, 70, 1, 8, 1, 1, true, false, false, false, 1, 13, 6},
		{"depth-12", 97, 67, 1, 12, 2, 1, false, false, false, false, 1, 13, 6},
		{"unspecified", 200, 130, 1, 8, 2, 2, false, false, false, false, 2, 2, 2},
		{"alpha", 66, 70, 1, 8, 1, 1, false, true, false, false, 1, 13, 6},
		{"premultiplied", 66, 70, 1, 8, 1, 1, false, true, true, false, 1, 13, 6},
		{"clap", 90, 60, 1, 8, 2, 2, false, false, false, false, 1, 13, 6},
		{"grid", 390, 270, 1, 8, 2, 2, false, false, false, false, 1, 13, 6},
		{"grid-alpha", 390, 270, 1, 8, 2, 2, false, true, false, false, 1, 13, 6},
		{"irot1", 200, 130, 8, 8, 2, 2, false, false, false, false, 1, 13, 6},
		{"irot0-imir0", 200, 130, 4, 8, 2, 2, false, false, false, false, 1, 13, 6},
		{"irot0-imir1", 200, 130, 2, 8, 2, 2, false, false, false, false, 1, 13, 6},
		{"irot1-imir0", 200, 130, 5, 8, 2, 2, false, false, false, false, 1, 13, 6},
		{"irot3-imir0", 200, 130, 7, 8, 2, 2, false, false, false, false, 1, 13, 6},
	} {
		m := open(t, "avif/"+c.name)
		if m.Width != c.w || m.Height != c.h || m.Orientation != c.orientation || m.Depth != c.depth || m.SubX != c.subX || m.SubY != c.subY {
			t.Errorf("%s: got %dx%d, orientation %d, %d bits, sampling %dx%d", c.name, m.Width, m.Height, m.Orientation, m.Depth, m.SubX, m.SubY)
		}
		if m.Mono != c.mono || m.Alpha != c.alpha || m.Premultiplied != c.premultiplied || m.FullRange != c.full {
			t.Errorf("%s: got mono %v, alpha %v, premultiplied %v, full range %v", c.name, m.Mono, m.Alpha, m.Premultiplied, m.FullRange)
		}
		if m.Primaries != c.primaries || m.Transfer != c.transfer || m.Matrix != c.matrix {
			t.Errorf("%s: got code points %d, %d, %d", c.name, m.Primaries, m.Transfer, m.Matrix)
		}
	}
}

// The same stream gives the same samples however it is stored, and all planes have
// all their rows.
func TestStorage(t *testing.T) {
	want := decode(t, open(t, "avif/yuv420"), Options{})
	for i, n := range []int{200 * 130, 100 * 65, 100 * 65} {
		if len(want.plane[i]) != n {
			t.Errorf("plane %d: got %d samples, want %d", i, len(want.plane[i]), n)
		}
	}
	for _, name := range []string{"extents", "idat", "iden", "unspecified", "irot2"} {
		got := decode(t, open(t, "avif/"+name), Options{})
		for i := range got.plane {
			if md5.Sum(got.plane[i]) != md5.Sum(want.plane[i]) {
				t.Errorf("%s: plane %d differs", name, i)
			}
		}
	}
	clap := decode(t, open(t, "avif/clap"), Options{})
	for y := range 60 {
		if string(clap.plane[0][y*90:][:90]) != string(want.plane[0][(y+20)*200+30:][:90]) {
			t.Fatalf("clap: row %d differs", y)
		}
	}
	for y := range 30 {
		if string(clap.plane[1][y*45:][:45]) != string(want.plane[1][(y+10)*100+15:][:45]) {
			t.Fatalf("clap: row %d of Cb differs", y)
		}
	}
}

// A grid is its cells side by side, cut on the right and below; of a part that is
// wanted the rest is not decoded.
func TestGrid(t *testing.T) {
	img := open(t, "avif/grid")
	all := decode(t, img, Options{})
	cell := decode(t, single(img), Options{})
	for y := range 130 {
		row := all.plane[0][y*390:][:390]
		if string(row[:200]) != string(cell.plane[0][y*200:][:200]) || string(row[200:]) != string(cell.plane[0][y*200:][:190]) {
			t.Fatalf("row %d differs from the cells'", y)
		}
	}
	polls := func(o Options) (n int) {
		o.Poll = func() error { n++; return nil }
		decode(t, img, o)
		return n
	}
	part := Options{}
	part.Visible.Max.X, part.Visible.Max.Y = 60, 60
	if a, b := polls(Options{}), polls(part); b*4 > a+4 {
		t.Errorf("got %d rows of superblocks for a corner, want about a quarter of %d", b, a)
	}
}

// single is the first cell of a grid by itself.
func single(grid *Image) *Image {
	img, p := *grid, *grid.color
	p.w, p.h, p.cols, p.rows, p.cells = p.cellW, p.cellH, 1, 1, p.cells[:1]
	img.color, img.crop = &p, image.Rect(0, 0, p.w, p.h)
	return &img
}

// Tables to 8 bits of full range hit what H.273 says of black, white and the middle.
func TestScale(t *testing.T) {
	for depth := 8; depth <= 12; depth += 2 {
		s, top := depth-8, 1<<depth-1
		for _, c := range []struct {
			full, chroma bool
			in, want     int
		}{
			{true, false, 0, 0}, {true, false, top, 255},
			{false, false, 16 << s, 0}, {false, false, 235 << s, 255}, {false, false, 0, 0}, {false, false, top, 255},
			{true, true, 128 << s, 128}, {true, true, 0, 0}, {true, true, top, 255},
			{false, true, 128 << s, 128}, {false, true, 16 << s, 1}, {false, true, 240 << s, 255},
		} {
			if got := newScale(depth, c.full, c.chroma)[c.in]; int(got) != c.want {
				t.Errorf("%d bits, full %v, chroma %v: got %d for %d, want %d", depth, c.full, c.chroma, got, c.in, c.want)
			}
		}
	}
	if !newScale(8, true, false).identity() || !newScale(8, true, true).identity() {
		t.Error("8 bits of full range: got another table than none")
	}
}

// What browsers refuse is refused, by a reason of its own.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		want error
	}{
		{"grid-repeats", errGrid}, {"loose", errTransform}, {"sizeless", errNoSize},
	} {
		if _, err := Open(read(t, "broken/"+c.name)); err != c.want {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

// Of code points that this package does not know, or that do not fit the depth, none
// stops a program.
func TestMatrices(t *testing.T) {
	for matrix := range 256 {
		for _, name := range []string{"bt709", "yuv420", "mono", "depth-10"} {
			data := read(t, "avif/"+name)
			at := bytes.Index(data, []byte("nclx")) + 4
			data[at+4], data[at+5] = 0, byte(matrix)
			img, err := Open(data)
			if err != nil {
				continue
			}
			decode(t, img, Options{})
		}
	}
}

// Every file that is cut short or damaged is refused or decoded, never more.
// A file without its metadata shows the same, byte for byte of every sample, and holds
// nothing else. What turns the image is gone.
func TestStrip(t *testing.T) {
	names, _ := filepath.Glob(filepath.FromSlash(folder + "avif/*.avif"))
	kept := 0
	for _, name := range names {
		name = "avif/" + strings.TrimSuffix(filepath.Base(name), ".avif")
		whole := read(t, name)
		secret := append(bytes.Clone(whole), "\x00\x00\x00\x15uuidsecret-place!\x00"...)
		out := Strip(secret, true)
		if strings.Contains(name, "grid") || strings.Contains(name, "iden") && !strings.Contains(name, "identity") {
			if out != nil {
				t.Errorf("%s: got a file, want none", name)
			}
			continue
		}
		if out == nil || bytes.Contains(out, []byte("secret")) || len(out) > len(whole)+64 || !bytes.Equal(Strip(out, true), out) {
			t.Errorf("%s: got %d bytes of %d", name, len(out), len(whole))
			continue
		}
		kept++
		was := open(t, name)
		is, err := Open(out)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		same := is.Width == was.Width && is.Height == was.Height && is.Depth == was.Depth && is.Mono == was.Mono && is.Alpha == was.Alpha && is.Premultiplied == was.Premultiplied &&
			is.Primaries == was.Primaries && is.Transfer == was.Transfer && is.Matrix == was.Matrix && is.FullRange == was.FullRange && bytes.Equal(is.ICC, was.ICC) && is.Peak == was.Peak
		if !same || is.Orientation != 1 {
			t.Errorf("%s: got %+v, want %+v", name, is, was)
		}
		a, b := decode(t, was, Options{}), decode(t, is, Options{})
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s: other samples", name)
		}
		if cut := Strip(whole[:len(whole)-20], true); cut != nil {
			t.Errorf("%s: a file that is cut short is kept", name)
		}
	}
	if kept < 15 {
		t.Errorf("got %d files, want most", kept)
	}
}

func FuzzOpen(f *testing.F) {
	for _, dir := range []string{"avif", "broken"} {
		names, _ := filepath.Glob(filepath.FromSlash(folder + dir + "/*.avif"))
		for _, n := range names {
			data, err := os.ReadFile(n)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if out := Strip(data, true); out != nil {
			if again := Strip(out, true); !bytes.Equal(again, out) {
				t.Fatalf("stripped twice: %d bytes became %d", len(out), len(again))
			}
		}
		img, err := Open(data)
		if err != nil || img.Width*img.Height > 1<<18 || img.Memory > 1<<26 {
			return
		}
		d := img.NewDecoder(Options{Skip: av1.FilmGrain})
		rows := 0
		for {
			b, err := d.Next()
			if err != nil {
				break
			}
			rows += b.Plane[0].H
		}
		if rows > img.Height {
			t.Fatalf("got %d rows, want %d", rows, img.Height)
		}
	})
}

// Makes the streams that the decoder's tests read, and the sums of what dav1d
// makes of them: go run ./transform/internal/codec/avif/av1/testdata/make, with
// aomenc (Debian's aom-tools) and dav1d installed. The pictures are the
// project's own scenes.
package main

import (
	"bytes"
	"fmt"
	"log"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"

	"tintype/testdata/gen/scene"
)

// tool is a way to encode: what it is to exercise, and how large the picture is.
type tool struct {
	name string
	w, h int
	draw func(w, h int) *scene.Picture
	args string
}

var tools = []tool{
	{"default", 97, 67, view, "--allintra --cq-level=36 --cpu-used=1"},
	{"large", 200, 130, view, "--allintra --cq-level=56 --cpu-used=2 --sb-size=128"},
	{"bands", 260, 200, bands, "--good --passes=1 --cq-level=60 --sb-size=128"},
	{"blocks", 66, 70, view, "--allintra --cq-level=22 --cpu-used=0 --max-partition-size=16 --enable-tx64=0"},
	{"ringing", 130, 100, view, "--good --passes=1 --cq-level=50 --cpu-used=2"},
	{"screen", 136, 80, screen, "--allintra --cq-level=30 --cpu-used=2 --tune-content=screen --enable-intrabc=0"},
	{"copy", 200, 140, screen, "--allintra --cq-level=40 --cpu-used=1 --tune-content=screen --sb-size=64"},
	{"angles", 132, 132, fan, "--allintra --cq-level=44 --cpu-used=1 --sb-size=64"},
	{"copies", 168, 130, tiling, "--allintra --cq-level=26 --cpu-used=0 --tune-content=screen --sb-size=64 --enable-palette=0"},
	{"lossless", 35, 27, view, "--allintra --lossless=1 --cpu-used=2"},
	{"matrices", 97, 67, view, "--allintra --cq-level=40 --cpu-used=2 --enable-qm=1 --qm-min=2 --qm-max=9"},
	{"segments", 200, 140, bands, "--good --passes=2 --cq-level=40 --cpu-used=2 --aq-mode=1 --sb-size=64 --deltaq-mode=0"},
	{"deltas", 200, 130, view, "--allintra --cq-level=52 --cpu-used=3 --deltaq-mode=3 --delta-lf-mode=1 --sb-size=64"},
	{"superres", 160, 90, view, "--allintra --cq-level=44 --cpu-used=3 --superres-mode=1 --superres-denominator=13 --superres-kf-denominator=13 --enable-restoration=1"},
	{"upscaled", 130, 150, view, "--good --passes=1 --cq-level=50 --cpu-used=3 --superres-mode=1 --superres-denominator=10 --superres-kf-denominator=10 --sb-size=128"},
	{"tiles", 200, 140, view, "--allintra --cq-level=54 --cpu-used=4 --tile-columns=1 --tile-rows=1 --sb-size=64 --num-tile-groups=3"},
	{"widths", 260, 130, view, "--good --passes=1 --cq-level=58 --cpu-used=4 --tile-width=1,2,1 --tile-height=1,2 --sb-size=64"},
	{"grain", 100, 70, view, "--allintra --cq-level=50 --cpu-used=4 --film-grain-test=%GRAIN%"},
	{"speckle", 67, 99, view, "--allintra --cq-level=60 --cpu-used=4 --film-grain-test=15"},
	{"header", 66, 50, view, "--allintra --cq-level=40 --cpu-used=3 --reduced-tx-type-set=1 --cdf-update-mode=0 --full-still-picture-hdr --error-resilient=1"},
	{"bare", 66, 50, view, "--allintra --cq-level=40 --cpu-used=3 --enable-cdef=0 --enable-restoration=0 --enable-intra-edge-filter=0 --enable-filter-intra=0 --use-intra-default-tx-only=1 --loopfilter-control=0"},
}

type format struct {
	depth    int
	sampling string
}

func (f format) args() []string {
	profile := "0"
	switch {
	case f.depth == 12 || f.sampling == "422":
		profile = "2"
	case f.sampling == "444":
		profile = "1"
	}
	args := []string{"--profile=" + profile, fmt.Sprintf("--bit-depth=%d", f.depth), fmt.Sprintf("--input-bit-depth=%d", f.depth)}
	if f.sampling == "mono" {
		args = append(args, "--monochrome")
	}
	return args
}

func main() {
	log.SetFlags(0)
	dir := filepath.Join("transform", "internal", "codec", "avif", "av1", "testdata")
	tmp, err := os.MkdirTemp("", "av1")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(tmp)
	only := os.Args[1:]
	sums := map[string]string{}
	if old, err := os.ReadFile(filepath.Join(dir, "golden.txt")); err == nil && len(only) > 0 {
		for _, line := range strings.Split(string(old), "\n") {
			if f := strings.Fields(line); len(f) == 2 {
				sums[f[0]] = f[1]
			}
		}
	}
	grain := 1
	for _, t := range tools {
		for _, depth := range []int{8, 10, 12} {
			for _, sampling := range []string{"mono", "420", "422", "444"} {
				f := format{depth, sampling}
				name := fmt.Sprintf("%s-%d-%s.obu", t.name, depth, sampling)
				grain = grain%16 + 1
				if len(only) > 0 && !strings.Contains(name, only[0]) {
					continue
				}
				if err := make1(dir, tmp, name, t, f, grain); err != nil {
					log.Print(name, ": ", err)
					continue
				}
				out, err := exec.Command("dav1d", "-q", "--limit", "1", "--filmgrain", "1", "--muxer", "md5", "-o", "-", "-i", filepath.Join(dir, name)).Output()
				if err != nil {
					log.Fatal(name, ": dav1d: ", err)
				}
				sums[name] = strings.TrimSpace(string(out))
			}
		}
	}
	names := []string{}
	for name := range sums {
		names = append(names, name)
	}
	sort.Strings(names)
	var golden bytes.Buffer
	for _, name := range names {
		fmt.Fprintf(&golden, "%s %s\n", name, sums[name])
	}
	if err := os.WriteFile(filepath.Join(dir, "golden.txt"), golden.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}

func make1(dir, tmp, name string, t tool, f format, grain int) error {
	in := filepath.Join(tmp, "in.y4m")
	if err := os.WriteFile(in, y4m(t.draw(t.w, t.h), f), 0o644); err != nil {
		return err
	}
	args := append([]string{"--limit=1", "--obu", "--end-usage=q", "--threads=1", "-q"}, f.args()...)
	for _, a := range strings.Fields(strings.ReplaceAll(t.args, "%GRAIN%", fmt.Sprint(grain))) {
		args = append(args, a)
	}
	args = append(args, "-o", filepath.Join(dir, name), in)
	if out, err := exec.Command("aomenc", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("aomenc: %v: %s", err, out)
	}
	return nil
}

// view is a piece of a scene with a corner of noise, which is harder.
func view(w, h int) *scene.Picture {
	p := scene.City(w*3, h*3).Scale(w, h)
	speckle(p, w/4, h/4, 0xFFFF)
	return p
}

// speckle adds noise to the upper left.
func speckle(p *scene.Picture, w, h int, most uint32) {
	seed := uint32(1)
	for y := range h {
		for x := range w {
			for c := range 3 {
				seed = seed*1664525 + 1013904223
				i := 4*(y*p.W+x) + c
				p.Pix[i] = uint16(min(uint32(p.Pix[i])+(seed>>16)*most>>16, 0xFFFF))
			}
		}
	}
}

// bands is a slope with long and narrow strips, for the largest blocks.
func bands(w, h int) *scene.Picture {
	p := scene.NewPicture(w, h)
	for y := range h {
		for x := range w {
			v := 60 + x*2/5 + y*3/10
			if x > w/2 && y < 128 && x/16%2 > 0 || x < w/2 && y >= 64 && y/16%2 > 0 {
				v += 40
			}
			i := 4 * (y*w + x)
			p.Pix[i], p.Pix[i+1], p.Pix[i+2], p.Pix[i+3] = uint16(v*0x101), uint16(v*0xF0), uint16(v*0xD0), 0xFFFF
		}
	}
	speckle(p, 64, 64, 0x1000)
	return p
}

// tiling repeats a piece of a scene with a little noise: copies have residuals.
func tiling(w, h int) *scene.Picture {
	p, s := scene.NewPicture(w, h), scene.City(160, 120).Scale(40, 32)
	for y := range h {
		for x := range w {
			copy(p.Pix[4*(y*w+x):][:4], s.Pix[4*(y%32*40+x%40):])
		}
	}
	speckle(p, w, h, 0x1C00)
	return p
}

// fan has edges in all directions, in gray and in color.
func fan(w, h int) *scene.Picture {
	p := scene.NewPicture(w, h)
	for y := range h {
		for x := range w {
			a := math.Atan2(float64(2*y-h)+0.5, float64(2*x-w)+0.5) * 20 / math.Pi
			v, c := 0x4000+0x8000*int(math.Floor(a)+40)%2, int(math.Floor(a*0.55)+40)%3
			i := 4 * (y*w + x)
			p.Pix[i], p.Pix[i+1], p.Pix[i+2], p.Pix[i+3] = uint16(v), uint16(v), uint16(v), 0xFFFF
			p.Pix[i+c] += 0x3000
		}
	}
	return p
}

// screen is a drawing of few colors that repeats itself.
func screen(w, h int) *scene.Picture {
	p := scene.NewPicture(w, h)
	colors := [][3]uint16{{0xF0F0, 0xF0F0, 0xE8E8}, {0x2020, 0x3030, 0x6060}, {0xD0D0, 0x3030, 0x2020}, {0x30F0, 0xA0A0, 0x4040}, {0xFFFF, 0xC0C0, 0x2020}, {0x8080, 0x8080, 0x8888}, {0x1010, 0x1010, 0x1010}, {0x5050, 0x9090, 0xD0D0}}
	for y := range h {
		for x := range w {
			k := 0
			gx, gy := x%24, y%20
			switch {
			case gx > 2 && gx < 14 && gy > 3 && gy < 6+(x/24*7)%9:
				k = 1 + (x/24*3+y/20)%2
			case gx > 15 && gx < 21 && (gy*gx)%7 < 3:
				k = 3 + y/60
			case y%40 > 36:
				k = 5
			case x > w*3/4 && y > h/2:
				k = (x*x/50 + y*y/70) % 8
			}
			i := 4 * (y*w + x)
			copy(p.Pix[i:], colors[k][:])
			p.Pix[i+3] = 0xFFFF
		}
	}
	return p
}

// y4m converts with BT.601's matrix in full range and writes what aomenc reads.
func y4m(p *scene.Picture, f format) []byte {
	top := float64(int(1)<<f.depth - 1)
	planes := [3][]float64{}
	for i := range planes {
		planes[i] = make([]float64, p.W*p.H)
	}
	for i := range p.W * p.H {
		r, g, b := float64(p.Pix[4*i])/65535, float64(p.Pix[4*i+1])/65535, float64(p.Pix[4*i+2])/65535
		y := 0.299*r + 0.587*g + 0.114*b
		planes[0][i], planes[1][i], planes[2][i] = y, 0.5+(b-y)*0.564, 0.5+(r-y)*0.713
	}
	subX, subY, space := 1, 1, "420jpeg"
	switch f.sampling {
	case "422":
		subX, subY, space = 1, 0, "422"
	case "444":
		subX, subY, space = 0, 0, "444"
	}
	if f.depth > 8 {
		space = strings.TrimSuffix(space, "jpeg") + fmt.Sprintf("p%d", f.depth)
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "YUV4MPEG2 W%d H%d F1:1 Ip A1:1 C%s\nFRAME\n", p.W, p.H, space)
	for i, plane := range planes {
		sx, sy := 0, 0
		if i > 0 {
			sx, sy = subX, subY
		}
		for y := 0; y < p.H; y += 1 << sy {
			for x := 0; x < p.W; x += 1 << sx {
				sum, n := 0.0, 0.0
				for dy := range 1 << sy {
					for dx := range 1 << sx {
						sum += plane[min(y+dy, p.H-1)*p.W+min(x+dx, p.W-1)]
						n++
					}
				}
				v := int(min(max(sum/n, 0), 1)*top + 0.5)
				out.WriteByte(byte(v))
				if f.depth > 8 {
					out.WriteByte(byte(v >> 8))
				}
			}
		}
	}
	return out.Bytes()
}

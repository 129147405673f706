package av1

import (
	"bufio"
	"embed"
	"fmt"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// The streams are in the test program, so that it has them inside wasm.
//
//go:embed testdata/*.obu testdata/golden.txt
var streams embed.FS

// stream is one of our own streams.
func stream(t testing.TB, name string) []byte {
	data, err := streams.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// golden lists our own streams with the sums of dav1d's planes.
func golden(t testing.TB) (names []string, sums map[string]string) {
	f, err := streams.Open("testdata/golden.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sums = map[string]string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		name, sum, _ := strings.Cut(s.Text(), " ")
		names, sums[name] = append(names, name), sum
	}
	return names, sums
}

// tally counts what has been seen of each tool in each format.
type tally map[string]map[string]int

func (c tally) add(tool, format string, n int) {
	if c[tool] == nil {
		c[tool] = map[string]int{}
	}
	c[tool][format] += n
}

var (
	modeNames = []string{"DC", "V", "H", "D45", "D135", "D113", "D157", "D203", "D67", "smooth", "smooth V", "smooth H", "Paeth", "CfL"}
	txNames   = []string{"DCT_DCT", "ADST_DCT", "DCT_ADST", "ADST_ADST", "FLIPADST_DCT", "DCT_FLIPADST", "FLIPADST_FLIPADST", "ADST_FLIPADST", "FLIPADST_ADST", "IDTX", "V_DCT", "H_DCT", "V_ADST", "H_ADST", "V_FLIPADST", "H_FLIPADST", "WHT"}
	partNames = []string{"none", "horz", "vert", "split", "horz A", "horz B", "vert A", "vert B", "horz 4", "vert 4"}
)

// By sawDeblock's number.
var deblockNames = []string{"luma 4", "luma 8", "luma 14", "chroma 4", "chroma 6", "chroma 6"}

// count returns a function for observe.
func (c tally) count(format string) func(d *decoder, what, n int) {
	return func(d *decoder, what, n int) {
		b := &d.b
		add := func(tool string, args ...any) { c.add(fmt.Sprintf(tool, args...), format, 1) }
		switch what {
		case sawPartition:
			add("partition %s", partNames[n])
		case sawBlock:
			add("block %dx%d", 4<<b.w, 4<<b.h)
			if b.copied {
				add("intra block copy")
				return
			}
			add("luma %s", modeNames[b.yMode])
			if b.chroma && b.palette[1] == 0 {
				add("chroma %s", modeNames[b.uvMode])
			}
			if b.filter >= 0 {
				add("filter-intra %d", b.filter)
			}
			for p, n := range b.palette {
				if n > 0 {
					add("palette %d of %d", p, n)
				}
			}
			if d.h.segmentation.enabled && b.segment > 0 {
				add("segment above 0")
			}
		case sawTransform:
			add("transform %dx%d", 4<<txW[n], 4<<txH[n])
			add("type %s", txNames[d.txType])
			if d.tokens.matrix != nil {
				add("quantizer matrix")
			}
		case sawEdge:
			add("edge filter %d", n)
		case sawUpsample:
			add("edge upsampling")
		case sawDeblock:
			add("deblock %s", deblockNames[n])
		case sawRestore:
			switch n & 3 {
			case restoreWiener:
				add("Wiener")
			case restoreSgrproj:
				p := sgrParams[n>>2]
				add("self-guided, radii %d %d", p[0], p[2])
			}
		case sawDeltaQ:
			add("delta q")
		case sawDeltaLF:
			add("delta lf")
		}
	}
}

// header counts what a frame's header says.
func (c tally) header(f *frame, format string) {
	h, s := f.head, f.seq
	for tool, on := range map[string]bool{
		"superblocks of 64": !s.sb128, "superblocks of 128": s.sb128, "tiles": h.tiles.cols*h.tiles.rows > 1,
		"tiles of different widths": unequal(h), "superres": h.superresDenom != 8, "film grain": h.grain.apply,
		"film grain of chroma": h.grain.apply && (len(h.grain.points[1])+len(h.grain.points[2]) > 0 || h.grain.fromLuma),
		"grain from luma":      h.grain.fromLuma, "grain overlap": h.grain.overlap, "grain clipped": h.grain.restricted,
		"CDEF": h.cdef.on && h.cdef.any(), "CDEF primary": h.cdef.on && sum8(h.cdef.pri) > 0, "CDEF secondary": h.cdef.on && sum8(h.cdef.sec) > 0,
		"restoration in superres": h.superresDenom != 8 && h.lr.used, "lossless": h.codedLossless, "reduced header": s.reduced,
		"full header": !s.reduced, "no CDF update": h.noCDFUpdate, "reduced transform set": h.reducedTx,
		"largest transforms": !h.txSelect, "screen content": h.screenContent,
	} {
		if on {
			c.add(tool, format, 1)
		}
	}
}

func sum8(s [2][8]int) (n int) {
	for _, a := range s {
		for _, v := range a {
			n += v
		}
	}
	return n
}

func unequal(h *frameHeader) bool {
	t := &h.tiles
	for i := 2; i < t.cols; i++ {
		if t.colStarts[i]-t.colStarts[i-1] != t.colStarts[1] {
			return true
		}
	}
	return false
}

// TestGoldenKernels decodes our own streams and compares with what dav1d made of
// them; inside wasm, with vectors.
func TestGoldenKernels(t *testing.T) {
	names, sums := golden(t)
	for _, name := range names {
		data := stream(t, name)
		planes, _, err := planesOf(data, Options{})
		if got := sumOf(planes); err != nil || got != sums[name] {
			t.Errorf("%s: got %s %v, want %s", name, got, err, sums[name])
		}
	}
}

// TestGoldenIsDav1d asks dav1d again.
func TestGoldenIsDav1d(t *testing.T) {
	if _, err := exec.LookPath("dav1d"); err != nil {
		t.Skip("not checked: golden.txt, because dav1d is not installed")
	}
	names, sums := golden(t)
	for _, name := range names {
		if got, err := dav1d(t, filepath.Join("testdata", name)); err != nil || got != sums[name] {
			t.Errorf("%s: got %s %v, want %s", name, got, err, sums[name])
		}
	}
}

// TestToolsAreExercised holds the table of tools by formats: each has to occur
// in our own streams. -v prints it.
func TestToolsAreExercised(t *testing.T) {
	c := tally{}
	formats := []string{}
	names, _ := golden(t)
	defer func() { observe = nil }()
	for _, name := range names {
		data := stream(t, name)
		_, format, _ := strings.Cut(strings.TrimSuffix(name, ".obu"), "-")
		if strings.HasPrefix(name, "default-") {
			formats = append(formats, format)
		}
		f, _, err := find(data, Options{})
		if err != nil {
			t.Fatal(name, err)
		}
		c.header(f, format)
		observe = c.count(format)
		planesOf(data, Options{})
		observe = nil
	}
	sort.Strings(formats)
	tools := []string{}
	for tool := range c {
		tools = append(tools, tool)
	}
	sort.Strings(tools)
	line := fmt.Sprintf("%-28s", "")
	for _, f := range formats {
		line += fmt.Sprintf("%9s", f)
	}
	t.Log(line)
	empty := 0
	for _, tool := range tools {
		line := fmt.Sprintf("%-28s", tool)
		for _, f := range formats {
			n := c[tool][f]
			if n == 0 && possible(tool, f) {
				empty++
			}
			line += fmt.Sprintf("%9d", n)
		}
		t.Log(line)
	}
	for _, tool := range wanted() {
		if c[tool] == nil {
			t.Errorf("%s: no stream has it", tool)
		}
	}
	if most := 105; empty > most {
		t.Errorf("got %d empty cells, want at most %d", empty, most)
	}
	t.Logf("%d tools in %d formats; %d cells are empty that could be filled", len(tools), len(formats), empty)
}

// possible says whether a format can have a tool: gray has no chroma, and 4:2:2
// no blocks that are higher than wide.
func possible(tool, format string) bool {
	chroma := strings.Contains(tool, "chroma") || strings.HasPrefix(tool, "palette 1") || tool == "grain from luma"
	if strings.HasSuffix(format, "mono") && chroma {
		return false
	}
	if strings.HasSuffix(format, "422") {
		w, h := 0, 0
		if n, _ := fmt.Sscanf(tool, "block %dx%d", &w, &h); n == 2 && w < h {
			return false
		}
		if strings.HasPrefix(tool, "partition vert") || tool == "transform 4x16" || tool == "transform 8x32" || tool == "transform 32x64" {
			return false
		}
	}
	return true
}

// wanted are the tools that some stream must have.
func wanted() (all []string) {
	add := func(prefix string, names ...string) {
		for _, n := range names {
			all = append(all, prefix+" "+n)
		}
	}
	add("partition", partNames...)
	add("luma", modeNames[:13]...)
	add("chroma", modeNames...)
	add("type", txNames...)
	add("deblock", deblockNames...)
	add("filter-intra", "0", "1", "2", "3", "4")
	add("edge filter", "0", "1", "2", "3")
	for n := 2; n <= 8; n++ {
		add("palette", fmt.Sprintf("0 of %d", n), fmt.Sprintf("1 of %d", n))
	}
	for i := range nBlocks {
		add("block", fmt.Sprintf("%dx%d", 4<<blockW[i], 4<<blockH[i]))
	}
	for i := range nTx {
		add("transform", fmt.Sprintf("%dx%d", 4<<txW[i], 4<<txH[i]))
	}
	return append(all, "edge upsampling", "intra block copy", "segment above 0", "quantizer matrix", "delta q", "delta lf", "Wiener",
		"self-guided, radii 0 1", "self-guided, radii 2 0", "self-guided, radii 2 1", "superres", "restoration in superres", "tiles",
		"tiles of different widths", "superblocks of 64", "superblocks of 128", "film grain", "film grain of chroma", "grain from luma",
		"grain overlap", "grain clipped", "CDEF", "CDEF primary", "CDEF secondary", "lossless", "reduced header", "full header",
		"no CDF update", "reduced transform set", "largest transforms", "screen content")
}

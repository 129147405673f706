package main

import (
	"fmt"
	"math"
)

// rdResults is rd.json as bench/rd writes it.
type rdResults struct {
	Date     string `json:"date"`
	Commit   string `json:"commit"`
	Cwebp    string `json:"cwebp"`
	Corpus   bool   `json:"corpus"`
	Pictures []struct {
		Name    string    `json:"name"`
		W       int       `json:"w"`
		H       int       `json:"h"`
		Tintype []rdPoint `json:"tintype"`
		Libwebp []rdPoint `json:"libwebp"`
		SSIM    float64   `json:"bdSSIM"`
		PSNR    float64   `json:"bdPSNR"`
	} `json:"pictures"`
	Efforts []struct {
		Name    string  `json:"name"`
		Default bool    `json:"default"`
		MS      float64 `json:"ms"`
		Bytes   int     `json:"bytes"`
		SSIM    float64 `json:"bdSSIM"`
		PSNR    float64 `json:"bdPSNR"`
	} `json:"efforts"`
	Lossless []struct {
		Name    string `json:"name"`
		W       int    `json:"w"`
		H       int    `json:"h"`
		Tintype int    `json:"tintype"`
		Libwebp int    `json:"libwebp"`
	} `json:"lossless"`
}

type rdPoint struct {
	Q     int     `json:"q"`
	Bytes int     `json:"bytes"`
	PSNR  float64 `json:"psnr"`
	SSIM  float64 `json:"ssim"`
}

// rd is what WebP files take beside libwebp's.
func (p *page) rd(r *rdResults) {
	if r == nil {
		return
	}
	p.line("\n## WebP: bytes at equal quality\n")
	p.line("`make bench-rd` on %s, commit %s; libwebp is cwebp %s. %d photographs, once resized to 0.75 MP where they are larger and kept as", r.Date, r.Commit, r.Cwebp, len(r.Pictures))
	p.line("PNG, at q 40, 50, … 90; both decoded by golang.org/x/image/webp. SSIM: luma, Gaussian window of 11 by 11. Bytes at equal quality")
	p.line("are Bjøntegaard's delta rate (VCEG-M33) over log rate by PCHIP, SSIM as -10 log10(1 - SSIM): below 0 is smaller than libwebp's.")
	if !r.Corpus {
		p.line("**The pictures are the project's generated ones, not photographs.**")
	}
	p.line("\n![SSIM by bits a pixel](rd.svg)\n")
	p.row("picture", "pixels", "at equal SSIM", "at equal PSNR-Y")
	p.row("---", "--:", "--:", "--:")
	ssim, psnr := 0.0, 0.0
	for _, x := range r.Pictures {
		p.row(x.Name, fmt.Sprintf("%d × %d", x.W, x.H), percent(x.SSIM), percent(x.PSNR))
		ssim += x.SSIM / float64(len(r.Pictures))
		psnr += x.PSNR / float64(len(r.Pictures))
	}
	p.row("**mean**", "", "**"+percent(ssim)+"**", "**"+percent(psnr)+"**")
	p.efforts(r)
	p.lossless(r)
}

func percent(v float64) string { return fmt.Sprintf("%+.1f %%", 100*v) }

func (p *page) efforts(r *rdResults) {
	p.line("\nAll pictures together at q 80, from RGB to the file: ours in wasm in Node 24, libwebp native, one thread each, the least of some")
	p.line("rounds. The package uses effort 2; sharp uses method 4.\n")
	p.row("encoder", "ms", "bytes", "at equal SSIM", "at equal PSNR-Y")
	p.row("---", "--:", "--:", "--:", "--:")
	for _, e := range r.Efforts {
		name := e.Name
		if e.Default {
			name = "**" + name + "**"
		}
		p.row(name, fmt.Sprintf("%.0f", e.MS), fmt.Sprint(e.Bytes), percent(e.SSIM), percent(e.PSNR))
	}
}

func (p *page) lossless(r *rdResults) {
	p.line("\nLossless WebP (`lossless=1`) beside `cwebp -lossless -m 4`; every visible pixel of both comes back exactly.\n")
	p.row("picture", "pixels", "tintype", "libwebp", "ratio")
	p.row("---", "--:", "--:", "--:", "--:")
	for _, l := range r.Lossless {
		p.row(l.Name, fmt.Sprintf("%d × %d", l.W, l.H), fmt.Sprint(l.Tintype), fmt.Sprint(l.Libwebp), ratio(float64(l.Tintype), float64(l.Libwebp)))
	}
}

// rdPlot draws a small plot for each picture: SSIM in decibels over bits a
// pixel, which are logarithmic.
func rdPlot(r *rdResults) []byte {
	const columns, w, h, gap, top, left = 3, 225, 180, 60, 50, 60
	rows := (len(r.Pictures) + columns - 1) / columns
	s := newSVG(left+columns*(w+gap)-gap+20, top+rows*(h+50)+30, "WebP: SSIM by bits a pixel (up and left is better)")
	for i, x := range r.Pictures {
		s.rdPanel(x.Name+", "+percent(x.SSIM), x.W*x.H, [][]rdPoint{x.Libwebp, x.Tintype},
			float64(left+i%columns*(w+gap)), float64(top+i/columns*(h+50)), w, h)
	}
	y := float64(s.h - 10)
	for i, l := range [][2]string{{"us", "tintype, the package's effort (wasm)"}, {"th", "libwebp, method 4 (cwebp)"}} {
		x := left + 260*float64(i)
		fmt.Fprintf(s, `<circle class="%s" cx="%.0f" cy="%.0f" r="5"/>`+"\n", l[0], x, y-4)
		s.text(x+12, y, "", "start", l[1])
	}
	return s.done()
}

// rdPanel draws the curves of one picture into a rectangle.
func (s *svg) rdPanel(title string, pixels int, curves [][]rdPoint, left, top, w, h float64) {
	bits := func(p rdPoint) float64 { return 8 * float64(p.Bytes) / float64(pixels) }
	decibels := func(p rdPoint) float64 { return -10 * math.Log10(1-p.SSIM) }
	x0, x1, y0, y1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, c := range curves {
		for _, p := range c {
			x0, x1 = min(x0, bits(p)), max(x1, bits(p))
			y0, y1 = min(y0, decibels(p)), max(y1, decibels(p))
		}
	}
	x0, x1, y0, y1 = x0*0.9, x1*1.1, math.Floor(y0), math.Ceil(y1)
	x := func(v float64) float64 { return left + w*math.Log(v/x0)/math.Log(x1/x0) }
	y := func(v float64) float64 { return top + h - h*(v-y0)/(y1-y0) }
	s.text(left, top-8, "", "start", title)
	for v := y0; v <= y1; v += max(1, math.Round((y1-y0)/4)) {
		fmt.Fprintf(s, `<line class="g" x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f"/>`+"\n", left, left+w, y(v), y(v))
		s.text(left-4, y(v)+4, "s", "end", fmt.Sprintf("%.3g", 1-math.Pow(10, -v/10)))
	}
	for _, v := range []float64{0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5} {
		if v >= x0 && v <= x1 {
			fmt.Fprintf(s, `<line class="g" x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f"/>`+"\n", x(v), x(v), top, top+h)
			s.text(x(v), top+h+16, "s", "middle", fmt.Sprintf("%.3g", v))
		}
	}
	for i, c := range curves {
		class := [2]string{"th", "us"}[i]
		path := ""
		for k, p := range c {
			path += fmt.Sprintf("%s%.1f %.1f", map[bool]string{true: "M", false: "L"}[k == 0], x(bits(p)), y(decibels(p)))
		}
		fmt.Fprintf(s, `<path class="%s line" d="%s"/>`+"\n", class, path)
		for _, p := range c {
			fmt.Fprintf(s, `<circle class="%s" cx="%.1f" cy="%.1f" r="3"><title>q %d: %d bytes, SSIM %.4f, PSNR-Y %.2f dB</title></circle>`+"\n",
				class, x(bits(p)), y(decibels(p)), p.Q, p.Bytes, p.SSIM, p.PSNR)
		}
	}
}

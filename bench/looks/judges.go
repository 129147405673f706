package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"

	"tintype/bench/psnr"
	"tintype/bench/ssimulacra2"
)

// point is one file of a curve.
type point struct {
	Q      int     `json:"q"`
	Bytes  int     `json:"bytes"`
	Score  float64 `json:"score"`            // SSIMULACRA 2.1
	Butter float64 `json:"butter,omitempty"` // butteraugli's 3-norm, 0 where it was not asked
	PSNR   float64 `json:"psnr,omitempty"`   // of luma, dB
	SSIM   float64 `json:"ssim,omitempty"`   // of luma
}

// judge measures files of one picture.
type judge struct {
	p         *picture
	reference *ssimulacra2.Reference
	luma      psnr.Plane
	butter    bool // ask butteraugli_main, of libjxl
	full      bool // PSNR and SSIM, too
	folder    string
}

func newJudge(p *picture, folder string, full, butter bool) *judge {
	j := &judge{p: p, reference: ssimulacra2.NewReference(p.img), full: full, butter: butter, folder: folder}
	if full {
		j.luma = lumaOf(p.img)
	}
	return j
}

func (j *judge) point(q int, file []byte) (at point, err error) {
	at = point{Q: q, Bytes: len(file)}
	m, err := ssimulacra2.Decode(file)
	if err != nil {
		return at, err
	}
	if at.Score, err = j.reference.Score(m); err != nil {
		return at, err
	}
	if j.full {
		got := lumaOf(m)
		at.PSNR, at.SSIM = psnr.PSNR(j.luma, got), psnr.SSIM(j.luma, got)
	}
	if j.butter {
		at.Butter, err = j.butteraugli(m)
	}
	return at, err
}

// butteraugli asks libjxl's program (Debian: libjxl-devtools) for the 3-norm, which
// is 0 for the same image.
func (j *judge) butteraugli(m image.Image) (float64, error) {
	name := filepath.Join(j.folder, j.p.String()+".judged.png")
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.NoCompression}
	if err := e.Encode(&b, m); err != nil {
		return 0, err
	}
	if err := os.WriteFile(name, b.Bytes(), 0o666); err != nil {
		return 0, err
	}
	defer os.Remove(name)
	out, err := exec.Command("butteraugli_main", j.p.file, name).Output()
	if err != nil {
		return 0, fmt.Errorf("butteraugli_main: %w", err)
	}
	var most, norm float64
	_, err = fmt.Sscanf(string(out), "%f\n3-norm: %f", &most, &norm)
	return norm, err
}

// lumaOf is BT.601 luma without rounding.
func lumaOf(m image.Image) psnr.Plane {
	b := m.Bounds()
	p := psnr.Plane{W: b.Dx(), H: b.Dy(), Pix: make([]float64, 0, b.Dx()*b.Dy())}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, b, _ := m.At(x, y).RGBA()
			p.Pix = append(p.Pix, (0.299*float64(r)+0.587*float64(g)+0.114*float64(b))/257)
		}
	}
	return p
}

// quality is a point's measure by a metric, such that more is better and steps are
// about even.
func (p point) quality(metric string) float64 {
	switch metric {
	case "butteraugli":
		return -math.Log(p.Butter)
	case "PSNR-Y":
		return p.PSNR
	case "SSIM":
		return -10 * math.Log10(1-p.SSIM)
	}
	return p.Score
}

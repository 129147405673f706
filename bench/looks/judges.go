package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"

	"tintype/bench/psnr"
	"tintype/bench/ssimulacra2"
)

// judge measures files of one picture.
type judge struct {
	p         *picture
	folder    string
	kept      *kept // nil where nothing is
	full      bool  // PSNR and SSIM, too
	butter    bool  // ask butteraugli_main, of libjxl, where measure is told to
	reference *ssimulacra2.Reference
	luma      psnr.Plane
}

// measure measures a file, with a second opinion or without one, or finds what it was
// measured at before.
func (j *judge) measure(file []byte, second bool) (measured, error) {
	key := ""
	second = second && j.butter
	if j.kept != nil {
		key = keyOf(j.p.hash, file)
		if m, ok := j.kept.get(key, j.full, second); ok {
			return m, nil
		}
	}
	m, err := j.new(file, second)
	if err != nil || j.kept == nil {
		return m, err
	}
	m.Key = key
	return m, j.kept.put(m)
}

func (j *judge) new(file []byte, second bool) (at measured, err error) {
	if j.reference == nil {
		j.reference = ssimulacra2.NewReference(j.p.img)
		if j.full {
			j.luma = lumaOf(j.p.img)
		}
	}
	m, err := ssimulacra2.Decode(file)
	if err != nil {
		return at, err
	}
	if at.Score, err = j.reference.Score(m); err != nil {
		return at, err
	}
	if j.full {
		got := lumaOf(m)
		db, ssim := min(psnr.PSNR(j.luma, got), exact), psnr.SSIM(j.luma, got)
		at.PSNR, at.SSIM = &db, &ssim
	}
	if second {
		norm, err := j.butteraugli(m)
		if err != nil {
			return at, err
		}
		at.Butter = &norm
	}
	return at, nil
}

// exact is the PSNR that the same image has, which is endless.
const exact = 100

// butteraugli asks libjxl's program (Debian: libjxl-devtools) for the 3-norm, which
// is 0 for the same image.
func (j *judge) butteraugli(m image.Image) (float64, error) {
	name := filepath.Join(j.folder, fmt.Sprintf("%s.%d.judged.png", j.p, os.Getpid()))
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

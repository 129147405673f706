package main

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os/exec"
	"regexp"
	"strconv"

	"tintype/bench/bdrate"
	"tintype/bench/engine"
	"tintype/transform/measure"
)

// encoder is one way to make a WebP: ours at an effort, or libwebp's where a
// method is named.
type encoder struct {
	name     string
	effort   int
	method   int // -1 for ours
	standard bool
}

const libwebpMethods = 7

func encoders() (list []encoder) {
	for n := 1; n <= measure.MaxEffort; n++ {
		list = append(list, encoder{fmt.Sprint("tintype, effort ", n), n, -1, n == measure.DefaultEffort})
	}
	for n := range libwebpMethods {
		list = append(list, encoder{fmt.Sprint("libwebp, method ", n), 0, n, n == 4})
	}
	return list
}

// curve makes a picture's files.
func (p *picture) curve(e encoder) (list []point, err error) {
	for _, q := range qualities {
		var file []byte
		if e.method < 0 {
			file, err = p.ours(e, q)
		} else {
			file, _, err = p.libwebp(e.method, q)
		}
		if err != nil {
			return nil, err
		}
		at := point{Q: q, Bytes: len(file)}
		if at.PSNR, at.SSIM, err = p.judge(file); err != nil {
			return nil, err
		}
		list = append(list, at)
	}
	return list, nil
}

// ours encodes at an effort. At the default one that must be the file which the
// package makes of the PNG.
func (p *picture) ours(e encoder, quality int) ([]byte, error) {
	file, err := measure.EncodeWebP(p.img, measure.WebPOptions{Quality: quality, Effort: e.effort})
	if err != nil || !e.standard {
		return file, err
	}
	packaged, err := engine.Do(p.png, fmt.Sprint("fm=webp&q=", quality))
	if err == nil && !bytes.Equal(file, packaged) {
		err = errors.New("the package makes another file than its default effort")
	}
	return file, err
}

var encodeTime = regexp.MustCompile(`Time to encode picture: ([0-9.]+)s`)

// libwebp asks cwebp, which says how long encoding alone took.
func (p *picture) libwebp(method, quality int) ([]byte, float64, error) {
	var out, said bytes.Buffer
	cmd := exec.Command("cwebp", "-v", "-m", strconv.Itoa(method), "-q", strconv.Itoa(quality), p.file, "-o", "-")
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return nil, 0, fmt.Errorf("cwebp: %w: %s", err, said.String())
	}
	m := encodeTime.FindSubmatch(said.Bytes())
	if m == nil {
		return nil, 0, errors.New("cwebp does not say how long it took")
	}
	seconds, err := strconv.ParseFloat(string(m[1]), 64)
	return out.Bytes(), seconds * 1000, err
}

// deltas are the delta rates of test by SSIM and by PSNR-Y. SSIM counts as
// -10 log10(1 - SSIM), on which its range is spread evenly.
func deltas(anchor, test []point) (ssim, psnr float64) {
	by := func(list []point, quality func(point) float64) (out []bdrate.Sample) {
		for _, p := range list {
			out = append(out, bdrate.Sample{Bytes: float64(p.Bytes), Quality: quality(p)})
		}
		return out
	}
	decibels := func(p point) float64 { return -10 * math.Log10(1-p.SSIM) }
	db := func(p point) float64 { return p.PSNR }
	return bdrate.Of(by(anchor, decibels), by(test, decibels)), bdrate.Of(by(anchor, db), by(test, db))
}

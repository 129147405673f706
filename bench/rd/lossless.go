package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"

	xwebp "golang.org/x/image/webp"

	"tintype/bench/engine"
)

// graphics of the corpus and generated ones, each made lossless by both.
var (
	graphics  = []string{"alpha-3mp.png", "gradients.png", "grey-alpha.png", "rgb16.png", "lossless-alpha.webp"}
	generated = []string{"samples/glass.png", "png/rgb8.png", "png/rgba8.png", "png/palette8.png", "png/gray8.png", "png/clear.png", "webp/lossless-best.webp"}
)

// lossless is what one graphic takes.
type lossless struct {
	Name    string `json:"name"`
	W       int    `json:"w"`
	H       int    `json:"h"`
	Tintype int    `json:"tintype"`
	Libwebp int    `json:"libwebp"` // cwebp -lossless -m 4
}

func allLossless(folder, corpus, samples string) (list []lossless, err error) {
	var names []string
	if corpus != "" {
		for _, n := range graphics {
			names = append(names, filepath.Join(corpus, n))
		}
	}
	for _, n := range generated {
		names = append(names, filepath.Join(samples, n))
	}
	for _, name := range names {
		l, err := newLossless(folder, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, l)
	}
	return list, nil
}

// newLossless gives both the same PNG, of 8 bits and without a profile, and sees
// that every pixel comes back that can be seen.
func newLossless(folder, name string) (l lossless, err error) {
	l.Name = filepath.Base(name)
	data, err := os.ReadFile(name)
	if err != nil {
		return l, err
	}
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return l, err
	}
	want := image.NewNRGBA(image.Rectangle{Max: m.Bounds().Size()})
	draw.Draw(want, want.Rect, m, m.Bounds().Min, draw.Src)
	l.W, l.H = want.Rect.Dx(), want.Rect.Dy()
	var source bytes.Buffer
	if err := png.Encode(&source, want); err != nil {
		return l, err
	}
	file := filepath.Join(folder, l.Name+".lossless.png")
	if err := os.WriteFile(file, source.Bytes(), 0o666); err != nil {
		return l, err
	}
	ours, err := engine.Do(source.Bytes(), "fm=webp&lossless=1")
	if err != nil {
		return l, err
	}
	theirs, err := exec.Command("cwebp", "-quiet", "-lossless", "-m", "4", file, "-o", "-").Output()
	if err != nil {
		return l, err
	}
	l.Tintype, l.Libwebp = len(ours), len(theirs)
	for _, b := range [][]byte{ours, theirs} {
		if err := sameVisible(b, want); err != nil {
			return l, err
		}
	}
	return l, nil
}

// sameVisible compares every pixel that is not wholly transparent.
func sameVisible(file []byte, want *image.NRGBA) error {
	got, err := xwebp.Decode(bytes.NewReader(file))
	if err != nil {
		return err
	}
	for y := range want.Rect.Dy() {
		for x := range want.Rect.Dx() {
			a, b := color.NRGBAModel.Convert(got.At(x, y)).(color.NRGBA), want.NRGBAAt(x, y)
			if a != b && a.A|b.A != 0 {
				return fmt.Errorf("pixel %d,%d: got %v, want %v", x, y, a, b)
			}
		}
	}
	return nil
}

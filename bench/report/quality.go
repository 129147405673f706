package main

import "tintype/bench/psnr"

// quality is how near an output comes to its reference, over luma.
type quality struct {
	PSNR float64 `json:"psnr"` // dB
	SSIM float64 `json:"ssim"` // as psnr.SSIM has it
	W, H int
}

// compare decodes an output with the standard library's decoders and measures
// it against the reference of its size.
func compare(name string, of func(w, h int) plane) (quality, error) {
	p, err := openPicture(name)
	if err != nil {
		return quality{}, err
	}
	got := p.luma()
	reference := of(got.w, got.h)
	// What no 8-bit file can hold is no fault of the contender.
	for i, v := range reference.pix {
		reference.pix[i] = min(max(v, 0), 255)
	}
	a, b := psnr.Plane{W: got.w, H: got.h, Pix: got.pix}, psnr.Plane{W: got.w, H: got.h, Pix: reference.pix}
	return quality{psnr.PSNR(a, b), psnr.SSIM(a, b), got.w, got.h}, nil
}

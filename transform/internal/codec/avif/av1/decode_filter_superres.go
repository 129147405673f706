package av1

// upscaler is the upscaling process (section 7.16) of one plane's rows.
type upscaler struct {
	from, to int // widths
	last     int // the last sample that may be read
	step     int
	first    int
}

func makeUpscaler(width, upscaled, decoded int) upscaler {
	u := upscaler{from: width, to: upscaled, last: decoded - 1}
	u.step = (width<<14 + upscaled/2) / upscaled
	err := upscaled*u.step - width<<14
	u.first = (-((upscaled-width)<<13)+upscaled/2)/upscaled + 128 - err/2
	u.first &= 1<<14 - 1
	return u
}

func (u *upscaler) row(dst, src []uint16, top int) {
	for x := range u.to {
		at := -(1 << 14) + u.first + x*u.step
		taps := &upscaleTaps[at&(1<<14-1)>>8]
		px := at>>14 - 3
		sum := 64
		for k, tap := range taps {
			// The first tap is a sample further than where the position is.
			sum += int(src[min(max(px+k, 0), u.last)]) * int(tap)
		}
		dst[x] = uint16(min(max(sum>>7, 0), top))
	}
}

package tiff

import (
	"encoding/binary"

	"tintype/transform/internal/pixel/icc"
)

// coding returns what takes linear light to sRGB.
func (d *Decoder) coding() *icc.Light {
	if d.light == nil {
		d.light = icc.NewLight()
	}
	return d.light
}

// labOf returns the conversion from Lab that the file asks for.
func (d *Decoder) labOf() *icc.Lab {
	if d.lab == nil {
		kind := icc.LabTIFF
		switch d.photometric {
		case iccLab:
			kind = icc.LabICC
		case ituLab:
			kind = icc.LabITU
		}
		d.lab = icc.NewLab(d.coding(), kind)
	}
	return d.lab
}

// floatTo takes floating point, 0 to 1. Gray and RGB are linear light unless a
// profile says what they are, as libvips has it.
func (d *Decoder) floatTo(dst, row []byte, s, step, sample int) {
	size := d.bits / 8
	mantissa, exponent := floatLayout(d.bits)
	light := d.linear && sample != d.alpha
	var curve *icc.Light
	weight := -1 // the place of the alpha that weights this sample
	if light {
		curve = d.coding()
		if d.multiplied {
			weight = d.alpha
		}
	}
	for i := range dst {
		at := i * step
		v := unit(d.raw(row[(at+s)*size:], size), mantissa, exponent)
		if weight >= 0 {
			a := unit(d.raw(row[(at+weight)*size:], size), mantissa, exponent)
			v = divided(v, a)
		}
		if light {
			dst[i] = curve.Encode(v)
		} else {
			dst[i] = byte((v*255 + 1<<15) >> 16)
		}
	}
}

// floatLayout returns how many bits of a float are its mantissa and its exponent
// (IEEE 754).
func floatLayout(bits int) (mantissa, exponent uint) {
	switch bits {
	case 16:
		return 10, 5
	case 32:
		return 23, 8
	}
	return 52, 11
}

// raw reads a sample of 2, 4 or 8 bytes.
func (d *Decoder) raw(b []byte, size int) uint64 {
	switch {
	case size == 4 && d.big:
		return uint64(binary.BigEndian.Uint32(b))
	case size == 4:
		return uint64(binary.LittleEndian.Uint32(b))
	}
	v := uint64(0)
	for k := range size {
		if d.big {
			v = v<<8 | uint64(b[k])
		} else {
			v |= uint64(b[k]) << (8 * k)
		}
	}
	return v
}

// unit returns a float as Q16, cut off to 0 to 1; what is no number is 0.
func unit(v uint64, mantissa, exponent uint) uint32 {
	e := int(v >> mantissa & (1<<exponent - 1))
	m := v & (1<<mantissa - 1)
	bias := 1<<(exponent-1) - 1
	switch {
	case v>>(mantissa+exponent)&1 != 0, e == 1<<exponent-1 && m != 0:
		return 0
	case e >= bias:
		return 1 << 16
	case e == 0: // denormal
		e = 1
	default:
		m |= 1 << mantissa
	}
	shift := int(mantissa) - 16 + bias - e
	switch {
	case shift > 62:
		return 0
	case shift > 0:
		return uint32((m + 1<<(shift-1)) >> shift)
	}
	return uint32(m << -shift)
}

// divided is v/a for numbers of 0 to 1 as Q16; what is transparent is black.
func divided(v, a uint32) uint32 {
	if a == 0 {
		return 0
	}
	return uint32(min((uint64(v)<<16+uint64(a)/2)/uint64(a), 1<<16))
}

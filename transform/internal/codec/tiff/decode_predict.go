package tiff

import "encoding/binary"

// Values of Predictor.
const (
	predictorNone       = 1
	predictorHorizontal = 2
	predictorFloat      = 3
)

// unpredict turns differences into samples, in rows of size bytes.
func (d *Decoder) unpredict(rows []byte, size int) {
	step := d.stored()
	var planes []byte
	if d.predictor == predictorFloat {
		planes = make([]byte, size)
	}
	for ; len(rows) >= size; rows = rows[size:] {
		row := rows[:size]
		switch {
		case planes != nil:
			d.joinPlanes(row, planes, step)
		case d.bits == 8:
			for i := step; i < size; i++ {
				row[i] += row[i-step]
			}
		case d.bits == 16:
			d.undifference16(row, step)
		case d.big:
			undifference(row, step, d.bits/8, binary.BigEndian)
		default:
			undifference(row, step, d.bits/8, binary.LittleEndian)
		}
	}
}

// undifference16 undoes section 14 for samples of 2 bytes, in pairs of a high and
// a low one.
func (d *Decoder) undifference16(row []byte, step int) {
	high, low := 0, 1
	if !d.big {
		high, low = 1, 0
	}
	before := row[:len(row)-2*step]
	for i, at := 0, row[2*step:]; i+1 < len(at); i += 2 {
		v := uint(before[i+high])<<8 + uint(before[i+low]) + uint(at[i+high])<<8 + uint(at[i+low])
		at[i+high], at[i+low] = byte(v>>8), byte(v)
	}
}

// undifference undoes section 14 for samples of 4 or 8 bytes.
func undifference(row []byte, step, size int, order binary.ByteOrder) {
	step *= size
	for i := step; i+size <= len(row); i += size {
		at, before := row[i:], row[i-step:]
		if size == 4 {
			order.PutUint32(at, order.Uint32(at)+order.Uint32(before))
		} else {
			order.PutUint64(at, order.Uint64(at)+order.Uint64(before))
		}
	}
}

// joinPlanes undoes Technical Note 3: a row holds the most significant bytes of
// all its samples, then the next ones, each less than the one step before.
func (d *Decoder) joinPlanes(row, planes []byte, step int) {
	copy(planes, row)
	for i := step; i < len(planes); i++ {
		planes[i] += planes[i-step]
	}
	size := d.bits / 8
	n := len(row) / size
	for k := range size {
		to := k
		if !d.big {
			to = size - 1 - k
		}
		for i, v := range planes[k*n : (k+1)*n] {
			row[i*size+to] = v
		}
	}
}

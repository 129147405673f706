package vp8l

// A plan says which transforms an image goes through.
type plan struct {
	palette, green, predict bool
}

// plans returns the ways to code an image that are worth trying.
func (e *encoder) plans(pix []uint32, w, nColors int) []plan {
	out := []plan{{predict: true, green: true}, {predict: true}, {green: true}, {}}
	if nColors > 0 {
		out = append(out, plan{palette: true})
	}
	return out
}

func (p plan) String() string { s := ""; if p.palette { s += "palette " }; if p.green { s += "green " }; if p.predict { s += "predict" }; return s }

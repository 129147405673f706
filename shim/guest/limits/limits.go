// Package limits puts what the handler allows a transformation in the engine's words.
package limits

import (
	"tintype/handler"
	"tintype/transform"
)

// Of returns the engine's limits for a transformation that the handler asks for,
// without a Poll.
func Of(t *handler.Transform) transform.Limits {
	lim := transform.DefaultLimits()
	lim.SourceBytes = t.Limits.SourceBytes
	lim.SourcePixels = t.Limits.SourcePixels
	lim.OutputSide = int(t.Limits.OutputSide)
	lim.OutputPixels = t.Limits.OutputPixels
	lim.EnlargePixels = t.Limits.Enlarge
	lim.FramePixels = t.Limits.FramePixels
	lim.Memory = t.Limits.Memory
	lim.ResponseBytes = int(t.MaxBytes)
	lim.Quality = t.Quality
	lim.AutoPixels = map[string]int64{"avif": t.Limits.AVIFPixels}
	return lim
}

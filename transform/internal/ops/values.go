package ops

import "tintype/transform/params"

// Adjustments are what Adjust does: percentages from -100 to 100, of which 0 does
// nothing, but for what is said.
type Adjustments struct {
	// Of each channel by itself: exposure, gamma, brightness, contrast, light and dark
	// tones.
	Exp, Gam, Bri, Con, High, Shad params.Decimal
	Invert                         bool
	// Of the channels together.
	Vib, Sat   params.Decimal
	Hue        params.Decimal // degrees
	Sepia      params.Decimal // 0 to 100
	Monochrome params.Color
	Duotone    [2]params.Color // of dark and of light
}

// Sharpening is what Sharpen does.
type Sharpening struct {
	Sharp   params.Decimal // 0 to 100, by a deviation of one pixel
	Unsharp params.Decimal // -100 to 100, by a deviation of Radius pixels
	Radius  params.Decimal
}

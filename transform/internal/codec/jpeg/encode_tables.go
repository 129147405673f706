package jpeg

// encTables8 are the quantization tables at quality 50, in eighths and natural order:
// of luma, of chroma, each for qualities up to encCoarseQuality and from
// encFineQuality on; between them both are blended. They were found by search: steps as
// functions of the distance from DC, moved one by one for fewer bytes at equal
// SSIMULACRA 2.1, together with the dead zones and what thinning weighs, on two thirds of
// the photographs of bench/looks at width 320 against sharp's files. DC and the lowest
// frequencies are finer than table K.1 has them, the others much more alike.
var encTables8 = [2][2][64]uint16{
	{
		{
			57, 104, 239, 245, 273, 338, 427, 496,
			104, 151, 284, 282, 312, 375, 462, 527,
			239, 284, 296, 315, 354, 427, 504, 572,
			245, 282, 315, 348, 413, 488, 555, 615,
			273, 312, 354, 413, 479, 550, 607, 660,
			338, 375, 427, 488, 550, 602, 661, 706,
			427, 462, 504, 555, 607, 661, 704, 755,
			496, 527, 572, 615, 660, 706, 755, 805,
		},
		{
			84, 117, 285, 254, 298, 283, 287, 329,
			117, 160, 293, 275, 373, 308, 311, 381,
			285, 293, 322, 320, 332, 328, 367, 375,
			254, 275, 320, 345, 345, 372, 367, 404,
			298, 373, 332, 345, 380, 365, 393, 465,
			283, 308, 328, 372, 365, 392, 447, 542,
			287, 311, 367, 367, 393, 447, 533, 639,
			329, 381, 375, 404, 465, 542, 639, 761,
		},
	},
	{
		{
			57, 123, 192, 220, 310, 348, 449, 540,
			123, 158, 184, 213, 339, 396, 455, 470,
			192, 184, 210, 265, 363, 411, 409, 487,
			220, 213, 265, 357, 389, 375, 438, 550,
			310, 339, 363, 389, 372, 413, 510, 597,
			348, 396, 411, 375, 413, 504, 569, 659,
			449, 455, 409, 438, 510, 569, 654, 738,
			540, 470, 487, 550, 597, 659, 738, 848,
		},
		{
			56, 108, 220, 283, 322, 365, 440, 487,
			108, 159, 259, 295, 329, 394, 436, 485,
			220, 259, 277, 309, 366, 401, 445, 500,
			283, 295, 309, 356, 384, 419, 467, 523,
			322, 329, 366, 384, 410, 451, 499, 554,
			365, 394, 401, 419, 451, 490, 538, 594,
			440, 436, 445, 467, 499, 538, 586, 642,
			487, 485, 500, 523, 554, 594, 642, 699,
		},
	},
}

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
			57, 103, 238, 242, 270, 332, 419, 487,
			103, 151, 281, 279, 302, 368, 453, 521,
			238, 281, 294, 313, 347, 419, 498, 566,
			242, 279, 313, 342, 405, 483, 549, 616,
			270, 302, 347, 405, 475, 544, 608, 661,
			332, 368, 419, 483, 544, 604, 662, 707,
			419, 453, 498, 549, 608, 662, 707, 756,
			487, 521, 566, 616, 661, 707, 756, 808,
		},
		{
			84, 117, 268, 254, 281, 289, 293, 336,
			117, 170, 311, 292, 313, 314, 317, 359,
			268, 311, 311, 326, 339, 335, 346, 389,
			254, 292, 326, 352, 352, 350, 380, 429,
			281, 313, 339, 352, 358, 378, 417, 494,
			289, 314, 335, 350, 378, 416, 475, 576,
			293, 317, 346, 380, 417, 475, 566, 679,
			336, 359, 389, 429, 494, 576, 679, 808,
		},
	},
	{
		{
			57, 125, 195, 262, 327, 375, 429, 516,
			125, 168, 206, 274, 332, 379, 435, 522,
			195, 206, 247, 308, 347, 393, 454, 541,
			262, 274, 308, 336, 372, 417, 486, 575,
			327, 332, 347, 372, 407, 459, 533, 624,
			375, 379, 393, 417, 459, 519, 595, 689,
			429, 435, 454, 486, 533, 595, 674, 772,
			516, 522, 541, 575, 624, 689, 772, 874,
		},
		{
			57, 110, 211, 281, 332, 378, 429, 486,
			110, 152, 242, 293, 340, 384, 435, 492,
			211, 242, 275, 320, 357, 400, 451, 507,
			281, 293, 320, 347, 383, 425, 474, 530,
			332, 340, 357, 383, 416, 457, 506, 562,
			378, 384, 400, 425, 457, 497, 546, 602,
			429, 435, 451, 474, 506, 546, 594, 651,
			486, 492, 507, 530, 562, 602, 651, 709,
		},
	},
}

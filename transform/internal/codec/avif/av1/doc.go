// Package av1 decodes and encodes still pictures of AV1. It decodes key frames and intra-only frames
// with every tool that they can have, in all profiles, bit depths and samplings.
// Frames that are predicted from others are refused by name.
//
// The specification is "AV1 Bitstream & Decoding Process Specification",
// version 1.0.0 with errata 1 (https://aomediacodec.github.io/av1-spec/);
// sections are cited where they bite. Its tables stand in tables_*.go, where
// they cannot be computed: scan orders, contexts of positions and most
// quantizer matrices are.
//
// # Use
//
//	h, err := av1.ParseHeader(payload, av1.Options{Layer: av1.LastLayer})
//	d, err := av1.NewDecoder(payload, options)
//	for {
//		band, err := d.Next() // io.EOF after the last
//	}
//
// payload is an AVIF item's data: OBUs with sizes (the last may have none),
// with or without temporal delimiters. Options choose the operating point
// (a1op), the spatial layer (lsel) and what may be left out, and hold the
// limits: they are compared with the header before anything of the picture's
// size is allocated.
//
// Bands are some rows of all planes, finished by all filters, from the top to
// the bottom, each as high as a row of superblocks (64 or 128 rows of luma, the
// first 8 fewer, the last up to 8 more). Samples are 16 bits for every depth:
// filters compute in 16 bits anyway, only a few rows of superblocks exist at a
// time, and one code serves all depths. Only frames that use intra block copy
// are kept whole. Colors are not converted: Header has the code points.
//
// A truncated stream gives the bands it has and then a FormatError. What a
// block cannot be (a copy from where nothing is, a shape that its sampling does
// not have) is a FormatError too; all else decodes to something. Poll is called
// before each row of superblocks and, as package work counts, in it.
//
// # Inside
//
// The decoder is in decode_*.go; most of it is the encoder's model, too.
//
//	decode_header_*.go   OBUs, sequence, frame and film grain parameters
//	decode.go            rows of superblocks; decode_tile.go partitions them
//	decode_block.go      a block: decode_modes.go, decode_palette.go,
//	                     decode_copyvector.go, decode_txsize.go, decode_blocksize.go
//	decode_residual.go   its transform blocks: prediction (decode_predict.go,
//	                     decode_predict_angle.go, decode_copyblock.go), coefficients
//	                     (decode_coefs.go, decode_scan.go, decode_quant.go) and
//	                     decode_transform.go, decode_reconstruct.go
//	decode_filter_*.go   deblocking, CDEF, superresolution, restoration, grain
//	decode_symbols.go    the arithmetic decoder; decode_cdf.go, its distributions
//	encode_*.go          the encoder
//	kernel_*.go          vectors, where the build has them
//	tables_*.go          tables of the specification
//
// A row of superblocks is decoded in all tiles beside each other before it is
// filtered. Deblocking changes up to six rows above an edge and CDEF reads two
// rows below a block, so that everything before the last eight rows is finished;
// the stripes of loop restoration have that offset too.
//
// # The encoder
//
// Encode writes a key frame of 8 bits. It takes the decoder for its model of what
// has been decoded: contexts, predictions and reconstruction are the decoder's own, so
// that both can only differ in symbols. A row of superblocks is loaded (encode.go), for
// each superblock the partition is searched (encode_search.go: squares from 64 to 8,
// the whole and its quarters coded and compared), and then written (encode_block.go,
// encode_coefs.go, encode_symbols.go). A block ranks modes by what they leave after a
// Hadamard transform (encode_rank.go; encode_exact.go for lossless blocks), codes the best ones, other transform types and
// transforms of half the size (encode_intra.go, encode_transform.go), and chooses levels
// by what they cost (encode_coefs.go), with rates of the distributions as they are at the
// superblock's beginning (encode_cost.go). Where a frame is drawn (encode_screen.go),
// palettes, which stand in for up to eight colors or for many that are near them, are
// tried (encode_palette.go, encode_palette_try.go, encode_palette_code.go), and transforms
// that leave samples as they are. encode_tune.go has what the header says: matrices,
// filters, and steps that follow how smooth a superblock is. All arithmetic is of
// integers. The search visits every sample a bounded number of times for each of four
// sizes, whatever the content.
package av1

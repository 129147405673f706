// Package avif reads and writes AVIF files: the container around still images of AV1
// (package av1). The specifications are AOMedia's "AV1 Image File Format", version
// 1.2.0 (https://aomediacodec.github.io/av1-avif/), which builds on MIAF (ISO/IEC
// 23000-22), HEIF (ISO/IEC 23008-12) and the ISO base media file format (ISO/IEC
// 14496-12). Where files depart from them, what browsers do decides.
//
//	decode_box.go      boxes
//	decode_meta.go     the items of a file, their properties and where they lie
//	decode_track.go    the first frame of an image sequence
//	decode_file.go     the primary image: cells, alpha, transformations, color
//	decode.go          rows of samples from cells
//	decode_samples.go  rows of 8-bit samples of full range
//	encode.go          an image at a quality or in so many bytes
//	encode_hidden.go   colors that alpha hides
//	encode_boxes.go    what describes an encoded image
//	strip_metadata.go  a file without what only describes it
//	encode_file.go     the boxes of a file that is written
//
// Of a file this package takes what is shown: the primary item (coded, derived as a
// grid or as an identity) with its alpha, or the first frame of a sequence that has no
// primary item. Thumbnails, gain maps, depth and metadata are passed over. EXIF's
// orientation does not count, since irot and imir say it already.
package avif

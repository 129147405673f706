// Package params is the URL grammar and the geometry of tintype: a query
// string becomes Params, and Params with a source size become a Geometry.
//
// The grammar is imgix's, with synonyms for names that users of sharp expect. Table is
// the source of its reference, docs/url-api.md. In short:
//
//   - Unknown parameters are ignored. A known parameter with a bad value is an
//     *Error, one line that names parameter, value and what is allowed.
//   - Every parameter but auto and ch may be sent as name64=, base64url
//     without padding.
//   - A repeated parameter, also under another of its names: the last one
//     counts, the others are not even looked at. auto merges.
//   - s, the signature, belongs to the URL and not to the image: unknown here.
//
// The operations run in this order, whatever the order in the query:
//
//	frame → orientation → rect → trim → size and crop → adjustments →
//	canvas (fit, pad) → rot, flip → blur, px → blend, mark → border, mask → encode
//
// Numbers are decimals in millionths, and positions are 16.16 fixed point. The package
// has no floating point, so that every architecture plans the same pixels.
//
// The package imports no other package of the project. It runs in the WebAssembly guest,
// so its tables are constant data.
package params

// Package handler is the request core: it takes what a viewer asks for and decides what
// becomes of it. It is the only place that knows HTTP, knows no host, and does no I/O
// itself: it asks for fetches and for a transformation and is told how they went. A host
// is an adapter around it, such as package cloudfront.
//
//	request.go    what a host says of a request   config*.go   tintype.json
//	exchange.go   one request to its answer       step.go      what it needs on the way
//	decide.go     the origin has been asked       ask.go       it has not
//	negotiate.go  parameters, presets, Accept     urlsign.go   the parameter s
//	origin.go     object to URL and headers       s3.go        bucket domain names
//	fetch.go      one GET: retry, redirect, end   sigv4.go     AWS signature
//	layers.go     what mark and blend name
//	outcome.go    kinds of errors to HTTP         answer.go    the answer
//	caching.go    Cache-Control, Vary, names      log.go       one line a request
//	validators.go ETags                           header.go    headers
//	explained.go  what happened, in a header
//
// # Contract with the host
//
// A Handler belongs to one configuration and one guest, or one lock. For each request:
//
//	x := h.Begin(request, env)
//	for {
//		switch step := x.Next().(type) {
//		case Fetch:     // start it; go on without waiting
//		case Transform: // start the decoder on the body of fetch step.Source
//		case Wait:      // wait for news of fetch step.ID, and tell x
//		case Answer:    // send it; x.Log() is the log line; end the fetches still open
//		case Serve:     // the same with the original's body
//		}
//	}
//
// News are Head, then any number of Push, then End for every fetch, and
// Transformed or Failed for the Transform. Push says whether the decoder wants
// the chunk. After End of a Transform's source the host finishes the decoder and
// reports its outcome before it calls Next. News of a fetch that has been given up
// are ignored, so a host need not know which these are. After a retry a second
// Transform replaces the first.
//
// A host that has asked the origin already says so in Request.Known, and sends the body
// that it holds when it is told to Serve. For any other host the exchange fetches the
// original itself, and Serve names the fetch.
//
// # What passes
//
// Where the origin has been asked: what is neither GET nor HEAD, statuses other than
// 200, 206 and 304 (and S3's redirect to a bucket's region, which is followed for an
// image), and a query without a parameter for the image. A 304 for an image is for a copy
// that is not ours, and the image is made. Where the origin has not been asked, an
// original that is not there is a 404, and one that cannot be had a 502. An image
// that cannot be made leaves the original in its place, without
// what a cache could renew it by: for as long as its origin says where the next
// request would fare no better (no image, too large), for a minute where it may
// (network, deadline, credentials). Where the viewer is at fault the answer is one
// line of text: 400 for a bad parameter, 403 for a bad signature, 404 for what
// expired and for what S3 hides behind a 403.
package handler

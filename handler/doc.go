// Package handler is the request core. It takes a viewer's request and decides how to
// answer it. It knows HTTP but no host, and does no I/O: it asks its host to fetch and to
// transform, and the host reports the results. A host is an adapter around it, such as
// package cloudfront.
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
// A Handler has one configuration and is not safe for concurrent use: a guest has its
// own, or a lock guards it. For each request:
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
// The host reports a fetch with Head, then any number of Push, then End. It reports a
// Transform with Transformed or Failed. Push returns whether the decoder needs the chunk.
// After End of a Transform's source the host finishes the decoder and reports its outcome
// before it calls Next. The exchange ignores reports of fetches that it has given up, so
// that a host need not keep track of those. After a retry a second Transform replaces the
// first.
//
// A host that has the origin's answer already puts its head into Request.Known, and
// answers a Serve with the body that it holds. For any other host the exchange fetches
// the original, and Serve names that fetch.
//
// # What passes
//
// With Request.Known these pass as the origin answered: methods other than GET and HEAD;
// statuses other than 200, 206 and 304, except S3's redirect to the region of a bucket,
// which is followed for an image; and a query without a parameter for the image. A 304
// for an image concerns a copy of the original, so the image is made. Without
// Request.Known, a missing original is a 404, and an origin that does not answer is a
// 502. If an image cannot be made, the original is sent instead, without validators that
// a cache could revalidate it by. It may be cached as its origin says if the next request
// would fail, too (no image, too large), and for a minute if the next one may succeed
// (network, deadline, credentials). An error of the viewer is answered with one line of
// text: 400 for a bad parameter, 403 for a bad signature, 404 for an expired URL and for
// an object that S3 hides behind a 403.
package handler

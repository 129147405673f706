// Package handler takes a CloudFront event and decides what becomes of it. It is
// the only place that knows HTTP, and does no I/O itself: it asks for fetches and
// for a transformation and is told how they went.
//
//	event.go      the event, for all four triggers      json*.go   its text
//	decide.go     what passes, what is asked for        config*.go tintype.json
//	picture.go    parameters, presets, Accept, hints    urlsign.go the parameter s
//	origin.go     object to URL and headers             s3.go      bucket domain names
//	fetch.go      one GET: retry, redirect, end         sigv4.go   AWS signature
//	layers.go     what mark and blend name
//	outcome.go    kinds of errors to HTTP               answer.go  the response
//	caching.go    Cache-Control, Vary, disposition      log.go     one line a request
//	validators.go ETags
//
// # Contract with the guest
//
// A Handler belongs to one configuration and one guest. For each event:
//
//	r := h.Begin(event, env)
//	for {
//		switch step := r.Next().(type) {
//		case Fetch:     // start it; go on without waiting
//		case Transform: // start the decoder on the body of fetch step.Source
//		case Wait:      // wait for news of fetch step.ID, and tell r
//		case Answer:    // r.Log() is the log line; end the fetches still open
//		}
//	}
//
// News are Head, then any number of Push, then End for every fetch, and
// Transformed or Failed for the Transform. Push says whether the decoder wants
// the chunk. After End of a Transform's source the guest finishes the decoder and
// reports its outcome before it calls Next. News of a fetch that has been given up
// are ignored, so a guest need not know which these are. After a retry a second
// Transform replaces the first.
//
// # What passes
//
// On the triggers other than origin-response everything. On origin-response: what
// is neither GET nor HEAD, statuses other than 200, 206 and 304 (and S3's redirect to
// a bucket's region, which is followed for a picture), a query without a parameter
// for the picture. A 304 for a picture is for a copy that is none of ours, and the
// picture is made. One that cannot be made leaves the original in its place, without
// what a cache could renew it by: for as long as its origin says where the next
// request would fare no better (no picture, too large), for a minute where it may
// (network, deadline, credentials). Where the viewer is at fault the answer is one
// line of text: 400 for a bad parameter, 403 for a bad signature, 404 for what
// expired and for what S3 hides behind a 403.
package handler

package handler

// lasting says whether the same request would end the same way again, and so
// how long what is answered in an image's place may be cached.
type lasting uint8

const (
	transient lasting = iota // for a minute
	costly                   // for an hour: most likely it would, and trying is dear
	permanent                // for as long as the origin says
)

// Failed reports that the Transform of a source failed. code is the code of a
// transform.Error or "parameter"; message is one line for people, without bytes of the
// source. Only this function maps errors to HTTP: a bad parameter is answered with 400;
// for everything else the original is sent.
func (x *Exchange) Failed(source int, code, message string) {
	if !x.isTransforming(source) {
		return
	}
	f := x.fetches[source-1]
	x.log.transformed(x.env.Clock())
	switch code {
	case "parameter":
		x.answerText(400, message+"\n")
	case "source_unsupported", "source_damaged", "source_too_large", "output_too_large", "format_unsupported":
		x.log.reason = code
		x.giveUp(f.role, permanent)
	case "source_read":
		// The fetch failed under the decoder. Its end says what to do about that.
		if f.over {
			x.giveUp(f.role, transient)
		}
	case "deadline":
		if x.late(0) {
			x.log.fault(code, shorten(message))
			x.giveUp(f.role, transient)
			return
		}
		// It took what limits.milliseconds allows, and will the next time.
		x.log.fault("time", "got "+millis(x.env.Clock()-x.log.transformAt)+" ms, want at most "+decimal(int(x.config.Limits.Milliseconds)))
		x.giveUp(f.role, costly)
	default: // what nobody expects
		x.log.fault(code, shorten(message))
		x.giveUp(f.role, transient)
	}
}

// Transformed reports the image that the Transform of a source asked for.
func (x *Exchange) Transformed(source int, result Result) {
	if !x.isTransforming(source) {
		return
	}
	x.log.transformed(x.env.Clock())
	if result.Missing != "" && !x.incomplete {
		x.withoutLayer(result.Missing)
	}
	x.answerPicture(x.fetches[source-1], result)
}

// isTransforming reports whether news of the Transform of that source count.
func (x *Exchange) isTransforming(source int) bool {
	return x.last == nil && x.main == source && source > 0 && x.fetches[source-1].decode
}

// giveUp ends a request whose image cannot be had: with the original, or
// with 404 where there is none.
func (x *Exchange) giveUp(role role, how lasting) {
	switch {
	case role == forFallback:
		x.answerText(404, "not found\n")
	case role == forServing || x.asks && x.known.Status == 0:
		x.answerText(502, "the original could not be fetched\n")
	case how == permanent:
		x.serveForGood()
	case how == costly:
		x.serveOriginal(costlyAge)
	default:
		x.serveOriginal(shortAge)
	}
}

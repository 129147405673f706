package handler

// lasting says whether the same request would end the same way again, and so
// how long what is answered in a picture's place may be cached.
type lasting uint8

const (
	transient lasting = iota // for a minute
	costly                   // for an hour: most likely it would, and trying is dear
	permanent                // for as long as the origin says
)

// Failed brings the failure of the Transform of that source. code is the stable
// code of a transform.Error, or of a params.Error; message is one line for people
// that holds nothing of the source's bytes. This is the one place where kinds of
// errors become HTTP: a bad parameter is the viewer's to correct, a source that
// cannot be used goes out as it is, and so does everything when we are at fault.
func (r *Request) Failed(source int, code, message string) {
	if !r.isTransforming(source) {
		return
	}
	f := r.fetches[source-1]
	r.log.transformed(r.env.Clock())
	switch code {
	case "parameter":
		r.answerText(400, message+"\n")
	case "source_unsupported", "source_damaged", "source_too_large", "output_too_large", "format_unsupported":
		r.log.reason = code
		r.giveUp(f.role, permanent)
	case "source_read":
		// The fetch failed under the decoder. Its end says what to do about that.
		if f.over {
			r.giveUp(f.role, transient)
		}
	case "deadline":
		if r.late(0) {
			r.log.fault(code, shorten(message))
			r.giveUp(f.role, transient)
			return
		}
		// It took what limits.milliseconds allows, and will the next time.
		r.log.fault("time", "got "+millis(r.env.Clock()-r.log.transformAt)+" ms, want at most "+statusText(int(r.config.Limits.Milliseconds)))
		r.giveUp(f.role, costly)
	default: // what nobody expects
		r.log.fault(code, shorten(message))
		r.giveUp(f.role, transient)
	}
}

// Transformed brings the picture that the Transform of that source asked for.
func (r *Request) Transformed(source int, result Result) {
	if !r.isTransforming(source) {
		return
	}
	r.log.transformed(r.env.Clock())
	if result.Missing != "" && !r.incomplete {
		r.withoutLayer(result.Missing)
	}
	r.answerPicture(r.fetches[source-1], result)
}

// isTransforming reports whether news of the Transform of that source count.
func (r *Request) isTransforming(source int) bool {
	return r.answer == nil && r.main == source && source > 0 && r.fetches[source-1].decode
}

// giveUp ends a request whose picture cannot be had: with the original, which
// CloudFront holds ready, or with 404 where there is none.
func (r *Request) giveUp(role role, how lasting) {
	switch {
	case role == forFallback:
		r.answerText(404, "not found\n")
	case how == permanent:
		r.answerForGood()
	case how == costly:
		r.answerOriginal(costlyAge)
	default:
		r.answerOriginal(shortAge)
	}
}

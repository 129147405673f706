package handler

import "strings"

// A host that has not asked the origin leaves that to the exchange: what can be
// refused without the original is, and the rest is decided by the head of the fetch
// that the image is then made of. HEAD is decided as GET is; its host leaves the body
// away.

// ask begins such an exchange.
func (x *Exchange) ask() {
	switch {
	case !x.configure():
		x.answerText(500, "the configuration cannot be read\n")
		return
	case x.request.Method != "GET" && x.request.Method != "HEAD":
		x.answerText(405, "method: want GET or HEAD\n")
		return
	case !x.mayAsk():
		x.answerText(403, unsignedText)
		return
	case !x.understands():
		return
	}
	if !x.params.Any() {
		x.startFetch(forSource, x.original(), attempt{pass: x.request.Headers.conditions()}, 0)
		return
	}
	if !x.layersAllowed() {
		return
	}
	x.negotiate()
	if !x.late(retryNeedsMicros / 3) {
		x.startLayers()
	}
	var a attempt
	if tag := strongETag(x.request.Stored); tag != "" && len(x.fetches) == 0 {
		a.pass = Headers{{"if-none-match", tag}}
	}
	x.startFetch(forSource, x.original(), a, 0)
}

// Key names the image that a request asks for. Two requests with the same key have the
// same answer, as long as originals and configuration do not change. It is "" if the
// request asks for no image, or for one that should not be stored.
func (x *Exchange) Key() string {
	if !x.asks || x.last != nil || x.debug || !x.params.Any() {
		return ""
	}
	origin := &x.request.Origin
	parts := []string{decimal(int(origin.Kind)), origin.Domain, origin.Path + x.request.key(), origin.Query, x.params.String(), x.configText}
	if version, _ := parameter(x.request.Query, "versionId"); version != "" {
		parts = append(parts, "version", version)
	}
	if len(x.config.CORS) > 1 {
		parts = append(parts, "from", x.request.Headers.Get("origin"))
	}
	key := ""
	for _, part := range parts {
		key += decimal(len(part)) + ":" + part
	}
	return key
}

// learn takes the head of the original. A status that says that there is none is left
// to the end of the fetch, whose body may say more.
func (x *Exchange) learn(f *fetch) {
	image := x.params.Any()
	if image && f.status == 304 && len(f.attempt.pass) > 0 {
		x.known = Response{Status: f.status, Headers: f.headers.passable()}
		x.log.outcome = "unchanged"
		headers := x.known.Headers.Without(describesOriginal).withoutValidators()
		x.respond(Answer{Response: Response{Status: 304, Headers: x.outputHeaders(x.cached(headers))}})
		return
	}
	if f.status != 200 && (image || f.status != 206 && f.status != 304 && f.status != 416) {
		return
	}
	x.log.headAt = x.env.Clock()
	x.known = Response{Status: f.status, Headers: f.headers.passable()}
	switch {
	case !image:
		x.pass()
	case x.late(retryNeedsMicros / 3):
		x.log.reason = firstOf(x.env.Failed, x.log.reason, "deadline")
		if x.env.Failed == "memory" {
			x.serveOriginal(costlyAge)
		} else {
			x.serveOriginal(shortAge)
		}
	case !x.mayDecode():
		x.serveForGood()
	case x.isUnchanged():
	default:
		x.decode(f)
	}
}

// refuse answers for an original that the origin does not give.
func (x *Exchange) refuse(status int, refusal string) {
	_, code, _ := strings.Cut(refusal, " ")
	switch {
	case status == 403 && code != "" && code != "AccessDenied":
		x.log.fault("fetch", shorten(refusal)) // credentials that are wrong, as a rule
		x.giveUp(forSource, transient)
	case x.isMissing(status) || status == 410:
		x.missing(true)
	case status == 401 || status == 403:
		x.answerText(403, "the origin does not give this original\n")
	default:
		x.log.fault("fetch", shorten(refusal))
		x.giveUp(forSource, transient)
	}
}
